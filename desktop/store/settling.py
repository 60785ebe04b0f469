"""What an outcome writes: values and children of a reply, attempts, conflicts, and the record's standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from desktop.store import asking, children, entities, journal, keys, reading, records, rows
from desktop.store.journal import Change
from desktop.store.types import (
    Child,
    ChildChange,
    Claim,
    Decision,
    Delivery,
    DeliveryState,
    Exchange,
    Outcome,
    Ref,
)
from desktop.store.unit import Unit
from desktop.values import Value

_STANDING = entities.standing
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
    about = held.delivery
    asking.ask(unit, about.ref, about.connection, about.id, decision.conflicts, decision.settled)


def stand(unit: Unit, ref: Ref, connection: str, delivery_id: str, state: DeliveryState) -> None:
    """Write that the record's latest delivery to the external system is this one and stands so."""
    mine = (_STANDING.c.connection == connection) & (_STANDING.c.record_id == ref.id)
    now: dict[str, object] = {"delivery_id": delivery_id, "state": state}
    if unit.execute(sa.update(_STANDING).where(mine).values(now)).rowcount == 0:
        new = {"connection": connection, "record_id": ref.id, "kind": ref.kind, "settled_version": 0}
        unit.execute(sa.insert(_STANDING), [now | new])
    unit.note_changed(ref)


def log_exchanges(unit: Unit, ref: Ref, connection: str, exchanges: Iterable[Exchange]) -> None:
    """Add to the log what was said about a record without a delivery."""
    of = {"delivery_id": "", "connection": connection, "kind": ref.kind, "record_id": ref.id}
    said = [of | {name: getattr(each, name) for name in each.__dataclass_fields__} for each in exchanges]
    if said:
        unit.execute(sa.insert(entities.attempt), said)


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


def _line(children_rows: tuple[Child, ...]) -> str | None:
    """Return the rows in words: the first few values of each, the primary one starred."""
    lines = [_words(row) for row in children_rows]
    return "; ".join(lines) or None


def _words(row: Child) -> str:
    spoken = [str(value) for name, value in row.values.items() if value is not None and not _is_key(name)]
    return ("* " if row.primary else "") + " ".join(spoken)


def _is_key(name: str) -> bool:
    return name == "id" or name.endswith(("_id", "_u_id"))
