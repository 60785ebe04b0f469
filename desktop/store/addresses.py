"""Tells what of an address is secret, and leaves it out: nothing of it may be shown or kept."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote, unquote_plus, urlsplit, urlunsplit

# What lets somebody in is called so in a query, alone or within a longer name: ?Password=, ?SWEPassword=.
OPENERS: Final = (
    "passw|passphrase|pwd|kennwort|secret|token|api[._-]?key|access[._-]?key|signature|credential"
)
SHORT_OPENERS: Final = "(?:swe|sap-)?(?:pass|psw|pw|pin)"
_USER: Final = r"[\w.-]*user(?:[._-]?name|[._-]?id)?|(?:swe|sap-)?log[io]n"
_PASSWORD: Final = re.compile(rf"[\w.-]*(?:{OPENERS})[\w.-]*|{SHORT_OPENERS}|{_USER}", re.IGNORECASE)
# What lets somebody in at one place is a mere word at another.
_PERHAPS: Final = re.compile(
    r"auth|authorization|code|[\w.-]*key|sig|j?session(?:_?id)?|sid|[\w.-]*ticket", re.IGNORECASE
)
_BETWEEN: Final = re.compile("[&;]")


def without_password(address: str) -> str:
    """Return an address without the user and password it may carry, everything else as it was.

    What is no address at all becomes empty: nobody knows what of it is secret.
    """
    return _without(address, _is_password)


def without_secrets(address: str) -> str:
    """Return an address without whatever might let somebody in; a file stays as it is."""
    return _without(address, _is_secret) if "://" in address else address


def carries_password(address: str) -> bool:
    """Tell whether user or password stand in the address itself."""
    return _carries(address, _is_password)


def carries_secrets(address: str) -> bool:
    """Tell whether an address carries what might let somebody in."""
    return "://" in address and _carries(address, _is_secret)


def secrets_in(address: str) -> tuple[str, ...]:
    """Return what is secret in an address, piece by piece."""
    parts = urlsplit(address)
    named = [unquote_plus(value) for name, value in _pairs(parts.query) if _is_secret(name)]
    return tuple(filter(None, (parts.password, *named)))


def without_user(address: str) -> str:
    """Return an address without the user and password before its host, and with all of its query."""
    return _without(address, lambda _: False)


def sign_in_of(address: str) -> dict[str, str]:
    """Return the HTTP header that says what stands before the host of an address, none where nothing does."""
    parts = urlsplit(address)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _without(address: str, is_secret: Callable[[str], bool]) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    kept = [each for each in _BETWEEN.split(parts.query) if not is_secret(each.partition("=")[0])]
    query = "&".join(kept) if len(kept) < len(_pairs(parts.query)) else parts.query
    told = any(is_secret(name) for name, _ in _pairs(parts.fragment))
    return urlunsplit(parts._replace(netloc=host, query=query, fragment="" if told else parts.fragment))


def _carries(address: str, is_secret: Callable[[str], bool]) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    named = (*_pairs(parts.query), *_pairs(parts.fragment))
    return "@" in parts.netloc or any(is_secret(name) for name, _ in named)


def _pairs(query: str) -> list[tuple[str, str]]:
    split = (each.partition("=") for each in _BETWEEN.split(query))
    return [(name, value) for name, _, value in split]


def _is_password(name: str) -> bool:
    return bool(_PASSWORD.fullmatch(unquote_plus(name)))


def _is_secret(name: str) -> bool:
    return _is_password(name) or bool(_PERHAPS.fullmatch(unquote_plus(name)))
