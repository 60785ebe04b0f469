"""What an outcome writes: values and children of a reply, attempts, conflicts, and the record's standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from desktop.store import children, entities, journal, keys, reading, records, rows, snapshots
from desktop.store.journal import Change
from desktop.store.types import (
    Child,
    ChildChange,
    Claim,
    Decision,
    Delivery,
    DeliveryState,
    Exchange,
    FieldConflict,
    Outcome,
    Ref,
    Snapshot,
)
from desktop.store.unit import Unit, View
from desktop.values import Value

_STANDING, _CONFLICT, _DELIVERY = entities.standing, entities.conflict, entities.delivery
Applied = Mapping[str, tuple[Value, Value]]


def apply(unit: Unit, held: Claim, outcome: Outcome) -> Applied:
    """Apply the decision to the record and return what is different: values before and after, by name.

    A child component stands under its name with a line on its rows before and after.
    """
    if outcome.decision is None:
        return {}
    return take_over(unit, held.delivery.ref, held.delivery.connection, outcome.decision)


def take_over(unit: Unit, ref: Ref, connection: str, decision: Decision) -> Applied:
    """Write what was decided into the record and return what is different, as ``apply`` does."""
    applied: dict[str, tuple[Value, Value]] = {}
    if decision.integration_id is not None:
        before = keys.of_rows(unit, connection, [ref.id]).get(ref.id)
        if records.set_integration_id(unit, ref, connection, decision.integration_id):
            applied["integration_id"] = (before, decision.integration_id)
    if decision.values:
        row = rows.lock(unit, ref)
        for name in records.update(unit, ref, decision.values):
            applied[name] = (row[name], decision.values[name])
    return {**applied, **_apply_children(unit, ref, connection, decision)}


def _apply_children(unit: Unit, ref: Ref, connection: str, decision: Decision) -> Applied:
    names = {each.component for each in decision.children}
    if not names:
        return {}
    before = reading.read_children(unit, ref, connection, names)
    for change in decision.children:
        _apply_child(unit, ref, connection, change)
    after = reading.read_children(unit, ref, connection, names)
    return {name: (_line(before[name]), _line(after[name])) for name in names if before[name] != after[name]}


def log(unit: Unit, delivery: Delivery, exchanges: Iterable[Exchange]) -> None:
    """Add to the delivery log what happened to a delivery."""
    of = {
        "delivery_id": delivery.id,
        "connection": delivery.connection,
        "kind": delivery.ref.kind,
        "record_id": delivery.ref.id,
    }
    logged = [of | {name: getattr(each, name) for name in each.__dataclass_fields__} for each in exchanges]
    if logged:
        unit.execute(sa.insert(entities.attempt), logged)


def write_conflicts(unit: Unit, held: Claim, outcome: Outcome) -> None:
    """Keep each conflict with all three values."""
    decision = outcome.decision or Decision()
    nobody: dict[str, object] = {"resolved_at": None, "resolution": None}
    clashes = [{**_conflict_row(unit, held, each), **nobody} for each in decision.conflicts]
    clashes += [
        {**_conflict_row(unit, held, each), "resolved_at": unit.at, "resolution": choice}
        for each, choice in decision.settled
    ]
    if clashes:
        unit.execute(sa.insert(_CONFLICT), clashes)


def keep_mine(unit: Unit, delivery_id: str) -> None:
    """Settle a delivery's open conflicts for our own values; the others stay in the conflict's row."""
    still_open = (_CONFLICT.c.delivery_id == delivery_id) & _CONFLICT.c.resolved_at.is_(None)
    settled = {"resolved_at": unit.at, "resolution": "mine"}
    unit.execute(sa.update(_CONFLICT).where(still_open).values(settled))


def stand(unit: Unit, ref: Ref, connection: str, delivery_id: str, state: DeliveryState) -> None:
    """Write that the record's latest delivery to the external system is this one and stands so."""
    mine = (_STANDING.c.connection == connection) & (_STANDING.c.record_id == ref.id)
    now: dict[str, object] = {"delivery_id": delivery_id, "state": state}
    if unit.execute(sa.update(_STANDING).where(mine).values(now)).rowcount == 0:
        new = {"connection": connection, "record_id": ref.id, "kind": ref.kind, "settled_version": 0}
        unit.execute(sa.insert(_STANDING), [now | new])
    unit.note_changed(ref)


