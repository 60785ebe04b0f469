"""Carries out one claimed delivery, from the question that may be open to what it brings home."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from desktop.errors import HearthError, StoreUnavailable
from desktop.integration import doubt, plan, reply, request
from desktop.integration.berths import TurnedBack
from desktop.integration.conversation import Conversation, Heard
from desktop.integration.doubt import Finding
from desktop.integration.lane import Lane
from desktop.integration.outcomes import Outcomes
from desktop.integration.reply import Lists, Reply
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means
from desktop.store import outbox
from desktop.store.outbox import LostClaim
from desktop.store.store import Store
from desktop.store.types import Claim, DeliveryState, Outcome, Snapshot

_LOG: Final = logging.getLogger(__name__)
# Right after a lost reply the agent still waits.
_ASK_AT_ONCE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Brought:
    """What an errand brought, and nothing of it is in the store yet: a reply to apply, or an outcome.

    ``sent`` is what the reply answers; ``reached`` tells whether anybody answered.
    """

    claim: Claim
    talk: Conversation
    reached: bool
    outcome: Outcome | None = None
    sent: Snapshot | None = None
    told: Reply | None = None


class Errand:
    """One attempt of one delivery. ``lists`` hold the values of bounded lists, which a reply must keep to."""

    def __init__(self, store: Store, open_lane: Callable[[], Lane], claim: Claim, lists: Lists) -> None:
        self._store = store
        self._claim = claim
        self._lists = lists
        self._talk = Conversation(open_lane, claim.snapshot, store.clock)
        self._reached = False

    def run(self) -> Brought:
        """Carry the delivery out and return what is to be settled, come what may.

        Raises LostClaim when another worker took it over, TurnedBack when nothing is to leave any more and
        nothing has, and StoreUnavailable when the store cannot be written: then the delivery stays in doubt,
        and the external system is asked next time.
        """
        try:
            return self._resolve() if self._is_in_doubt else self._send()
        except (LostClaim, TurnedBack, StoreUnavailable):
            raise
        except HearthError as problem:
            return self._brought(self._outcomes.failed(problem))
        except Exception as bug:  # noqa: BLE001 -- one record must not keep the others from being delivered
            report(self._outcomes, bug)
            return self._brought(self._outcomes.broken(bug, answered=False))

    @property
    def _outcomes(self) -> Outcomes:
        return Outcomes(self._claim, self._talk, self._store.clock())

    @property
    def _is_in_doubt(self) -> bool:
        return self._claim.delivery.in_doubt and self._claim.sent is not None

    def _resolve(self) -> Brought:
        """Find out what became of the earlier request before anything is sent."""
        sent = self._claim.sent or self._claim.snapshot
        found = doubt.ask(self._talk, sent, self._claim.last_known)
        self._reached = found.finding in (Finding.ARRIVED, Finding.NOT_ARRIVED, Finding.NOT_THERE)
        if found.error is not None:
            return self._brought(self._outcomes.still_in_doubt(found.error))
        if found.finding is Finding.NOT_THERE and self._claim.last_known is not None:
            return self._removed_there()
        to_send = self._sends_newest and self._claim.snapshot.version != sent.version
        if found.finding is Finding.ARRIVED and found.answer is not None and not to_send:
            return self._replied(sent, found.answer)
        if found.finding is Finding.NO_SAYING:
            self._talk.announce(
                "Nobody there can say what became of it; sent again, which its keys make repeatable."
            )
        if found.finding in (Finding.NOT_ARRIVED, Finding.NOT_THERE) and sent.alone:
            # Nothing of ours is there, so whatever is found later came with what is sent now.
            self._claim = replace(self._claim, snapshot=replace(self._claim.snapshot, alone=True))
        with self._store.write() as unit:
            outbox.resend(unit, self._claim)
        return self._send()

    @property
    def _sends_newest(self) -> bool:
        """Tell whether what waits is a command to send the record as it is now.

        A doubtful delivery that nobody queued again only asks; an edit made since is not sent by accident.
        """
        return self._claim.delivery.state is DeliveryState.QUEUED

    def _send(self) -> Brought:
        service = self._talk.service
        heard = self._talk.call(service.synchronize, request.build(self._claim.snapshot, service))
        self._reached = heard.reached
        if heard.verdict.means is Means.REPLY and heard.answer is not None:
            return self._replied(self._claim.snapshot, heard.answer)
        if heard.verdict.means is Means.GONE and self._claim.last_known is not None:
            return self._removed_there()
        return self._unanswered(heard)

    def _removed_there(self) -> Brought:
        """Leave to a person what becomes of a record that was there once and is not there any more."""
        snapshot = self._claim.snapshot
        self._talk.note(
            "It was removed there since: a person decides whether it is made anew there or deleted here.",
            outcome=DeliveryState.CONFLICT,
        )
        asks = plan.removed_there(snapshot.ref, snapshot.values)
        return self._brought(Outcome(DeliveryState.CONFLICT, decision=asks))

    def _unanswered(self, heard: Heard) -> Brought:
        if heard.verdict.means is Means.UNKNOWN:
            found = doubt.ask(self._talk, self._claim.snapshot, self._claim.last_known, _ASK_AT_ONCE)
            if found.finding is Finding.ARRIVED and found.answer is not None:
                self._reached = True
                return self._replied(self._claim.snapshot, found.answer)
        return self._brought(self._outcomes.of(heard))

    def _replied(self, sent: Snapshot, answer: Answer) -> Brought:
        return replace(self._brought(None), sent=sent, told=self._read(answer))

    def _read(self, answer: Answer) -> Reply:
        service = self._talk.service
        return reply.read(
            answer.body,
            self._claim.snapshot.ref.kind,
            charset=answer.charset,
            shape=service.shape,
            types=service.types,
            lists=self._lists,
        )

    def _brought(self, outcome: Outcome | None) -> Brought:
        return Brought(self._claim, self._talk, self._reached, outcome)


def report(outcomes: Outcomes, bug: Exception) -> None:
    """Write an error of ours into the log, without secrets."""
    trace = outcomes.clean("".join(traceback.format_exception(bug)))
    _LOG.error("The delivery %s met an error of the program. %s", outcomes.claim.delivery.id, trace)
