"""A server that answers each connection with the very bytes it is given, and keeps what it was sent."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

# What to do with a connection: the bytes of the whole answer, or a way to go about it.
Answer = bytes | Callable[[socket.socket], None]


def http(body: bytes, *headers: str, status: str = "200 OK", closes: bool = True) -> bytes:
    """Return an answer; the server closes after each one, and says so unless it is to be caught at it."""
    lines = "".join(f"{each}\r\n" for each in (*headers, *(["Connection: close"] if closes else [])))
    return f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body


def drip(raw: bytes, seconds: float) -> Callable[[socket.socket], None]:
    """Send byte by byte, with a pause before each."""

    def send(connection: socket.socket) -> None:
        for byte in raw:
            time.sleep(seconds)
            connection.sendall(bytes([byte]))

    return send


def reset(connection: socket.socket) -> None:
    """Cut the connection the hard way."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def silence(seconds: float) -> Callable[[socket.socket], None]:
    return lambda _: time.sleep(seconds)


class PlainServer:
    """Answers the first connection with the first answer and so on; the last one serves all that follow."""

    def __init__(self, *answers: Answer, context: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self._answers = list(answers) or [b""]
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        scheme = "https" if context else "http"
        self.address = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A listener that is merely closed would leave the thread in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def answer_with(self, *answers: Answer) -> None:
        """Answer so from now on."""
        self._answers = list(answers)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            with connection:
                try:
                    self._one(connection, answer)
                except OSError:
                    # The caller has given up waiting, which is what many of these tests are about.
                    continue

    def _one(self, connection: socket.socket, answer: Answer) -> None:
        connection.settimeout(10)
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True)
        self.requests.append(_request(connection))
        if isinstance(answer, bytes):
            connection.sendall(answer)
        else:
            answer(connection)
        if self._context is not None:
            connection.close()


def _request(connection: socket.socket) -> bytes:
    raw = b""
    while not _is_whole(raw):
        piece = connection.recv(65536)
        if not piece:
            break
        raw += piece
    return raw


def _is_whole(raw: bytes) -> bool:
    if raw.startswith(b"\x16\x03"):
        return True  # someone speaks TLS to a port that does not
    head, found, body = raw.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return bool(found) and len(body) >= (int(length[1]) if length else 0)
