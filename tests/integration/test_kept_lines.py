"""Connections that are kept: shared by threads, left when they are stale, each conversation with cookies."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from desktop.integration import lines
from desktop.integration.lines import Lines, Route
from desktop.integration.session import Session
from desktop.integration.transport import Limits, post
from tests.integration.plain_server import PlainServer, http, reset

LIMITS = Limits(total=5)


class Keeping(ThreadingHTTPServer):
    """Answers with the number of the connection and the cookie it was told."""

    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.connections = 0
        self.headers: tuple[tuple[str, str], ...] = ()
        self.held: list[socket.socket] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Keeping  # pyright: ignore[reportIncompatibleVariableOverride] -- it is the only one that uses it

    def setup(self) -> None:
        self.server.connections += 1
        self.number = self.server.connections
        self.server.held.append(self.request)
        super().setup()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = f"{self.number} {self.headers['Cookie']}".encode()
        self.send_response(200)
        for name, value in (*self.server.headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as it is named there
        """Say nothing on standard error."""


@pytest.fixture
def server() -> Iterator[Keeping]:
    keeping = Keeping()
    thread = threading.Thread(target=keeping.serve_forever, args=[0.01])
    thread.start()
    yield keeping
    keeping.shutdown()
    for each in keeping.held:
        if each.fileno() >= 0:
            each.shutdown(socket.SHUT_RDWR)
    keeping.server_close()
    thread.join()


def ask(session: Session, server: Keeping) -> str:
    return post(session, server.address, {}, b"<message/>", LIMITS).body.decode()


def test_one_connection_serves_message_after_message(server: Keeping) -> None:
    with Session(Lines(Route()), {}) as session:
        assert {ask(session, server) for _ in range(20)} == {"1 None"}


def test_threads_share_the_connections_and_never_each_others_answers(server: Keeping) -> None:
    shared = Lines(Route())

    def talk(number: int) -> None:
        session = Session(shared, {"Cookie": str(number)}, owns=False)
        for _ in range(25):
            assert ask(session, server).split()[1] == str(number)

    with shared, ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, range(24)))
    assert server.connections <= 8


def test_cookies_are_kept_within_a_session_and_told_to_nobody_else(server: Keeping) -> None:
    with Lines(Route()) as shared:
        mine, other = Session(shared, {}, owns=False), Session(shared, {}, owns=False)
        server.headers = (("Set-Cookie", "node=7; HttpOnly"), ("Set-Cookie", "b=2; Path=/elsewhere"))
        ask(mine, server)
        server.headers = ()
        assert ask(mine, server) == "1 node=7"
        assert ask(other, server) == "1 None"


def test_a_connection_that_was_closed_meanwhile_is_not_used(server: Keeping) -> None:
    with Session(Lines(Route()), {}) as session:
        ask(session, server)
        server.held[0].shutdown(socket.SHUT_RDWR)
        time.sleep(0.05)
        assert ask(session, server) == "2 None"


@pytest.mark.parametrize("told", [True, False])
def test_a_connection_is_left_before_the_other_side_leaves_it(
    told: bool, server: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    if told:
        server.headers = (("Keep-Alive", "timeout=1, max=100"),)
    else:
        monkeypatch.setattr(lines, "_IDLE_SECONDS", 0.0)
    with Session(Lines(Route()), {}) as session:
        ask(session, server)
        assert ask(session, server) == "2 None"


def test_a_connection_that_breaks_before_it_took_anything_is_tried_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer_and_reset(connection: socket.socket) -> None:
        connection.sendall(http(b"<a/>", closes=False))
        reset(connection)

    # As if it was reset in the very moment after it was found to be whole.
    monkeypatch.setattr("urllib3.connectionpool.is_connection_dropped", lambda _: False)
    with PlainServer(answer_and_reset) as server, Session(Lines(Route()), {}) as session:
        for _ in range(3):
            assert post(session, server.address, {}, b"<message/>", LIMITS).status == 200
            time.sleep(0.05)
        assert len(server.requests) == 3
