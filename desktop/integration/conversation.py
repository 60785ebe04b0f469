"""The exchanges with an external system about one record, each kept for the delivery log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from desktop.errors import HearthError, NoAnswer, NotSent
from desktop.fields import component
from desktop.integration import answers
from desktop.integration.client import Client, Message
from desktop.integration.credentials import Secret
from desktop.integration.lane import Lane
from desktop.integration.redaction import readable, redact
from desktop.integration.request import Arguments
from desktop.integration.service import Operation, Service
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means, Verdict
from desktop.store.types import DeliveryError, Exchange, Snapshot
from desktop.store.unit import iso

ANSWERED: Final = "answered"
_OUTCOMES: Final = {
    Means.REPLY: ANSWERED,
    Means.REFUSED: "refused",
    Means.LATER: "queued",
    Means.LOGIN: "credentials",
    Means.GONE: "conflict",
    Means.ASK: "doubtful",
    Means.UNKNOWN: "doubtful",
}
NOT_SENT: Final = "not-sent"


@dataclass(frozen=True, slots=True)
class Heard:
    """What one request brought: what it means, and the answer if one came."""

    verdict: Verdict
    answer: Answer | None = None

    @property
    def reached(self) -> bool:
        """Tell whether anybody answered."""
        return self.answer is not None


class Conversation:
    """Speaks about one record and remembers what was said; not to be shared between threads.

    ``left`` tells whether a request of it may have been carried out.
    """

    def __init__(self, open_lane: Callable[[], Lane], about: Snapshot, clock: Callable[[], datetime]) -> None:
        self.exchanges: list[Exchange] = []
        self.left = False
        self._announced = ""
        self._open_lane = open_lane
        self._opened: Lane | None = None
        self._about = about
        self._clock = clock

    @property
    def _lane(self) -> Lane:
        if self._opened is None:
            self._opened = self._open_lane()
        return self._opened

    @property
    def service(self) -> Service:
        """Return what the external system offers for the record; raises what opening a client raises."""
        return self._lane.client(self._about.ref.kind).service

    def call(self, operation: Operation, arguments: Arguments, longest: float | None = None) -> Heard:
        """Send one request and return what it brought; sign in once more if that is what is wanted."""
        heard = self._exchange(operation, arguments, longest)
        if heard.verdict.means is Means.LOGIN and self._lane.sign_in_again():
            heard = self._exchange(operation, arguments, longest)
        return heard

    def note(self, text: str, outcome: str = "") -> None:
        """Write beside the last exchange what it turned out to be."""
        if self.exchanges:
            last = self.exchanges[-1]
            told = f"{last.note} {text}".strip()
            self.exchanges[-1] = replace(last, note=told, outcome=outcome or last.outcome)

    def announce(self, text: str) -> None:
        """Write this beside the next exchange."""
        self._announced = text

    def _exchange(self, operation: Operation, arguments: Arguments, longest: float | None) -> Heard:
        client = self._lane.client(self._about.ref.kind)
        message = client.write(operation, arguments)
        with self._lane.berths.taken(first=not self.exchanges):
            started, left_before = self._clock(), self.left
            self.left = True
            came = _sent(client, message, longest)
        heard = self._heard(came)
        if heard.verdict.means is not Means.REPLY and not heard.verdict.in_doubt:
            # An answer that says that nothing was done.
            self.left = left_before
        heard = self._without_secrets(heard)
        self._keep(operation, message, heard, started)
        return heard

    def _heard(self, came: Answer | HearthError) -> Heard:
        if isinstance(came, Answer):
            of = component(self._about.ref.kind)
            return Heard(answers.sort(came, of, self._clock(), self._lane.fault_classes), came)
        return _unheard(came)

    def _keep(self, operation: Operation, message: Message, heard: Heard, started: datetime) -> None:
        error, answer = heard.verdict.error, heard.answer
        secrets, said = self.secrets(), error.message if error is not None else ""
        self.exchanges.append(
            Exchange(
                started_at=iso(started),
                finished_at=iso(self._clock()),
                outcome=_OUTCOMES[heard.verdict.means],
                http_status=answer.status if answer else None,
                note=" ".join(part for part in (f"{operation.name}.", self._announced, said) if part),
                request=readable(message.body, secrets=secrets),
                reply=readable(answer.body, answer.charset, secrets) if answer else "",
            )
        )
        self._announced = ""

    def _without_secrets(self, heard: Heard) -> Heard:
        """Return the same with an error that repeats no secret, whatever the other side wrote into it."""
        error = heard.verdict.error
        if error is None:
            return heard
        secrets = self.secrets()
        clean = replace(error, message=redact(error.message, secrets), detail=redact(error.detail, secrets))
        return replace(heard, verdict=replace(heard.verdict, error=clean))

    def secrets(self) -> tuple[Secret, ...]:
        """Return what must not stand in anything that is kept: the password, and what is private."""
        of = component(self._about.ref.kind)
        sensitive = [self._about.values.get(each.name) for each in of if each.sensitive]
        told = [Secret(str(value)) for value in sensitive if value is not None]
        return (*(self._opened.secrets if self._opened is not None else ()), *told)


def _unheard(problem: HearthError) -> Heard:
    """Return what it means that no answer came."""
    if isinstance(problem, NotSent):
        return Heard(Verdict(Means.LATER, DeliveryError(NOT_SENT, str(problem))))
    told = f"{problem} Nobody knows whether the record arrived."
    return Heard(Verdict(Means.UNKNOWN, DeliveryError("no-answer", told), in_doubt=True))


def _sent(client: Client, message: Message, longest: float | None) -> Answer | HearthError:
    """Return what came back, or why nothing did."""
    try:
        return client.send(message, longest)
    except (NotSent, NoAnswer) as problem:
        return problem
