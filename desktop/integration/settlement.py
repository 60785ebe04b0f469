"""Writes what errands brought into the store: several in one transaction, each whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.errors import HearthError, InvalidValue, StoreUnavailable
from desktop.fields import Component
from desktop.integration import plan, rest, standing_orders
from desktop.integration.errand import Brought, report
from desktop.integration.outcomes import Outcomes
from desktop.integration.reply import Reply, ReplyRow
from desktop.store import assigning, closing, outbox, picks, records
from desktop.store.closing import Ended
from desktop.store.database import translated
from desktop.store.types import Claim, Decision, Delivery, DeliveryState, Outcome, Record, Snapshot
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
    # The records first, as whoever gives the command takes them: else each could wait for the other.
    versions = records.versions(unit, [each.claim.snapshot.ref for each in brought])
    held = outbox.still_held(unit, [each.claim for each in brought])
    mine = [each for each in brought if each.claim.delivery.id in held]
    now = {each.id: each for each in closing.close(unit, _all_applied(unit, mine, versions))}
    names = [each.claim.delivery.id for each in brought]
    stands = [now[name] if name in now else outbox.delivery(unit, name) for name in names]
    return [Done(delivery, each.reached) for delivery, each in zip(stands, brought, strict=True)]


def _all_applied(unit: Unit, brought: Sequence[Brought], versions: Mapping[str, int]) -> list[Ended]:
    decided = [(each, _told(unit, each, versions)) for each in brought]
    # The bulk of a first delivery: nothing comes back but the keys.
    done = assigning.assign(unit, [
        (each.claim, outcome) for each, outcome in decided
        if outcome.decision is not None and outcome.decision.only_assigns
    ])  # fmt: skip
    assigned = {each.held.delivery.id for each in done}
    rest = [pair for pair in decided if pair[0].claim.delivery.id not in assigned]
    return [*done, *(_applied(unit, each, outcome) for each, outcome in rest)]


def _told(unit: Unit, brought: Brought, versions: Mapping[str, int]) -> Outcome:
    """Return the outcome with all that was said; nothing is written yet."""
    if brought.outcome is not None:
        return _with_exchanges(brought, brought.outcome)
    try:
        with translated():
            return _with_exchanges(brought, _decided(unit, brought, versions))
    except StoreUnavailable:
        raise
    except Exception as problem:  # noqa: BLE001 -- one record must not keep the others from being settled
        return _left_to_a_person(unit, brought, problem)


def _applied(unit: Unit, brought: Brought, outcome: Outcome) -> Ended:
    if outcome.decision is None or not outcome.decision.changes_something:
        return outbox.apply(unit, brought.claim, outcome)
    try:
        with unit.savepoint():
            return outbox.apply(unit, brought.claim, outcome)
    except StoreUnavailable:
        raise
    except Exception as problem:  # noqa: BLE001 -- as above
        return outbox.apply(unit, brought.claim, _left_to_a_person(unit, brought, problem))


def _left_to_a_person(unit: Unit, brought: Brought, problem: Exception) -> Outcome:
    outcomes = Outcomes(brought.claim, brought.talk, unit.now)
    if isinstance(problem, HearthError):
        left_out = replace(outcomes.inapplicable(problem), rest=rest.dump(_rest(unit, brought, problem)))
        return _with_exchanges(brought, left_out)
    report(outcomes, problem)
    return _with_exchanges(brought, outcomes.broken(problem, answered=True))


def _rest(unit: Unit, brought: Brought, problem: HearthError) -> ReplyRow | None:
    """Return what of the reply can be applied without the values that break a rule, if anything can."""
    told, sent = brought.told or Reply(), brought.sent or brought.claim.snapshot
    left = told.rest
    if isinstance(problem, InvalidValue) and told.record is not None:
        left = rest.without(told.record, problem.field)
    try:
        return left if left and rest.decide(unit, brought.claim.delivery, sent, Reply(left)) else None
    except HearthError:
        return None


def _with_exchanges(brought: Brought, outcome: Outcome) -> Outcome:
    return replace(outcome, exchanges=tuple(brought.talk.exchanges))


def _decided(unit: Unit, brought: Brought, versions: Mapping[str, int]) -> Outcome:
    claim, sent, told = brought.claim, brought.sent or brought.claim.snapshot, brought.told or Reply()
    connection = claim.delivery.connection

    def find(of: Component, key: Mapping[str, Value]) -> str | None:
        return picks.find(unit, connection, of, key)

    decision = plan.decide(sent, _mine(unit, claim.snapshot, connection, versions), told, find)
    decision = standing_orders.settle(unit, decision, claim.delivery.ref.kind, connection)
    state = DeliveryState.CONFLICT if decision.conflicts else DeliveryState.DELIVERED
    notes = [*told.notes, *filter(None, [standing_orders.words(decision), _made_anew(claim, decision)])]
    brought.talk.note(" ".join(notes), outcome=state)
    gone = any(each.is_about_record for each in decision.conflicts)
    return Outcome(state, confirmed=None if gone else sent, decision=decision)


def _made_anew(claim: Claim, decision: Decision) -> str:
    """Return that a record has another key there than it had, which is the only trace of a removal there."""
    before = claim.last_known.values.get("integration_id") if claim.last_known else None
    if before is None or decision.integration_id in (None, before):
        return ""
    now = decision.integration_id
    return f"It was known there as {before} and is {now} now: it may have been removed and made anew there."


def _mine(unit: Unit, taken: Snapshot, connection: str, versions: Mapping[str, int]) -> Record:
    """Return the record as it is now, which is how it was taken unless its version says otherwise."""
    if versions.get(taken.ref.id) == taken.version:
        return Record(taken.ref, taken.values, taken.children, taken.version)
    return records.read(unit, taken.ref, connection=connection)
