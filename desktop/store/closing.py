"""Writes how claims ended, a group in as few statements as one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.store import entities, knowing, settling, snapshots
from desktop.store.settling import Applied
from desktop.store.types import FINISHED, Claim, Decision, Delivery, DeliveryError, DeliveryState, Outcome
from desktop.store.unit import Unit

_TABLE, _STANDING = entities.delivery, entities.standing
_SETTLED: Final = (
    *("state", "in_doubt", "next_attempt", "finished_at", "applied", "error", "change_set_id"),
    *("claimed_by", "lease_until"),
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
    for each in ended:
        settling.log(unit, each.held.delivery, each.outcome.exchanges)
        settling.write_conflicts(unit, each.held, each.outcome)
    for name in dict.fromkeys(each.held.delivery.connection for each in ended):
        _close_at(unit, name, [each for each in ended if each.held.delivery.connection == name])
    unit.execute(_delivery_update(), [_row(unit, each) for each in ended])
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
        unit.execute(_forget_update(), {"record_ids": agreed, "at": connection})
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
    )


def dump_error(error: DeliveryError | None) -> str | None:
    """Return an error as a delivery keeps it."""
    return None if error is None else json.dumps(asdict(error), ensure_ascii=False)


def _write_standings(unit: Unit, connection: str, ended: Sequence[Ended]) -> None:
    """Write how the records stand; one that another command has queued again meanwhile stays queued."""
    given = {"record_ids": [each.held.delivery.ref.id for each in ended], "at": connection}
    there = {str(row["record_id"]): row for row in unit.execute(_standing_query(), given).mappings()}
    now = [
        _standing(unit, each, there[each.held.delivery.ref.id])
        for each in ended
        if each.held.delivery.ref.id in there
    ]
    if now:
        unit.execute(_standing_update(), now)


def _standing(unit: Unit, ended: Ended, row: RowMapping) -> Mapping[str, object]:
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


# The statements are made once: making them anew costs more than the store needs to carry them out.
@cache
def _delivery_update() -> sa.Update:
    now: dict[str, Any] = {name: sa.bindparam(f"now_{name}") for name in _SETTLED}
    return sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("of_id")).values(now)


@cache
def _forget_update() -> sa.Update:
    left = (
        _TABLE.c.record_id.in_(sa.bindparam("record_ids", expanding=True)),
        _TABLE.c.connection == sa.bindparam("at"),
        _TABLE.c.snapshot.is_not(None),
    )
    return sa.update(_TABLE).where(*left).values(snapshot=None)


@cache
def _standing_query() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(_STANDING).where(
        _STANDING.c.record_id.in_(sa.bindparam("record_ids", expanding=True)),
        _STANDING.c.connection == sa.bindparam("at"),
    )


@cache
def _standing_update() -> sa.Update:
    names = ("last_error", "state", "settled_version", "last_sent", "last_known")
    now: dict[str, Any] = {name: sa.bindparam(f"now_{name}") for name in names}
    mine = (_STANDING.c.record_id == sa.bindparam("of_id")) & (_STANDING.c.connection == sa.bindparam("at"))
    return sa.update(_STANDING).where(mine).values(now)
