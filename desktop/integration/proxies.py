"""Which proxy a request goes through: none, the one that was given, or the system's own."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from desktop.errors import NotSent
from desktop.integration.credentials import Secret

# What `--proxy` says for: ask the system.
SYSTEM: Final = "system"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy's address, and what it wants to know of us; that is not shown."""

    address: str
    headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)


def find(setting: str, user: str, password: Secret | None, scheme: str, host: str) -> Proxy | None:
    """Return the proxy for a host, None for none; raise NotSent for one of a kind that is not spoken."""
    if not setting:
        return None
    address = _of_system(scheme, host) if setting == SYSTEM else setting
    if not address:
        return None
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotSent(f"The proxy of this machine ({parts.scheme}) is of a kind that Hearth does not speak.",
                      way_out="Name an http proxy with --proxy.")  # fmt: skip
    host_and_port = parts.netloc.rpartition("@")[2]
    return Proxy(f"{parts.scheme}://{host_and_port}", _headers(
        user or unquote(parts.username or ""),
        password.reveal() if password is not None else unquote(parts.password or ""),
    ))  # fmt: skip


def _of_system(scheme: str, host: str) -> str:
    if proxy_bypass(host):
        return ""
    known = getproxies()
    return known.get(scheme) or known.get("all") or ""


def _headers(user: str, password: str) -> dict[str, str]:
    if not user:
        return {}
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"proxy-authorization": f"Basic {pair}"}
