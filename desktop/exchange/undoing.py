"""Takes a whole import back: what it made goes, what it changed becomes as it was, unless touched since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.errors import HearthError, UsageError
from desktop.store import batches, imports, reverting
from desktop.store.imports import Import, ImportState
from desktop.store.store import Store
from desktop.store.types import Ref
from desktop.store.unit import Unit

Progress = Callable[[int, int], bool | None]


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records went and how many became as they were; ``kept`` were changed or used since."""

    removed: int
    restored: int
    kept: tuple[Ref, ...]


def undo(store: Store, import_id: str, progress: Progress | None = None) -> Undone:
    """Take an import back, a change set in one unit of work; interrupted, it goes on the next time.

    Raises RecordNotFound for an unknown import, UsageError for one that was taken back already.
    """
    with store.write() as unit:
        found = imports.read(unit, import_id)
        if found.state is ImportState.UNDONE:
            raise UsageError("This import was taken back already.", concerns=import_id)
        imports.save(unit, replace(found, state=ImportState.UNDOING))
        steps = imports.steps(unit, import_id)
    kept: list[Ref] = []
    removed = restored = 0
    for done, step in enumerate(steps, 1):
        with store.write() as unit:
            removed += _remove(unit, found, step, kept)
        if progress is not None:
            progress(done, 2 * len(steps))
    # The last change of a record is taken back first.
    for done, step in enumerate(reversed(steps), 1):
        with store.write() as unit:
            restored += _restore(unit, step, kept)
            imports.drop_step(unit, import_id, step)
        if progress is not None:
            progress(len(steps) + done, 2 * len(steps))
    with store.write() as unit:
        imports.save(unit, replace(found, state=ImportState.UNDONE))
    return Undone(removed, restored, tuple(dict.fromkeys(kept)))


def _remove(unit: Unit, found: Import, step: int, kept: list[Ref]) -> int:
    """Remove what a change set made, unless something else has come to depend on it."""
    removed = 0
    for kind, ids in batches.created_by(unit, step).items():
        there = batches.untouched(unit, kind, ids, found.id)
        batches.remove(unit, kind, there)
        removed += len(there)
        kept += batches.still_there(unit, kind, ids)
    return removed


def _restore(unit: Unit, step: int, kept: list[Ref]) -> int:
    """Let the fields and members that a change set changed be as they were, unless they changed again."""
    restored, left = batches.restore(unit, step)
    kept += left
    for ref in batches.owners_changed_by(unit, step):
        try:
            outcome = reverting.revert(unit, ref, step)
        except HearthError:
            # It is gone with what the import made, or nothing of it may be taken back by hand.
            continue
        restored += bool(outcome.done)
        kept += [ref] if outcome.left else []
    return restored
