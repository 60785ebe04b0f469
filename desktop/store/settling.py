"""What an outcome writes: values and children of a reply, attempts, conflicts, and the record's standing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from desktop.store import asking, children, entities, journal, keys, reading, records, rows
from desktop.store.journal import Change
from desktop.store.prepared import Prepared, inserting, parameter
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
_SAID: Final = tuple(Exchange.__dataclass_fields__)
_LOG: Final = inserting(entities.attempt, "delivery_id", "connection", "kind", "record_id", *_SAID)
_MINE: Final = (_STANDING.c.connection == parameter("at"), _STANDING.c.record_id == parameter("of_id"))
_STAND: Final = Prepared(
    sa.update(_STANDING)
    .where(*_MINE)
    .values({"delivery_id": parameter("now_delivery"), "state": parameter("now_state")})
)
_STAND_ANEW: Final = inserting(
    *(_STANDING, "connection", "record_id", "kind", "delivery_id", "state", "settled_version")
)


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


def log(unit: Unit, said: Iterable[tuple[Delivery, Iterable[Exchange]]]) -> None:
    """Add to the delivery log what happened to deliveries."""
    _LOG.run_for_each(unit, [row for delivery, exchanges in said for row in _logged(delivery, exchanges)])


def _logged(delivery: Delivery, exchanges: Iterable[Exchange]) -> list[dict[str, object]]:
    of: dict[str, object] = {
        "delivery_id": delivery.id,
        "connection": delivery.connection,
        "kind": delivery.ref.kind,
        "record_id": delivery.ref.id,
    }
    return [of | {name: getattr(each, name) for name in _SAID} for each in exchanges]


def write_conflicts(unit: Unit, held: Claim, outcome: Outcome) -> None:
    """Keep each conflict with all three values."""
    decision = outcome.decision or Decision()
    about = held.delivery
    asking.ask(unit, about.ref, about.connection, about.id, decision.conflicts, decision.settled)


def stand(unit: Unit, ref: Ref, connection: str, delivery_id: str, state: DeliveryState) -> None:
    """Write that the record's latest delivery to the external system is this one and stands so."""
    now = {"at": connection, "of_id": ref.id, "now_delivery": delivery_id, "now_state": state}
    if _STAND.run(unit, now) == 0:
        new = {"connection": connection, "record_id": ref.id, "kind": ref.kind}
        _STAND_ANEW.run(unit, {**new, "delivery_id": delivery_id, "state": state, "settled_version": 0})
    unit.note_changed(ref)


def log_exchanges(unit: Unit, ref: Ref, connection: str, exchanges: Iterable[Exchange]) -> None:
    """Add to the log what was said about a record without a delivery."""
    of = {"delivery_id": "", "connection": connection, "kind": ref.kind, "record_id": ref.id}
    _LOG.run_for_each(unit, [of | {name: getattr(each, name) for name in _SAID} for each in exchanges])


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
