"""How far a message got, on a real socket: not sent, no answer, part of one, or the whole."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Callable

import pytest

from desktop.errors import NoAnswer, NotSent
from desktop.integration.transport import Answer, Limits
from tests.integration.plain_server import PlainServer, drip, http, reset, silence
from tests.integration.wire import QUICK, send


def test_a_whole_answer_comes_back_with_its_bytes() -> None:
    with PlainServer(http(b"<a>\xff</a>", "Content-Type: text/xml; charset=ISO-8859-1")) as server:
        answer = send(server.address)
        assert server.requests[0].endswith(b"\r\n\r\n<message/>")
    assert (answer.status, answer.body, answer.missing) == (200, b"<a>\xff</a>", "")
    assert (answer.media_type, answer.charset, answer.header("content-TYPE")[:8]) == (
        *("text/xml", "ISO-8859-1", "text/xml"),
    )


def test_gzip_and_chunks_are_put_together() -> None:
    packed = gzip.compress(b"<a/>")
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (packed[:9], packed[9:])) + b"0\r\n\r\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    with PlainServer(head + chunks) as server:
        assert send(server.address).body == b"<a/>"


def test_where_nothing_listens_nothing_is_sent() -> None:
    with PlainServer() as server:
        address = server.address
    with pytest.raises(NotSent, match=r"127\.0\.0\.1 refuses the connection; nothing listens there now"):
        send(address)


def test_a_name_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(NotSent, match=r"The name no-such-host\.invalid is not known here"):
        send("http://no-such-host.invalid/x")


def test_a_proxy_that_is_not_there_is_named_as_such() -> None:
    with PlainServer() as server:
        gone = server.address
    with pytest.raises(NotSent, match="The proxy on the way to crm"):
        send("http://crm.example.com/x", proxy=gone)


@pytest.mark.parametrize("answer", [b"", reset], ids=["closed", "reset"])
def test_a_connection_cut_before_the_answer_leaves_nobody_knowing(
    answer: bytes | Callable[[socket.socket], None],
) -> None:
    with PlainServer(answer) as server, pytest.raises(NoAnswer, match="closed the connection without"):
        send(server.address)


def test_an_answer_that_does_not_come_in_time_leaves_nobody_knowing() -> None:
    with PlainServer(silence(2)) as server, pytest.raises(NoAnswer, match=r"within 0\.5 seconds"):
        send(server.address, QUICK)


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_slow_drip_meets_the_time_limit_although_each_byte_comes_in_time(where: str) -> None:
    whole = http(b"<a>" + b"x" * 200 + b"</a>")
    start = whole[:10] if where == "headers" else whole[:60]

    def send_dripping(connection: socket.socket) -> None:
        connection.sendall(start)
        drip(whole[len(start) :], 0.05)(connection)

    with PlainServer(send_dripping) as server:
        began = time.monotonic()
        try:
            answer = send(server.address, QUICK)
        except NoAnswer as problem:
            answer = Answer(0, missing=str(problem))
        assert time.monotonic() - began < 2
    assert "within 0.5 seconds" in answer.missing


@pytest.mark.parametrize(
    ("raw", "missing"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<a>", "was cut off before its end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<a>", "was cut off before its end"),
        (http(b"no gzip", "Content-Encoding: gzip"), "cannot be unpacked"),
    ],
)
def test_a_body_that_breaks_off_is_kept_as_far_as_it_came(raw: bytes, missing: str) -> None:
    with PlainServer(raw) as server:
        answer = send(server.address)
    assert (answer.status, answer.missing) == (200, missing)


def test_a_body_that_would_fill_the_memory_is_not_read_to_its_end() -> None:
    with PlainServer(http(b"x" * 3_000_000)) as server:
        answer = send(server.address, Limits(size=1024 * 1024))
    assert answer.missing == "is larger than 1 MB"
    assert len(answer.body) < 2_000_000


def test_redirections_are_not_followed() -> None:
    with PlainServer() as other:
        moved = f"HTTP/1.1 302 Found\r\nLocation: {other.address}\r\nContent-Length: 0\r\n\r\n".encode()
        with PlainServer(moved) as server:
            assert send(server.address).status == 302
        assert other.requests == []


def test_the_environment_chooses_neither_proxy_nor_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with PlainServer(http(b"<a/>")) as server:
        assert send(server.address).status == 200


@pytest.mark.parametrize("address", ["http://", "ftp://crm/x", "http://crm:99999/x", "http://[::x/"])
def test_an_address_that_is_none_sends_nothing(address: str) -> None:
    with pytest.raises(NotSent):
        send(address)


def test_no_log_line_carries_the_address_with_its_password(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), PlainServer(http(b"<a/>")) as server:
        send(f"{server.address}/x?Password=s3cret")
    assert "/x?… HTTP" in caplog.text
    assert "s3cret" not in caplog.text


def test_no_error_carries_the_address_with_its_password() -> None:
    with PlainServer() as server:
        address = f"{server.address}/x?Password=s3cret"
    with pytest.raises(NotSent) as problem:
        send(address)
    assert (problem.value.__cause__, problem.value.__context__) == (None, None)
    assert "s3cret" not in str(problem.value)
