"""Child lists follow the container: absent leaves them, empty removes them, rows replace them."""

from __future__ import annotations

import pytest

from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import (
    Message,
    component,
    contact,
    household,
    member,
    members,
)

NGOZI = member("Y", ContactId="C-1", FirstName="Ngozi", LastName="Okafor")
BERG = member(ContactId="C-2", FirstName="Per", LastName="Berg")


def family(*rows: str, **fields: str) -> Message:
    return household(members(*rows), HouseholdId="7-1", HouseholdName="Okafor", **fields)


def known(caller: Caller) -> list[dict[str, str]]:
    """The members as the external system shows them."""
    return caller.find("household", "7-1").rows("ListOfRelatedContact")


def ids(caller: Caller) -> list[str]:
    return [row["ContactId"] for row in known(caller)]


@pytest.fixture(autouse=True)
def _family_of_two(caller: Caller) -> None:
    caller.synchronize(family(NGOZI, BERG))


def test_members_come_back_with_the_ids_they_were_given(caller: Caller) -> None:
    assert [row["ContactIntegrationId"] for row in known(caller)] == ["CRM-88120", "CRM-88121"]


def test_members_are_left_out_of_a_reply_to_a_change(caller: Caller) -> None:
    assert "ListOfRelatedContact" not in caller.synchronize(family(NGOZI, BERG)).tags


def test_members_are_in_the_reply_when_that_is_wanted(caller: Caller) -> None:
    caller.conduct(members=True)
    reply = caller.synchronize(family(NGOZI))
    assert reply.rows("ListOfRelatedContact") == [
        {
            "ContactIntegrationId": "CRM-88120",
            "FirstName": "Ngozi",
            "LastName": "Okafor",
            "ContactId": "C-1",
            "@IsPrimaryMVG": "Y",
        }
    ]


def test_an_absent_container_leaves_the_members(caller: Caller) -> None:
    caller.synchronize(household(HouseholdId="7-1", Segment="Rural"))
    assert ids(caller) == ["C-1", "C-2"]


def test_an_empty_container_removes_the_members_but_not_the_people(caller: Caller) -> None:
    caller.synchronize(family())
    assert ids(caller) == []
    assert len(caller.records("contact")) == 2


def test_a_member_that_is_not_named_any_more_is_removed(caller: Caller) -> None:
    caller.synchronize(family(BERG))
    assert ids(caller) == ["C-2"]


def test_insert_or_update_removes_nobody(caller: Caller) -> None:
    caller.upsert(family(member(ContactId="C-3", LastName="Lindqvist")))
    caller.upsert(family())
    assert ids(caller) == ["C-1", "C-2", "C-3"]


def test_a_known_member_is_updated(caller: Caller) -> None:
    left = member(ContactId="C-2", DateExitedHousehold="02/14/2021", Relationship="Child")
    caller.upsert(family(left))
    (_, berg) = known(caller)
    assert (berg["DateExitedHousehold"], berg["LastName"]) == ("02/14/2021", "Berg")


def test_a_new_primary_takes_the_mark_from_the_old_one(caller: Caller) -> None:
    caller.upsert(family(member("Y", ContactId="C-2")))
    assert [row["@IsPrimaryMVG"] for row in known(caller)] == ["N", "Y"]


def test_two_primaries_are_refused(caller: Caller) -> None:
    refused = caller.synchronize(family(NGOZI, member("Y", ContactId="C-2")))
    assert refused.fault == ["SBL-EAI-04316"]
    assert [row.get("@IsPrimaryMVG") for row in known(caller)] == ["Y", None]


def test_a_member_sent_later_becomes_the_same_contact(caller: Caller) -> None:
    reply = caller.synchronize(contact(Id="C-1", LastName="Okafor", FirstName="Ada"))
    assert (reply.operation, reply["IntegrationId"]) == ("update", "CRM-88120")
    assert known(caller)[0]["FirstName"] == "Ada"


def test_a_contact_sent_before_becomes_the_member(caller: Caller) -> None:
    sent = caller.synchronize(contact(Id="C-3", LastName="Lindqvist", FirstName="Eva"))
    caller.upsert(family(member(ContactId="C-3", LastName="Somebody else")))
    eva = known(caller)[2]
    assert (eva["ContactIntegrationId"], eva["LastName"]) == (sent["IntegrationId"], "Lindqvist")
    assert len(caller.records("contact")) == 3


