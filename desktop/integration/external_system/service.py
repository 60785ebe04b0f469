"""One service of the built-in external system: a request comes in, a reply or a fault goes out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop.integration.external_system import answer, envelope
from desktop.integration.external_system.answer import Answer
from desktop.integration.external_system.clerk import Clerk
from desktop.integration.external_system.conduct import NORMALLY, Conduct, Switch
from desktop.integration.external_system.contract import Contract, Operation
from desktop.integration.external_system.credentials import Door, NotAdmitted
from desktop.integration.external_system.envelope import Envelope, Soap
from desktop.integration.external_system.faults import Refusal
from desktop.integration.external_system.kept import Fields, JournalEntry, Outcome
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.markup import Element


@dataclass(frozen=True, slots=True)
class Request:
    """What of an HTTP request counts: its body, its Authorization header, its query string."""

    body: bytes
    authorization: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class _Call:
    """A request as far as it was understood, and how it is treated."""

    request: Request
    message: Envelope | None = None
    operation: Operation | None = None
    conduct: Conduct = NORMALLY
    release: threading.Event = field(default_factory=threading.Event)

    @property
    def soap(self) -> Soap:
        return Soap.V11 if self.message is None else self.message.soap


class Service:
    """Answers the requests to one address; may be asked by several threads at once."""

    def __init__(self, contract: Contract, ledger: Ledger, door: Door, switch: Switch) -> None:
        self.contract = contract
        self._ledger = ledger
        self._door = door
        self._switch = switch
        self._clerk = Clerk(ledger, contract)
        # Services at other addresses, whose messages may come to this one.
        self.beside: tuple[Service, ...] = ()

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request; what it changed and its journal entry are on the disk by then."""
        try:
            message = envelope.read(request.body)
        except Refusal as why:
            return self._refused(_Call(request), why)
        knowing = (each for each in self.beside if message.wrapper.tag in each.contract.operations)
        if message.wrapper.tag not in self.contract.operations and (other := next(knowing, None)) is not None:
            return other.answer(request)
        try:
            operation = self.contract.operation(message.wrapper)
        except Refusal as why:
            return self._refused(_Call(request, message), why)
        conduct, release = self._switch.take(operation.name)
        return self._serve(_Call(request, message, operation, conduct, release), message, operation)

    def _serve(self, call: _Call, message: Envelope, operation: Operation) -> Answer:
        trouble = call.conduct.trouble
        if not trouble.mode.works:
            turned_off = answer.without_work(call.soap, trouble)
            outcome = Outcome.FAULT if turned_off.media_type == call.soap.media_type else Outcome.NOTHING
            return self._closed(call, turned_off, outcome)
        try:
            blocks = self._door.admit(call.request.authorization, call.request.query, message.header)
        except NotAdmitted:
            return self._closed(call, answer.turned_away(), Outcome.NOTHING)
        except Refusal as why:
            return self._refused(call, why)
        try:
            return self._worked(call, message, operation, blocks)
        except Refusal as why:
            return self._refused(call, why, blocks)

    def _worked(self, call: _Call, message: Envelope, operation: Operation, blocks: list[Element]) -> Answer:
        self.contract.check(message.wrapper)
        with self._ledger.transaction():
            done = self._clerk.perform(operation, message.wrapper, call.conduct)
            reply = answer.reply(message.soap, done.reply, blocks)
            return self._entered(call, reply, done.outcome, done.keys)

    def _refused(self, call: _Call, why: Refusal, blocks: Sequence[Element] = ()) -> Answer:
        return self._closed(call, answer.refusal(call.soap, why, blocks), Outcome.FAULT)

    def _closed(self, call: _Call, given: Answer, outcome: Outcome) -> Answer:
        keys = {} if call.message is None else self._clerk.asked_keys(call.message.wrapper)
        with self._ledger.transaction():
            return self._entered(call, given, outcome, keys)

    def _entered(self, call: _Call, given: Answer, outcome: Outcome, keys: Fields) -> Answer:
        leaving = answer.disturbed(given, call.conduct.trouble, call.release)
        self._ledger.enter(
            JournalEntry(
                time=datetime.now(UTC).isoformat(timespec="milliseconds"),
                operation=call.operation.name if call.operation else "",
                kind=self._clerk.kind.name,
                keys=keys,
                outcome=outcome,
                trouble=call.conduct.trouble.mode,
                answered=leaving.arrives,
                request=envelope.redacted(call.request.body),
                reply=envelope.redacted(given.body),
            )
        )
        return leaving
