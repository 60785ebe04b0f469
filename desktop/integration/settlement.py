"""Writes what errands brought into the store: several in one transaction, each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.errors import HearthError, StoreUnavailable
from desktop.fields import Component
from desktop.integration import plan
from desktop.integration.errand import Brought, report
from desktop.integration.outcomes import Outcomes
from desktop.integration.reply import Reply
from desktop.store import outbox, picks, records
from desktop.store.outbox import LostClaim
from desktop.store.types import Delivery, DeliveryState, Outcome, Record, Snapshot
from desktop.store.unit import Unit
from desktop.values import Value


@dataclass(frozen=True, slots=True)
class Done:
    """How an errand ended: the delivery as it stands now, and whether anybody answered."""

    delivery: Delivery
    reached: bool


def settle(unit: Unit, brought: Sequence[Brought]) -> list[Done]:
    """Settle each in this unit of work; what breaks a rule is left to a person, and the others stay.

    Raises StoreUnavailable; then all of them stay in doubt.
    """
    return [Done(_settled(unit, each), each.reached) for each in brought]


def _settled(unit: Unit, brought: Brought) -> Delivery:
    try:
        with unit.savepoint():
            return _settle(unit, brought, brought.outcome or _decided(unit, brought))
    except LostClaim:
        return outbox.delivery(unit, brought.claim.delivery.id)
    except StoreUnavailable:
        raise
    except HearthError as problem:
        return _settle(unit, brought, _outcomes(unit, brought).inapplicable(problem))
    except Exception as bug:  # noqa: BLE001 -- one record must not keep the others from being settled
        report(_outcomes(unit, brought), bug)
        return _settle(unit, brought, _outcomes(unit, brought).broken(bug, answered=brought.told is not None))


def _settle(unit: Unit, brought: Brought, outcome: Outcome) -> Delivery:
    exchanges = tuple(brought.talk.exchanges)
    return outbox.settle(unit, brought.claim, replace(outcome, exchanges=exchanges))


def _decided(unit: Unit, brought: Brought) -> Outcome:
    claim, sent, told = brought.claim, brought.sent or brought.claim.snapshot, brought.told or Reply()
    connection = claim.delivery.connection

    def find(of: Component, key: Mapping[str, Value]) -> str | None:
        return picks.find(unit, connection, of, key)

    decision = plan.decide(sent, _mine(unit, claim.snapshot, connection), told, find)
    state = DeliveryState.CONFLICT if decision.conflicts else DeliveryState.DELIVERED
    brought.talk.note(" ".join(told.notes), outcome=state)
    return Outcome(state, confirmed=sent, decision=decision)


def _mine(unit: Unit, taken: Snapshot, connection: str) -> Record:
    """Return the record as it is now, which is how it was taken unless its version says otherwise."""
    return records.read(unit, taken.ref, connection=connection)


def _outcomes(unit: Unit, brought: Brought) -> Outcomes:
    return Outcomes(brought.claim, brought.talk, unit.now)
