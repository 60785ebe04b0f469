"""What the window asks of a mapping, carried out on the courier's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from desktop.errors import UsageError
from desktop.integration import mapping as mappings
from desktop.integration import mapping_changes, rehearsal
from desktop.integration.agreement import Agreement
from desktop.integration.documents import Progress, told_to_nobody
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.mapping_changes import What
from desktop.integration.rehearsal import Played
from desktop.integration.workbench import Laid, Origin, Workbench
from desktop.store import lists, records
from desktop.store.store import Store
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import View

# A change as the page has it: what, the name and the value; or BEGIN with an operation and a record.
Change = tuple[str, str, str]
# The record's key, empty for any; the file of a reply, empty for the built-in one; the changes.
Rehearsal = tuple[str, str, object]
BEGIN: Final = "begin"


def carry_out(
    store: Store,
    wanted: tuple[str, str, str, object],
    cache: Path,
    environment: Mapping[str, str],
    progress: Progress = told_to_nobody,
) -> object:
    """Do what the page asks: the external system, the kind of record, the errand, and what goes with it.

    Returns the mapping laid out, for a rehearsal what was played. Raises HearthError.
    """
    connection, kind, errand, argument = wanted
    bench = Workbench(store, connection or None, RecordKind(kind), cache, environment, progress)
    return _ERRANDS[errand](store, bench, argument)


def _show(_store: Store, bench: Workbench, argument: object) -> Laid:
    """Lay out the mapping in use, or as it would be with the changes that are not saved yet."""
    mapping, origin = _changed(bench, argument)
    return bench.lay(mapping, origin)


def _save(_store: Store, bench: Workbench, argument: object) -> Laid:
    mapping, _ = _changed(bench, argument)
    return _saved(bench, mapping)


def _changed(bench: Workbench, argument: object) -> tuple[Mapped, Origin]:
    mapping, origin = bench.begun()
    for what, name, value in cast("Sequence[Change]", argument or ()):
        if what == BEGIN:
            mapping, origin = bench.propose(name, value)
        else:
            mapping = mapping_changes.changed(mapping, What(what), name, value)
    return mapping, origin


def _know(store: Store, bench: Workbench, _argument: object) -> None:
    """Take note of a WSDL that was just named; raise WsdlDrift or WsdlProblem for one nobody can send by."""
    agreement = Agreement(bench.settings.name, store, pins=False)
    agreement.settle(bench.source, bench.location, bench.kind)


def _reset(_store: Store, bench: Workbench, _argument: object) -> Laid:
    bench.reset()
    return bench.lay(*bench.begun())


def _accept(_store: Store, bench: Workbench, _argument: object) -> Laid:
    bench.accept()
    return bench.lay(*bench.mapping())


def _export(_store: Store, bench: Workbench, argument: object) -> Laid:
    mapping, origin = bench.mapping()
    try:
        Path(str(argument)).write_text(mappings.dump(mapping) + "\n", encoding="utf-8")
    except OSError as problem:
        raise UsageError(f"{argument} cannot be written: {problem.strerror}.") from problem
    return bench.lay(mapping, origin)


def _import(_store: Store, bench: Workbench, argument: object) -> Laid:
    text = _read(str(argument)).decode("utf-8", errors="replace")
    return _saved(bench, mappings.load(text, bench.kind))


def _rehearse(store: Store, bench: Workbench, argument: object) -> Played:
    """Play a sending of the record that is named, or of the first there is, by the changed mapping."""
    key, file, changes = cast("Rehearsal", argument)
    with store.read() as view:
        ref = records.find(view, bench.kind, key) if key else _any(view, bench.kind)
    mapping, _ = _changed(bench, changes)
    return rehearsal.play(store, bench, ref, _read(file) if file else None, mapping)


def _any(view: View, kind: RecordKind) -> Ref:
    refs = lists.page(view, lists.ListQuery(kind), None, 1).refs
    if not refs:
        raise UsageError(f"There is no {kind} to rehearse with.", way_out="Make one first.")
    return refs[0]


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as problem:
        raise UsageError(f"{file} cannot be read: {problem.strerror}.", concerns=file) from problem


def _saved(bench: Workbench, mapping: Mapped) -> Laid:
    bench.save(mapping)
    return bench.lay(mapping, Origin.SAVED)


_ERRANDS: Final[Mapping[str, Callable[[Store, Workbench, Any], object]]] = {
    "know": _know,
    "show": _show,
    "save": _save,
    "reset": _reset,
    "accept": _accept,
    "export": _export,
    "import": _import,
    "rehearse": _rehearse,
}