def agree(unit: Unit, ref: Ref, connection: str, version: int) -> None:
    """Write that the external system holds what the record holds in this version."""
    mine = (_STANDING.c.connection == connection) & (_STANDING.c.record_id == ref.id)
    unit.execute(sa.update(_STANDING).where(mine).values(settled_version=version, last_error=None))
    unit.note_changed(ref)


def last_known(view: View, ref: Ref, connection: str) -> Snapshot | None:
    """Return what the external system was last known to hold of the record."""
    found = sa.select(_STANDING.c.last_known).where(
        _STANDING.c.connection == connection, _STANDING.c.record_id == ref.id
    )
    return snapshots.load(view.execute(found).scalar())


def learn(unit: Unit, ref: Ref, connection: str, there: Snapshot) -> None:
    """Keep what the external system is now known to hold, if the record was ever sent there."""
    mine = (_STANDING.c.connection == connection) & (_STANDING.c.record_id == ref.id)
    unit.execute(sa.update(_STANDING).where(mine).values(last_known=snapshots.dump(there)))


def log_exchanges(unit: Unit, ref: Ref, connection: str, exchanges: Iterable[Exchange]) -> None:
    """Add to the log what was said about a record without a delivery."""
    of = {"delivery_id": "", "connection": connection, "kind": ref.kind, "record_id": ref.id}
    said = [of | {name: getattr(each, name) for name in each.__dataclass_fields__} for each in exchanges]
    if said:
        unit.execute(sa.insert(entities.attempt), said)


def known_there(unit: Unit, held: Claim, confirmed: Snapshot, outcome: Outcome) -> Snapshot:
    """Return the confirmed snapshot with the reply's values laid over it."""
    decision = outcome.decision
    if decision is None:
        return confirmed
    clashes = (*decision.conflicts, *(each for each, _ in decision.settled))
    theirs = {each.field: each.theirs for each in clashes if not each.component}
    values = {**confirmed.values, **decision.values, **theirs}
    if decision.integration_id is not None:
        values["integration_id"] = decision.integration_id
    names = {each.component for each in decision.children}
    now = reading.read_children(unit, confirmed.ref, held.delivery.connection, names)
    children_there = {**confirmed.children, **{name: now[name] for name in names}}
    return Snapshot(confirmed.ref, values, children_there, confirmed.version, confirmed.known)


def _apply_child(unit: Unit, ref: Ref, connection: str, change: ChildChange) -> None:
    child_id = change.child_id
    if change.action == "remove" and child_id:
        children.remove(unit, ref, change.component, child_id)
        return
    if change.action == "add":
        child_id = children.add(unit, ref, change.component, change.values, picked_id=change.picked_id)
    elif child_id and change.values:
        children.update(unit, ref, change.component, child_id, change.values)
    if child_id and change.primary:
        children.set_primary(unit, ref, change.component, child_id)
    if child_id and change.integration_id is not None:
        _keep_child_key(unit, ref, connection, change.component, child_id, change.integration_id)


def _keep_child_key(
    unit: Unit, ref: Ref, connection: str, name: str, child_id: str, integration_id: str
) -> None:
    before = keys.assign(unit, connection, name, child_id, integration_id)
    if before != integration_id:
        journal.write(unit, ref, [Change("integration_id", before, integration_id, name, child_id)])


def _conflict_row(unit: Unit, held: Claim, conflict: FieldConflict) -> Mapping[str, object]:
    return {
        "delivery_id": held.delivery.id,
        "kind": held.delivery.ref.kind,
        "record_id": held.delivery.ref.id,
        "component": conflict.component,
        "row_id": conflict.child_id,
        "field": conflict.field,
        "base": journal.dump(conflict.base),
        "mine": journal.dump(conflict.mine),
        "theirs": journal.dump(conflict.theirs),
        "at": unit.at,
    }


def _line(children_rows: tuple[Child, ...]) -> str | None:
    """Return the rows in words: the first few values of each, the primary one starred."""
    lines = [_words(row) for row in children_rows]
    return "; ".join(lines) or None


def _words(row: Child) -> str:
    spoken = [str(value) for name, value in row.values.items() if value is not None and not _is_key(name)]
    return ("* " if row.primary else "") + " ".join(spoken)


def _is_key(name: str) -> bool:
    return name == "id" or name.endswith(("_id", "_u_id"))
