"""Tells what of an address is secret, and leaves it out: nothing of it may be shown or kept."""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

# How a SOAP service is told who asks.
_PASSWORDS: Final = frozenset({"username", "password", "user", "pwd"})
# What else lets somebody in who only fetches a document.
_TOKENS: Final = frozenset(
    {"passwd", "token", "access_token", "accesstoken", "auth", "auth_token", "apikey", "api_key", "api-key"}
    | {"key", "code", "secret", "client_secret", "sig", "signature", "session", "sessionid", "sid", "ticket"}
)


def without_password(address: str) -> str:
    """Return an address without the user and password it may carry, everything else as it was.

    What is no address at all becomes empty: nobody knows what of it is secret.
    """
    return _without(address, _PASSWORDS)


def carries_password(address: str) -> bool:
    """Tell whether user or password stand in the address itself."""
    return _carries(address, _PASSWORDS)


def without_secrets(address: str) -> str:
    """Return where a document is without whatever lets somebody in; a file stays as it is."""
    return _without(address, _PASSWORDS | _TOKENS) if "://" in address else address


def carries_secrets(address: str) -> bool:
    """Tell whether the address of a document carries what lets somebody in."""
    return "://" in address and _carries(address, _PASSWORDS | _TOKENS)


def secrets_in(address: str) -> tuple[str, ...]:
    """Return what is secret in the address of a document, piece by piece."""
    parts = urlsplit(address)
    named = [value for name, value in parse_qsl(parts.query) if name.casefold() in _PASSWORDS | _TOKENS]
    return tuple(filter(None, (parts.password, *named)))


def without_user(address: str) -> str:
    """Return an address without the user and password before its host, and with all of its query."""
    return _without(address, frozenset())


def sign_in_of(address: str) -> dict[str, str]:
    """Return the HTTP header that says what stands before the host of an address, none where nothing does."""
    parts = urlsplit(address)
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _without(address: str, names: frozenset[str]) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    kept = [each for each in parts.query.split("&") if each.partition("=")[0].casefold() not in names]
    return urlunsplit(parts._replace(netloc=host, query="&".join(kept)))


def _carries(address: str, names: frozenset[str]) -> bool:
    parts = urlsplit(address)
    given = {name.casefold() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return "@" in parts.netloc or bool(given & names)
