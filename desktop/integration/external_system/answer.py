"""What goes back over the wire, and how well it gets there."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

from desktop.integration.external_system import envelope
from desktop.integration.external_system.conduct import Mode, Trouble
from desktop.integration.external_system.envelope import Soap
from desktop.integration.external_system.faults import FaultError, Refusal
from desktop.integration.markup import Element

_HTML: Final = "text/html; charset=UTF-8"
_LOGIN_PAGE: Final = b"""<!DOCTYPE html>
<html><head><title>Sign in</title></head><body><form method="post" action="/login">
<p>Your session has ended. <input name="user"><input name="password" type="password"><br>
<button>Sign in</button></form></body></html>
"""
_BUSY_PAGE: Final = b"<html><body><h1>The server is busy</h1></body></html>\n"
_GARBAGE: Final = b"<SOAP-ENV:Envelope><SOAP-ENV:Body>\x00\xff\xfe&nbsp;</SOAP-ENV:Bo"
# Long enough to be felt by an agent, short enough to sit through.
_SLOW_SECONDS: Final = 2.0
_DRIP_SECONDS: Final = 0.05


class Delivery(Enum):
    """How much of an answer leaves, and in what pieces."""

    WHOLE = auto()
    BYTE_BY_BYTE = auto()
    HALF = auto()  # the head, half of the body, then the connection is cut
    NONE = auto()  # the connection is cut at once


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response; it waits ``delay`` seconds, less if ``release`` is set before."""

    status: int = 200
    media_type: str = _HTML
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delivery: Delivery = Delivery.WHOLE
    delay: float = 0.0
    release: threading.Event | None = None

    @property
    def arrives(self) -> bool:
        """Tell whether the answer is meant to reach the caller whole."""
        return self.delivery in (Delivery.WHOLE, Delivery.BYTE_BY_BYTE)


def reply(soap: Soap, wrapper: Element, blocks: Sequence[Element] = ()) -> Answer:
    """Return the answer that carries a reply, with header ``blocks`` if there are any."""
    return Answer(200, soap.media_type, envelope.write(soap, wrapper, blocks))


def refusal(soap: Soap, why: Refusal, blocks: Sequence[Element] = ()) -> Answer:
    """Return the answer that carries a fault, with header ``blocks`` if there are any."""
    return Answer(500, soap.media_type, envelope.write(soap, envelope.fault(soap, why), blocks))


def turned_away() -> Answer:
    """Return the answer to a request without credentials."""
    return Answer(401, body=_LOGIN_PAGE, headers={"WWW-Authenticate": 'Basic realm="External system"'})


def without_work(soap: Soap, trouble: Trouble) -> Answer:
    """Return the answer of a trouble in which the message is not looked at."""
    match trouble.mode:
        case Mode.SOAP_FAULT:
            return refusal(soap, Refusal(FaultError(trouble.code, trouble.message)))
        case Mode.BUSY:
            headers = {"Retry-After": str(trouble.retry_after)}
            return Answer(trouble.status or 503, body=_BUSY_PAGE, headers=headers)
        case Mode.LOGIN_PAGE:
            return Answer(trouble.status or 200, body=_LOGIN_PAGE)
        case _:
            return Answer(delivery=Delivery.NONE)


def disturbed(answer: Answer, trouble: Trouble, release: threading.Event) -> Answer:
    """Return ``answer`` as the trouble lets it leave."""
    delay = trouble.delay or 0.0
    match trouble.mode:
        case Mode.SLOW:
            delay = _SLOW_SECONDS if trouble.delay is None else trouble.delay
        case Mode.DRIP:
            delay = _DRIP_SECONDS if trouble.delay is None else trouble.delay
            answer = replace(answer, delivery=Delivery.BYTE_BY_BYTE)
        case Mode.REPLY_LOST:
            answer = replace(answer, delivery=Delivery.HALF if trouble.partial else Delivery.NONE)
        case Mode.GARBAGE:
            answer = replace(answer, body=_GARBAGE)
        case _:
            pass
    return replace(answer, delay=delay, release=release)
