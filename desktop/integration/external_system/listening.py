"""The sockets of the built-in external system: one that can be taken off the line, and one that never is."""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any, Final

from desktop.errors import ExternalSystemProblem, HearthError

HOST: Final = "127.0.0.1"
# How soon a port that is to be closed is: often enough not to be felt, seldom enough to cost nothing.
_POLL_SECONDS: Final = 0.02

Handler = Callable[..., BaseHTTPRequestHandler]


class _Server(socketserver.ThreadingTCPServer):
    """Accepts connections, remembers those that are open, and can cut them all."""

    # Windows would let a second program listen on the same port.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: Handler, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 -- as socketserver declares it
        self._open.discard(request)
        super().shutdown_request(request)

    def cut_connections(self) -> None:
        for connection in self._open.copy():
            cut(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002 -- the same
        # A caller who hangs up in the middle is everyday weather.
        problem = sys.exception()
        if isinstance(problem, HearthError):
            sys.stderr.write(f"{problem}\n")
        elif not isinstance(problem, OSError):
            traceback.print_exc()


class Line:
    """A port that answers, and can stop answering without losing its number.

    Raises ExternalSystemProblem when the port is taken. Port 0 picks a free one.
    """

    def __init__(self, handler: Handler, port: int) -> None:
        self._handler = handler
        self._waiting: socket.socket | None = _bound(port)
        self.port: int = self._waiting.getsockname()[1]
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def up(self) -> bool:
        """Tell whether connections are accepted."""
        return self._server is not None

    def open(self) -> None:
        """Accept connections from now on."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.listen(_Server.request_queue_size)
                self._server = _Server(self._handler, self._waiting)
                self._waiting = None
                serving = threading.Thread(
                    target=self._server.serve_forever, args=(_POLL_SECONDS,), name="line", daemon=True
                )
                serving.start()
                self._thread = serving

    def shut(self) -> None:
        """Refuse connections and cut those that are open; the port stays ours."""
        with self._lock:
            self._leave()
            if self._waiting is None:
                self._waiting = _bound(self.port)

    def close(self) -> None:
        """Give the port up."""
        with self._lock:
            self._leave()
            if self._waiting is not None:
                self._waiting.close()

    def _leave(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.cut_connections()
            self._thread.join()
            self._server = self._thread = None


def cut(connection: socket.socket) -> None:
    """End a connection without a word."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The caller was faster.
        return


def _bound(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if _Server.allow_reuse_address:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as problem:
        bound.close()
        raise ExternalSystemProblem(
            f"The built-in external system cannot listen on port {port}: {problem.strerror or problem}.",
            concerns=str(port),
            way_out="Name another port with --port, or 0 for any free one.",
        ) from problem
    return bound
