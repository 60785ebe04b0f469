"""A message changes what it names by the rules of Synchronize and its sisters, and nothing else."""

from __future__ import annotations

import pytest

from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import (
    Message,
    contact,
    envelope,
    household,
    member,
    members,
    wrapped,
)

OKAFOR = household(HouseholdId="7-4QX2M", HouseholdName="Okafor", Segment="Rural")
NGOZI = contact(Id="7-4QWZ9", LastName="Okafor", FirstName="Ngozi")


def test_a_new_household_gets_an_integration_id(caller: Caller) -> None:
    reply = caller.synchronize(OKAFOR)
    assert (reply.operation, reply["IntegrationId"], reply["HouseholdId"]) == (
        "insert",
        "HH-000417",
        "7-4QX2M",
    )


def test_the_same_household_keeps_its_integration_id(caller: Caller) -> None:
    caller.synchronize(OKAFOR)
    reply = caller.synchronize(OKAFOR)
    assert (reply.operation, reply["IntegrationId"]) == ("update", "HH-000417")
    assert len(caller.records()) == 1


def test_every_record_gets_an_id_of_its_own(caller: Caller) -> None:
    both = NGOZI + contact(Id="7-4QWZA", LastName="Lindqvist")
    replies = caller.synchronize(both).records
    assert [each.findtext("{*}IntegrationId") for each in replies] == ["CRM-88120", "CRM-88121"]


def test_an_absent_field_keeps_its_value(caller: Caller) -> None:
    caller.synchronize(OKAFOR)
    assert caller.synchronize(household(HouseholdId="7-4QX2M", Status="Active"))["Segment"] == "Rural"


def test_an_empty_field_is_cleared_and_comes_back_empty(caller: Caller) -> None:
    caller.synchronize(OKAFOR)
    assert caller.synchronize(household(HouseholdId="7-4QX2M", Segment=""))["Segment"] == ""


def test_what_it_was_never_told_is_absent_from_the_reply(caller: Caller) -> None:
    assert caller.synchronize(OKAFOR).tags == ["HouseholdName", "HouseholdId", "IntegrationId", "Segment"]


def test_empty_keys_clear_nothing(caller: Caller) -> None:
    caller.synchronize(household(HouseholdId="7-4QX2M", Id="7-1", HouseholdName="Okafor"))
    reply = caller.synchronize(household(HouseholdId="7-4QX2M", Id="", IntegrationId=""))
    assert (reply["Id"], reply["IntegrationId"]) == ("7-1", "HH-000417")


def test_a_text_is_kept_to_the_letter(caller: Caller) -> None:
    comment = " two\nlines & <more> "
    reply = caller.synchronize(contact(Id="1", LastName="Okafor", Comment=comment))
    assert reply["Comment"] == comment


def test_a_message_is_applied_whole_or_not_at_all(caller: Caller) -> None:
    refused = household(HouseholdId="7-2", HouseholdName="Berg", Segment="Own House")
    assert caller.synchronize(OKAFOR + refused).status == 500
    assert caller.records() == []


def test_an_id_that_was_never_acknowledged_is_given_to_the_next(caller: Caller) -> None:
    caller.synchronize(household(HouseholdId="7-2", HouseholdName="Berg", Segment="Own House"))
    assert caller.synchronize(OKAFOR)["IntegrationId"] == "HH-000417"


def test_a_message_without_records_changes_nothing(caller: Caller) -> None:
    empty = household()
    assert caller.post("household", envelope(wrapped("Synchronize", empty))).fault == ["SBL-EAI-04397"]
    nobody = wrapped("Synchronize", empty).replace("<Household></Household>", "")
    assert caller.post("household", envelope(nobody)).records == []


def test_the_status_object_asks_for_the_keys_alone(caller: Caller) -> None:
    asked = '<asi:StatusObject xmlns:asi="http://siebel.com/asi/">true</asi:StatusObject>'
    reply = caller.synchronize(OKAFOR, asked)
    assert (reply.tags, reply.operation) == (["HouseholdId", "IntegrationId"], "insert")


# Keys


@pytest.mark.parametrize(
    "again",
    [
        contact(IntegrationId="CRM-88120", FirstName="Ada"),
        contact(PersonUId="P-1", FirstName="Ada"),
        contact(Id="7-4QWZ9", IntegrationId="", PersonUId="", FirstName="Ada"),
        contact(Id="7-4QWZ9", IntegrationId="CRM-99999", FirstName="Ada"),
    ],
    ids=["integration id", "person uid", "row id", "row id with a strange integration id"],
)
def test_a_contact_is_found_by_any_of_its_keys(caller: Caller, again: Message) -> None:
    caller.synchronize(contact(Id="7-4QWZ9", PersonUId="P-1", LastName="Okafor"))
    reply = caller.synchronize(again)
    assert (reply.operation, reply["IntegrationId"], reply["LastName"]) == ("update", "CRM-88120", "Okafor")


def test_a_household_is_found_by_its_row_id(caller: Caller) -> None:
    caller.synchronize(household(HouseholdId="HH-1", Id="7-1", HouseholdName="Okafor"))
    assert caller.synchronize(household(Id="7-1", Segment="Rural"))["HouseholdId"] == "HH-1"


