"""Sockets that obey a deadline: a request ends when its time is over, however its reply dribbles in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from types import TracebackType
from typing import Any, Final, Self

_CURRENT: Final = threading.local()
_UNDER_WAY: Final[set[Deadline]] = set()


def cut_all() -> None:
    """Cut every request that is under way in this process, because the program ends."""
    for each in tuple(_UNDER_WAY):
        each.cut()


def cut_thread(thread: int) -> None:
    """Cut the request that a thread carries now, because nobody waits for its answer any more."""
    for each in tuple(_UNDER_WAY):
        if each.thread == thread:
            each.cut()


class Deadline:
    """Limits what this thread does with the sockets of this module inside the block to ``seconds`` in all.

    A timeout of a socket alone starts anew with each byte, so that a slow drip never meets it. ``left``
    counts the bytes of the message that the operating system took, without those that made the connection.
    """

    def __init__(self, seconds: float, connecting: float) -> None:
        self.left = 0
        self.thread = threading.get_ident()
        self.is_cut = False
        self.connected_anew = False
        self._counting = False
        self._connecting = connecting
        self._end = time.monotonic() + seconds
        self._sockets: set[socket.socket] = set()

    @property
    def expired(self) -> bool:
        return time.monotonic() >= self._end

    def remaining(self) -> float:
        """Return the seconds that are left; raise TimeoutError when there are none."""
        if self.is_cut:
            raise ConnectionAbortedError("cut off from here")
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds

    def to_connect(self) -> float:
        """Return the seconds in which a connection must be made."""
        return min(self._connecting, self.remaining())

    def apply(self, connected: socket.socket) -> None:
        """Let the socket wait as long as there is time, and be cut when the request is."""
        self._sockets.add(connected)
        connected.settimeout(self.remaining())

    def begin(self) -> None:
        """Begin with a request, of which there may be several: nothing of it has left yet."""
        self.left, self.connected_anew, self._counting = 0, False, False

    def message_leaves(self) -> None:
        """Count what is sent from now on."""
        self._counting = True

    def sent(self, count: int) -> None:
        """Take note of bytes that the operating system took."""
        if self._counting:
            self.left += count

    def cut(self) -> None:
        """Cut the connections that are open now."""
        self.is_cut = True
        for each in tuple(self._sockets):
            _cut(each)

    def __enter__(self) -> Self:
        _CURRENT.deadline = self
        _UNDER_WAY.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        _UNDER_WAY.discard(self)
        _CURRENT.deadline = None


def current() -> Deadline:
    """Return the deadline of the request that this thread is carrying."""
    deadline: Deadline | None = getattr(_CURRENT, "deadline", None)
    if deadline is None:
        raise RuntimeError("A request is only carried inside a Deadline.")
    return deadline


class TimedSocket(socket.socket):
    """A socket of whatever protocol beneath."""

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        _apply(self)
        return super().recv(bufsize, flags)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:  # noqa: ANN401 -- whatever has bytes
        _apply(self)
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: Any, flags: int = 0, /) -> None:  # noqa: ANN401 -- as above
        _send_counted(self, data, flags)


class TimedTlsSocket(ssl.SSLSocket):
    """The same with TLS; a context makes it when it is told so."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        _apply(self)
        return super().recv(buflen, flags)

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:  # noqa: ANN401 -- as above
        _apply(self)
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:  # noqa: ANN401 -- as above
        try:
            _send_counted(self, data, flags)
        except ssl.SSLEOFError as problem:
            # What they said before they closed is read after this error: a reply, or why they refuse us.
            raise BrokenPipeError(problem.errno, str(problem)) from problem

    def do_handshake(self, block: bool = False) -> None:
        """Shake hands, which belongs to connecting and has its time."""
        self.settimeout(current().to_connect())
        super().do_handshake(block)


def connected(host: str, port: int) -> socket.socket:
    """Return a connection to the first address of the host that accepts one in time.

    Raises gaierror for a name that is not known, and the last address's own error when none accepts.
    """
    deadline, problem = current(), OSError(f"{host} has no address")
    deadline.connected_anew = True
    end = time.monotonic() + deadline.to_connect()
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        made = TimedSocket(family, kind, protocol)
        try:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.settimeout(max(0.001, min(end - time.monotonic(), deadline.remaining())))
            made.connect(address)
        except OSError as found:
            made.close()
            problem = found
        else:
            return made
    raise problem


def _apply(socket_: socket.socket) -> None:
    current().apply(socket_)


def _send_counted(socket_: socket.socket, data: Any, flags: int) -> None:  # noqa: ANN401 -- as above
    """Send all of it; the system's own way would not tell how much of it left before something broke."""
    deadline = current()
    with memoryview(data) as view, view.cast("B") as rest:
        sent = 0
        while sent < len(rest):
            deadline.apply(socket_)
            taken = socket_.send(rest[sent:], flags)
            sent += taken
            deadline.sent(taken)


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # An SSLSocket's own shutdown() would pull its state from under the thread that reads from it.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
