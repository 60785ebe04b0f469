"""Applies what is sound in a reply that could not be applied whole, because a person said so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from desktop.fields import Component
from desktop.integration import plan, standing_orders
from desktop.integration.reply import Reply, ReplyRow
from desktop.store import picks, reading, rests
from desktop.store.store import Store
from desktop.store.types import Decision, Delivery, DeliveryState, Exchange, Origin, Outcome, Snapshot
from desktop.store.unit import Unit
from desktop.values import Value


def apply(store: Store, delivery_id: str) -> Delivery:
    """Apply the reply of a doubtful delivery without what was wrong in it, and return how it stands then.

    It is merged with the record as it is now, as a reply would be. Raises RecordNotFound, UsageError where
    nothing is left to apply, InapplicableReply or InvalidValue; then nothing is changed.
    """
    with store.write(Origin.REPLY, store.who) as unit:
        delivery, sent, kept = rests.find(unit, delivery_id)
        outcome = _outcome(unit, delivery, sent, Reply(load(kept)))
        return rests.settle(unit, delivery, sent, outcome)


def decide(unit: Unit, delivery: Delivery, sent: Snapshot, told: Reply) -> Decision:
    """Return what a reply to a delivery changes in the record now; raises as ``plan.decide`` does."""
    ref, connection = delivery.ref, delivery.connection

    def find(of: Component, key: Mapping[str, Value]) -> str | None:
        return picks.find(unit, connection, of, key)

    decision = plan.decide(sent, reading.read(unit, ref, connection=connection), told, find)
    return standing_orders.settle(unit, decision, ref.kind, connection)


def _outcome(unit: Unit, delivery: Delivery, sent: Snapshot, told: Reply) -> Outcome:
    decision = decide(unit, delivery, sent, told)
    state = DeliveryState.CONFLICT if decision.conflicts else DeliveryState.DELIVERED
    why = delivery.error.message if delivery.error else ""
    note = f"{unit.who} had the reply applied without what could not be. {why}".strip()
    said = Exchange(unit.at, unit.at, state, note=note)
    return Outcome(state, confirmed=sent, exchanges=(said,), decision=decision)


def without(row: ReplyRow, name: str) -> ReplyRow | None:
    """Return a row without one of its values, or None if that is not in it."""
    if name not in row.values:
        return None
    return replace(row, values={each: value for each, value in row.values.items() if each != name})


def dump(row: ReplyRow | None) -> str | None:
    """Return what is left of a reply as its delivery keeps it."""
    return None if row is None else json.dumps(asdict(row), ensure_ascii=False, default=sorted)


def load(text: str) -> ReplyRow:
    """Return what was kept as ``text``."""
    return _row(json.loads(text))


def _row(kept: Mapping[str, Any]) -> ReplyRow:
    return ReplyRow(
        kept["values"],
        kept["primary"],
        kept["operation"],
        kept["current"],
        {name: tuple(map(_row, rows)) for name, rows in kept["children"].items()},
        frozenset(kept["partial"]),
    )
