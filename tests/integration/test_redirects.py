"""Where requests follow an answer that points on, and what they never tell anybody else."""

from __future__ import annotations

import pytest

from desktop.integration import redirects
from desktop.integration.connection import open_session
from desktop.integration.credentials import Secret
from desktop.integration.transport import Limits, get, post
from desktop.store.types import Auth, ConnectionSettings
from tests.integration.plain_server import PlainServer, http

HERE = "http://crm.example.com/soap?a=1"
SIGNED = ConnectionSettings("crm", auth=Auth.BASIC, user="agent07")
LIMITS = Limits(total=5)


@pytest.mark.parametrize(
    ("location", "follows"),
    [
        ("/other", "http://crm.example.com/other"),
        ("http://CRM.example.com:80/x", "http://CRM.example.com:80/x"),
        ("https://crm.example.com/soap", "https://crm.example.com/soap"),
        ("https://crm.example.com:8443/soap", None),
        ("http://crm.example.com:8080/soap", None),
        ("http://example.com/soap", None),
        ("//evil.example.com/soap", None),
        ("http://user:word@crm.example.com/soap", None),
        ("http://[::x/", None),
        ("", None),
    ],
)
def test_requests_follow_to_the_same_host_alone(location: str, follows: str | None) -> None:
    assert redirects.target(307, location, HERE) == follows


def test_nothing_leaves_tls_again() -> None:
    assert redirects.target(307, "http://crm.example.com/", "https://crm.example.com/") is None


def moved(status: int, location: str) -> bytes:
    return http(b"", f"Location: {location}", status=f"{status} Moved")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_message_follows_as_it_is_with_its_credentials_and_cookies(status: int) -> None:
    first = http(b"", "Location: /there", "Set-Cookie: node=7; Path=/", status=f"{status} Moved")
    with PlainServer(first, http(b"<a/>")) as server, open_session(SIGNED, Secret("s3cret")) as session:
        assert post(session, f"{server.address}/soap", {}, b"<message/>", LIMITS).status == 200
        assert [each.split(b" HTTP")[0] for each in server.requests] == [b"POST /soap", b"POST /there"]
        assert server.requests[1].endswith(b"<message/>")
        assert b"Authorization: Basic" in server.requests[1]
        assert b"Cookie: node=7" in server.requests[1]


def test_an_answer_that_lies_elsewhere_is_no_reason_to_send_again() -> None:
    with PlainServer(moved(303, "/there")) as server, open_session(SIGNED, Secret("x")) as session:
        assert post(session, server.address, {}, b"<message/>", LIMITS).status == 303
        assert len(server.requests) == 1


def test_nobody_else_hears_of_message_credentials_or_cookies() -> None:
    with PlainServer() as other, PlainServer() as server, open_session(SIGNED, Secret("x")) as session:
        server.answer_with(moved(307, f"{other.address}/soap"))
        assert post(session, server.address, {}, b"<message/>", LIMITS).status == 307
        assert get(session, server.address, LIMITS).status == 307
        assert other.requests == []


def test_who_points_in_circles_is_left() -> None:
    with PlainServer(moved(307, "/again")) as server, open_session(SIGNED, Secret("x")) as session:
        assert post(session, server.address, {}, b"<message/>", LIMITS).status == 307
        assert len(server.requests) == redirects.MOST + 1
