"""A Siebel session: one for each lane, its token replaced at each reply, renewed once when it has ended."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from desktop.integration.verdict import CREDENTIALS
from desktop.store.types import Auth, DeliveryState, Ref
from tests.integration import soap
from tests.integration.conftest import Desk
from tests.integration.plain_server import PlainServer, http
from tests.support import records as make

DELIVERED = DeliveryState.DELIVERED
TOKEN = '<h:SessionToken xmlns:h="http://siebel.com/webservices">{}</h:SessionToken>'
EXPIRED = soap.fault("The session has ended(SBL-ODU-01006)")


@pytest.fixture
def known_desk(locked_desk: Desk) -> Desk:
    """A desk that keeps a session with an external system that lets nobody in but agent07."""
    locked_desk.environment["HEARTH_PASSWORD_CRM"] = "right one"
    locked_desk.connect(auth=Auth.SIEBEL_SESSION, user="agent07")
    return locked_desk


def contact(desk: Desk, **values: str) -> Ref:
    with desk.store.write() as unit:
        return make.contact(unit, **values)


def logins(desk: Desk) -> list[bool]:
    """Whether each message that arrived brought user and password."""
    return ["PasswordText" in each.request for each in desk.arrived()]


def test_one_sign_in_serves_message_after_message(known_desk: Desk) -> None:
    for number in range(4):
        assert known_desk.send(contact(known_desk, first_name=f"Person {number}")).state is DELIVERED
    assert logins(known_desk) == [True, False, False, False]


def test_each_lane_has_a_session_of_its_own(known_desk: Desk) -> None:
    for number in range(12):
        known_desk.queue(contact(known_desk, first_name=f"Person {number}"))
    assert known_desk.courier.deliver_all(workers=3).delivered == 12
    assert 1 <= sum(logins(known_desk)) <= 3


def test_a_session_that_has_ended_is_renewed_once(known_desk: Desk) -> None:
    known_desk.send(contact(known_desk))
    known_desk.conduct(mode="soap-fault", code="SBL-ODU-01006", message="The session has ended", times=1)
    assert known_desk.send(contact(known_desk, first_name="Other")).state is DELIVERED
    assert logins(known_desk) == [True, False, True]


def test_a_lost_reply_takes_the_token_with_it(known_desk: Desk) -> None:
    known_desk.send(contact(known_desk))
    known_desk.conduct(mode="reply-lost", times=1)
    assert known_desk.send(contact(known_desk, first_name="Other")).state is DELIVERED
    assert logins(known_desk)[2] is True


@pytest.fixture
def heard(desk: Desk) -> Iterator[list[list[str]]]:
    """What each message told a server that ends each session at once."""
    told: list[list[str]] = []
    server: PlainServer

    def answer(connection: socket.socket) -> None:
        text = server.requests[-1].decode()
        told.append(re.findall(r"<(?:\w+:)?(PasswordText|SessionToken|SessionType)\b", text))
        header = f"<S:Header>{TOKEN.format(f'token-{len(told)}')}</S:Header>"
        connection.sendall(http(EXPIRED.replace(b"<S:Body>", f"{header}<S:Body>".encode())))

    with PlainServer(answer) as server:
        desk.connect(auth=Auth.SIEBEL_SESSION, user="agent07", address=f"{server.address}/x")
        desk.environment["HEARTH_PASSWORD_CRM"] = "s3cret"
        yield told


def test_who_ends_each_session_at_once_is_left_after_one_more_try(desk: Desk, heard: list[list[str]]) -> None:
    delivery = desk.send(contact(desk))
    assert (delivery.state, delivery.error and delivery.error.code) == (DeliveryState.QUEUED, CREDENTIALS)
    assert heard == [["PasswordText", "SessionType"]] * 2
