"""Brings a deleted record back, with its rows, links and keys, from what the journal kept of it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from desktop.errors import RecordNotFound
from desktop.fields import RELATED_HOUSEHOLDS, component
from desktop.store import children, entities, history, keys, reading, records
from desktop.store.entities import CHILD_TABLES
from desktop.store.history import PRIMARY, Event, What
from desktop.store.types import Ref
from desktop.store.unit import Unit, View

_JOURNAL = entities.journal


def deletion(view: View, ref: Ref) -> Event | None:
    """Return how and when a record that is not there was deleted, or None if it never was."""
    if reading.exists(view, ref):
        return None
    found = (
        sa.select(_JOURNAL.c.change_set_id)
        .where(_JOURNAL.c.record_id == ref.id, _JOURNAL.c.component == "", _JOURNAL.c.field == "")
        .where(_JOURNAL.c.after.is_(None))
        .order_by(_JOURNAL.c.id.desc())
        .limit(1)
    )
    change_set = view.execute(found).scalar()
    events = [] if change_set is None else history.events_of(view, int(change_set))
    return next((each for each in events if _is_whole(each) and each.ref == ref), None)


def restore(unit: Unit, ref: Ref) -> None:
    """Let a deleted record be there again under its row id; links to what is gone stay cut.

    The external systems' keys come back with it; what is there is not known any more, so it counts as never
    sent until it is. Raises RecordNotFound for one that was never there.
    """
    gone = deletion(unit, ref)
    if gone is None:
        raise RecordNotFound(f"No {ref.kind} {ref.id!r} was deleted.", concerns=ref.id)
    of = component(ref.kind)
    values = {each.name: gone.values.get(each.name) for each in of.kept if each.editable}
    # Who was its head comes back only with the members.
    head = values.pop("head_of_household", None)
    records.create(unit, ref.kind, values, row_id=ref.id, filled=gone.values)
    rows = _rows_of(history.events_of(unit, gone.change_set), ref)
    back = [each for each in rows if _put_back(unit, each)]
    # As the rows went one by one each became the primary one in its turn: the first of them was it before.
    for each in reversed(back):
        if each.values.get(PRIMARY):
            children.set_primary(unit, each.ref, each.component, str(each.row_id))
    if head is not None and _is_member(unit, ref, str(head)):
        records.update(unit, ref, {"head_of_household": head})
    _give_keys(unit, ref, gone.change_set)


def _is_whole(event: Event) -> bool:
    return not event.component and event.what is What.REMOVED


def _rows_of(events: Iterable[Event], ref: Ref) -> list[Event]:
    """Return the rows that went with the record, its own and those that linked to it, each once."""
    gone = [each for each in events if each.component and each.what is What.REMOVED]
    # The journal keeps a membership under its household, whichever side it was cut from.
    told = [each for each in gone if each.component != RELATED_HOUSEHOLDS.name]
    mine = {each.row_id: each for each in told if each.ref == ref or _picked(each) == ref.id}
    return sorted(mine.values(), key=lambda each: each.number)


def _picked(event: Event) -> str | None:
    tied = CHILD_TABLES[event.ref.kind, event.component]
    picked = event.values.get(tied.picked) if tied.picked else None
    return None if picked is None else str(picked)


def _put_back(unit: Unit, event: Event) -> bool:
    """Let a row be there again, if what it ties together is; tell whether it is."""
    of = component(event.ref.kind).child(event.component)
    picked_id = _picked(event)
    if not reading.exists(unit, event.ref):
        return False
    if picked_id is not None and not _can_pick(unit, of.picks, picked_id):
        return False
    children.put_back(unit, event.ref, event.component, str(event.row_id), event.values, picked_id=picked_id)
    return True


def _can_pick(unit: Unit, kind: str, picked_id: str) -> bool:
    table = entities.PICKED_TABLES[kind]
    return unit.execute(sa.select(table.c.id).where(table.c.id == picked_id)).first() is not None


def _is_member(unit: Unit, household: Ref, contact_id: str) -> bool:
    rows = reading.read(unit, household).children["related_contact"]
    return any(each.picked_id == contact_id for each in rows)


def _give_keys(unit: Unit, ref: Ref, change_set: int) -> None:
    """Give record and rows the integration ids they had, unless another has them now."""
    record = reading.read(unit, ref)
    there = {row.id: name for name, rows in record.children.items() for row in rows}
    newest: dict[tuple[str, str | None], Event] = {}
    for event in history.keys_given(unit, ref, change_set):
        newest.setdefault((event.connection or unit.default_connection, event.row_id), event)
    for (connection, row_id), event in newest.items():
        name = str(ref.kind) if row_id is None else there.get(row_id)
        key = None if event.after is None else str(event.after)
        if connection and name and key and keys.row_of(unit, connection, name, key) is None:
            keys.assign(unit, connection, name, row_id or ref.id, key)
