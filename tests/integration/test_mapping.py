"""A WSDL of other words: proposed, checked, sent by, heard by, agreed to, and rehearsed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import UsageError, WsdlProblem
from desktop.integration import mapping as mappings
from desktop.integration import rehearsal
from desktop.integration.envelope import body_of
from desktop.integration.mapping import Direction, FieldLine, ListLine
from desktop.integration.mapping_check import Weight
from desktop.integration.markup import descendants, text_of
from desktop.integration.workbench import Origin, Workbench
from desktop.store import children
from desktop.store.types import DeliveryState, RecordKind, Ref
from tests.integration.conftest import Desk
from tests.integration.plain_server import PlainServer, http
from tests.support import people_crm
from tests.support import records as make

CONTACT = RecordKind.CONTACT
CONSTANTS = {"sourceSystem": "HEARTH", "/tenant": "T1"}


def bench(desk: Desk) -> Workbench:
    return Workbench(desk.store, "crm", CONTACT, desk.settings.cache_folder, desk.environment)


def connect(desk: Desk, folder: Path, address: str, text: str = people_crm.TEXT) -> None:
    desk.connect(address=address, contact_wsdl=people_crm.saved(folder, text))


def mapped(desk: Desk) -> None:
    """Save the proposal with what it lacks."""
    at = bench(desk)
    at.save(replace(at.propose()[0], constants=CONSTANTS))


def ngozi(desk: Desk) -> Ref:
    with desk.store.write() as unit:
        ref = make.contact(unit, "Okafor", "Ngozi", gender="F", birth_date="1980-02-14")
        children.add(unit, ref, "personal_address", {"personal_city": "Uppsala"})
    return ref


def answer(inner: str) -> bytes:
    envelope = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        '<upsertPersonResponse xmlns="urn:people"><result>'
        f"<person>{inner}</person></result></upsertPersonResponse></e:Body></e:Envelope>"
    )
    return http(envelope.encode(), "Content-Type: text/xml")


def test_a_proposal_knows_other_words_and_other_nesting(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    mapping, origin = bench(desk).propose()
    elements = {each.name: each.element for each in mapping.fields}
    assert (mapping.operation, mapping.record, origin) == ("upsertPerson", "person", Origin.PROPOSED)
    assert elements["last_name"] == "name/surname"
    assert elements["integration_id"] == "personId"
    assert elements["id"] == "externalRef"
    assert elements["personal_address.personal_city"] == "town"
    assert elements["personal_address.primary"] == "@preferred"
    assert mapping.by_example == "findPersons"


def test_nothing_is_sent_by_a_guess_that_nobody_has_confirmed(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    delivery = desk.send(ngozi(desk))
    assert delivery.state is DeliveryState.QUEUED
    assert delivery.error is not None
    assert "hearth mapping propose contact" in delivery.error.message
    assert not desk.arrived()


def test_a_record_goes_out_and_comes_back_by_the_mapping(desk: Desk, tmp_path: Path) -> None:
    ref = ngozi(desk)
    reply = answer(
        f"<personId>P-7</personId><externalRef>{ref.id}</externalRef><name><surname>Okafor-Berg</surname></name>"
        "<sex>F</sex><reach><email/></reach><status>7</status>"
    )
    with PlainServer(reply) as server:
        connect(desk, tmp_path, server.address)
        mapped(desk)
        delivery = desk.send(ref)
        body = body_of(server.requests[0].partition(b"\r\n\r\n")[2])
    sent = {
        name: [text_of(each) for each in descendants(body, name)]
        for name in ("town", "sourceSystem", "tenant")
    }
    assert sent == {"town": ["Uppsala"], "sourceSystem": ["HEARTH"], "tenant": ["T1"]}
    assert delivery.state is DeliveryState.DELIVERED
    assert delivery.applied == {"last_name": ("Okafor", "Okafor-Berg"), "integration_id": (None, "P-7")}
    # A list without an element of its own says nothing about rows that are not in it.
    assert len(desk.read(ref).children["personal_address"]) == 1


def test_what_the_wsdl_demands_and_nobody_says_is_an_error(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    at = bench(desk)
    mapping, origin = at.propose()
    errors = [each.about for each in at.lay(mapping, origin).findings if each.weight is Weight.ERROR]
    assert errors == ["sourceSystem"]
    assert at.lay(replace(mapping, constants=CONSTANTS), origin).fits


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (FieldLine("income", "dateOfBirth"), "cannot be written as date"),
        (FieldLine("alias", "nickname"), "no element nickname"),
        (FieldLine("alias", "name/surname"), "filled by"),
        (FieldLine("gender", "sex", codes={"F": "Female"}), "does not allow Female"),
    ],
    ids=["type", "no element", "twice", "list"],
)
def test_a_line_that_cannot_work_is_found(line: FieldLine, text: str, desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    at = bench(desk)
    mapping, origin = at.propose()
    found = at.lay(mapping.without(line.name).with_line(line), origin).findings
    assert any(text in each.text and each.weight is Weight.ERROR for each in found)


def test_codes_are_written_and_read(desk: Desk, tmp_path: Path) -> None:
    ref = ngozi(desk)
    with PlainServer(answer(f"<externalRef>{ref.id}</externalRef><sex>U</sex>")) as server:
        connect(desk, tmp_path, server.address)
        at = bench(desk)
        line = FieldLine("gender", "sex", codes={"F": "M", "M": "U"})
        at.save(replace(at.propose()[0].without("gender").with_line(line), constants=CONSTANTS))
        delivery = desk.send(ref)
        assert b"sex>M</" in server.requests[0]
    assert delivery.applied["gender"] == ("F", "M")


def test_a_mapping_travels_as_a_file(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    mapping = replace(bench(desk).propose()[0], constants=CONSTANTS)
    assert mappings.load(mappings.dump(mapping)) == mapping
    for text, said in (
        ("{", "no JSON"),
        ("{}", "no mapping of Hearth"),
        (mappings.dump(mapping).replace('"both"', '"sideways"', 1), "sideways"),
        (mappings.dump(mapping).replace('"last_name"', '"surname"', 1), "surname"),
    ):
        with pytest.raises(UsageError, match=said):
            mappings.load(text)


def test_a_rehearsal_shows_what_would_happen_and_does_nothing(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    mapped(desk)
    ref = ngozi(desk)
    before = desk.read(ref)
    played = rehearsal.play(desk.store, bench(desk), ref)
    assert "<n0:town>Uppsala</n0:town>" in played.request
    assert played.applied["integration_id"] == (None, "CRM-88120")
    assert not played.problem
    assert desk.read(ref) == before
    assert not desk.arrived()
    assert desk.log() == []


def test_a_recorded_reply_is_rehearsed_too(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    mapped(desk)
    ref = ngozi(desk)
    recorded = answer("<externalRef>SOMEBODY</externalRef>").partition(b"\r\n\r\n")[2]
    assert "another contact" in rehearsal.play(desk.store, bench(desk), ref, recorded).problem


CHANGED = people_crm.TEXT.replace(
    '<xs:element name="externalRef" type="xs:string" minOccurs="0"/>\n  <xs:element name="name"',
    '<xs:element name="externalRef" type="xs:string"/>\n  <xs:element name="name"',
)


def test_a_wsdl_that_has_changed_keeps_everything_waiting_until_it_is_agreed_to(
    desk: Desk, tmp_path: Path
) -> None:
    ref = ngozi(desk)
    with PlainServer(answer(f"<externalRef>{ref.id}</externalRef>")) as server:
        connect(desk, tmp_path, server.address)
        mapped(desk)
        people_crm.saved(tmp_path, CHANGED)
        delivery = desk.send(ref)
        assert (delivery.state, delivery.error and delivery.error.code) == (DeliveryState.QUEUED, "wsdldrift")
        assert not server.requests
        assert [each.where for each in bench(desk).differences()] == ["Person/externalRef"]
        bench(desk).accept()
        assert desk.courier.deliver_all().delivered == 1


def test_documentation_and_order_are_no_drift(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    mapped(desk)
    messages = people_crm.TEXT.split("<wsdl:message ")
    last, rest = messages[-1].split("\n", 1)
    moved = f"{'<wsdl:message '.join([messages[0], last + chr(10), *messages[1:-1]])}{rest}"
    people_crm.saved(tmp_path, moved.replace("<wsdl:portType", "<!-- new --><wsdl:portType"))
    assert bench(desk).differences() == ()


def test_a_line_may_go_one_way_alone(desk: Desk, tmp_path: Path) -> None:
    ref = ngozi(desk)
    with PlainServer(
        answer(f"<externalRef>{ref.id}</externalRef><name><surname>X</surname></name>")
    ) as server:
        connect(desk, tmp_path, server.address)
        at = bench(desk)
        out = FieldLine("last_name", "name/surname", Direction.OUT)
        mapping = at.propose()[0].without("last_name").with_line(out)
        mapping = mapping.with_list(ListLine("personal_address", "address", Direction.IN), "personal_address")
        at.save(replace(mapping, constants=CONSTANTS))
        delivery = desk.send(ref)
        assert b"surname>Okafor<" in server.requests[0]
        assert b"town" not in server.requests[0]
    assert delivery.applied == {}


def test_an_element_that_is_not_there_cannot_be_saved(desk: Desk, tmp_path: Path) -> None:
    connect(desk, tmp_path, desk.address())
    at = bench(desk)
    with pytest.raises(WsdlProblem, match="alias"):
        at.save(at.propose()[0].with_line(FieldLine("alias", "nickname")))
