"""Who may come in: by every way the contract knows, and nobody else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.integration.external_system.system import ExternalSystem, Setup
from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import Answer, contact, envelope, wrapped

USER, PASSWORD = "agent07", "geheim-Åäö"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
CONTENT = wrapped("Synchronize", contact(Id="C-1", LastName="Okafor"))


@pytest.fixture
def door(data: Path) -> Iterator[Caller]:
    """Somebody before an external system that asks for user and password."""
    system = ExternalSystem(Setup(data, user=USER, password=PASSWORD))
    system.start()
    yield Caller(system)
    system.stop()


def siebel(**blocks: str) -> str:
    return "".join(
        f'<{name} xmlns="http://siebel.com/webservices">{text}</{name}>' for name, text in blocks.items()
    )


def wsse(password: str, kind: str, more: str = "", user: str = USER) -> str:
    return (
        f'<s:Security xmlns:s="{WSSE}"><s:UsernameToken><s:Username>{user}</s:Username>'
        f'<s:Password Type="{PROFILE}#{kind}">{password}</s:Password>{more}</s:UsernameToken></s:Security>'
    )


def digest(password: str) -> str:
    random, created = b"0123456789abcdef", "2026-11-23T05:00:00Z"
    raw = hashlib.sha1(random + created.encode() + password.encode(), usedforsecurity=False).digest()
    more = f"<s:Nonce>{base64.b64encode(random).decode()}</s:Nonce><s:Created>{created}</s:Created>"
    return wsse(base64.b64encode(raw).decode(), "PasswordDigest", more)


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"{USER}:{password}".encode()).decode()


def enter(door: Caller, header: str = "", query: str = "", **headers: str) -> Answer:
    return door.post("contact", envelope(CONTENT, header), query, **headers)


@pytest.mark.parametrize(
    "header",
    [
        siebel(UsernameToken=USER, PasswordText=PASSWORD),
        siebel(UsernameToken=USER, PasswordText=PASSWORD, SessionType="None"),
        wsse(PASSWORD, "PasswordText"),
        wsse(PASSWORD, "PasswordText").replace(WSSE, "http://schemas.xmlsoap.org/ws/2002/07/secext"),
        digest(PASSWORD),
    ],
    ids=["siebel", "siebel without session", "wsse", "older wsse", "wsse digest"],
)
def test_the_right_password_in_the_envelope_opens(door: Caller, header: str) -> None:
    assert enter(door, header).operation == "insert"


@pytest.mark.parametrize(
    "header",
    [
        siebel(UsernameToken=USER, PasswordText="wrong"),
        siebel(UsernameToken=USER),
        siebel(UsernameToken="agent08", PasswordText=PASSWORD),
        wsse("wrong", "PasswordText"),
        wsse(PASSWORD, "PasswordText", user="agent08"),
        digest("wrong"),
        wsse(PASSWORD, "PasswordDigest"),
        wsse("x", "PasswordDigest", "<s:Nonce>not base64!</s:Nonce>"),
        f'<s:Security xmlns:s="{WSSE}"/>',
    ],
)
def test_a_wrong_password_in_the_envelope_is_a_fault(door: Caller, header: str) -> None:
    refused = enter(door, header)
    assert (refused.status, refused.fault) == (500, ["SBL-UIF-00272"])
    assert door.records() == []


def test_http_basic_opens(door: Caller) -> None:
    assert enter(door, Authorization=basic(PASSWORD)).operation == "insert"


def test_user_and_password_in_the_query_string_open(door: Caller) -> None:
    query = "SWEExtCmd=Execute&UserName=agent07&Password=geheim-%C3%85%C3%A4%C3%B6"
    assert enter(door, query=query).operation == "insert"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {}),
        ("", {"Authorization": basic("wrong")}),
        ("", {"Authorization": "Basic not base64!"}),
        ("", {"Authorization": "Bearer token"}),
        ("UserName=agent07&Password=wrong", {}),
    ],
)
def test_everybody_else_gets_a_login_page(door: Caller, query: str, headers: dict[str, str]) -> None:
    refused = enter(door, "", query, **headers)
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="External system"')
    assert b"<form" in refused.body
    assert (door.records(), door.journal()[0].outcome) == ([], "nothing")


# Sessions


def token(answer: Answer) -> str:
    """The session token in the header of an answer; KeyError if there is none."""
    body = answer.body.decode()
    if "SessionToken" not in body:
        raise KeyError("SessionToken")
    return body.partition(">")[2].partition("SessionToken")[2].partition(">")[2].partition("<")[0]


def log_in(door: Caller) -> str:
    return token(enter(door, siebel(UsernameToken=USER, PasswordText=PASSWORD, SessionType="Stateless")))


def test_a_token_opens_in_place_of_the_password_and_is_replaced(door: Caller) -> None:
    first = log_in(door)
    answer = enter(door, siebel(SessionToken=first, SessionType="stateless"))
    assert answer.operation == "update"
    assert token(answer) != first


def test_a_token_opens_once(door: Caller) -> None:
    header = siebel(SessionToken=log_in(door), SessionType="Stateless")
    enter(door, header)
    assert enter(door, header).fault == ["SBL-ODU-01006"]


def test_a_fault_brings_the_next_token_too(door: Caller) -> None:
    header = siebel(SessionToken=log_in(door), SessionType="Stateless")
    refused = door.post("contact", envelope(wrapped("Synchronize", contact(Id="C-2")), header))
    assert refused.fault == ["SBL-DAT-00498"]
    assert enter(door, siebel(SessionToken=token(refused), SessionType="Stateless")).operation == "update"


def test_who_asks_for_no_session_gets_none(door: Caller) -> None:
    with pytest.raises(KeyError):
        token(enter(door, siebel(UsernameToken=USER, PasswordText=PASSWORD, SessionType="None")))


def test_without_a_user_everybody_may_come_in(caller: Caller) -> None:
    assert enter(caller, wsse("anything", "PasswordText")).operation == "insert"


def test_no_secret_is_in_the_file(door: Caller, data: Path) -> None:
    next_token = log_in(door)
    enter(door, wsse(PASSWORD, "PasswordText"))
    enter(door, siebel(UsernameToken=USER, PasswordText=f"<![CDATA[{PASSWORD}]]>"))
    enter(door, query="UserName=agent07&Password=geheim-wrong", Authorization=basic(PASSWORD))
    door.system.stop()
    kept = data.read_bytes()
    assert b"***" in kept
    for secret in (PASSWORD, next_token, basic(PASSWORD), "geheim"):
        assert secret.encode() not in kept
