"""Says in plain words why a request did not leave this machine."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Final

import urllib3.exceptions

from desktop.errors import NotSent
from desktop.integration import trust

_LATER: Final = "It is tried again later."
# The first that applies counts: through a proxy, it is the proxy that refuses or is not known.
_REASONS: Final[tuple[tuple[tuple[type[BaseException], ...], str, str], ...]] = (
    (
        (urllib3.exceptions.ProxyError,),
        "The proxy on the way to {host} does not let the request through.",
        _LATER,
    ),
    (
        (socket.gaierror, urllib3.exceptions.NameResolutionError),
        "The name {host} is not known here; the network may be down.",
        _LATER,
    ),
    ((ConnectionRefusedError,), "{host} refuses the connection; nothing listens there now.", _LATER),
    ((TimeoutError,), "{host} did not accept the connection within {seconds:g} seconds.", _LATER),
    (
        (urllib3.exceptions.LocationValueError, urllib3.exceptions.URLSchemeUnknown, ValueError),
        "{host} is no address a request can be sent to.",
        "Correct the address.",
    ),
)


def not_sent(problem: BaseException, host: str, seconds: float) -> NotSent:
    """Return the sentence for why nothing left this machine."""
    if isinstance(problem, NotSent):
        return problem
    causes = causes_of(problem)
    told = trust.sentence(causes, host)
    what, way_out = told if told is not None else _why(causes, host, seconds)
    return NotSent(what, concerns=host, way_out=way_out)


def causes_of(problem: BaseException) -> list[BaseException]:
    """Return the exceptions that led to this one, innermost first: the libraries wrap them several deep."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [problem]
    while waiting:
        each = waiting.pop(0)
        if each is None or each in found:
            continue
        found.append(each)
        inner = [arg for arg in each.args if isinstance(arg, BaseException)]
        waiting += [*inner, getattr(each, "original_error", None), each.__cause__, each.__context__]
    return found[::-1]


def proxy_wants_password(problem: BaseException) -> bool:
    """Tell whether a proxy refused to pass a connection on because it does not know us."""
    return any("Tunnel connection failed: 407" in str(each) for each in causes_of(problem))


def _why(causes: Sequence[BaseException], host: str, seconds: float) -> tuple[str, str]:
    for kinds, what, way_out in _REASONS:
        if any(isinstance(cause, kinds) for cause in causes):
            return what.format(host=host, seconds=seconds), way_out
    return f"No connection to {host} could be made.", _LATER
