"""What the window asks of a mapping, carried out on the courier's thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

from desktop.errors import UsageError
from desktop.integration import mapping as mappings
from desktop.integration import rehearsal
from desktop.integration.mapping import Direction, FieldLine
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.workbench import Laid, Origin, Workbench
from desktop.store import records
from desktop.store.store import Store
from desktop.store.types import RecordKind

# A line as the page has it: our field, their element, the direction.
Line = tuple[str, str, str]


def carry_out(
    store: Store,
    wanted: tuple[str, str, str, object],
    cache: Path,
    environment: Mapping[str, str],
) -> object:
    """Do what the page asks: the external system, the kind of record, the errand, and what goes with it.

    Returns the mapping laid out, or for a rehearsal what was played. Raises HearthError.
    """
    connection, kind, errand, argument = wanted
    bench = Workbench(store, connection or None, RecordKind(kind), cache, environment)
    return _ERRANDS[errand](store, bench, argument)


def _show(_store: Store, bench: Workbench, _argument: object) -> Laid:
    return bench.lay(*bench.mapping())


def _save(_store: Store, bench: Workbench, argument: object) -> Laid:
    mapping, _ = bench.mapping()
    for name, element, direction in cast("Sequence[Line]", argument):
        mapping = _with(mapping, name, element, direction)
    return _saved(bench, mapping)


def _with(mapping: Mapped, name: str, element: str, direction: str) -> Mapped:
    if not element:
        return mapping.without(name)
    before = mapping.line(name) or FieldLine(name, element)
    line = replace(before, element=element, direction=Direction(direction))
    return mapping.without(name).with_line(line)


def _reset(_store: Store, bench: Workbench, _argument: object) -> Laid:
    bench.reset()
    return bench.lay(*bench.mapping())


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
    try:
        text = Path(str(argument)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{argument} cannot be read.") from problem
    return _saved(bench, mappings.load(text, bench.kind))


def _rehearse(store: Store, bench: Workbench, argument: object) -> str:
    with store.read() as view:
        ref = records.find(view, bench.kind, str(argument))
    return rehearsal.picture(rehearsal.play(store, bench, ref))


def _saved(bench: Workbench, mapping: Mapped) -> Laid:
    bench.save(mapping)
    return bench.lay(mapping, Origin.SAVED)


_ERRANDS: Final[Mapping[str, Callable[[Store, Workbench, Any], object]]] = {
    "show": _show,
    "save": _save,
    "reset": _reset,
    "accept": _accept,
    "export": _export,
    "import": _import,
    "rehearse": _rehearse,
}
