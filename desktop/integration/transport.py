"""Carries one message to an address and brings the whole answer back, or says how far it got."""

from __future__ import annotations

import io
import logging
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import requests
import urllib3.exceptions

from desktop.errors import NoAnswer, NotSent
from desktop.integration.deadline import Deadline
from desktop.integration.redaction import redact

MAX_REPLY: Final = 32 * 1024 * 1024
_CHUNK: Final = 64 * 1024
# requests lets some of what lies beneath it through.
_FOREIGN: Final = (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError)
_LATER: Final = "It is tried again later."
# The first that applies counts: through a proxy, it is the proxy that refuses or is not known.
_REASONS: Final[tuple[tuple[tuple[type[BaseException], ...], str, str], ...]] = (
    (
        (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError),
        "The proxy on the way to {host} does not let the request through.",
        _LATER,
    ),
    (
        (socket.gaierror, urllib3.exceptions.NameResolutionError),
        "The name {host} is not known here; the network may be down.",
        _LATER,
    ),
    ((ConnectionRefusedError,), "{host} refuses the connection; nothing listens there now.", _LATER),
    ((ssl.SSLError,), "No secure connection to {host} could be made.", _LATER),
    (
        (TimeoutError, requests.exceptions.ConnectTimeout),
        "{host} did not accept the connection within {seconds:g} seconds.",
        _LATER,
    ),
    (
        (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema),
        "{host} is no address a request can be sent to.",
        "Correct the address.",
    ),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, in seconds, and how much, in bytes, may be waited for."""

    connect: float = 10.0
    total: float = 60.0
    size: int = MAX_REPLY


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP; an incomplete one has its status and headers, and part of its body."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    missing: str = ""

    @property
    def media_type(self) -> str:
        return self.header("Content-Type").partition(";")[0].strip().casefold()

    @property
    def charset(self) -> str:
        """Return the charset that the Content-Type names, empty if none."""
        found = re.search(r"charset\s*=\s*\"?([\w.:-]+)", self.header("Content-Type"), re.IGNORECASE)
        return found[1] if found else ""

    def header(self, name: str) -> str:
        """Return a header by its name, whatever its capitals; empty if it is not there."""
        wanted = name.casefold()
        return next((value for key, value in self.headers.items() if key.casefold() == wanted), "")


class _Discreet(logging.Filter):
    """Keeps passwords in addresses out of the log of urllib3, which quotes addresses whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        # A head that was cut off: what that means is said in the delivery log.
        return not record.msg.startswith("Failed to parse headers")


for _name in ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_Discreet())


class _Body(io.BytesIO):
    """A message that remembers whether any of it was taken to be sent."""

    left = False

    def read(self, size: int | None = -1, /) -> bytes:
        self.left = True
        return super().read(size)


def post(
    session: requests.Session, address: str, headers: Mapping[str, str], message: bytes, limits: Limits
) -> Answer:
    """Send a message and return what came back, whatever its status.

    An answer that breaks off is returned as far as it came. Raises NotSent when nothing of the message left
    this machine, and NoAnswer when some did and no status came back.
    """
    body = _Body(message)
    host = _host(address)
    with Deadline(limits.total) as deadline:
        try:
            response = session.post(
                address,
                data=body,
                headers=dict(headers),
                timeout=(min(limits.connect, limits.total), limits.total),
                allow_redirects=False,
                stream=True,
            )
            with response:
                return _answer(response, limits, deadline)
        except _FOREIGN as problem:
            broken = problem
    # Raised out here because the library's errors quote the whole address, which may hold the password:
    # neither as cause nor as context must they travel on.
    if body.left:
        raise NoAnswer(_how_it_broke(broken, host, limits, deadline), concerns=host)
    raise not_sent(broken, host, limits.connect)


def get(session: requests.Session, address: str, limits: Limits) -> Answer:
    """Fetch a document; raise NotSent when it cannot be had."""
    host = _host(address)
    with Deadline(limits.total) as deadline:
        try:
            timeout = (min(limits.connect, limits.total), limits.total)
            with session.get(address, timeout=timeout, allow_redirects=False, stream=True) as response:
                answer = _answer(response, limits, deadline)
            broken = None
        except _FOREIGN as problem:
            broken, answer = problem, Answer(0)
    if broken is not None:
        raise not_sent(broken, host, limits.connect)
    if answer.missing:
        raise NotSent(f"The document at {host} {answer.missing}.", concerns=host)
    return answer


def not_sent(problem: Exception, host: str, seconds: float) -> NotSent:
    """Return the sentence for why nothing left this machine."""
    causes = list(_causes(problem))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NotSent(
                f"The certificate of {host} is not trusted: {cause.verify_message}.",
                concerns=host,
                way_out="An administrator can name the authority that signed it with --ca.",
            )
    what, way_out = _why_not_sent(causes, host, seconds)
    return NotSent(what, concerns=host, way_out=way_out)


def _why_not_sent(causes: list[BaseException], host: str, seconds: float) -> tuple[str, str]:
    for kinds, what, way_out in _REASONS:
        if any(isinstance(cause, kinds) for cause in causes):
            return what.format(host=host, seconds=seconds), way_out
    return f"No connection to {host} could be made.", _LATER


def _answer(response: requests.Response, limits: Limits, deadline: Deadline) -> Answer:
    """Read the body within the limits; a broken one is kept as far as it came."""
    headers = {str(name): str(value) for name, value in response.headers.items()}
    body, missing = bytearray(), ""
    try:
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > limits.size:
                missing = f"is larger than {limits.size // (1024 * 1024)} MB"
                break
    except _FOREIGN as problem:
        missing = _how_the_body_broke(problem, limits, deadline)
    if deadline.expired and not missing:
        # Without a length to hold it against, a body that was cut looks like one that ended.
        missing = f"was not complete within {limits.total:g} seconds"
    return Answer(response.status_code, bytes(body), headers, missing)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "the external system"
    except ValueError:
        return "the external system"


def _how_the_body_broke(problem: Exception, limits: Limits, deadline: Deadline) -> str:
    if deadline.expired or isinstance(problem, requests.exceptions.Timeout):
        return f"was not complete within {limits.total:g} seconds"
    if isinstance(problem, requests.exceptions.ContentDecodingError):
        return "cannot be unpacked"
    return "was cut off before its end"


def _how_it_broke(problem: Exception, host: str, limits: Limits, deadline: Deadline) -> str:
    if deadline.expired or isinstance(problem, requests.exceptions.Timeout):
        return f"{host} did not answer within {limits.total:g} seconds."
    return f"{host} closed the connection without an answer."


def _causes(problem: BaseException) -> list[BaseException]:
    """Return the exceptions that led to this one, innermost first: the libraries wrap them several deep."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [problem]
    while waiting:
        each = waiting.pop(0)
        if each is None or each in found:
            continue
        found.append(each)
        reason = getattr(each, "reason", None)
        inner = [arg for arg in each.args if isinstance(arg, BaseException)]
        waiting += [*inner, reason if isinstance(reason, BaseException) else None]
        waiting += [each.__cause__, each.__context__]
    return found[::-1]
