"""What is sent of a record: all it holds, empty only what once held something, and keys to match by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.errors import InvalidValue, WsdlProblem
from desktop.integration import request, wsdl
from desktop.integration.client import Client
from desktop.integration.connection import open_session
from desktop.integration.credentials import Secret
from desktop.integration.markup import Element, attribute, child, children, descendants, local_name, parse
from desktop.store.types import Auth, Child, ConnectionSettings, RecordKind, Ref, Snapshot, Values
from desktop.values import Value
from tests.integration import wsdls

HOME = Ref(RecordKind.HOUSEHOLD, "R-1")
PERSON = Ref(RecordKind.CONTACT, "C-1")
NAMED: Values = {"household_name": "Okafor", "household_id": "H-1"}
Written = Callable[[Snapshot], Element]


def household(*known: str, rows: dict[str, tuple[Child, ...]] | None = None, **values: Value) -> Snapshot:
    return Snapshot(HOME, {**NAMED, **values}, rows or {}, 1, frozenset(known))


def contact(*known: str, rows: dict[str, tuple[Child, ...]] | None = None, **values: Value) -> Snapshot:
    named: Values = {"first_name": "Ngozi", "last_name": "Okafor"}
    return Snapshot(PERSON, {**named, **values}, rows or {}, 1, frozenset(known))


class Writer:
    """Writes requests by a WSDL."""

    def __init__(self, folder: Path, text: str, kind: RecordKind, **settings: object) -> None:
        settings_ = replace(ConnectionSettings("crm", address="http://127.0.0.1/x"), **settings)
        session = open_session(settings_, None)
        loaded = wsdl.load(wsdls.saved(folder, text), kind, session, folder)
        secret = Secret("s3cret") if settings_.auth is not Auth.NONE else None
        self.client = Client(loaded, settings_, session, secret)
        self.kind = kind

    def envelope(self, snapshot: Snapshot) -> Element:
        service = self.client.service
        return parse(self.client.write(service.synchronize, request.build(snapshot, service)).body)

    def record(self, snapshot: Snapshot) -> Element:
        (found,) = descendants(self.envelope(snapshot), self.kind.title())
        return found


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """The record as the WSDLs that travel with us have it written."""

    def write(snapshot: Snapshot) -> Element:
        kind = snapshot.ref.kind
        return Writer(tmp_path, wsdls.packaged(kind), kind).record(snapshot)

    return write


def fields(element: Element | None) -> dict[str, str | None]:
    assert element is not None
    return {local_name(each): each.text for each in children(element)}


def rows(record: Element, container: str) -> list[dict[str, str | None]]:
    found = child(record, container)
    assert found is not None
    return [fields(each) for each in children(found)]


def test_what_has_a_value_is_sent_in_the_order_of_the_schema(written: Written) -> None:
    record = written(household(status="Active", income="68250.50", household_size=3))
    assert list(fields(record).items()) == [
        ("HouseholdName", "Okafor"),
        ("HouseholdId", "H-1"),
        ("HouseholdSize", "3"),
        ("Id", "R-1"),
        ("Income", "68250.50"),
        ("Status", "Active"),
    ]


def test_only_what_once_held_something_is_sent_empty(written: Written) -> None:
    record = written(household("fax_number", "integration_id", fax_number=None, segment=None))
    assert fields(record)["FaxNumber"] is None
    assert {"Segment", "IntegrationId"}.isdisjoint(fields(record))


def test_dates_and_flags_have_the_untyped_form(written: Written) -> None:
    record = written(contact(birth_date="1980-02-04", suppress_all_calls=True, suppress_all_emails=False))
    sent = fields(record)
    assert (sent["BirthDate"], sent["SuppressAllCalls"], sent["SuppressAllEmails"]) == (
        "02/04/1980",
        "Y",
        "N",
    )


def test_a_list_without_rows_is_sent_empty_only_if_it_once_had_some(written: Written) -> None:
    record = written(contact("personal_address"))
    assert rows(record, "ListOfPersonalAddress") == []
    assert child(record, "ListOfAlternatePhone") is None


def test_members_travel_with_their_keys_names_dates_and_mark(written: Written) -> None:
    values: Values = {
        "first_name": "Ngozi",
        "contact_integration_id": "X-1",
        "personal_contact": False,
        "date_entered_household": "2021-02-14",
        "relationship": "Head",
    }
    member = Child("M-1", values, primary=True, picked_id="C-1")
    record = written(household(rows={"related_contact": (member,)}))
    assert rows(record, "ListOfRelatedContact") == [
        {
            "ContactIntegrationId": "X-1",
            "FirstName": "Ngozi",
            "PersonalContact": "N",
            "ContactId": "C-1",
            "DateEnteredHousehold": "02/14/2021",
            "Relationship": "Head",
        }
    ]
    (sent,) = descendants(record, "RelatedContact")
    assert attribute(sent, "IsPrimaryMVG") == "Y"


def test_a_field_of_a_row_that_once_held_something_is_sent_empty(written: Written) -> None:
    address = Child("A-1", {"personal_city": "Lund", "personal_county": None, "personal_state": None})
    snapshot = contact("personal_address.personal_county", rows={"personal_address": (address,)})
    assert rows(written(snapshot), "ListOfPersonalAddress") == [
        {"Id": "A-1", "PersonalCity": "Lund", "PersonalCounty": None}
    ]


def test_the_households_of_a_contact_never_travel(written: Written) -> None:
    link = Child("M-1", {"hh_name": "Okafor"}, picked_id="R-1")
    record = written(contact("related_households", rows={"related_households": (link,)}))
    assert child(record, "ListOfRelatedHouseholds") is None


def team(*people: tuple[str | None, str | None]) -> Snapshot:
    reps = tuple(
        Child(f"L-{number}", {"login": login, "position": position}, picked_id=f"P-{number}")
        for number, (login, position) in enumerate(people)
    )
    return household(rows={"related_sales_rep": reps})


def test_the_row_that_lacks_the_first_key_goes_first_so_that_it_decides(written: Written) -> None:
    sent = rows(written(team(("ann", "Clerk"), (None, "Head"))), "ListOfRelatedSalesRep")
    assert [(each.get("Login"), each["Position"]) for each in sent] == [(None, "Head"), ("ann", "Clerk")]


def test_a_first_key_that_two_rows_share_is_left_unsaid(written: Written) -> None:
    sent = rows(written(team(("ann", "Clerk"), ("ann", "Head"))), "ListOfRelatedSalesRep")
    assert [(each.get("Login"), each["Position"]) for each in sent] == [(None, "Clerk"), (None, "Head")]


def test_typed_elements_are_written_as_their_type_says(tmp_path: Path) -> None:
    writer = Writer(tmp_path, wsdls.typed(wsdls.packaged("contact")), RecordKind.CONTACT)
    snapshot = contact(
        "income",
        birth_date="1980-02-04",
        income_exchange_date="2016-03-12T07:05:09",
        suppress_all_calls=True,
        income=None,
    )
    sent = fields(writer.record(snapshot))
    assert (sent["BirthDate"], sent["SuppressAllCalls"]) == ("1980-02-04", "true")
    assert sent["IncomeExchangeDate"] == "2016-03-12T07:05:09"
    assert "Income" not in sent


def test_a_typed_element_is_cleared_by_nil_where_it_may_be(tmp_path: Path) -> None:
    text = wsdls.typed(wsdls.packaged("contact"), 'nillable="true"')
    record = Writer(tmp_path, text, RecordKind.CONTACT).record(contact("birth_date", birth_date=None))
    found = child(record, "BirthDate")
    assert found is not None
    assert attribute(found, "nil") == "true"


def demanding(text: str, name: str) -> str:
    return text.replace(f'name="{name}" type="xsd:string" minOccurs="0"', f'name="{name}" type="xsd:string"')


def test_what_the_schema_demands_is_sent_even_if_there_is_nothing_to_say(tmp_path: Path) -> None:
    text = demanding(demanding(wsdls.packaged(), "StatusObject"), "Segment")
    writer = Writer(tmp_path, text, RecordKind.HOUSEHOLD)
    envelope = writer.envelope(household())
    assert [each.text for name in ("StatusObject", "Segment") for each in descendants(envelope, name)] == [
        None,
        None,
    ]


def test_a_demanded_number_that_is_not_there_is_named(tmp_path: Path) -> None:
    text = demanding(wsdls.packaged(), "Income").replace(
        '"Income" type="xsd:string"', '"Income" type="xsd:decimal"'
    )
    with pytest.raises(InvalidValue, match="income: is required by the external system"):
        Writer(tmp_path, text, RecordKind.HOUSEHOLD).record(household())


def test_rpc_style_has_its_parameters_in_no_namespace(tmp_path: Path) -> None:
    envelope = Writer(tmp_path, wsdls.rpc(wsdls.packaged()), RecordKind.HOUSEHOLD).envelope(household())
    (body,) = descendants(envelope, "Body")
    wrapper = next(children(body))
    assert wrapper.tag == "{http://siebel.com/asi/}ExternalHouseholdSynchronize"
    assert [each.tag for each in children(wrapper)] == ["SiebelMessage"]
    (record,) = descendants(wrapper, "Household")
    assert str(record.tag).startswith("{http://www.siebel.com/xml/Household%20Interface}")


def test_the_action_stands_where_the_version_of_soap_has_it(tmp_path: Path) -> None:
    action = "document/http://siebel.com/asi/:ExternalHouseholdSynchronize"
    headers: list[dict[str, str]] = []
    for text in (wsdls.packaged(), wsdls.soap_12(wsdls.packaged())):
        writer = Writer(tmp_path, text, RecordKind.HOUSEHOLD)
        service = writer.client.service
        headers.append(
            dict(writer.client.write(service.synchronize, request.build(household(), service)).headers)
        )
    assert headers == [
        {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"'},
        {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'},
    ]


@pytest.mark.parametrize(
    ("auth", "names"),
    [
        (Auth.SIEBEL, ["UsernameToken", "PasswordText", "SessionType"]),
        (Auth.WSSE, ["Security"]),
        (Auth.WSSE_DIGEST, ["Security"]),
        (Auth.BASIC, []),
    ],
)
def test_each_way_to_sign_in_has_its_header_blocks(auth: Auth, names: list[str], tmp_path: Path) -> None:
    writer = Writer(tmp_path, wsdls.packaged(), RecordKind.HOUSEHOLD, auth=auth, user="agent07")
    envelope = writer.envelope(household())
    header = child(envelope, "Header")
    assert ([local_name(each) for each in children(header)] if header is not None else []) == names
    carried = b"".join(each.text.encode() for each in envelope.iter() if each.text)
    assert (b"s3cret" in carried) == (auth in (Auth.SIEBEL, Auth.WSSE))


def test_a_record_that_does_not_fit_the_wsdl_is_an_administrators_matter(tmp_path: Path) -> None:
    writer = Writer(tmp_path, wsdls.packaged(), RecordKind.HOUSEHOLD)
    with pytest.raises(WsdlProblem, match="cannot be written as the WSDL for household demands"):
        writer.client.write(writer.client.service.synchronize, {"NoSuchPart": "x"})


def test_questions_ask_by_one_key(tmp_path: Path) -> None:
    client = Writer(tmp_path, wsdls.packaged(), RecordKind.HOUSEHOLD).client
    service = client.service
    assert service.query_by_id is not None
    assert service.query_by_example is not None
    by_id = parse(client.write(service.query_by_id, request.by_id(service.query_by_id, "R-1")).body)
    example = request.by_example(service.query_by_example, service.shape, {"integration_id": "X-1"})
    by_example = parse(client.write(service.query_by_example, example).body)
    assert [each.text for each in descendants(by_id, "PrimaryRowId")] == ["R-1"]
    assert [fields(each) for each in descendants(by_example, "Household")] == [{"IntegrationId": "X-1"}]
