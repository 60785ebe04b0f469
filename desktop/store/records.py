"""Every change to the fields of a record, and reading a record whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import cast

import sqlalchemy as sa

from desktop.errors import RecordInUse, RecordNotFound, StaleRecord
from desktop.fields import Component, component
from desktop.store import (
    asking,
    children,
    entities,
    journal,
    keys,
    numbers,
    reading,
    rules,
    search_index,
    transitions,
)
from desktop.store.ids import new_row_id
from desktop.store.journal import Change
from desktop.store.prepared import Prepared, among
from desktop.store.rows import lock, touch, write_changes
from desktop.store.types import DeliveryState, Record, RecordKind, Ref, Values
from desktop.store.unit import Unit, View
from desktop.values import Value, same

read = reading.read


def create(
    unit: Unit,
    kind: str,
    values: Mapping[str, object],
    *,
    row_id: str | None = None,
    filled: Values = MappingProxyType({}),
) -> Ref:
    """Create a household or a contact and return which one it is.

    ``row_id`` is only for one that was there before, ``filled`` what the program had filled in it then.
    Raises InvalidValue naming the field, the rule and its limit, or UnknownField; then nothing is written.
    """
    of = component(kind)
    _check_editable(of, values)
    ref = Ref(RecordKind(kind), row_id or new_row_id())
    row = _new_row(unit, of, values, ref, filled)
    unit.execute(sa.insert(entities.RECORD_TABLES[kind]), [row])
    kept = {each.name: cast(Value, row[each.name]) for each in of.kept}
    journal.write_whole(unit, ref, after=kept)
    unit.note_created(ref)
    _take_integration_id(unit, ref, values)
    return ref


def update(
    unit: Unit, ref: Ref, values: Mapping[str, object], *, expected_version: int | None = None
) -> frozenset[str]:
    """Change fields of a record and return the names of those that are different now.

    With ``expected_version`` raises StaleRecord if someone else changed it since. Raises InvalidValue,
    UnknownField or RecordNotFound; then nothing is written.
    """
    of = component(ref.kind)
    _check_editable(of, values)
    before = lock(unit, ref)
    if expected_version is not None and before["version"] != expected_version:
        raise StaleRecord(
            f"This {ref.kind} was changed meanwhile.",
            concerns=ref.id,
            way_out="Look at the new values and save again.",
        )
    cleaned = rules.clean(unit, of, {name: raw for name, raw in values.items() if of[name].kept})
    _check_together(unit, of, ref, {**before, **cleaned}, cleaned)
    changes = [
        Change(name, cast(Value, before[name]), value)
        for name, value in cleaned.items()
        if not same(of[name].kind, cast(Value, before[name]), value)
    ]
    write_changes(unit, ref, before, changes)
    taken = _take_integration_id(unit, ref, values)
    return frozenset(change.field for change in changes) | taken


def versions(unit: Unit, refs: Collection[Ref]) -> Mapping[str, int]:
    """Return the versions of records by row id, kept from other writers until the unit of work ends.

    Households are taken before contacts, and each kind in an order, so that no two wait for each other.
    """
    found: dict[str, int] = {}
    for kind in sorted({each.kind for each in refs}, reverse=True):
        wanted = [each.id for each in refs if each.kind == kind]
        found |= dict(_versions_query(kind).rows(unit, {"wanted": wanted}))
    return found


@cache
def _versions_query(kind: str) -> Prepared:
    """Return the statement that locks records of a kind in an order."""
    table = entities.RECORD_TABLES[kind]
    found = sa.select(table.c.id, table.c.version).where(among(table.c.id, "wanted"))
    return Prepared(found.order_by(table.c.id).with_for_update())


def delete(unit: Unit, ref: Ref) -> None:
    """Delete a record with its children and links; the journal keeps all it held.

    Its waiting deliveries are cancelled. Raises RecordInUse while it is being sent.
    """
    row = lock(unit, ref)
    search_index.forget(unit, ref)
    _cancel_deliveries(unit, ref)
    asking.drop(unit, ref)
    whole = read(unit, ref)
    _leave_households(unit, whole)
    children.unlink(unit, ref)
    for name, rows in whole.children.items():
        for child in rows:
            held = children.held(ref, name, child)
            journal.write_whole(unit, ref, before=held, component=name, row_id=child.id)
    journal.write_whole(unit, ref, before={each.name: row[each.name] for each in component(ref.kind).kept})
    owned = [child.id for rows in whole.children.values() for child in rows]
    keys.forget(unit, [ref.id, *owned])
    table = entities.RECORD_TABLES[ref.kind]
    unit.execute(sa.delete(table).where(table.c.id == ref.id))
    unit.note_deleted(ref)


def find(view: View, kind: str, key: str) -> Ref:
    """Return the record with this row id, Household # or integration id at the default external system.

    Raises RecordNotFound.
    """
    table = entities.RECORD_TABLES[kind]
    named = [table.c.id == key]
    if kind == "household":
        named.append(table.c.household_id == key)
    row_id = view.execute(sa.select(table.c.id).where(sa.or_(*named)).limit(1)).scalar()
    row_id = row_id or keys.row_of(view, view.default_connection, kind, key)
    if row_id is None:
        raise RecordNotFound(
            f"There is no {kind} {key!r}.",
            concerns=key,
            way_out="Give its row id, its integration id"
            + (" or its Household #." if kind == "household" else "."),
        )
    return Ref(RecordKind(kind), str(row_id))


def _new_row(
    unit: Unit, of: Component, values: Mapping[str, object], ref: Ref, filled: Values
) -> dict[str, object]:
    given = {each.name: values.get(each.name, each.default) for each in of.kept}
    row: dict[str, object] = dict(rules.clean(unit, of, given))
    if of.name == "household":
        row["household_id"] = filled.get("household_id") or numbers.next_household_number(unit)
    else:
        row["person_u_id"] = row["person_u_id"] or filled.get("person_u_id") or ref.id
    _check_together(unit, of, ref, cast(Values, row), cast(Values, row))
    return row | {
        "id": ref.id,
        "sort_name": rules.sort_name(of.name, cast(Values, row)),
        "version": 1,
        "edited_version": 1,
        "created_at": unit.at,
        "updated_at": unit.at,
    }


def _check_editable(of: Component, values: Mapping[str, object]) -> None:
    for name in values:
        if not of[name].editable and name != "integration_id":
            raise of[name].refuse("read_only", "is filled by the program and cannot be changed")


def _check_together(unit: Unit, of: Component, ref: Ref, whole: Values, changed: Values) -> None:
    rules.check_record(unit, of, whole)
    if changed.get("head_of_household") is not None:
        rules.check_head(unit, ref.id, changed["head_of_household"])


def _take_integration_id(unit: Unit, ref: Ref, values: Mapping[str, object]) -> frozenset[str]:
    """Keep an integration id that was given by hand, for the default external system."""
    if "integration_id" not in values:
        return frozenset()
    field = component(ref.kind)["integration_id"]
    if not unit.default_connection:
        raise field.refuse("connection", "belongs to an external system, and none is defined yet")
    return set_integration_id(unit, ref, unit.default_connection, field.clean(values["integration_id"]))


def set_integration_id(unit: Unit, ref: Ref, connection: str, value: Value) -> frozenset[str]:
    """Keep what the external system calls the record; raise InvalidValue if it calls another one so."""
    wanted = None if value is None else str(value)
    before = keys.assign(unit, connection, ref.kind, ref.id, wanted)
    if before == wanted:
        return frozenset()
    journal.write(unit, ref, [Change("integration_id", before, wanted)])
    touch(unit, ref, "integration_id")
    return frozenset({"integration_id"})


def _cancel_deliveries(unit: Unit, ref: Ref) -> None:
    table = entities.delivery
    waiting = (table.c.record_id == ref.id) & table.c.finished_at.is_(None)
    # Locked, or a courier that shares the store could take one while it is cancelled.
    states = dict(unit.execute(sa.select(table.c.id, table.c.state).where(waiting).with_for_update()).all())
    if DeliveryState.SENDING in states.values():
        raise RecordInUse(
            f"This {ref.kind} is being sent right now.",
            concerns=ref.id,
            way_out="Delete it when the reply is in.",
        )
    cancelled = {"state": DeliveryState.CANCELLED, "finished_at": unit.at, "next_attempt": None}
    for delivery_id, state in states.items():
        transitions.check(DeliveryState(state), DeliveryState.CANCELLED)
        unit.execute(sa.update(table).where(table.c.id == delivery_id).values(cancelled))
        unit.note_delivery(str(delivery_id))
    standing = entities.standing
    unit.execute(sa.delete(standing).where(standing.c.record_id == ref.id))


def _leave_households(unit: Unit, record: Record) -> None:
    """Cut memberships one by one, so that a household or contact left behind gets its next primary."""
    name = "related_contact" if record.ref.kind is RecordKind.HOUSEHOLD else "related_households"
    for child in record.children[name]:
        children.remove(unit, record.ref, name, child.id)
