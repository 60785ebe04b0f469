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
from desktop.store import closing, outbox, picks, records
from desktop.store.closing import Ended
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
    if not brought:
        return []
    held = outbox.still_held(unit, [each.claim for each in brought])
    mine = [each for each in brought if each.claim.delivery.id in held]
    versions = records.versions(unit, [each.claim.snapshot.ref for each in mine])
    closed = closing.close(unit, [_applied(unit, each, versions) for each in mine])
    now = {each.id: each for each in closed}
    names = [each.claim.delivery.id for each in brought]
    stands = [now[name] if name in now else outbox.delivery(unit, name) for name in names]
    return [Done(delivery, each.reached) for delivery, each in zip(stands, brought, strict=True)]


def _applied(unit: Unit, brought: Brought, versions: Mapping[str, int]) -> Ended:
    if brought.outcome is not None:
        return _ended(unit, brought, brought.outcome)
    try:
        outcome = _decided(unit, brought, versions)
        if outcome.decision is None or not outcome.decision.changes_something:
            return _ended(unit, brought, outcome)
        with unit.savepoint():
            return _ended(unit, brought, outcome)
    except StoreUnavailable:
        raise
    except HearthError as problem:
        return _ended(unit, brought, _outcomes(unit, brought).inapplicable(problem))
    except Exception as bug:  # noqa: BLE001 -- one record must not keep the others from being settled
        report(_outcomes(unit, brought), bug)
        return _ended(unit, brought, _outcomes(unit, brought).broken(bug, answered=True))


def _ended(unit: Unit, brought: Brought, outcome: Outcome) -> Ended:
    return outbox.apply(unit, brought.claim, replace(outcome, exchanges=tuple(brought.talk.exchanges)))


def _decided(unit: Unit, brought: Brought, versions: Mapping[str, int]) -> Outcome:
    claim, sent, told = brought.claim, brought.sent or brought.claim.snapshot, brought.told or Reply()
    connection = claim.delivery.connection

    def find(of: Component, key: Mapping[str, Value]) -> str | None:
        return picks.find(unit, connection, of, key)

    decision = plan.decide(sent, _mine(unit, claim.snapshot, connection, versions), told, find)
    state = DeliveryState.CONFLICT if decision.conflicts else DeliveryState.DELIVERED
    brought.talk.note(" ".join(told.notes), outcome=state)
    return Outcome(state, confirmed=sent, decision=decision)


def _mine(unit: Unit, taken: Snapshot, connection: str, versions: Mapping[str, int]) -> Record:
    """Return the record as it is now, which is how it was taken unless its version says otherwise."""
    if versions.get(taken.ref.id) == taken.version:
        return Record(taken.ref, taken.values, taken.children, taken.version)
    return records.read(unit, taken.ref, connection=connection)


def _outcomes(unit: Unit, brought: Brought) -> Outcomes:
    return Outcomes(brought.claim, brought.talk, unit.now)
