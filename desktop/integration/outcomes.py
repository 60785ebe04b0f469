"""How a delivery stands after an attempt, by what was heard or what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from desktop.errors import CredentialsNeeded, HearthError, InvalidValue
from desktop.integration import pacing
from desktop.integration.conversation import Conversation, Heard
from desktop.integration.redaction import redact
from desktop.integration.verdict import Means, Verdict
from desktop.store.types import CREDENTIALS, Claim, DeliveryError, DeliveryState, Outcome
from desktop.store.unit import iso

_STATES: Final = {
    Means.REFUSED: DeliveryState.REFUSED,
    Means.LATER: DeliveryState.QUEUED,
    Means.LOGIN: DeliveryState.QUEUED,
    Means.GONE: DeliveryState.REFUSED,
    Means.ASK: DeliveryState.DOUBTFUL,
    Means.UNKNOWN: DeliveryState.DOUBTFUL,
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The ways in which one attempt can end without a reply to apply."""

    claim: Claim
    talk: Conversation
    now: datetime

    def of(self, heard: Heard) -> Outcome:
        """Return how the delivery stands after an answer that is no reply, or none at all."""
        verdict = heard.verdict
        ends = verdict.means in (Means.REFUSED, Means.GONE, Means.ASK)
        return Outcome(
            _STATES[verdict.means],
            error=verdict.error,
            next_attempt=None if ends else self._next_attempt(verdict),
            in_doubt=verdict.in_doubt,
        )

    def still_in_doubt(self, error: DeliveryError) -> Outcome:
        """Leave the question open what became of an earlier request."""
        sentence = "It is not known whether the record arrived, and the external system cannot be asked: "
        code = error.code if error.code == CREDENTIALS else "unknown"
        told = DeliveryError(code, sentence + error.message, error.detail)
        return Outcome(
            DeliveryState.DOUBTFUL, error=told, next_attempt=self._next_attempt(None), in_doubt=True
        )

    def inapplicable(self, problem: HearthError) -> Outcome:
        """Leave the delivery to a person: it arrived there, and nothing of the reply is applied here."""
        field = problem.field if isinstance(problem, InvalidValue) else None
        self.talk.note(self.clean(problem.what), outcome=DeliveryState.DOUBTFUL)
        return Outcome(
            DeliveryState.DOUBTFUL,
            error=DeliveryError("inapplicable", self.clean(str(problem)), field=field),
        )

    def failed(self, problem: HearthError) -> Outcome:
        """Return how a delivery stands whose request could not even be made."""
        error = self._error_of(problem)
        if self._may_have_arrived:
            return self.still_in_doubt(error)
        if isinstance(problem, InvalidValue):
            return Outcome(DeliveryState.REFUSED, error=error)
        return Outcome(DeliveryState.QUEUED, error=error, next_attempt=self._next_attempt(None))

    def broken(self, bug: Exception, *, answered: bool) -> Outcome:
        """Return how a delivery stands after an error of ours, by what can have happened there."""
        told = f"The program met an error of its own ({type(bug).__name__}); an administrator must look."
        error = DeliveryError("program", told, self.clean(str(bug)))
        if answered:
            return Outcome(DeliveryState.DOUBTFUL, error=error)
        if self._may_have_arrived:
            return Outcome(DeliveryState.DOUBTFUL, error=error, in_doubt=True)
        return Outcome(DeliveryState.QUEUED, error=error, next_attempt=self._next_attempt(None))

    def clean(self, text: str) -> str:
        """Return a text without secrets."""
        return redact(text, self.talk.secrets())

    @property
    def _may_have_arrived(self) -> bool:
        return self.claim.delivery.in_doubt or self.talk.left

    def _error_of(self, problem: HearthError) -> DeliveryError:
        if isinstance(problem, InvalidValue):
            return DeliveryError(problem.rule, f"{problem.label}: {problem.limit}.", field=problem.field)
        code = CREDENTIALS if isinstance(problem, CredentialsNeeded) else type(problem).__name__.casefold()
        return DeliveryError(code, self.clean(str(problem)), self.clean(problem.concerns))

    def _next_attempt(self, verdict: Verdict | None) -> str:
        wait = verdict.wait if verdict is not None and verdict.wait is not None else None
        seconds = pacing.delay(self.claim.delivery.attempts + 1) if wait is None else wait
        return iso(self.now + timedelta(seconds=seconds))
