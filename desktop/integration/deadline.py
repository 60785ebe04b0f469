"""Ends a request that takes longer than it may, however its reply dribbles in."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any, Final, Self, cast

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

_CURRENT: Final = threading.local()
_UNDER_WAY: Final[set[Deadline]] = set()


def cut_all() -> None:
    """Cut every request that is under way in this process, because the program ends."""
    for each in tuple(_UNDER_WAY):
        each.cut()


class Deadline:
    """Cuts the connection that this thread opens or uses inside the block once ``seconds`` are over.

    A read timeout alone starts anew with each byte, so that a slow drip never meets it.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        _CURRENT.deadline = self
        _UNDER_WAY.add(self)
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        _UNDER_WAY.discard(self)
        _CURRENT.deadline = None

    def watch(self, connected: socket.socket | None) -> None:
        """Cut this one, too, when the time is over."""
        if connected is not None:
            self._sockets.append(connected)
            if self.expired:
                _cut(connected)

    def cut(self) -> None:
        """Cut the connections that are open now."""
        for each in tuple(self._sockets):
            _cut(each)

    def _expire(self) -> None:
        self.expired = True
        self.cut()


class DeadlineAdapter(HTTPAdapter):
    """Carries requests over connections that a Deadline can cut; ``pool`` is passed to every pool."""

    def __init__(self, **pool: Any) -> None:  # noqa: ANN401 -- as requests declares them
        self._pool = pool
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:  # noqa: ANN401 -- as requests declares them
        super().init_poolmanager(connections, maxsize, block, **{**more, **self._pool})
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: Any, **more: Any) -> Any:  # noqa: ANN401 -- as requests declares them
        found = super().proxy_manager_for(proxy, **{**more, **self._pool})
        found.pool_classes_by_scheme = _POOLS
        return found


class _WatchedConnection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _watch(self.sock)

    def request(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 -- whatever urllib3 gives
        _watch(self.sock)  # a connection kept alive is connected already
        super().request(*given, **named)


class _WatchedTlsConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _watch(self.sock)

    def request(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 -- as above
        _watch(self.sock)
        super().request(*given, **named)


class _WatchedPool(HTTPConnectionPool):
    # The types that urllib3 declares are protocols its own classes do not meet either.
    ConnectionCls = cast(Any, _WatchedConnection)


class _WatchedTlsPool(HTTPSConnectionPool):
    ConnectionCls = cast(Any, _WatchedTlsConnection)


_POOLS: Final[dict[str, Any]] = {"http": _WatchedPool, "https": _WatchedTlsPool}


def _watch(connected: socket.socket | None) -> None:
    deadline: Deadline | None = getattr(_CURRENT, "deadline", None)
    if deadline is not None:
        deadline.watch(connected)


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # An SSLSocket's own shutdown() would pull its state from under the thread that reads from it.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
