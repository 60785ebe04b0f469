"""A planted secret is looked for in everything that is kept, logged, shown or raised."""

from __future__ import annotations

import base64
import json
import logging
import socket
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.integration.redaction import redact
from desktop.store.types import CREDENTIALS, Auth, DeliveryState
from tests.integration import soap, wsdls
from tests.integration.conftest import Desk
from tests.integration.plain_server import PlainServer, http
from tests.support import records as make
from tests.support.keychain import MemoryKeychain

PASSWORD = "p&ss/w0rd <planted>"
SPELLINGS = (
    PASSWORD,
    "p&amp;ss/w0rd &lt;planted&gt;",
    "p&amp;amp;ss/w0rd &amp;lt;planted&amp;gt;",
    "p%26ss%2Fw0rd%20%3Cplanted%3E",
    base64.b64encode(f"agent07:{PASSWORD}".encode()).decode(),
)
SIGNED = [Auth.SIEBEL, Auth.SIEBEL_SESSION, Auth.WSSE, Auth.WSSE_DIGEST, Auth.BASIC, Auth.QUERY]


def holding_it(folder: Path) -> list[str]:
    """The files beneath a folder that hold the password in any spelling."""
    found: list[str] = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(each.encode() in content or each.encode("utf-16-le") in content for each in SPELLINGS):
            found.append(str(path))
    return found


def echo(request: bytes) -> bytes:
    """A fault that repeats all it was sent, as a helpful server would."""
    text = request.decode().replace("&", "&amp;").replace("<", "&lt;")
    return http(
        soap.fault(f"You sent: {text} {PASSWORD.replace('&', '&amp;').replace('<', '&lt;')}"),
        status="500 Error",
    )


@pytest.mark.parametrize("auth", SIGNED)
def test_a_planted_password_is_found_nowhere(
    desk: Desk, auth: Auth, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk.environment["HEARTH_PASSWORD_CRM"] = PASSWORD
    server: PlainServer

    def answer(connection: socket.socket) -> None:
        connection.sendall(echo(server.requests[-1]))

    with desk.store.write() as unit:
        ref = make.contact(unit)
    with caplog.at_level(logging.DEBUG), PlainServer(answer) as server:
        desk.connect(auth=auth, user="agent07", address=f"{server.address}/x")
        refused = desk.send(ref)
        assert refused.state is DeliveryState.REFUSED
        assert len(server.requests) == 1
        checks = desk.courier.test()
    desk.send(ref)
    held = {name: value for name, value in vars(desk.courier).items() if name != "_environment"}
    shown = f"{refused} {refused!r} {desk.log()} {checks} {held} {caplog.text}"
    assert not any(each in shown for each in SPELLINGS)
    assert holding_it(tmp_path) == []


def test_a_session_token_is_found_nowhere(
    locked_desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = locked_desk
    desk.environment["HEARTH_PASSWORD_CRM"] = "right one"
    desk.connect(auth=Auth.SIEBEL_SESSION, user="agent07")
    with desk.store.write() as unit:
        ref = make.contact(unit)
    with caplog.at_level(logging.DEBUG):
        assert desk.send(ref).state is DeliveryState.DELIVERED
        desk.change(ref, job_title="Judge")
        assert desk.send(ref).state is DeliveryState.DELIVERED
        checks = desk.courier.test()
    (lane,) = desk.courier._opened
    tokens = [each.reveal() for each in lane.session.tokens]
    # A fault that repeats the request it refuses.
    struck = redact(f"You sent &lt;SessionToken>{tokens[0]}&lt;/SessionToken>", lane.secrets)
    shown = f"{struck} {desk.log()} {checks} {lane!r} {vars(lane.session)} {caplog.text} {desk.arrived()}"
    assert len(tokens) == 2
    for token in tokens:
        assert token not in shown
        assert not any(token.encode() in each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())


@pytest.mark.parametrize(
    "planted",
    [
        "http://ada:{}@{}/asi?wsdl&a=1",
        "http://{1}/asi?wsdl&token={0}&a=1",
        "http://{1}/asi?wsdl&SWEUserName=ada&SWEPassword={0}&a=1",
    ],
)
def test_the_password_in_the_address_of_a_wsdl_goes_into_the_keychain_and_nowhere_else(
    planted: str,
    tmp_path: Path,
    sqlite_url: str,
    keychain: MemoryKeychain,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "planted-s3cret"
    with caplog.at_level(logging.DEBUG), PlainServer(http(wsdls.packaged().encode())) as server:
        place = planted.format(secret, server.address.removeprefix("http://"))
        for words in (
            ["connection", "set", "crm", "--household-wsdl", place],
            ["connection", "show", "crm"],
            ["connection", "test", "crm"],
            ["mapping", "show", "household"],
        ):
            main(["--store", sqlite_url, *words, "--json"])
        basic = base64.b64encode(f"ada:{secret}".encode())
        assert len(server.requests) >= 3
        assert all(secret.encode() in each or basic in each for each in server.requests)
        assert not any(f"ada:{secret}@".encode() in each for each in server.requests)
    said = capsys.readouterr()
    assert f"{server.address}/asi?wsdl&a=1" in said.out
    assert secret not in said.out + said.err + caplog.text
    assert secret in str(keychain.passwords)
    assert not any(secret.encode() in each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    main(["--store", sqlite_url, "connection", "remove", "crm"])
    assert keychain.passwords == {}


@pytest.mark.parametrize("name", ["SWEPassword", "SWEPwd", "Pass%77ord", "api_key", "code"])
def test_what_lets_us_in_by_the_query_of_an_address_is_sent_from_the_keychain_and_is_nowhere_else(
    name: str,
    tmp_path: Path,
    sqlite_url: str,
    keychain: MemoryKeychain,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "planted-s3cret"

    def run(*words: str) -> str:
        main(["--store", sqlite_url, *words, "--json"])
        return capsys.readouterr().out

    def answer(connection: socket.socket) -> None:
        connection.sendall(echo(server.requests[-1]))

    with caplog.at_level(logging.DEBUG), PlainServer(answer) as server:
        query = f"SWEExtCmd=Execute&{name}={secret}&WSSOAP=1"
        said = run("connection", "set", "crm", "--address", f"{server.address}/start.swe?{query}")
        record = json.loads(run("record", "new", "contact", "first_name=A", "last_name=B"))["id"]
        said += run("send", "contact", record) + run("log") + run("connection", "test", "crm")
        assert len(server.requests) >= 2
        assert all(f"?{query} ".encode() in each for each in server.requests)
    assert f"{server.address}/start.swe?SWEExtCmd=Execute&WSSOAP=1" in said
    assert secret not in said + capsys.readouterr().err + caplog.text
    assert secret in str(keychain.passwords)
    assert not any(secret.encode() in each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())


def test_a_wrong_password_is_not_repeated_either(desk: Desk, tmp_path: Path) -> None:
    desk.environment["HEARTH_PASSWORD_CRM"] = PASSWORD
    with desk.store.write() as unit:
        ref = make.contact(unit)
    with PlainServer(http(PASSWORD.encode(), status="401 Unauthorized")) as server:
        desk.connect(auth=Auth.BASIC, user="agent07", address=f"{server.address}/x")
        delivery = desk.send(ref)
    assert delivery.error is not None
    assert delivery.error.code == CREDENTIALS
    assert holding_it(tmp_path) == []


def test_a_social_security_number_stays_in_its_record(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit, social_security_number="19800214-1234")
    assert desk.send(ref).state is DeliveryState.DELIVERED
    assert "19800214-1234" in str(desk.there("contact"))
    assert "19800214-1234" not in str(desk.log())
