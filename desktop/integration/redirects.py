"""Where an answer points on, if requests may follow there: the same host, and never out of TLS."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

MOST: Final = 5
# 303 is not among them: what was asked for is done, and only its answer lies elsewhere.
_POINT_ON: Final = frozenset({301, 302, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}


def target(status: int, location: str, address: str) -> str | None:
    """Return the address to send the same request to, None when there is none or it is not to be followed.

    Whoever points on has not worked on the message, so it is sent again as it is, with its method and its
    credentials. These must not go to anybody else, and a host under another port is somebody else.
    """
    if status not in _POINT_ON or not location:
        return None
    try:
        found = urljoin(address, location)
        there, here = urlsplit(found), urlsplit(address)
        follows = _place(there) == _place(here) or _secured(here, there)
    except ValueError:
        return None
    return found if follows and not there.username and not there.password else None


def _place(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or _PORTS.get(parts.scheme)


def _secured(here: SplitResult, there: SplitResult) -> bool:
    """Tell whether it is the same host by its usual port for TLS instead of the usual one without."""
    name = (here.hostname or "").casefold()
    return _place(here) == ("http", name, 80) and _place(there) == ("https", name, 443)
