"""Takes a whole import back: what it made goes, what it changed becomes as it was, unless touched since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from desktop.errors import HearthError, UsageError
from desktop.store import batches, imports, reverting
from desktop.store.imports import Import, ImportState
from desktop.store.store import Store
from desktop.store.types import Ref
from desktop.store.unit import Unit

# Told how many steps of how many are through; False stops it after the one it is at.
Progress = Callable[[int, int], bool | None]


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records went and how many became as they were; ``kept`` were changed or used since."""

    removed: int
    restored: int
    kept: tuple[Ref, ...]
    stopped: bool = False


def undo(store: Store, import_id: str, progress: Progress | None = None) -> Undone:
    """Take an import back, a change set in one unit of work; stopped or interrupted, it goes on next time.

    Raises RecordNotFound for an unknown import, UsageError for one that was taken back already.
    """
    with store.write() as unit:
        found = imports.read(unit, import_id)
        if found.state is ImportState.UNDONE:
            raise UsageError("This import was taken back already.", concerns=import_id)
        imports.save(unit, replace(found, state=ImportState.UNDOING))
        steps = imports.steps(unit, import_id)
    return _Undoing(store, found, steps, progress).carry_out()


class _Undoing:
    """One import on its way back."""

    def __init__(self, store: Store, found: Import, steps: Sequence[int], progress: Progress | None) -> None:
        self._store = store
        self._import = found
        self._steps = steps
        self._progress = progress
        self._through = 0
        self._stopped = False
        self._removed = 0
        self._restored = 0
        self._kept: list[Ref] = []

    def carry_out(self) -> Undone:
        """Take back first all that was made, then, the last one first, all that was changed."""
        whole = self._each(self._steps, self._remove) and self._each(self._steps[::-1], self._restore)
        if whole:
            with self._store.write() as unit:
                imports.save(unit, replace(self._import, state=ImportState.UNDONE))
        return Undone(self._removed, self._restored, tuple(dict.fromkeys(self._kept)), stopped=not whole)

    def _each(self, steps: Sequence[int], take: Callable[[Unit, int], None]) -> bool:
        """Let ``take`` see to each change set in a unit of its own; return whether nobody stopped it."""
        for step in steps:
            if self._stopped:
                return False
            with self._store.write() as unit:
                take(unit, step)
            self._through += 1
            if self._progress is not None:
                self._stopped = self._progress(self._through, 2 * len(self._steps)) is False
        return True

    def _remove(self, unit: Unit, step: int) -> None:
        self._removed += _remove(unit, self._import, step, self._kept)

    def _restore(self, unit: Unit, step: int) -> None:
        self._restored += _restore(unit, step, self._kept)
        imports.drop_step(unit, self._import.id, step)


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
