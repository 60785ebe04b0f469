"""Events of a record's history as a person understands them: with names in the place of row ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop import language
from desktop.errors import RecordNotFound
from desktop.fields import Component, Field, Role, component
from desktop.store import history, reading
from desktop.store.entities import CHILD_TABLES
from desktop.store.history import Event, What
from desktop.store.types import Child, Ref
from desktop.store.unit import View
from desktop.values import Kind, Value

_SHOWN_VALUES = 4


class Held(NamedTuple):
    """A value that a whole record or row held; what it links to has a name in the place of its id."""

    field: Field | None
    value: Value


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the name of the row it is about, and its values with names in place of ids.

    For what was added or removed, the value after or before is a line with what it held, and ``held`` says
    the same value by value.
    """

    event: Event
    row: str = ""
    before: Value = None
    after: Value = None
    held: tuple[Held, ...] = ()


def tell(view: View, ref: Ref, events: Sequence[Event]) -> list[Told]:
    """Return the events of a record, told."""
    names = history.names(view, _ids(events))
    rows = {**_rows_then(events, names), **_rows_now(view, ref)}
    return [_told(each, names, rows) for each in events]


def label(told: Told) -> tuple[Component | None, str]:
    """Return the child component the event is in, if any, and the label of its field, empty for a whole."""
    of = component(told.event.ref.kind)
    child = of.child(told.event.component) if told.event.component else None
    name = told.event.field
    known = {each.name: each.label for each in child or of}
    return child, known.get(name, name.replace("_", " ").title())


def _told(event: Event, names: Mapping[str, str], rows: Mapping[str, str]) -> Told:
    row = rows.get(str(event.row_id), "") if event.component else ""
    if event.what is What.CHANGED:
        return Told(event, row, _named(event.before, names), _named(event.after, names))
    held = _held(event, names)
    line = in_few_words([str(_spoken(each)) for each in held])
    before, after = (None, line) if event.what is What.ADDED else (line, None)
    return Told(event, row, before, after, held)


def _named(value: Value, names: Mapping[str, str]) -> Value:
    return names.get(value, value) if isinstance(value, str) else value


def _ids(events: Sequence[Event]) -> set[str]:
    """Return the values that are other records' row ids."""
    changed = [each for each in events if _is_link(each, each.field)]
    found = {str(value) for each in changed for value in (each.before, each.after)}
    wholes = [each for each in events if each.what is not What.CHANGED]
    found |= {str(each.values[name]) for each in wholes for name in each.values if _is_link(each, name)}
    return found - {"None"}


def _is_link(event: Event, name: str) -> bool:
    if event.component:
        return CHILD_TABLES[event.ref.kind, event.component].picked == name
    of = component(event.ref.kind)
    return name in of and of[name].kind is Kind.ID and of[name].role is Role.OWN and not of[name].tag


def _rows_then(events: Sequence[Event], names: Mapping[str, str]) -> dict[str, str]:
    wholes = [each for each in events if each.component and each.what is not What.CHANGED]
    return {str(each.row_id): _first([_spoken(held) for held in _held(each, names)]) for each in wholes}


def _rows_now(view: View, ref: Ref) -> dict[str, str]:
    try:
        record = reading.read(view, ref)
    except RecordNotFound:
        return {}
    of = component(ref.kind)
    return {row.id: title(of.child(name), row) for name, rows in record.children.items() for row in rows}


def title(of: Component, row: Child) -> str:
    """Return what a person calls a row: the names in it, else the first thing it says."""
    if "last_name" in of:
        return language.full_name(row.values.get("first_name"), row.values["last_name"])
    return _first([_said(each, row.values.get(each.name)) for each in of if each.kind is not Kind.ID])


def line(of: Component, row: Child) -> str:
    """Return what a row holds, in a few words: what a person calls it, and the first of its values."""
    called = title(of, row)
    own = (_said(each, row.values.get(each.name)) for each in of.kept if each.kind is not Kind.ID)
    held = [str(each) for each in own if each is not None and not isinstance(each, bool)]
    return in_few_words([called, *(each for each in held if each != called)])


def in_few_words(values: Sequence[str]) -> str:
    """Return the first of many values in a line, and a sign for the rest."""
    shown = ", ".join(each for each in values[:_SHOWN_VALUES] if each)
    return f"{shown} …" if len(values) > _SHOWN_VALUES else shown


def _held(event: Event, names: Mapping[str, str]) -> tuple[Held, ...]:
    """Return what a whole row or record held, as the fields stand, the one it links to first; no flags."""
    of = component(event.ref.kind)
    shown = of.child(event.component) if event.component else of
    links = [name for name in event.values if event.component and _is_link(event, name)]
    own = [Held(each, event.values.get(each.name)) for each in shown if each.kind is not Kind.ID]
    everything = (*(Held(None, _named(event.values.get(name), names)) for name in links), *own)
    return tuple(each for each in everything if each.value is not None and not isinstance(each.value, bool))


def _spoken(held: Held) -> Value:
    return held.value if held.field is None else _said(held.field, held.value)


def _said(field: Field, value: Value) -> Value:
    """Return a value as it is read: one of a list of values in the language."""
    return language.value(field.pick_list, str(value)) if field.pick_list and value else value


def _first(values: Sequence[Value]) -> str:
    return next((str(each) for each in values if each is not None and not isinstance(each, bool)), "")
