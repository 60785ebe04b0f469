"""Why a delivery still waits, and until when: what the outbox says of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from desktop.store import lines, outbox, precedence, rounds
from desktop.store.preferences import Sending
from desktop.store.rounds import Pace
from desktop.store.types import BUSY, CREDENTIALS, FINISHED, Delivery, DeliveryState, Line, Ref
from desktop.store.unit import View, lies_ahead


class WaitsFor(StrEnum):
    """What a delivery that is not finished waits for."""

    NOTHING = "nothing"  # it leaves next
    REPLY = "reply"  # it is on its way
    RESUMING = "resuming"  # somebody paused its external system
    PERSON = "person"  # a conflict, or a reply that could not be applied
    CREDENTIALS = "credentials"  # a user and password that are accepted
    TURN = "turn"  # an earlier update of the same record is on its way
    MEMBERS = "members"  # the household goes after its members
    PROBE = "probe"  # the external system was not reached several times; it is tried now and then
    HAND = "hand"  # nothing is sent there but by a person
    ROUND = "round"  # it goes together with others, at intervals
    ASKED = "asked"  # the external system said when to come back
    TIME = "time"  # the next attempt


# No time that passes moves these on.
FOR_SOMEBODY: Final = frozenset({WaitsFor.RESUMING, WaitsFor.PERSON, WaitsFor.HAND})


@dataclass(frozen=True, slots=True)
class Wait:
    """What one delivery waits for; ``until`` is when it is tried next, ``since`` when the wait began.

    ``who`` paused the line; ``reason`` is what went wrong last, in a sentence.
    """

    waits_for: WaitsFor
    until: str | None = None
    since: str | None = None
    who: str | None = None
    reason: str = ""


def of(view: View, deliveries: Iterable[Delivery]) -> dict[str, Wait]:
    """Return what each unfinished delivery waits for, by its id."""
    waiting = [each for each in deliveries if each.state not in FINISHED]
    around = _Around(
        view.now,
        {each.connection: each for each in lines.everyone(view)},
        outbox.in_flight(view),
        precedence.behind_members(view, [each.id for each in waiting]),
        rounds.paces(view, waiting),
    )
    return {each.id: _hindrance(each, around) or _pace(each, around) for each in waiting}


@dataclass(frozen=True, slots=True)
class _Around:
    """What decides beside the delivery itself."""

    now: datetime
    lines: Mapping[str, Line]
    in_flight: frozenset[tuple[str, Ref]]
    behind: frozenset[str]
    paces: Mapping[str, Pace]

    def line(self, delivery: Delivery) -> Line:
        return self.lines.get(delivery.connection) or Line(delivery.connection)


def _hindrance(delivery: Delivery, around: _Around) -> Wait | None:
    """Return what must happen before the delivery can be tried, or None if only time must pass."""
    line, ahead, reason = around.line(delivery), _ahead(delivery, around), _reason(delivery)
    hindrances = (
        (delivery.state is DeliveryState.SENDING, Wait(WaitsFor.REPLY)),
        (_is_for_a_person(delivery), Wait(WaitsFor.PERSON, reason=reason)),
        (line.paused, Wait(WaitsFor.RESUMING, None, line.paused_at, line.paused_by, reason)),
        (_code(delivery) == CREDENTIALS, Wait(WaitsFor.CREDENTIALS, ahead, reason=reason)),
        ((delivery.connection, delivery.ref) in around.in_flight, Wait(WaitsFor.TURN, reason=reason)),
        (delivery.id in around.behind, Wait(WaitsFor.MEMBERS, reason=reason)),
        (around.paces[delivery.connection].sending is Sending.BY_HAND, Wait(WaitsFor.HAND, reason=reason)),
    )
    return next((wait for is_so, wait in hindrances if is_so), None)


def _pace(delivery: Delivery, around: _Around) -> Wait:
    line, ahead, reason = around.line(delivery), _ahead(delivery, around), _reason(delivery)
    if ahead is not None and _code(delivery) == BUSY:
        return Wait(WaitsFor.ASKED, ahead, reason=reason)
    if line.resting:
        probe = line.probe_at if lies_ahead(line.probe_at, around.now) else None
        until = max((each for each in (ahead, probe) if each), default=None)
        return Wait(WaitsFor.PROBE, until, line.opened_at, reason=reason)
    pace = around.paces[delivery.connection]
    if pace.holds_for_round(delivery, around.now):
        return Wait(WaitsFor.ROUND, pace.round_at, delivery.created_at, reason=reason)
    return Wait(WaitsFor.TIME if ahead else WaitsFor.NOTHING, ahead, reason=reason)


def _ahead(delivery: Delivery, around: _Around) -> str | None:
    return delivery.next_attempt if lies_ahead(delivery.next_attempt, around.now) else None


def _code(delivery: Delivery) -> str:
    return delivery.error.code if delivery.error else ""


def _reason(delivery: Delivery) -> str:
    return delivery.error.message if delivery.error else ""


def _is_for_a_person(delivery: Delivery) -> bool:
    """Tell whether nobody tries the delivery by itself any more."""
    decided = delivery.state is DeliveryState.DOUBTFUL and not delivery.in_doubt
    return decided or delivery.state is DeliveryState.CONFLICT
