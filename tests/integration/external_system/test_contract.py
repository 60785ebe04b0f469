"""The built-in external system speaks any WSDL it is given, and says why where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.errors import ExternalSystemProblem
from desktop.integration import definition
from desktop.integration.external_system.system import ExternalSystem, Setup
from desktop.integration.external_system.typed import plain, typed
from desktop.integration.markup import descendants, is_nil, parse, text_of
from tests.integration.external_system.messages import get, post
from tests.support.variants import ASI, INTERFACES, Variant, write

NOWHERE: dict[str, str] = dict.fromkeys(("household", "contact"), "http://127.0.0.1:1/x?SWE=1")
RPC = Variant("rpc", style="rpc", payload="top", typed=True, nillable=True)
NGOZI = (
    "<Id>C-1</Id><BirthDate>1980-02-14</BirthDate><LastName>Okafor</LastName>"
    "<SuppressAllCalls>true</SuppressAllCalls>"
)


@contextmanager
def speaking(variant: Variant, folder: Path) -> Iterator[ExternalSystem]:
    """An external system that speaks the variant."""
    paths = write(variant, folder, NOWHERE)
    setup = Setup(folder / "data.sqlite", household_wsdl=paths["household"], contact_wsdl=paths["contact"])
    system = ExternalSystem(setup)
    system.start()
    try:
        yield system
    finally:
        system.stop()


def asked(record: str) -> str:
    """An rpc request to synchronize a contact."""
    return (
        '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
        f'<a:ExternalContactSynchronize xmlns:a="{ASI}"><SiebelMessage><ListOfContactInterface '
        f'xmlns="{INTERFACES}Contact%20Interface"><Contact>{record}</Contact></ListOfContactInterface>'
        "</SiebelMessage></a:ExternalContactSynchronize></S:Body></S:Envelope>"
    )


def test_what_it_keeps_has_one_form_and_what_it_answers_that_of_the_wsdl(tmp_path: Path) -> None:
    with speaking(RPC, tmp_path) as system:
        reply = post(system.addresses()["contact"], asked(NGOZI))
        (kept,) = system.records("contact")
    wrapper = parse(reply.body)
    told = {name: text_of(descendants(wrapper, name)[0]) for name in ("BirthDate", "SuppressAllCalls")}
    assert told == {"BirthDate": "1980-02-14", "SuppressAllCalls": "true"}
    assert (kept.fields["BirthDate"], kept.fields["SuppressAllCalls"]) == ("02/14/1980", "Y")
    (answer,) = descendants(wrapper, "Body")[0]
    assert answer.tag == f"{{{ASI}}}ExternalContactSynchronizeResponse"
    assert [each.tag for each in answer] == ["SiebelMessage"]


def test_a_value_that_is_not_of_its_type_is_refused(tmp_path: Path) -> None:
    with speaking(RPC, tmp_path) as system:
        refused = post(system.addresses()["contact"], asked(NGOZI.replace("true", "Y")))
        assert (refused.status, refused.fault, system.records("contact")) == (500, ["SBL-EAI-04127"], [])
    assert "<SuppressAllCalls> of Contact must be a valid boolean" in refused.fault_string


def test_an_empty_value_comes_back_as_nil_where_it_may(tmp_path: Path) -> None:
    nil = '<BirthDate xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    with speaking(RPC, tmp_path) as system:
        cleared = NGOZI.replace("<BirthDate>1980-02-14</BirthDate>", nil)
        post(system.addresses()["contact"], asked(NGOZI))
        reply = post(system.addresses()["contact"], asked(cleared))
    (empty,) = descendants(parse(reply.body), "BirthDate")
    assert is_nil(empty)


def test_either_address_takes_the_messages_of_both(tmp_path: Path) -> None:
    with speaking(RPC, tmp_path) as system:
        assert post(system.addresses()["household"], asked(NGOZI)).status == 200
        assert [each.kind for each in system.records("")] == ["contact"]


def test_what_the_wsdl_imports_is_served_beside_it(tmp_path: Path) -> None:
    with speaking(Variant("parted", imports="all"), tmp_path) as system:
        address = system.addresses()["household"]
        whole = definition.gather(f"{address}?wsdl", lambda place: get(place).body)
        assert len(whole.documents) == 3
        assert {each.operation for each in whole.wrappers} >= {"ExternalHouseholdSynchronize"}
        assert get(f"{address}?wsdl=3").status == 404
        assert f'location="{address}?SWE=1"'.encode() in get(f"{address}?wsdl").body


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html", "cannot be served: is not well-formed"),
        ('<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>', "has no operation for a Household"),
    ],
)
def test_what_cannot_be_served_is_said_with_its_name(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "odd.wsdl").write_text(text)
    with pytest.raises(ExternalSystemProblem, match=rf"odd\.wsdl {says}"):
        ExternalSystem(Setup(tmp_path / "data.sqlite", household_wsdl=tmp_path / "odd.wsdl"))


@pytest.mark.parametrize(
    ("wire", "xsd_type", "kept"),
    [
        ("2021-02-14", "date", "02/14/2021"),
        ("2021-02-14T09:30:00", "dateTime", "02/14/2021 09:30:00"),
        ("2021-02-14T00:00:00", "dateTime", "02/14/2021"),
        ("false", "boolean", "N"),
        ("68250.50", "decimal", "68250.50"),
        ("02/30/2021 or so", "date", "02/30/2021 or so"),
    ],
)
def test_values_go_both_ways(wire: str, xsd_type: str, kept: str) -> None:
    assert (plain(wire, xsd_type), typed(kept, xsd_type)) == (kept, wire)
