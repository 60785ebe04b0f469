"""How far a message got, on a real socket: not sent, no answer, part of one, or the whole."""

from __future__ import annotations

import gzip
import logging
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import NoAnswer, NotSent
from desktop.integration.connection import open_session
from desktop.integration.transport import Answer, Limits, post
from desktop.store.types import Auth, ConnectionSettings
from tests.integration.plain_server import PlainServer, drip, http, reset, silence

QUICK = Limits(connect=2, total=0.5)
PATIENT = Limits(connect=5, total=5)


def send(address: str, limits: Limits = PATIENT, **settings: str) -> Answer:
    definition = ConnectionSettings("crm", auth=Auth.NONE, **settings)  # pyright: ignore[reportArgumentType] -- names of options
    with open_session(definition, None) as session:
        return post(session, address, {"Content-Type": "text/xml"}, b"<message/>", limits)


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


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=crm"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*command, *names, "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True
    )
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_nobody_signed_is_not_trusted(certificate: Path) -> None:
    with PlainServer(http(b"<a/>"), context=tls(certificate)) as server:
        with pytest.raises(
            NotSent, match=r"certificate of 127\.0\.0\.1 is not trusted: self-signed"
        ) as problem:
            send(server.address)
        assert "--ca" in problem.value.way_out


def test_a_certificate_of_the_given_authority_is_trusted(certificate: Path) -> None:
    with PlainServer(http(b"<a/>"), context=tls(certificate)) as server:
        assert send(server.address, ca=str(certificate)).status == 200


def test_a_certificate_for_another_name_is_not_trusted(certificate: Path) -> None:
    with PlainServer(http(b"<a/>"), context=tls(certificate)) as server:
        address = server.address.replace("127.0.0.1", "localhost")
        with pytest.raises(NotSent, match="certificate of localhost is not trusted: Hostname mismatch"):
            send(address, ca=str(certificate))


def test_a_port_that_speaks_no_tls_is_no_secure_connection() -> None:
    with PlainServer(http(b"<a/>")) as server, pytest.raises(NotSent, match="No secure connection to"):
        send(server.address.replace("http:", "https:"))


@pytest.mark.parametrize("address", ["http://", "ftp://crm/x", "http://crm:99999/x", "http://[::x/"])
def test_an_address_that_is_none_sends_nothing(address: str) -> None:
    with pytest.raises(NotSent):
        send(address)


def test_no_log_line_carries_the_address_with_its_password(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), PlainServer(http(b"<a/>")) as server:
        send(f"{server.address}/x?Password=s3cret")
    assert "Password=***" in caplog.text
    assert "s3cret" not in caplog.text


def test_no_error_carries_the_address_with_its_password() -> None:
    with PlainServer() as server:
        address = f"{server.address}/x?Password=s3cret"
    with pytest.raises(NotSent) as problem:
        send(address)
    assert (problem.value.__cause__, problem.value.__context__) == (None, None)
    assert "s3cret" not in str(problem.value)
