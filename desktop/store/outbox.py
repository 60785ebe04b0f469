"""The outbox: deliveries, and who may carry them out."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound
from desktop.store import (
    answering,
    closing,
    connections,
    entities,
    precedence,
    rows,
    settling,
    snapshots,
    taking,
    transitions,
    turns,
)
from desktop.store.closing import Ended
from desktop.store.ids import new_row_id
from desktop.store.prepared import Prepared, among, inserting, parameter
from desktop.store.types import (
    Claim,
    Delivery,
    DeliveryError,
    DeliveryState,
    Outcome,
    RecordKind,
    Ref,
)
from desktop.store.unit import LONGEST_WAIT, Unit, View, iso

_TABLE = entities.delivery
_S = DeliveryState

_HELD: Final = Prepared(
    sa.select(_TABLE.c.id, _TABLE.c.claimed_by)
    .where(among(_TABLE.c.id, "ids"), _TABLE.c.state == _S.SENDING)
    .with_for_update()
)
_ADD: Final = inserting(
    *(_TABLE, "id", "connection", "kind", "record_id", "state", "attempts", "in_doubt", "created_at")
)
_OF_RECORD: Final = (
    _TABLE.c.record_id == parameter("of_id"),
    _TABLE.c.connection == parameter("at"),
)
# One that was cancelled although it may have arrived.
_LEFT_IN_DOUBT: Final = Prepared(
    sa.select(_TABLE.c.id, _TABLE.c.snapshot)
    .where(*_OF_RECORD, _TABLE.c.state == _S.CANCELLED, _TABLE.c.in_doubt, _TABLE.c.snapshot.is_not(None))
    .order_by(_TABLE.c.number.desc())
    .limit(1)
)
# Locked: one that a courier takes just now, on a store that is shared, is on its way and waits no more.
_WAITS_ALREADY: Final = Prepared(
    sa.select(_TABLE)
    .where(*_OF_RECORD, _TABLE.c.finished_at.is_(None), _TABLE.c.state != _S.SENDING)
    .order_by(_TABLE.c.number.desc())
    .limit(1)
    .with_for_update()
)


class LostClaim(RecordNotFound):
    """The delivery was taken over by another worker because the lease had ended."""


def add(unit: Unit, ref: Ref, connection: str | None = None) -> str:
    """Keep the command Update External System for a record and return its delivery.

    A delivery that waits already is the same command given again: it is due at once and sends what the record
    holds when it leaves. A doubtful or conflicting one is sent again, which is what the person asks for. One
    in flight is followed by another. Raises ConnectionProblem when no external system is defined.
    """
    name = connections.read(unit, connection).name
    rows.lock(unit, ref)
    again = _waiting_delivery(unit, ref, name)
    if again is not None:
        delivery_id = str(again["id"])
        _requeue(unit, again)
    else:
        delivery_id = new_row_id()
        _ADD.run(unit, _new_row(unit, delivery_id, ref, name))
        _inherit_doubt(unit, ref, name, delivery_id)
    settling.stand(unit, ref, name, delivery_id, _S.QUEUED)
    unit.note_delivery(delivery_id)
    return delivery_id


def waiting(view: View, connection: str | None = None, limit: int | None = None) -> list[Delivery]:
    """Return the deliveries that are not finished, in the order in which they leave."""
    found = sa.select(_TABLE).where(_TABLE.c.finished_at.is_(None)).order_by(_TABLE.c.number)
    if connection is not None:
        found = found.where(_TABLE.c.connection == connection)
    deliveries = [_delivery(row) for row in view.execute(found.limit(limit)).mappings()]
    return precedence.members_first(view, deliveries)


def delivery(view: View, delivery_id: str) -> Delivery:
    """Return one delivery, finished or not; raise RecordNotFound."""
    row = view.execute(sa.select(_TABLE).where(_TABLE.c.id == delivery_id)).mappings().first()
    if row is None:
        raise RecordNotFound(f"There is no delivery {delivery_id!r}.", concerns=delivery_id)
    return _delivery(row)


def of_units(view: View, units: Sequence[str]) -> list[Delivery]:
    """Return the deliveries with these ids and those of their families, in the order they came."""
    mine = _TABLE.c.id.in_(units) | _TABLE.c.family_id.in_(units)
    found = sa.select(_TABLE).where(mine).order_by(_TABLE.c.number)
    return [_delivery(row) for row in view.execute(found).mappings()]


def in_flight(view: View) -> frozenset[tuple[str, Ref]]:
    """Return which records are on their way, each with its external system."""
    found = sa.select(_TABLE.c.connection, _TABLE.c.kind, _TABLE.c.record_id)
    rows_found = view.execute(found.where(_TABLE.c.state == _S.SENDING))
    return frozenset((str(name), Ref(RecordKind(kind), str(row_id))) for name, kind, row_id in rows_found)


def count_due(view: View, left_alone: Collection[str], *, due_only: bool) -> int:
    """Return how many deliveries could be tried now, but for those to some external systems.

    Without ``due_only`` it does not matter when they are to be tried next.
    """
    tried = sa.and_(_TABLE.c.finished_at.is_(None), _claimable(due_only=due_only), ~_line_is_paused())
    counted = sa.select(sa.func.count()).where(tried, _TABLE.c.connection.not_in(left_alone))
    return int(view.execute(counted, _moments(view)).scalar_one())


def counts(view: View) -> Mapping[DeliveryState, int]:
    """Return how many unfinished deliveries stand in each state."""
    counted = (
        sa.select(_TABLE.c.state, sa.func.count())
        .where(_TABLE.c.finished_at.is_(None))
        .group_by(_TABLE.c.state)
    )
    return {_S(state): int(number) for state, number in view.execute(counted)}


def claim(
    unit: Unit,
    *,
    worker: str,
    lease_seconds: float,
    delivery_id: str | None = None,
    connection: str | None = None,
    exclude: frozenset[str] = frozenset(),
) -> Claim | None:
    """Take the next delivery that is due, or the named one now; return None when there is nothing to take.

    From here until it is settled the delivery is in flight and in doubt: if the worker dies, whoever takes it
    over after the lease asks the external system before sending anything. ``Claim.delivery.in_doubt`` tells
    how it stood before this claim. ``exclude`` names deliveries to leave alone.
    """
    rows_found = turns.mine(unit, _next(unit, delivery_id, connection, exclude))
    return _take(unit, rows_found, worker, lease_seconds)[0] if rows_found else None


def claim_all(
    unit: Unit, wanted: Sequence[Delivery], *, worker: str, leases: Mapping[str, float]
) -> list[Claim]:
    """Take those of the deliveries that can be taken now, in this order, whatever their next attempts.

    ``leases`` holds the seconds for each external system. Of several for one record the first is taken.
    """
    claims: dict[str, Claim] = {}
    for name in dict.fromkeys(each.connection for each in wanted):
        ids = [each.id for each in wanted if each.connection == name]
        found = {row["record_id"]: row for row in reversed(turns.mine(unit, _named(unit, ids)))}
        if found:
            claims |= {
                each.delivery.id: each for each in _take(unit, list(found.values()), worker, leases[name])
            }
    return [claims[each.id] for each in wanted if each.id in claims]


def _take(unit: Unit, found: Sequence[Mapping[Any, Any]], worker: str, lease: float) -> list[Claim]:
    befores = [_delivery(row) for row in found]
    for each in befores:
        transitions.check(each.state, _S.SENDING)
    return taking.take(unit, befores, {row["id"]: row["snapshot"] for row in found}, worker, lease)


def put_back(unit: Unit, held: Claim) -> None:
    """End a claim of which nothing ever left, as if it had not been made."""
    before = held.delivery
    with contextlib.suppress(LostClaim):
        # Taken over from a worker that is gone: nobody knows what became of that attempt.
        state = _S.DOUBTFUL if before.state is _S.SENDING else before.state
        settle(
            unit,
            held,
            Outcome(state, error=before.error, next_attempt=before.next_attempt, in_doubt=before.in_doubt),
        )
        untried = sa.update(_TABLE).where(_TABLE.c.id == before.id).values(attempts=before.attempts)
        unit.execute(untried)


def release(unit: Unit, is_gone: Callable[[str], bool]) -> None:
    """End the leases of workers known to live no more, so that their deliveries can be taken over."""
    in_flight = sa.select(_TABLE.c.claimed_by).where(_TABLE.c.state == _S.SENDING).distinct()
    gone = [name for name in unit.execute(in_flight).scalars() if name and is_gone(str(name))]
    if gone:
        over = sa.update(_TABLE).where(_TABLE.c.state == _S.SENDING, _TABLE.c.claimed_by.in_(gone))
        unit.execute(over.values({"lease_until": iso(unit.now - timedelta(seconds=1))}))


def resend(unit: Unit, held: Claim) -> None:
    """Keep the claim's snapshot as the one sent now, in place of an earlier one of unknown outcome."""
    _must_hold(unit, held)
    kept = {"snapshot": snapshots.dump(held.snapshot)}
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == held.delivery.id).values(kept))


