"""The lines to an external system: connections that are kept open and shared by all threads."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, cast
from urllib.parse import urlsplit

import urllib3
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.response import BaseHTTPResponse

from desktop.integration import deadline, proxies, trust
from desktop.integration.credentials import Secret

# Servers let go of idle connections, and one that goes just as a message comes leaves that message in doubt.
_IDLE_SECONDS: Final = 10.0
_MARGIN_SECONDS: Final = 1.0
_MOST_KEPT: Final = 64
_KEPT_FOR: Final = re.compile(r"timeout\s*=\s*(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Route:
    """Whom to trust, what to show, and through which proxy; no secret stands in its text."""

    ca: str = ""
    certificate: str = ""
    key_password: Secret | None = None
    proxy: str = ""
    proxy_user: str = ""
    proxy_password: Secret | None = None


class Lines:
    """Connections by a route, opened when they are needed; may be shared between threads."""

    def __init__(self, route: Route) -> None:
        """Raise ConnectionProblem when a certificate file cannot be used."""
        self.route = route
        self._context = trust.context(route.ca, route.certificate, route.key_password)
        self._pools: dict[tuple[str, str], urllib3.PoolManager] = {}
        self._lock = threading.Lock()

    def send(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes | None
    ) -> BaseHTTPResponse:
        """Send a request and return the response, its body still to be read; raises what urllib3 raises."""
        return self._pool(address).urlopen(
            method,
            address,
            body=body,
            headers=headers,
            retries=False,
            redirect=False,
            preload_content=False,
            # How long anything may take is the deadline's, which the sockets themselves obey.
            timeout=None,
        )

    def close(self) -> None:
        """Close the connections that are not in use."""
        with self._lock:
            for each in self._pools.values():
                each.clear()
            self._pools.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pool(self, address: str) -> urllib3.PoolManager:
        parts = urlsplit(address)
        place = (parts.scheme, parts.hostname or "")
        with self._lock:
            if place not in self._pools:
                self._pools[place] = self._made(*place)
            return self._pools[place]

    def _made(self, scheme: str, host: str) -> urllib3.PoolManager:
        """Return a pool for one host; which proxy leads there is found out once."""
        route = self.route
        proxy = proxies.find(route.proxy, route.proxy_user, route.proxy_password, scheme, host)
        options: dict[str, Any] = {"num_pools": 4, "maxsize": _MOST_KEPT, "ssl_context": self._context}
        made = (
            urllib3.PoolManager(**options)
            if proxy is None
            else urllib3.ProxyManager(
                proxy.address, proxy_headers=proxy.headers, proxy_ssl_context=self._context, **options
            )
        )
        made.pool_classes_by_scheme = _POOLS
        return made


class SharedLines:
    """The lines that all threads of a courier share; one for each route."""

    def __init__(self) -> None:
        self._lines: dict[Route, Lines] = {}
        self._lock = threading.Lock()

    def by(self, route: Route) -> Lines:
        """Return the lines by a route; raises what opening them raises."""
        with self._lock:
            if route not in self._lines:
                self._lines[route] = Lines(route)
            return self._lines[route]

    def close(self) -> None:
        """Close the connections that are not in use."""
        with self._lock:
            for each in self._lines.values():
                each.close()
            self._lines.clear()


class _Line(HTTPConnection):
    """A connection over which head and body of a message leave as one, and that knows when it grows stale."""

    good_until = 0.0
    _head: bytes | None = None

    def _new_conn(self) -> socket.socket:
        try:
            return deadline.connected(self.host, self.port or self.default_port)
        except socket.gaierror as problem:
            raise NameResolutionError(self.host, self, problem) from problem
        except OSError as problem:
            raise NewConnectionError(self, "not connected") from problem

    def request(self, *given: Any, body: Any = None, **named: Any) -> None:  # noqa: ANN401 -- whatever urllib3 gives
        self._head = b"" if body else None
        super().request(*given, body=body, **named)

    def send(self, data: Any) -> None:  # noqa: ANN401 -- as above
        if self._head == b"":
            if self.sock is None:
                self.connect()
            self._head = bytes(data)
            return
        if self._head:
            data, self._head = self._head + bytes(data), None
            deadline.current().message_leaves()
        super().send(data)

    def getresponse(self) -> Any:  # noqa: ANN401 -- as above
        response = super().getresponse()
        told = _KEPT_FOR.search(response.headers.get("Keep-Alive", ""))
        seconds = min(_IDLE_SECONDS, float(told[1]) - _MARGIN_SECONDS) if told else _IDLE_SECONDS
        self.good_until = time.monotonic() + seconds
        return response


class _TlsLine(_Line, HTTPSConnection):
    """The same with TLS."""


class _Kept(HTTPConnectionPool):
    """Hands out a kept connection only while it is fresh."""

    # The types that urllib3 declares are protocols its own classes do not meet either.
    ConnectionCls = cast("Any", _Line)

    def _get_conn(self, timeout: float | None = None) -> Any:  # noqa: ANN401 -- as above
        found: Any = super()._get_conn(timeout)
        if found.sock is not None and time.monotonic() > found.good_until:
            found.close()
        return found


class _TlsKept(_Kept, HTTPSConnectionPool):
    """The same with TLS."""

    ConnectionCls = cast("Any", _TlsLine)


_POOLS: Final[dict[str, Any]] = {"http": _Kept, "https": _TlsKept}
