"""Writes how claims ended, a group in as few statements as one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from desktop.store import entities, knowing, settling, snapshots
from desktop.store.prepared import Prepared, among, parameter
from desktop.store.settling import Applied
from desktop.store.types import FINISHED, Claim, Decision, Delivery, DeliveryError, DeliveryState, Outcome
from desktop.store.unit import Unit

_TABLE, _STANDING = entities.delivery, entities.standing
_SETTLED: Final = (
    *("state", "in_doubt", "next_attempt", "finished_at", "applied", "error", "change_set_id"),
    *("claimed_by", "lease_until", "rest"),
)
_OF, _AT = parameter("of_id"), parameter("at")
_SETTLE: Final = Prepared(
    sa.update(_TABLE).where(_TABLE.c.id == _OF).values({name: parameter(f"now_{name}") for name in _SETTLED})
)
_FORGET: Final = Prepared(
    sa.update(_TABLE)
    .where(among(_TABLE.c.record_id, "record_ids"), _TABLE.c.connection == _AT)
    .where(_TABLE.c.snapshot.is_not(None))
    .values(snapshot=None)
)
_STANDINGS: Final = Prepared(
    sa.select(
        *(_STANDING.c.record_id, _STANDING.c.delivery_id, _STANDING.c.state, _STANDING.c.settled_version),
        *(_STANDING.c.last_sent, _STANDING.c.last_known),
    ).where(among(_STANDING.c.record_id, "record_ids"), _STANDING.c.connection == _AT)
)
_STOOD: Final = ("last_error", "state", "settled_version", "last_sent", "last_known")
_STAND: Final = Prepared(
    sa.update(_STANDING)
    .where(_STANDING.c.record_id == _OF, _STANDING.c.connection == _AT)
    .values({name: parameter(f"now_{name}") for name in _STOOD})
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A claim, how it ends, and what of it is in the record already, under which change set."""

    held: Claim
    outcome: Outcome
    applied: Applied
    change_set: int | None


def close(unit: Unit, ended: Sequence[Ended]) -> list[Delivery]:
    """Write attempts, conflicts, standings and deliveries, and return the deliveries as they are then."""
    if not ended:
        return []
    settling.log(unit, [(each.held.delivery, each.outcome.exchanges) for each in ended])
    for each in ended:
        settling.write_conflicts(unit, each.held, each.outcome)
    for name in dict.fromkeys(each.held.delivery.connection for each in ended):
        _close_at(unit, name, [each for each in ended if each.held.delivery.connection == name])
    _SETTLE.run_for_each(unit, [_row(unit, each) for each in ended])
    for each in ended:
        unit.note_delivery(each.held.delivery.id)
        unit.note_changed(each.held.delivery.ref)
        if _was_settled_as_set(each):
            # What was taken over an edit made meanwhile leaves nothing of that edit to be sent.
            knowing.agree_if_same(unit, each.held.delivery.ref, each.held.delivery.connection)
    return [_delivery(unit, each) for each in ended]


def _close_at(unit: Unit, connection: str, ended: Sequence[Ended]) -> None:
    _write_standings(unit, connection, ended)
    agreed = [each.held.delivery.ref.id for each in ended if each.outcome.confirmed is not None]
    if agreed:
        # The two sides agree: what earlier messages held says nothing any more.
        _FORGET.run(unit, {"record_ids": agreed, "at": connection})
    undone = [each.held.delivery.id for each in ended if _was_undone(each)]
    if undone:
        unit.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(undone)).values(snapshot=None))


def _was_settled_as_set(ended: Ended) -> bool:
    decision = ended.outcome.decision
    return decision is not None and bool(decision.settled) and not decision.conflicts


def _was_undone(ended: Ended) -> bool:
    """Tell whether nothing was done there. What may have been done stays known until the two sides agree."""
    outcome = ended.outcome
    undecided = outcome.in_doubt or outcome.state is DeliveryState.DOUBTFUL
    return outcome.confirmed is None and not undecided and ended.held.snapshot.alone


def _row(unit: Unit, ended: Ended) -> Mapping[str, object]:
    outcome, applied = ended.outcome, ended.applied
    return {
        "of_id": ended.held.delivery.id,
        "now_state": outcome.state,
        "now_in_doubt": outcome.in_doubt,
        "now_next_attempt": outcome.next_attempt,
        "now_finished_at": unit.at if outcome.state in FINISHED else None,
        "now_applied": json.dumps(applied, ensure_ascii=False) if applied else None,
        "now_error": dump_error(outcome.error),
        "now_change_set_id": ended.change_set,
        "now_claimed_by": None,
        "now_lease_until": None,
        "now_rest": outcome.rest,
    }


def _delivery(unit: Unit, ended: Ended) -> Delivery:
    before, outcome = ended.held.delivery, ended.outcome
    return replace(
        before,
        state=outcome.state,
        attempts=before.attempts + 1,
        next_attempt=outcome.next_attempt,
        finished_at=unit.at if outcome.state in FINISHED else None,
        in_doubt=outcome.in_doubt,
        applied=ended.applied,
        error=outcome.error,
        change_set=ended.change_set,
        has_rest=outcome.rest is not None,
    )


def dump_error(error: DeliveryError | None) -> str | None:
    """Return an error as a delivery keeps it."""
    return None if error is None else json.dumps(asdict(error), ensure_ascii=False)


def _write_standings(unit: Unit, connection: str, ended: Sequence[Ended]) -> None:
    """Write how the records stand; one that another command has queued again meanwhile stays queued."""
    given = {"record_ids": [each.held.delivery.ref.id for each in ended], "at": connection}
    there = {row["record_id"]: row for row in _STANDINGS.named(unit, given)}
    now = [
        _standing(unit, each, there[each.held.delivery.ref.id])
        for each in ended
        if each.held.delivery.ref.id in there
    ]
    _STAND.run_for_each(unit, now)


def _standing(unit: Unit, ended: Ended, row: Mapping[str, Any]) -> Mapping[str, object]:
    held, outcome = ended.held, ended.outcome
    settled = outcome.confirmed or (held.snapshot if outcome.state is DeliveryState.REFUSED else None)
    now: dict[str, object] = {
        "of_id": held.delivery.ref.id,
        "at": held.delivery.connection,
        "now_last_error": outcome.error.message if outcome.error else None,
        "now_state": outcome.state if row["delivery_id"] == held.delivery.id else row["state"],
        "now_settled_version": row["settled_version"] if settled is None else settled.version,
        "now_last_sent": row["last_sent"],
        "now_last_known": row["last_known"],
    }
    if outcome.confirmed is not None:
        decision = outcome.decision or Decision()
        known = knowing.after(unit, held.delivery.connection, outcome.confirmed, decision)
        now |= {"now_last_sent": unit.at, "now_last_known": snapshots.dump(known)}
    return now