def settle(unit: Unit, held: Claim, outcome: Outcome) -> Delivery:
    """End a claim: apply the decision, keep the attempts, move the delivery on; all or nothing.

    Raises LostClaim when another worker has taken the delivery over, and InvalidValue when the decision
    breaks a rule of the store; then nothing is written.
    """
    _must_hold(unit, held)
    return closing.close(unit, [apply(unit, held, outcome)])[0]


def still_held(unit: Unit, claims: Sequence[Claim]) -> frozenset[str]:
    """Return the deliveries of those claims that no other worker has taken over; they stay as they are."""
    by = dict(_HELD.rows(unit, {"ids": [each.delivery.id for each in claims]}))
    return frozenset(each.delivery.id for each in claims if by.get(each.delivery.id) == each.worker)


def apply(unit: Unit, held: Claim, outcome: Outcome) -> Ended:
    """Apply the decision of a claim that is still held; what remains is for `closing` to write.

    Raises InvalidValue when it breaks a rule of the store.
    """
    transitions.check(_S.SENDING, outcome.state)
    unit.begin(held.delivery.id)
    applied = settling.apply(unit, held, outcome)
    return Ended(held, outcome, applied, unit.changes.change_set)


def finish(unit: Unit, settled: Delivery) -> None:
    """End a delivery whose conflicts a person has settled."""
    transitions.check(settled.state, _S.DELIVERED)
    done = {"state": _S.DELIVERED, "finished_at": unit.at, "error": None}
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == settled.id).values(done))
    settling.stand(unit, settled.ref, settled.connection, settled.id, _S.DELIVERED)
    unit.note_delivery(settled.id)


