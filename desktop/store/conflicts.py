"""Conflicts: fields changed here while their delivery was under way, and differently by the reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound, UsageError
from desktop.fields import component
from desktop.store import children, entities, journal, outbox, reading, records, settling
from desktop.store.types import Conflict, DeliveryState, Record, RecordKind, Ref
from desktop.store.unit import Unit, View
from desktop.values import Value, same

_TABLE = entities.conflict
MINE: Final = "mine"
THEIRS: Final = "theirs"


def waiting(view: View, ref: Ref | None = None) -> list[Conflict]:
    """Return the fields that wait for a person, oldest first: of one record, or of all."""
    found = sa.select(_TABLE).where(_TABLE.c.resolved_at.is_(None)).order_by(_TABLE.c.id)
    if ref is not None:
        found = found.where(_TABLE.c.record_id == ref.id)
    rows = list(view.execute(found).mappings())
    now = {each: reading.read(view, each) for each in {_ref(row) for row in rows}}
    return [_conflict(row, now[_ref(row)]) for row in rows]


def resolve(unit: Unit, ref: Ref, choices: Mapping[str, object]) -> list[Conflict]:
    """Settle conflicts of a record field by field, and return those that still wait.

    Each choice is ``mine``, ``theirs`` or another value, by the conflict's name. What was not chosen stays in
    the conflict and the journal. The last one settles the delivery: the record is synchronized if it now
    holds what the external system holds, else pending. Raises RecordNotFound, UsageError or InvalidValue.
    """
    found = {each.name: each for each in waiting(unit, ref)}
    if not found:
        raise RecordNotFound(f"No conflict of this {ref.kind} waits for a person.", concerns=ref.id)
    for name, choice in choices.items():
        if name not in found:
            raise UsageError(
                f"{name} is not in conflict.", concerns=name, way_out=f"In conflict are: {', '.join(found)}."
            )
        _settle(unit, found[name], choice)
    left = waiting(unit, ref)
    settled = {each.delivery_id for each in found.values()} - {each.delivery_id for each in left}
    for delivery_id in settled:
        _close(unit, ref, delivery_id)
    return left


def _ref(row: RowMapping) -> Ref:
    return Ref(RecordKind(row["kind"]), row["record_id"])


def _conflict(row: RowMapping, now: Record) -> Conflict:
    return Conflict(
        id=row["id"],
        delivery_id=row["delivery_id"],
        ref=now.ref,
        field=row["field"],
        base=journal.load(row["base"]),
        mine=_value_now(now, row["component"], row["row_id"], row["field"], journal.load(row["mine"])),
        theirs=journal.load(row["theirs"]),
        at=row["at"],
        component=row["component"],
        child_id=row["row_id"],
    )


def _value_now(now: Record, component_name: str, child_id: str | None, field: str, then: Value) -> Value:
    if not component_name:
        return now.values.get(field)
    rows = now.children.get(component_name, ())
    return next((row.values.get(field) for row in rows if row.id == child_id), then)


def _settle(unit: Unit, conflict: Conflict, choice: object) -> None:
    value = {MINE: conflict.mine, THEIRS: conflict.theirs}.get(str(choice), choice)
    if choice != MINE:
        if conflict.component and conflict.child_id:
            row = {conflict.field: value}
            children.update(unit, conflict.ref, conflict.component, conflict.child_id, row)
        else:
            records.update(unit, conflict.ref, {conflict.field: value})
    kept = str(choice) if choice in {MINE, THEIRS} else "other"
    settled = {"resolved_at": unit.at, "resolution": kept}
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == conflict.id).values(settled))
    unit.note_changed(conflict.ref, conflict.name)


def _close(unit: Unit, ref: Ref, delivery_id: str) -> None:
    delivery = outbox.delivery(unit, delivery_id)
    if delivery.state is not DeliveryState.CONFLICT:
        return
    outbox.finish(unit, delivery)
    record = reading.read(unit, ref, connection=delivery.connection)
    there = settling.last_known(unit, ref, delivery.connection)
    if there is not None and _holds(record, there.values):
        settling.agree(unit, ref, delivery.connection, record.version)


def _holds(record: Record, values: Mapping[str, Value]) -> bool:
    kept = component(record.ref.kind).kept
    travelling = [each for each in kept if each.tag]
    return all(same(each.kind, record.values[each.name], values.get(each.name)) for each in travelling)
