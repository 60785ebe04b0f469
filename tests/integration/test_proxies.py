"""Through a proxy: the one that was given, or the system's, and what happens when it does not know us."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import NotSent
from desktop.integration.credentials import Secret
from desktop.integration.lines import Lines, Route
from desktop.integration.session import Session
from desktop.integration.transport import Answer, Limits, post
from tests.integration.plain_server import PlainServer, http
from tests.integration.wire import send
from tests.support.certificates import Authority, serving
from tests.support.http_proxy import HttpProxy

OK = http(b"<a/>")


def ask(address: str, route: Route) -> Answer:
    with Session(Lines(route), {}) as session:
        return post(session, address, {"Content-Type": "text/xml"}, b"<message/>", Limits(total=5))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.founded(tmp_path_factory.mktemp("tls"), "Office CA")


def test_plain_requests_are_handed_to_the_proxy_that_was_given() -> None:
    with PlainServer(OK) as server, HttpProxy() as proxy:
        assert send(f"{server.address}/soap", proxy=proxy.address).status == 200
        assert proxy.asked == [f"POST {server.address}/soap HTTP/1.1"]


def test_secured_requests_go_through_a_tunnel_that_the_proxy_cannot_look_into(authority: Authority) -> None:
    context = serving(authority.signed("good"))
    with PlainServer(OK, context=context) as server, HttpProxy() as proxy:
        assert send(server.address, proxy=proxy.address, ca=str(authority.file)).status == 200
        assert proxy.asked[0].startswith("CONNECT 127.0.0.1:")


@pytest.mark.parametrize("secured", [False, True])
def test_a_proxy_that_wants_to_know_us_is_told_and_says_so_otherwise(
    secured: bool, authority: Authority
) -> None:
    context = serving(authority.signed("good")) if secured else None
    with PlainServer(OK, context=context) as server, HttpProxy("desk", "s3:cret") as proxy:
        known = Route(
            str(authority.file), proxy=proxy.address, proxy_user="desk", proxy_password=Secret("s3:cret")
        )
        unknown = Route(str(authority.file), proxy=proxy.address)
        assert ask(server.address, known).status == 200
        assert ask(server.address, unknown).status == 407
        assert b"s3:cret" not in b"".join(server.requests)
        assert b"proxy-authorization" not in server.requests[0].lower()


def test_the_proxy_of_the_system_is_used_when_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with PlainServer(OK) as server, HttpProxy() as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.setenv("no_proxy", "localhost")
        assert send(server.address, proxy="system").status == 200
        assert send(server.address.replace("127.0.0.1", "localhost"), proxy="system").status == 200
        assert len(proxy.asked) == 1


def test_a_proxy_of_a_kind_that_is_not_spoken_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(NotSent, match=r"proxy of this machine \(socks5\)"):
        send("http://crm.example.com/", proxy="system")


def test_no_secret_stands_in_the_text_of_a_route(tmp_path: Path) -> None:
    route = Route(proxy_user="desk", proxy_password=Secret("s3cret"), key_password=Secret("s3cret"))
    assert "s3cret" not in repr(route)