def _new_row(unit: Unit, delivery_id: str, ref: Ref, connection: str) -> Mapping[str, object]:
    return {
        "id": delivery_id,
        "connection": connection,
        "kind": ref.kind,
        "record_id": ref.id,
        "state": _S.QUEUED,
        "attempts": 0,
        "in_doubt": False,
        "created_at": unit.at,
    }


def _inherit_doubt(unit: Unit, ref: Ref, connection: str, delivery_id: str) -> None:
    """Let a new delivery ask what became of one that was cancelled although it may have arrived."""
    for left in _LEFT_IN_DOUBT.named(unit, {"of_id": ref.id, "at": connection}):
        asks = {"in_doubt": True, "snapshot": left["snapshot"]}
        unit.execute(sa.update(_TABLE).where(_TABLE.c.id == delivery_id).values(asks))
        unit.execute(sa.update(_TABLE).where(_TABLE.c.id == left["id"]).values(snapshot=None))


def _waiting_delivery(unit: Unit, ref: Ref, connection: str) -> Mapping[str, Any] | None:
    return next(iter(_WAITS_ALREADY.named(unit, {"of_id": ref.id, "at": connection})), None)


def _requeue(unit: Unit, row: Mapping[str, Any]) -> None:
    state = _S(row["state"])
    if state is not _S.QUEUED:
        transitions.check(state, _S.QUEUED)
    if state is _S.CONFLICT:
        answering.keep_mine(unit, Ref(RecordKind(row["kind"]), row["record_id"]), str(row["id"]))
    due: dict[str, object] = {"state": _S.QUEUED, "next_attempt": None, "rest": None}
    if state is _S.CONFLICT:
        due["error"] = None
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == row["id"]).values(due))


