"""Carries out one claimed delivery, from the question that may be open to the outcome in the store."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from desktop.errors import CredentialsNeeded, HearthError, InvalidValue, StoreUnavailable
from desktop.fields import Component
from desktop.integration import doubt, pacing, plan, reply, request
from desktop.integration.conversation import Conversation, Heard
from desktop.integration.doubt import Finding
from desktop.integration.lane import Lane
from desktop.integration.redaction import redact
from desktop.integration.reply import Reply
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means, Verdict
from desktop.store import outbox, pick_lists, picks, records
from desktop.store.outbox import LostClaim
from desktop.store.store import Store
from desktop.store.types import (
    CREDENTIALS,
    Claim,
    Delivery,
    DeliveryError,
    DeliveryState,
    Origin,
    Outcome,
    Record,
    Snapshot,
)
from desktop.store.unit import Unit, iso
from desktop.values import Value

_LOG: Final = logging.getLogger(__name__)
# Right after a lost reply the agent still waits.
_ASK_AT_ONCE: Final = 10.0
_STATES: Final = {
    Means.REFUSED: DeliveryState.REFUSED,
    Means.LATER: DeliveryState.QUEUED,
    Means.LOGIN: DeliveryState.QUEUED,
    Means.UNKNOWN: DeliveryState.DOUBTFUL,
}


@dataclass(frozen=True, slots=True)
class Done:
    """How an errand ended: the delivery as it stands now, and whether anybody answered."""

    delivery: Delivery
    reached: bool


class Errand:
    """One attempt of one delivery."""

    def __init__(self, store: Store, open_lane: Callable[[], Lane], claim: Claim) -> None:
        self._store = store
        self._claim = claim
        self._talk = Conversation(open_lane, claim.snapshot, store.clock)
        self._reached = False
        self._answered = False

    def run(self) -> Done:
        """Carry the delivery out and settle it, come what may.

        Raises LostClaim when another worker took it over, and StoreUnavailable when the outcome cannot be
        written: then the delivery stays in doubt, and the external system is asked next time.
        """
        try:
            delivery = self._resolve() if self._is_in_doubt else self._send()
        except (LostClaim, StoreUnavailable):
            raise
        except HearthError as problem:
            delivery = self._settle(self._failed(problem))
        except Exception as bug:  # noqa: BLE001 -- one record must not keep the others from being delivered
            trace = self._clean("".join(traceback.format_exception(bug)))
            _LOG.error("The delivery %s met an error of the program. %s", self._claim.delivery.id, trace)
            delivery = self._settle(self._broken(bug))
        return Done(delivery, self._reached)

    @property
    def _is_in_doubt(self) -> bool:
        return self._claim.delivery.in_doubt and self._claim.sent is not None

    def _resolve(self) -> Delivery:
        """Find out what became of the earlier request before anything is sent."""
        sent = self._claim.sent or self._claim.snapshot
        found = doubt.ask(self._talk, sent, self._claim.last_known)
        self._reached = found.finding in (Finding.ARRIVED, Finding.NOT_ARRIVED)
        if found.error is not None:
            return self._settle(self._still_in_doubt(found.error))
        to_send = self._sends_newest and self._claim.snapshot.version != sent.version
        if found.finding is Finding.ARRIVED and found.answer is not None and not to_send:
            return self._apply(sent, found.answer)
        if found.finding is Finding.NO_SAYING:
            self._talk.announce(
                "Nobody there can say what became of it; sent again, which its keys make repeatable."
            )
        if found.finding is Finding.NOT_ARRIVED and sent.alone:
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

    def _send(self) -> Delivery:
        service = self._talk.service
        heard = self._talk.call(service.synchronize, request.build(self._claim.snapshot, service))
        self._reached = heard.reached
        if heard.verdict.means is Means.REPLY and heard.answer is not None:
            return self._apply(self._claim.snapshot, heard.answer)
        if heard.verdict.means is Means.UNKNOWN:
            found = doubt.ask(self._talk, self._claim.snapshot, self._claim.last_known, _ASK_AT_ONCE)
            if found.finding is Finding.ARRIVED and found.answer is not None:
                self._reached = True
                return self._apply(self._claim.snapshot, found.answer)
        return self._settle(self._outcome(heard))

    def _apply(self, sent: Snapshot, answer: Answer) -> Delivery:
        """Apply a reply and settle in one transaction; leave a reply that does not fit to a person."""
        self._answered = True
        told = self._read(answer)
        try:
            with self._store.write(Origin.REPLY) as unit:
                mine = records.read(unit, sent.ref, connection=self._claim.delivery.connection)
                return self._apply_in(unit, sent, mine, told)
        except (LostClaim, StoreUnavailable):
            raise
        except HearthError as problem:
            return self._settle(self._inapplicable(problem))

    def _apply_in(self, unit: Unit, sent: Snapshot, mine: Record, told: Reply) -> Delivery:
        def find(of: Component, key: Mapping[str, Value]) -> str | None:
            return picks.find(unit, self._claim.delivery.connection, of, key)

        decision = plan.decide(sent, mine, told, find)
        state = DeliveryState.CONFLICT if decision.conflicts else DeliveryState.DELIVERED
        self._talk.note(" ".join(told.notes), outcome=state)
        outcome = Outcome(state, confirmed=sent, exchanges=tuple(self._talk.exchanges), decision=decision)
        return outbox.settle(unit, self._claim, outcome)

    def _read(self, answer: Answer) -> Reply:
        with self._store.read() as view:
            lists = pick_lists.bounded(view)
        return reply.read(
            answer.body,
            self._claim.snapshot.ref.kind,
            charset=answer.charset,
            shape=self._talk.service.shape,
            types=self._talk.service.types,
            lists=lists,
        )

    def _settle(self, outcome: Outcome) -> Delivery:
        with self._store.write(Origin.REPLY) as unit:
            return outbox.settle(unit, self._claim, replace(outcome, exchanges=tuple(self._talk.exchanges)))

    def _outcome(self, heard: Heard) -> Outcome:
        verdict = heard.verdict
        return Outcome(
            _STATES[verdict.means],
            error=verdict.error,
            next_attempt=None if verdict.means is Means.REFUSED else self._next_attempt(verdict),
            in_doubt=verdict.in_doubt,
        )

    def _still_in_doubt(self, error: DeliveryError) -> Outcome:
        sentence = "It is not known whether the record arrived, and the external system cannot be asked: "
        code = error.code if error.code == CREDENTIALS else "unknown"
        told = DeliveryError(code, sentence + error.message, error.detail)
        return Outcome(
            DeliveryState.DOUBTFUL, error=told, next_attempt=self._next_attempt(None), in_doubt=True
        )

    def _inapplicable(self, problem: HearthError) -> Outcome:
        """Leave the delivery to a person: it arrived there, and nothing of the reply is applied here."""
        field = problem.field if isinstance(problem, InvalidValue) else None
        self._talk.note(self._clean(problem.what), outcome=DeliveryState.DOUBTFUL)
        return Outcome(
            DeliveryState.DOUBTFUL,
            error=DeliveryError("inapplicable", self._clean(str(problem)), field=field),
        )

    def _failed(self, problem: HearthError) -> Outcome:
        """Return how a delivery stands whose request could not even be made."""
        error = self._error_of(problem)
        if self._claim.delivery.in_doubt or self._talk.left:
            return self._still_in_doubt(error)
        if isinstance(problem, InvalidValue):
            return Outcome(DeliveryState.REFUSED, error=error)
        return Outcome(DeliveryState.QUEUED, error=error, next_attempt=self._next_attempt(None))

    def _error_of(self, problem: HearthError) -> DeliveryError:
        if isinstance(problem, InvalidValue):
            return DeliveryError(problem.rule, f"{problem.label}: {problem.limit}.", field=problem.field)
        code = CREDENTIALS if isinstance(problem, CredentialsNeeded) else type(problem).__name__.casefold()
        return DeliveryError(code, self._clean(str(problem)), self._clean(problem.concerns))

    def _broken(self, bug: Exception) -> Outcome:
        """Return how a delivery stands after an error of ours, by what can have happened there."""
        told = f"The program met an error of its own ({type(bug).__name__}); an administrator must look."
        error = DeliveryError("program", told, self._clean(str(bug)))
        if self._answered:
            return Outcome(DeliveryState.DOUBTFUL, error=error)
        if self._talk.left or self._claim.delivery.in_doubt:
            return Outcome(DeliveryState.DOUBTFUL, error=error, in_doubt=True)
        return Outcome(DeliveryState.QUEUED, error=error, next_attempt=self._next_attempt(None))

    def _next_attempt(self, verdict: Verdict | None) -> str:
        wait = verdict.wait if verdict is not None and verdict.wait is not None else None
        seconds = pacing.delay(self._claim.delivery.attempts + 1) if wait is None else wait
        return iso(self._store.clock() + timedelta(seconds=seconds))

    def _clean(self, text: str) -> str:
        return redact(text, self._talk.secrets())
