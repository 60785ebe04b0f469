"""A request that breaks its WSDL never leaves, and a reply that does is read all the same and noted."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from desktop.errors import ExitCode
from desktop.integration.verdict import exit_code
from desktop.store import members
from desktop.store.types import Delivery, DeliveryState
from tests.integration import soap
from tests.integration.conftest import Desk
from tests.integration.plain_server import PlainServer, http
from tests.support import records as make
from tests.support.variants import Variant, write

LIMITED = Variant("limited", typed=True, limited=True)
SILVER = '<xsd:enumeration value="Silver"/>'


def connect(desk: Desk, folder: Path, address: str, changed: tuple[str, str] = ("", "")) -> None:
    """Define the external system by a WSDL with lists and lengths, in which a piece of text is changed."""
    paths = write(LIMITED, folder, {"household": address, "contact": address})
    for path in paths.values():
        path.write_text(path.read_text("utf-8").replace(*changed), "utf-8")
    desk.connect(address="", **{f"{kind}_wsdl": str(path) for kind, path in paths.items()})


def answered(desk: Desk, folder: Path, inner: str) -> Delivery:
    """Send a household to one who answers so."""
    with PlainServer(http(soap.household(inner), "Content-Type: text/xml")) as server:
        connect(desk, folder, server.address)
        with desk.store.write() as unit:
            ref = make.household(unit)
        return desk.send(ref)


def test_a_value_that_is_not_in_the_wsdls_list_stays_here(desk: Desk, tmp_path: Path) -> None:
    with PlainServer() as server, desk.store.write() as unit:
        ref = make.household(unit, category="Silver")
        address = server.address
    connect(desk, tmp_path, address, (SILVER, ""))
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (DeliveryState.REFUSED, ExitCode.REFUSED)
    assert delivery.error is not None
    assert (delivery.error.code, delivery.error.field) == ("list", "category")
    assert delivery.error.message == (
        "Category: must be one of: Platinum, Gold, Standard by the WSDL (<Category> of Household); "
        "change the value and send it again, or ask an administrator to have the WSDL changed."
    )
    assert server.requests == []
    assert desk.log(ref) == []


def test_it_leaves_as_soon_as_the_value_is_another(desk: Desk, tmp_path: Path) -> None:
    reply = http(soap.household("<HouseholdId>X</HouseholdId>"), "Content-Type: text/xml")
    with PlainServer(reply) as server:
        connect(desk, tmp_path, server.address, (SILVER, ""))
        with desk.store.write() as unit:
            ref = make.household(unit, category="Silver")
        desk.send(ref)
        desk.change(ref, category="Gold")
        desk.send(ref)
        assert b":Category>Gold<" in server.requests[0]


def test_a_value_of_a_member_names_its_field(desk: Desk, tmp_path: Path) -> None:
    connect(
        desk, tmp_path, "http://127.0.0.1:1/x", ('<xsd:maxLength value="30"/>', '<xsd:maxLength value="3"/>')
    )
    with desk.store.write() as unit:
        ref = make.household(unit)
        members.add(unit, ref, make.contact(unit))
    delivery = desk.send(ref)
    assert delivery.error is not None
    assert (delivery.state, delivery.error.code) == (DeliveryState.REFUSED, "length")
    assert "must have at most 3 characters by the WSDL" in delivery.error.message


def test_an_element_that_the_wsdl_demands_and_we_do_not_have_waits_for_an_administrator(
    desk: Desk, tmp_path: Path
) -> None:
    demanded = (
        '<xsd:complexType name="Household"><xsd:sequence><xsd:element name="Region" type="xsd:string"/>'
    )
    connect(
        desk,
        tmp_path,
        "http://127.0.0.1:1/x",
        ('<xsd:complexType name="Household"><xsd:sequence>', demanded),
    )
    with desk.store.write() as unit:
        ref = make.household(unit)
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (DeliveryState.QUEUED, ExitCode.KEPT)
    assert delivery.error is not None
    assert "Region" in delivery.error.message
    assert "An administrator must compare the WSDL" in delivery.error.message


@pytest.mark.parametrize(
    ("inner", "noted"),
    [
        ("<IntegrationId>H</IntegrationId>{id}<Category>Gold</Category>", "<Id> of Household must not stand"),
        ("<Category>Gold</Category>{id}<Region>N</Region>", "<Region> of Household must not stand there"),
        ('<Category xmlns="">Gold</Category>{id}', "<Category> of Household must not stand there"),
        ("<Category>Gold</Category>{id}<Income/>", "<Income> of Household must be a valid decimal"),
    ],
    ids=["another order", "an unknown element", "an unqualified child", "a typed element that is empty"],
)
def test_what_a_reply_may_do_against_the_wsdl_is_applied_and_noted(
    inner: str, noted: str, desk: Desk, tmp_path: Path
) -> None:
    with desk.store.write() as unit:
        ref = make.household(unit, category="Silver")
    reply = soap.household(inner.format(id=f"<Id>{ref.id}</Id>"))
    with PlainServer(http(reply, "Content-Type: text/xml")) as server:
        connect(desk, tmp_path, server.address)
        delivery = desk.send(ref)
    assert delivery.state is DeliveryState.DELIVERED
    assert desk.read(ref).values["category"] == "Gold"
    assert f"Not as the WSDL has it: {noted}" in desk.log(ref)[-1].exchange.note


def test_a_value_that_cannot_be_used_leaves_the_delivery_doubtful(desk: Desk, tmp_path: Path) -> None:
    delivery = answered(desk, tmp_path, "<Income>plenty</Income>")
    assert delivery.state is DeliveryState.DOUBTFUL
    assert delivery.error is not None
    assert delivery.error.code == "inapplicable"


def test_schemas_that_contradict_themselves_are_no_reason_not_to_send(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = (
        '<xsd:attribute name="operation" type="xsd:string"/>',
        '<xsd:attribute name="operation" type="xsd:string"/>' * 2,
    )
    connect(desk, tmp_path, f"{desk.address()}/asi/household", broken)
    with desk.store.write() as unit:
        ref = make.household(unit)
    with caplog.at_level(logging.WARNING):
        assert desk.send(ref).state is DeliveryState.DELIVERED
        checks = {each.name: each.text for each in desk.courier.test()}
    assert "are not checked against them" in checks["household schemas"]
    assert "cannot be used to check messages" in caplog.text