def _next(
    unit: Unit, delivery_id: str | None, connection: str | None, exclude: frozenset[str]
) -> Sequence[RowMapping]:
    found = sa.select(_TABLE).where(_free()).order_by(_TABLE.c.number)
    if delivery_id is not None:
        found = found.where(_TABLE.c.id == delivery_id, _claimable(due_only=False))
    else:
        found = found.where(_claimable(due_only=True))
    if connection is not None:
        found = found.where(_TABLE.c.connection == connection)
    if exclude:
        found = found.where(_TABLE.c.id.not_in(exclude))
    # On PostgreSQL several engines share one outbox: each skips what another is taking right now.
    locked = found.limit(1).with_for_update(skip_locked=True, of=_TABLE)
    return unit.execute(locked, _moments(unit)).mappings().all()


def _named(unit: Unit, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return those of the deliveries that can be taken now, whatever their next attempts, oldest first."""
    return _named_query().named(unit, {"ids": list(ids), **_moments(unit)})


@cache
def _named_query() -> Prepared:
    found = sa.select(_TABLE).where(_free(), among(_TABLE.c.id, "ids"), _claimable(due_only=False))
    return Prepared(found.order_by(_TABLE.c.number).with_for_update(skip_locked=True, of=_TABLE))


def _moments(view: View) -> Mapping[str, str]:
    # Beyond this the clock was set back since, and what was written then is not waited for.
    return {"now": view.at, "beyond": iso(view.now + LONGEST_WAIT)}


def _free() -> sa.ColumnElement[bool]:
    """Tell whether a delivery may leave: no member waits, its record is not on the way, nobody paused."""
    other = _TABLE.alias("other")
    in_flight = sa.exists().where(
        other.c.record_id == _TABLE.c.record_id,
        other.c.connection == _TABLE.c.connection,
        other.c.id != _TABLE.c.id,
        other.c.state == _S.SENDING,
    )
    may_leave = sa.and_(~in_flight, ~_line_is_paused(), ~precedence.members_wait(_TABLE))
    return sa.and_(_TABLE.c.finished_at.is_(None), may_leave)


def _claimable(*, due_only: bool) -> sa.ColumnElement[bool]:
    now, beyond = parameter("now"), parameter("beyond")
    next_attempt, lease = _TABLE.c.next_attempt, _TABLE.c.lease_until
    due = sa.or_(next_attempt.is_(None), next_attempt <= now, next_attempt > beyond)
    queued = _TABLE.c.state == _S.QUEUED
    # A doubtful delivery whose outcome is merely unknown can be asked about; one whose reply could not be
    # applied waits for a person, who sends it again or lets it be.
    unknown = sa.and_(_TABLE.c.state == _S.DOUBTFUL, _TABLE.c.in_doubt == sa.true())
    abandoned = sa.and_(_TABLE.c.state == _S.SENDING, sa.or_(lease < now, lease > beyond))
    ready = sa.or_(queued, unknown)
    return sa.or_(sa.and_(ready, due) if due_only else ready, abandoned)


def _line_is_paused() -> sa.ColumnElement[bool]:
    line = entities.line
    return sa.exists().where(line.c.connection == _TABLE.c.connection, line.c.paused_at.is_not(None))


def _must_hold(unit: Unit, held: Claim) -> None:
    if not still_held(unit, [held]):
        raise LostClaim("This delivery was taken over by another worker.", concerns=held.delivery.id)


def _delivery(row: Mapping[Any, Any]) -> Delivery:
    applied: dict[str, list[Any]] = json.loads(row["applied"]) if row["applied"] else {}
    return Delivery(
        id=row["id"],
        connection=row["connection"],
        ref=Ref(RecordKind(row["kind"]), row["record_id"]),
        state=_S(row["state"]),
        attempts=row["attempts"],
        created_at=row["created_at"],
        next_attempt=row["next_attempt"],
        finished_at=row["finished_at"],
        in_doubt=bool(row["in_doubt"]),
        applied={name: (before, after) for name, (before, after) in applied.items()},
        error=DeliveryError(**json.loads(row["error"])) if row["error"] else None,
        change_set=row["change_set_id"],
        family=row["family_id"],
        has_rest=row["rest"] is not None,
    )
