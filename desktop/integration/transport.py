"""Carries one message to an address and brings the whole answer back, or says how far it got."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import urllib3.exceptions
from urllib3.response import BaseHTTPResponse

from desktop.errors import NoAnswer, NotSent
from desktop.integration import redirects, trust
from desktop.integration.deadline import Deadline
from desktop.integration.redaction import redact
from desktop.integration.session import Session
from desktop.integration.troubles import causes_of, not_sent, proxy_wants_password

MAX_REPLY: Final = 32 * 1024 * 1024
_CHUNK: Final = 64 * 1024
# urllib3 lets some of what lies beneath it through.
_FOREIGN: Final = (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError)
_PROXY_WANTS_PASSWORD: Final = 407
_QUERY: Final = re.compile(r"\?[^\s\"']+")
Heard = Callable[[int], None]


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
    # Where it came from in the end, which may hold a password.
    address: str = field(default="", repr=False)

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
    """Keeps what may be secret in addresses out of the log of urllib3, which quotes addresses whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _QUERY.sub("?\N{HORIZONTAL ELLIPSIS}", redact(record.getMessage())), None
        # A head that was cut off: what that means is said in the delivery log.
        return not record.msg.startswith("Failed to parse headers")


for _name in ("urllib3.connection", "urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_Discreet())


def post(
    session: Session, address: str, headers: Mapping[str, str], message: bytes, limits: Limits
) -> Answer:
    """Send a message and return what came back, whatever its status.

    An answer that breaks off is returned as far as it came. Raises NotSent when nothing of the message left
    this machine, or the other side said that it will not read it; NoAnswer when some did and no status came
    back.
    """
    host = host_of(address)
    with Deadline(limits.total, limits.connect) as deadline:
        came = _Request(session, "POST", headers, message, limits, deadline).follow(address)
        if isinstance(came, Answer):
            return came
        # The library's errors quote the whole address, which may hold the password: they travel no further,
        # neither as cause nor as context.
        if deadline.left and not trust.refused_by_them(causes_of(came)):
            raise NoAnswer(_how_it_broke(host, limits, deadline), concerns=host)
        raise not_sent(came, host, min(limits.connect, limits.total))


def get(
    session: Session,
    address: str,
    limits: Limits,
    heard: Heard | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    """Fetch a document; raise NotSent when it cannot be had. ``heard`` is told how much of it has come."""
    host = host_of(address)
    with Deadline(limits.total, limits.connect) as deadline:
        came = _Request(session, "GET", headers, None, limits, deadline, heard).follow(address)
    if not isinstance(came, Answer):
        raise not_sent(came, host, min(limits.connect, limits.total))
    if came.missing:
        raise NotSent(f"The document at {host} {came.missing}.", concerns=host)
    return came


def host_of(address: str) -> str:
    """Return the name of the host in an address, to be shown."""
    try:
        return urlsplit(address).hostname or "the external system"
    except ValueError:
        return "the external system"


@dataclass(frozen=True, slots=True)
class _Request:
    """A request on its way, perhaps to several addresses one after the other."""

    session: Session
    method: str
    headers: Mapping[str, str]
    body: bytes | None
    limits: Limits
    deadline: Deadline
    heard: Heard | None = None

    def follow(self, address: str) -> Answer | Exception:
        """Return the answer, or what broke instead; go where answers point to if they may."""
        came = self._carry(address)
        for _ in range(redirects.MOST):
            if not isinstance(came, Answer):
                break
            further = redirects.target(came.status, came.header("Location"), address)
            if further is None:
                break
            address = further
            came = self._carry(address)
        return replace(came, address=address) if isinstance(came, Answer) else came

    def _carry(self, address: str, *, again: bool = True) -> Answer | Exception:
        self.deadline.begin()
        try:
            with self.session.send(self.method, address, self.headers, self.body) as response:
                return _answer(response, self.limits, self.deadline, self.heard)
        except NotSent as problem:
            return problem
        except _FOREIGN as problem:
            if proxy_wants_password(problem):
                return Answer(_PROXY_WANTS_PASSWORD)
            if not (again and self._line_was_stale):
                return problem
        return self._carry(address, again=False)

    @property
    def _line_was_stale(self) -> bool:
        """Tell whether a kept connection was closed at the other side before it took any of the message."""
        return not (self.deadline.connected_anew or self.deadline.left or self.deadline.is_cut)


def _answer(
    response: BaseHTTPResponse, limits: Limits, deadline: Deadline, heard: Heard | None = None
) -> Answer:
    """Read the body within the limits; a broken one is kept as far as it came."""
    headers = {str(name): str(value) for name, value in response.headers.items()}
    body, missing = bytearray(), ""
    try:
        for chunk in response.stream(_CHUNK, decode_content=True):
            body += chunk
            if heard is not None:
                heard(len(body))
            if len(body) > limits.size:
                missing = f"is larger than {limits.size // (1024 * 1024)} MB"
                break
    except _FOREIGN as problem:
        missing = _how_the_body_broke(problem, limits, deadline)
    if deadline.is_cut and not missing:
        # Without a length to hold it against, a body that was cut looks like one that ended.
        missing = "was cut off before its end"
    return Answer(response.status, bytes(body), headers, missing)


def _how_the_body_broke(problem: Exception, limits: Limits, deadline: Deadline) -> str:
    if deadline.expired:
        return f"was not complete within {limits.total:g} seconds"
    if isinstance(problem, urllib3.exceptions.DecodeError):
        return "cannot be unpacked"
    return "was cut off before its end"


def _how_it_broke(host: str, limits: Limits, deadline: Deadline) -> str:
    if deadline.expired:
        return f"{host} did not answer within {limits.total:g} seconds."
    return f"{host} closed the connection without an answer."
