"""A proxy as offices have them: it passes requests and tunnels on, and may want to know who asks."""

from __future__ import annotations

import base64
import http.client
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class HttpProxy:
    """Listens on this machine; ``asked`` has the first line of each request that it passed on."""

    def __init__(self, user: str = "", password: str = "") -> None:
        self.asked: list[str] = []
        self.refused = 0
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.wanted = f"Basic {pair}" if user else ""
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    proxy: HttpProxy


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] -- it is the only one that uses it

    def do_CONNECT(self) -> None:
        if not self._lets_through():
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port)), 5) as there:
            self.send_response(200)
            self.end_headers()
            _pass_on(self.connection, there)
        self.close_connection = True

    def do_POST(self) -> None:
        if not self._lets_through():
            return
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        there = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        there.request("POST", parts.path or "/", body, {"Content-Type": self.headers["Content-Type"]})
        came = there.getresponse()
        answer = came.read()
        there.close()
        self.send_response(came.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as it is named there
        """Say nothing on standard error."""

    def _lets_through(self) -> bool:
        proxy = self.server.proxy
        if proxy.wanted and self.headers["Proxy-Authorization"] != proxy.wanted:
            proxy.refused += 1
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="office"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False
        proxy.asked.append(self.requestline)
        return True


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    while True:
        ready, _, _ = select.select([here, there], [], [], 5)
        for each in ready:
            piece = each.recv(65536)
            if not piece:
                return
            (there if each is here else here).sendall(piece)
        if not ready:
            return