def test_names_of_a_member_known_by_name_alone_are_brought_up_to_date(caller: Caller) -> None:
    caller.upsert(family(member(ContactId="C-2", LastName="Bergman")))
    assert known(caller)[1]["LastName"] == "Bergman"


def test_a_deleted_contact_is_no_member_any_more(caller: Caller) -> None:
    caller.call("Delete", contact(Id="C-1"))
    assert ids(caller) == ["C-2"]


def test_the_first_member_decides_the_key_of_all(caller: Caller) -> None:
    refused = caller.synchronize(family(NGOZI, member(ContactIntegrationId="CRM-88121")))
    assert refused.fault == ["SBL-EAI-04397"]


def test_members_can_be_named_by_integration_id(caller: Caller) -> None:
    caller.synchronize(family(member(ContactIntegrationId="CRM-88121")))
    assert ids(caller) == ["C-2"]


def test_an_unknown_integration_id_names_nobody(caller: Caller) -> None:
    refused = caller.synchronize(family(member(ContactIntegrationId="CRM-1", LastName="Nobody")))
    assert refused.fault == ["SBL-EAI-04397"]


@pytest.mark.parametrize(
    ("operation", "contact_id", "left"),
    [
        ("delete", "C-2", ["C-1"]),
        ("update", "C-2", ["C-1", "C-2"]),
        ("insert", "C-3", ["C-1", "C-2", "C-3"]),
        ("skipnode", "C-3", ["C-1", "C-2"]),
    ],
)
def test_a_row_may_say_itself_what_is_to_be_done(
    caller: Caller, operation: str, contact_id: str, left: list[str]
) -> None:
    caller.upsert(family(member(operation=operation, ContactId=contact_id, LastName="Somebody")))
    assert ids(caller) == left


@pytest.mark.parametrize(
    ("operation", "contact_id", "code"),
    [
        ("insert", "C-2", "SBL-DAT-00381"),
        ("update", "C-3", "SBL-EAI-04421"),
        ("delete", "C-3", "SBL-EAI-04421"),
    ],
)
def test_a_row_that_contradicts_what_is_there_is_refused(
    caller: Caller, operation: str, contact_id: str, code: str
) -> None:
    refused = caller.upsert(family(member(operation=operation, ContactId=contact_id, LastName="Somebody")))
    assert refused.fault == [code]


def test_a_dated_link_may_repeat_its_key(caller: Caller) -> None:
    first, second = (
        f'<RelatedContact EDStartDate="{date}"><ContactId>C-1</ContactId></RelatedContact>'
        for date in ("01/01/2001", "01/01/2011")
    )
    caller.synchronize(family(first, second))
    assert [row["@EDStartDate"] for row in known(caller)] == ["01/01/2001", "01/01/2011"]


def test_other_lists_are_matched_by_their_own_keys(caller: Caller) -> None:
    def phones(*rows: str) -> Message:
        listed = f"<ListOfAlternatePhone>{''.join(rows)}</ListOfAlternatePhone>"
        return contact(listed, Id="C-1", LastName="Okafor")

    home = component(
        "AlternatePhone", "", {}, Id="P-1", AlternatePhone="08 512 345 67", AlternatePhoneName="Home"
    )
    work = component("AlternatePhone", "", {}, Id="P-2", AlternatePhone="0046 8 1")
    renamed = component("AlternatePhone", "", {}, Id="P-1", AlternatePhoneName="Summer house")
    caller.synchronize(phones(home, work))
    caller.synchronize(phones(renamed))
    kept = {"Id": "P-1", "AlternatePhone": "+46851234567", "AlternatePhoneName": "Summer house"}
    assert caller.find("contact", "C-1").rows("ListOfAlternatePhone") == [kept]


def test_team_and_organizations_travel_with_the_household(caller: Caller) -> None:
    team = component("RelatedSalesRep", "", {"IsPrimaryMVG": "Y"}, Login="SADMIN", Position="Agent")
    organization = component("RelatedOrganization", "", {}, OrganizationName="Nordic")
    rows = (
        f"<ListOfRelatedSalesRep>{team}</ListOfRelatedSalesRep>"
        f"<ListOfRelatedOrganization>{organization}</ListOfRelatedOrganization>"
    )
    caller.synchronize(household(rows, HouseholdId="7-1"))
    found = caller.find("household", "7-1")
    assert found.rows("ListOfRelatedSalesRep")[0]["Login"] == "SADMIN"
    assert found.rows("ListOfRelatedOrganization") == [{"OrganizationName": "Nordic"}]
