"""Takes back what the journal says was changed: one field, or all that one change set did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.errors import RecordNotFound, UsageError
from desktop.fields import Component, component
from desktop.store import children, history, reading, records
from desktop.store.entities import CHILD_TABLES
from desktop.store.history import PRIMARY, Event, What
from desktop.store.types import Child, Record, Ref
from desktop.store.unit import Unit
from desktop.values import Value, same


@dataclass(frozen=True, slots=True)
class Reverted:
    """What was taken back, and what was left alone because it was changed again since."""

    done: tuple[Event, ...] = ()
    left: tuple[Event, ...] = ()


def revert(
    unit: Unit, ref: Ref, change_set: int, name: str | None = None, row_id: str | None = None
) -> Reverted:
    """Take back what a change set did to a record, or only to the field ``name`` of the record or of a row.

    A whole change set leaves alone what was changed again since; one field is put back in any case. Raises
    RecordNotFound when the change set did nothing of that kind, UsageError when nothing of it can be taken
    back, and InvalidValue when a value is not allowed any more; then nothing is written.
    """
    found = [each for each in history.events_of(unit, change_set) if each.ref == ref]
    wanted = [each for each in found if name is None or (each.field == name and each.row_id == row_id)]
    if not wanted:
        what = f"The change {change_set} did nothing like that to this {ref.kind}."
        raise RecordNotFound(what, concerns=ref.id)
    able = [each for each in wanted if is_revertible(each)]
    if not able:
        raise UsageError(
            "This cannot be taken back by hand.",
            concerns=wanted[0].field or ref.id,
            way_out="Keys are the external system's, and a record is made or deleted as a whole.",
        )
    stands = [each for each in able if name is not None or _stands(unit, each)]
    for event in sorted(stands, key=_turn):
        _take_back(unit, event)
    return Reverted(tuple(stands), tuple(each for each in able if each not in stands))


def take_back_all(unit: Unit, events: Sequence[Event]) -> list[Event]:
    """Take back what still stands of these changes, to whichever records; return what was changed since."""
    stands = [each for each in events if reading.exists(unit, each.ref) and _stands(unit, each)]
    # What was changed of a row before it was removed is changed back once the row is there again.
    back = {each.row_id for each in stands if each.what is What.REMOVED}
    stands += [each for each in events if each.what is What.CHANGED and each.row_id in back - {None}]
    for event in sorted(stands, key=_turn):
        _take_back(unit, event)
    return [each for each in events if each not in stands]


def is_revertible(event: Event) -> bool:
    """Tell whether a person may take this back."""
    if event.component:
        of = component(event.ref.kind).child(event.component)
        return event.what is not What.CHANGED or event.field == PRIMARY or _editable(of, event.field)
    return event.what is What.CHANGED and _editable(component(event.ref.kind), event.field)


def _editable(of: Component, name: str) -> bool:
    return name in of and of[name].editable


def _turn(event: Event) -> int:
    """Return when it is taken back: rows must be there again before anything points at them."""
    if event.what is What.CHANGED:
        return 1 if event.component else 2
    return 0 if event.what is What.REMOVED else 3


def _stands(unit: Unit, event: Event) -> bool:
    """Tell whether what the event did is still so."""
    record = reading.read(unit, event.ref)
    if not event.component:
        kind = component(event.ref.kind)[event.field].kind
        return same(kind, record.values[event.field], event.after)
    row = _row(record, event)
    if event.what is What.REMOVED:
        return row is None and _link(record, event) is None
    if row is None or event.what is What.ADDED:
        return row is not None
    return _value(row, event.field) == event.after


def _take_back(unit: Unit, event: Event) -> None:
    ref, name, row_id = event.ref, event.component, str(event.row_id)
    if not name:
        records.update(unit, ref, {event.field: event.before})
    elif event.what is What.ADDED:
        children.remove(unit, ref, name, row_id)
    elif event.what is What.REMOVED:
        _add_again(unit, event)
    elif event.field != PRIMARY:
        children.update(unit, ref, name, row_id, {event.field: event.before})
    elif event.before:
        children.set_primary(unit, ref, name, row_id)
    # That a row became primary is taken back by the other row's becoming so again.


def _add_again(unit: Unit, event: Event) -> None:
    tied = CHILD_TABLES[event.ref.kind, event.component]
    picked = event.values.get(tied.picked) if tied.picked else None
    row_id = children.put_back(
        unit,
        event.ref,
        event.component,
        str(event.row_id),
        event.values,
        picked_id=None if picked is None else str(picked),
    )
    if event.values.get(PRIMARY):
        children.set_primary(unit, event.ref, event.component, row_id)


def _row(record: Record, event: Event) -> Child | None:
    rows = record.children.get(event.component, ())
    return next((each for each in rows if each.id == event.row_id), None)


def _link(record: Record, event: Event) -> Child | None:
    """Return the row that links to the same record again, if there is one."""
    tied = CHILD_TABLES[event.ref.kind, event.component]
    picked = event.values.get(tied.picked) if tied.picked else None
    rows = record.children.get(event.component, ())
    return next((each for each in rows if picked is not None and each.picked_id == picked), None)


def _value(row: Child, name: str) -> Value:
    return row.primary if name == PRIMARY else row.values.get(name)