def test_a_record_known_by_a_lesser_key_learns_the_row_id(caller: Caller) -> None:
    caller.synchronize(contact(PersonUId="P-1", LastName="Okafor"))
    reply = caller.synchronize(contact(Id="7-4QWZ9", PersonUId="P-1"))
    assert (reply.operation, reply["Id"], len(caller.records())) == ("update", "7-4QWZ9", 1)


@pytest.mark.parametrize(
    "contradiction",
    [
        contact(Id="7-2", IntegrationId="CRM-88120"),
        contact(Id="7-3", PersonUId="P-1", LastName="Berg"),
        contact(IntegrationId="CRM-88121", PersonUId="P-1"),
        contact(Id="7-1", PersonUId="P-2"),
    ],
)
def test_keys_of_two_records_are_refused_as_a_duplicate(caller: Caller, contradiction: Message) -> None:
    caller.synchronize(contact(Id="7-1", PersonUId="P-1", LastName="Okafor"))
    caller.synchronize(contact(Id="7-2", PersonUId="P-2", LastName="Lindqvist"))
    assert caller.synchronize(contradiction).fault == ["SBL-DAT-00381"]


def test_a_record_named_only_by_an_id_that_was_never_given_is_refused(caller: Caller) -> None:
    refused = caller.synchronize(contact(IntegrationId="CRM-1", LastName="Okafor"))
    assert refused.fault == ["SBL-EAI-04397"]


def test_a_record_without_any_key_is_refused(caller: Caller) -> None:
    assert caller.synchronize(contact(LastName="Okafor")).fault == ["SBL-EAI-04397"]


def test_the_first_record_of_a_message_decides_the_key_of_all(caller: Caller) -> None:
    second = contact(PersonUId="P-1", LastName="Lindqvist")
    assert caller.synchronize(NGOZI + second).fault == ["SBL-EAI-04397"]


# Operations


def test_insert_or_update_inserts_and_updates(caller: Caller) -> None:
    assert caller.upsert(NGOZI).operation == "insert"
    assert caller.upsert(NGOZI).operation == "update"


def test_a_deleted_contact_is_gone_and_its_id_never_given_again(caller: Caller) -> None:
    caller.synchronize(NGOZI)
    reply = caller.call("Delete", contact(Id="7-4QWZ9"))
    assert (reply.operation, reply.tags) == ("delete", ["Id", "IntegrationId"])
    assert caller.synchronize(NGOZI)["IntegrationId"] == "CRM-88121"


def test_deleting_what_is_not_there_is_refused(caller: Caller) -> None:
    assert caller.call("Delete", NGOZI).fault == ["SBL-EAI-04421"]


@pytest.mark.parametrize("operation", ["insert", "insertsync"])
def test_the_attribute_insert_refuses_what_exists(caller: Caller, operation: str) -> None:
    caller.synchronize(NGOZI)
    refused = caller.synchronize(contact(operation=operation, Id="7-4QWZ9", LastName="Okafor"))
    assert refused.fault == ["SBL-DAT-00381"]


@pytest.mark.parametrize("operation", ["update", "updatesync", "delete", "query"])
def test_the_attributes_of_change_refuse_what_does_not_exist(caller: Caller, operation: str) -> None:
    refused = caller.synchronize(contact(operation=operation, Id="7-4QWZ9", LastName="Okafor"))
    assert refused.fault == ["SBL-EAI-04421"]


@pytest.mark.parametrize("operation", ["skipnode", "skiptree", "query", "querypage"])
def test_a_record_can_be_left_alone(caller: Caller, operation: str) -> None:
    caller.synchronize(NGOZI)
    reply = caller.synchronize(contact(operation=operation, Id="7-4QWZ9", FirstName="Ada"))
    assert (reply["FirstName"], reply.operation) == ("Ngozi", None)


def test_a_misspelt_attribute_synchronizes_and_so_removes(caller: Caller) -> None:
    two = members(member(ContactId="1", LastName="Okafor"), member(ContactId="2", LastName="Okafor"))
    caller.synchronize(household(two, HouseholdId="7-1", HouseholdName="Okafor"))
    caller.upsert(household(members(member(ContactId="1")), operation="Upsert", HouseholdId="7-1"))
    assert len(caller.find("household", "7-1").rows("ListOfRelatedContact")) == 1


@pytest.mark.parametrize("told", [{}, {"LastName": ""}, {"LastName": "  "}])
def test_a_contact_without_a_last_name_is_refused(caller: Caller, told: dict[str, str]) -> None:
    refused = caller.synchronize(contact(Id="7-1", **told))
    assert (refused.status, refused.fault) == (500, ["SBL-DAT-00498"])
    assert refused.fault_string == "LastName is required on Contact(SBL-DAT-00498)"


def test_the_last_name_cannot_be_cleared_later(caller: Caller) -> None:
    caller.synchronize(NGOZI)
    assert caller.synchronize(contact(Id="7-4QWZ9", LastName="")).fault == ["SBL-DAT-00498"]


def test_a_household_without_a_name_is_refused(caller: Caller) -> None:
    assert caller.synchronize(household(HouseholdId="7-1")).fault == ["SBL-DAT-00498"]
