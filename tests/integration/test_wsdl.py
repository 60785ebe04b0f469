"""What is found in a WSDL: by what it carries, whatever it is called, and said plainly where nothing is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import HearthError, NotSent, WsdlProblem
from desktop.fields import RECORDS
from desktop.integration import wsdl
from desktop.integration.connection import open_session
from desktop.integration.credentials import Secret
from desktop.integration.service import Service, Soap, Style
from desktop.integration.wire_values import Form
from desktop.store.types import Auth, ConnectionSettings, RecordKind
from tests.integration import wsdls
from tests.integration.plain_server import PlainServer, http

CRM = ConnectionSettings("crm")
HOUSEHOLD, CONTACT = RecordKind.HOUSEHOLD, RecordKind.CONTACT


def load(location: str, cache: Path, kind: RecordKind = HOUSEHOLD) -> Service:
    return wsdl.load(location, kind, open_session(CRM, None), cache).service


def found(text: str, folder: Path, kind: RecordKind = HOUSEHOLD) -> Service:
    return load(wsdls.saved(folder, text), folder / "cache", kind)


@pytest.mark.parametrize("kind", RecordKind)
def test_every_field_that_travels_has_its_place_in_the_wsdl_that_travels_with_us(
    kind: RecordKind, tmp_path: Path
) -> None:
    service, of = load("", tmp_path, kind), RECORDS[kind]
    assert set(service.shape.fields) == {each.name for each in of if each.tag}
    assert set(service.shape.containers) == {each.name for each in of.children if each.tag}
    for each in of.children:
        if each.tag:
            assert set(service.shape.containers[each.name].row.fields) == {field.name for field in each}


def test_the_operations_are_found_by_their_last_word(tmp_path: Path) -> None:
    service = found(wsdls.packaged(), tmp_path)
    queries = service.query_by_id, service.query_by_example
    assert service.synchronize.name == "ExternalHouseholdSynchronize"
    assert [each.name if each else None for each in queries] == [
        "ExternalHouseholdQueryById",
        "ExternalHouseholdQueryByExample",
    ]
    assert service.address == "http://127.0.0.1:8077/asi/household"


@pytest.mark.parametrize("kind", RecordKind)
def test_prefixes_and_suffixes_of_names_do_not_matter(kind: RecordKind, tmp_path: Path) -> None:
    service = found(wsdls.renamed(wsdls.packaged(kind)), tmp_path, kind)
    assert service.synchronize.name == f"AcmeCRM{kind.title()}Synchronize_1"


def test_rpc_style_is_found_with_its_wrapper(tmp_path: Path) -> None:
    service = found(wsdls.rpc(wsdls.packaged()), tmp_path)
    assert service.style is Style.RPC
    assert [each.name for each in service.synchronize.path] == [
        *("SiebelMessage", "ListOfHouseholdInterface", "Household")
    ]


def test_soap_12_and_types_are_found(tmp_path: Path) -> None:
    service = found(
        wsdls.soap_12(wsdls.typed(wsdls.packaged("contact"), 'nillable="true"')), tmp_path, CONTACT
    )
    fields = service.shape.fields
    assert service.soap is Soap.SOAP_12
    assert [fields[name].form for name in ("birth_date", "income", "suppress_all_calls", "alias")] == [
        *(Form.DATE, Form.NUMBER, Form.BOOLEAN, Form.TEXT)
    ]
    assert (fields["birth_date"].nillable, fields["alias"].nillable) == (True, False)


def test_a_port_without_address_is_found_without_one(tmp_path: Path) -> None:
    assert found(wsdls.without_address(wsdls.packaged()), tmp_path).address == ""


def test_a_service_without_queries_is_found_without_them(tmp_path: Path) -> None:
    service = found(wsdls.without_queries(wsdls.packaged()), tmp_path)
    assert (service.query_by_id, service.query_by_example) == (None, None)


def test_a_password_in_the_address_is_left_out(tmp_path: Path) -> None:
    address = "https://u:s3cret@crm.example.com/x?SWE=1&amp;UserName=u&amp;Password=s3cret&amp;WSSOAP=1"
    text = wsdls.packaged().replace("http://127.0.0.1:8077/asi/household", address)
    assert found(text, tmp_path).address == "https://crm.example.com/x?SWE=1&WSSOAP=1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html><body>Not found<br></body></html>", "cannot be read as a WSDL"),
        ("", "cannot be read as a WSDL"),
        ("<a/>", "cannot be read as a WSDL: it describes no service"),
        ('<!DOCTYPE x [<!ENTITY y "z">]><definitions xmlns="http://schemas.xmlsoap.org/wsdl/"/>', "WSDL"),
        (wsdls.packaged().replace('type="io:RelatedContact"', 'type="io:Nobody"'), "cannot be read"),
        (wsdls.packaged().replace("Synchronize", "Publish"), "offers no Synchronize operation"),
        (wsdls.packaged("contact"), "offers no Synchronize operation that carries a Household"),
        (wsdls.packaged().replace("soap/http", "soap/mq"), "offers no Synchronize operation"),
    ],
)
def test_what_cannot_be_worked_with_is_said_plainly(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WsdlProblem) as problem:
        found(text, tmp_path)
    assert said in problem.value.what
    assert "service.wsdl" in problem.value.concerns


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WsdlProblem, match=r"nowhere\.wsdl cannot be read: No such file"):
        load(str(tmp_path / "nowhere.wsdl"), tmp_path)


def test_a_wsdl_from_an_address_is_kept_for_when_the_line_is_down(tmp_path: Path) -> None:
    with PlainServer(http(wsdls.packaged().encode(), "Content-Type: text/xml")) as server:
        location = f"{server.address}/asi/household?wsdl"
        assert load(location, tmp_path).synchronize
    assert load(location, tmp_path).synchronize


def test_the_kept_copy_holds_no_password(tmp_path: Path) -> None:
    address = "https://crm.example.com/x?SWE=1&amp;UserName=u&amp;Password=s3cret&amp;WSSOAP=1"
    text = wsdls.packaged().replace("http://127.0.0.1:8077/asi/household", address)
    with PlainServer(http(text.encode(), "Content-Type: text/xml")) as server:
        location = f"{server.address}/asi/household?wsdl"
        assert load(location, tmp_path).synchronize
    kept = [each for each in (tmp_path / "wsdl").rglob("*") if each.is_file()]
    assert {each.suffix for each in kept} == {".xml", ".json"}
    assert not any(b"s3cret" in each.read_bytes() for each in kept)
    assert load(location, tmp_path).address == "https://crm.example.com/x?SWE=1&WSSOAP=1"


def test_a_login_page_in_its_place_does_not_displace_the_kept_copy(tmp_path: Path) -> None:
    page = http(b"<html>Sign in</html>", "Content-Type: text/html")
    with PlainServer(http(wsdls.packaged().encode()), page) as server:
        assert load(server.address, tmp_path).synchronize
        assert load(server.address, tmp_path).synchronize
    assert load(server.address, tmp_path).synchronize


def test_without_line_and_copy_it_cannot_be_had(tmp_path: Path) -> None:
    with PlainServer() as server:
        location = server.address
    with pytest.raises(NotSent, match="refuses the connection"):
        load(location, tmp_path)


def test_an_address_that_answers_with_an_error_is_named_without_its_password(tmp_path: Path) -> None:
    with PlainServer(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as server:
        location = server.address.replace("http://", "http://u:s3cret@")
        with pytest.raises(HearthError, match="answers with status 404 instead of a WSDL") as problem:
            load(f"{location}/x?wsdl", tmp_path)
    assert "s3cret" not in str(problem.value) + problem.value.concerns


def test_a_wsdl_from_elsewhere_may_not_read_our_files(tmp_path: Path) -> None:
    inside = f'<xsd:import namespace="urn:x" schemaLocation="file://{tmp_path}/x.xsd"/>'
    text = wsdls.packaged().replace(
        'targetNamespace="http://siebel.com/asi/"><xsd:import',
        f'targetNamespace="http://siebel.com/asi/">{inside}<xsd:import',
    )
    with (
        PlainServer(http(text.encode())) as server,
        pytest.raises(WsdlProblem, match="is a file of this machine"),
    ):
        load(server.address, tmp_path)


def split(folder: Path, location: str) -> tuple[str, str]:
    """The WSDL with its record types in a schema of their own at ``location``, and that schema."""
    text = wsdls.packaged()
    start = text.index(" <xsd:schema elementFormDefault")
    end = text.index("</xsd:schema>", start) + len("</xsd:schema>")
    prefixes = {"xsd": "http://www.w3.org/2001/XMLSchema", "io": f"{wsdls.INTERFACES}Household%20Interface"}
    names = "".join(f'xmlns:{prefix}="{namespace}" ' for prefix, namespace in prefixes.items())
    schema = text[start:end].strip().replace("<xsd:schema ", f"<xsd:schema {names}", 1)
    imported = f'Household%20Interface" schemaLocation="{location}"/>'
    rest = (text[:start] + text[end:]).replace('Household%20Interface"/>', imported, 1)
    (folder / "types.xsd").write_text(schema)
    return rest, schema


def test_a_folder_of_imports_is_read(tmp_path: Path) -> None:
    text, _ = split(tmp_path, "types.xsd")
    assert found(text, tmp_path).shape.fields["household_name"].name == "HouseholdName"


def test_a_password_does_not_follow_an_import_to_another_host(tmp_path: Path) -> None:
    with PlainServer(http(b"")) as placeholder, PlainServer(http(b"")) as server:
        other = placeholder.address
        text, schema = split(tmp_path, f"{other}/types.xsd")
        placeholder.answer_with(http(schema.encode()))
        server.answer_with(http(text.encode()))
        session = open_session(replace(CRM, auth=Auth.BASIC, user="agent07"), Secret("s3cret"))
        location = f"{server.address}/x?wsdl"
        assert wsdl.load(location, HOUSEHOLD, session, tmp_path).service.synchronize
        assert b"Authorization" in server.requests[0]
        assert b"Authorization" not in placeholder.requests[0]
    assert wsdl.load(location, HOUSEHOLD, session, tmp_path).service.synchronize


def large(folder: Path, changed: str = "") -> str:
    """A WSDL that describes hundreds of other things, too."""
    schema = (
        '<xsd:schema targetNamespace="urn:{0}"><xsd:complexType name="Other{0}"><xsd:sequence>'
        '<xsd:element name="Field" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:schema>'
    )
    others = "".join(schema.format(number) for number in range(1600))
    text = wsdls.packaged().replace("</types>", f"{others}{changed}</types>")
    text = text.replace("127.0.0.1:8077/asi/household", "ada:s3cret@127.0.0.1/x?Password=s3cret&amp;a=1")
    return wsdls.saved(folder, text)


def test_what_other_services_need_is_left_out_of_a_large_wsdl(tmp_path: Path) -> None:
    loaded = wsdl.load(large(tmp_path), HOUSEHOLD, open_session(CRM, None), tmp_path / "cache")
    assert loaded.service.types is not None
    plain = found(wsdls.packaged(), tmp_path)
    assert loaded.service == replace(plain, address="http://127.0.0.1/x?a=1")
    assert not any(b"Other" in each for each in loaded.left.documents.values())


def test_a_large_wsdl_is_searched_once_and_no_password_of_it_is_kept(tmp_path: Path) -> None:
    place, told = large(tmp_path), list[wsdl.Stage]()

    def again() -> Service:
        told.clear()
        session, cache = open_session(CRM, None), tmp_path / "cache"
        source = wsdl.read(place, HOUSEHOLD, session, cache, lambda stage, _: told.append(stage))
        return wsdl.understand(source, HOUSEHOLD).service

    first = again()
    assert wsdl.Stage.READING in told
    assert again() == first
    assert told == [wsdl.Stage.FETCHING]
    kept = [each for each in (tmp_path / "cache" / "wsdl").rglob("*") if each.is_file()]
    assert kept
    assert not any(b"s3cret" in each.read_bytes() for each in kept)
    # Nothing is taken from a file that is spoilt, or that others could have written, or for another WSDL.
    for spoil in (
        lambda each: each.write_text("{"),
        lambda each: each.write_text('{"mapping": "cos\nsystem"}'),
        lambda each: each.chmod(0o666),
        lambda _: large(tmp_path, "<!-- changed -->"),
    ):
        for each in kept:
            spoil(each)
        assert again() == first
        assert wsdl.Stage.READING in told
