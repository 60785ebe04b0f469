"""What a reply says of a record, from literal XML; each rule of the contract's section 5 in one place."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.integration.reply import Reply, ReplyRow, read
from desktop.values import Value
from tests.integration import soap

TODAY = date(2026, 3, 12)
LISTS = {"HOUSEHOLD_CATEGORY": frozenset({"Gold", "Silver"})}


def of_household(inner: str, attributes: str = "") -> Reply:
    return read(soap.household(inner, attributes), "household", lists=LISTS, today=TODAY)


def record(told: Reply) -> ReplyRow:
    assert told.record is not None, told.problems
    return told.record


def test_absent_and_empty_are_kept_apart() -> None:
    values = record(of_household("<Category>Gold</Category><FaxNumber/><Revenue> </Revenue>")).values
    assert values == {"category": "Gold", "fax_number": None, "revenue": None}


def test_nil_is_empty() -> None:
    nil = '<Segment xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    assert record(of_household(nil)).values == {"segment": None}


def test_an_empty_key_is_no_news() -> None:
    assert record(of_household("<HouseholdId>H-1</HouseholdId><IntegrationId/>")).values == {
        "household_id": "H-1",
        "integration_id": None,
    }


def test_elements_are_known_in_any_order_namespace_and_case() -> None:
    inner = '<x:Status xmlns:x="urn:other">Active</x:Status><category xmlns="">Gold</category><Id>1</Id>'
    assert record(of_household(inner)).values == {"status": "Active", "category": "Gold", "id": "1"}


def test_containers_are_absent_empty_or_hold_rows() -> None:
    inner = (
        "<HouseholdId>H-1</HouseholdId><ListOfRelatedSalesRep/><ListOfRelatedContact>"
        '<RelatedContact IsPrimaryMVG="Y"><ContactId>C-1</ContactId><DateExitedHousehold/></RelatedContact>'
        '<RelatedContact IsPrimaryMVG="N"><ContactId>C-2</ContactId></RelatedContact></ListOfRelatedContact>'
    )
    children = record(of_household(inner)).children
    assert children["related_sales_rep"] == ()
    assert [(row.values, row.primary) for row in children["related_contact"]] == [
        ({"contact_id": "C-1", "date_exited_household": None}, True),
        ({"contact_id": "C-2"}, False),
    ]
    assert "related_organization" not in children


def test_a_nil_container_is_no_news_rather_than_an_empty_list() -> None:
    nil = '<ListOfRelatedContact xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    assert record(of_household(nil)).children == {}


def test_unknown_elements_are_noted_and_skipped() -> None:
    told = of_household("<HouseholdId>H-1</HouseholdId><Mood>good</Mood>")
    assert record(told).values == {"household_id": "H-1"}
    assert told.notes == ("Household holds <Mood>, which is not known here.",)


def test_households_of_a_contact_are_left_to_their_own_messages() -> None:
    told = read(soap.contact("<Id>C-1</Id><ListOfRelatedHouseholds/>"), "contact")
    assert record(told).children == {}
    assert "membership travels with the household" in told.notes[0]


@pytest.mark.parametrize("inner", ["", "<ListOfHouseholdInterface/>", "<StatusObject>x</StatusObject>"])
def test_an_output_without_a_record_is_an_answer_with_no_news(inner: str) -> None:
    told = read(soap.envelope(f"<Out>{inner}</Out>"), "household")
    assert (told.record, told.problems) == (None, ())


def test_rpc_wrappers_without_namespace_are_seen_through() -> None:
    body = (
        '<r:SynchronizeResponse xmlns:r="urn:r"><SiebelMessage><ListOfContactInterface>'
        "<Contact><Id>C-1</Id></Contact></ListOfContactInterface></SiebelMessage></r:SynchronizeResponse>"
    )
    assert record(read(soap.envelope(body), "contact")).values == {"id": "C-1"}


def test_soap_12_is_read_alike() -> None:
    body = "<Out><Contact><Id>C-1</Id></Contact></Out>"
    raw = soap.envelope(body, "http://www.w3.org/2003/05/soap-envelope")
    assert record(read(raw, "contact")).values == {"id": "C-1"}


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<Category>Diamond</Category>", "Category (<Category> of Household) must be one of: Gold, Silver"),
        ("<Income>a lot</Income>", "Income (<Income> of Household) must be a plain amount"),
        ("<HouseholdSize>3.5</HouseholdSize>", "must be a whole number, not '3.5'"),
        ("<HouseholdSize>-1</HouseholdSize>", "must be at least 0"),
        (f"<HouseholdName>{'x' * 51}</HouseholdName>", "may have at most 50 characters, not 51"),
        (f"<IntegrationId>{'x' * 31}</IntegrationId>", "may have at most 30 characters, not 31"),
        ("<HouseholdName/>", "Name (<HouseholdName> of Household) is required."),
        ("<Status>A</Status><Status>B</Status>", "<Status> twice, with different values"),
        ("<Category><b>Gold</b></Category>", "holds elements where a value belongs"),
        ("<ListOfRelatedContact/><ListOfRelatedContact/>", "<ListOfRelatedContact> twice"),
        ("<ListOfRelatedContact><Person/></ListOfRelatedContact>", "holds <Person>, not RelatedContact"),
        ("<ListOfRelatedContact>none</ListOfRelatedContact>", "holds text where rows belong"),
        (
            '<ListOfRelatedContact><RelatedContact IsPrimaryMVG="X"/></ListOfRelatedContact>',
            "IsPrimaryMVG of RelatedContact must be Y or N, not 'x'",
        ),
        (
            (
                "<ListOfRelatedContact><RelatedContact><DateEnteredHousehold>02/30/2021</DateEnteredHousehold>"
                "</RelatedContact></ListOfRelatedContact>"
            ),
            "Entered (<DateEnteredHousehold> of RelatedContact) must be a date",
        ),
    ],
)
def test_a_reply_that_breaks_a_rule_is_not_applied_and_says_why(inner: str, said: str) -> None:
    told = of_household(inner)
    assert told.record is None
    assert said in " ".join(told.problems)


def test_two_records_are_one_too_many() -> None:
    told = read(soap.output("Household", "<Household/><Household/>"), "household")
    assert told.problems == ("The reply holds 2 records, and one Household was sent.",)


def test_a_record_of_another_kind_is_not_for_us() -> None:
    told = read(soap.household("<HouseholdId>H-1</HouseholdId>"), "contact")
    assert told.problems == ("The reply holds <HouseholdId> but no Contact.",)


def test_a_misspelt_operation_is_refused_before_it_silently_removes() -> None:
    told = of_household("<HouseholdId>H-1</HouseholdId>", 'operation="updte"')
    assert told.problems == ("The operation of Household is 'updte', which does not exist.",)


def test_a_value_that_is_nobodys_business_is_not_repeated() -> None:
    told = read(soap.contact(f"<SocialSecurityNumber>{'7' * 31}</SocialSecurityNumber>"), "contact")
    assert "at most 30" in told.problems[0]
    assert "777" not in told.problems[0]


@pytest.mark.parametrize(
    ("spans", "value"),
    [
        ([("Old", "01/01/2020", "12/31/2025"), ("New", "01/01/2026", "")], "New"),
        ([("Old", "", "03/12/2026"), ("New", "03/13/2026", "")], "Old"),
        ([("Always", "", "")], "Always"),
    ],
)
def test_of_effective_dated_values_todays_counts(spans: list[tuple[str, str, str]], value: Value) -> None:
    rows = "".join(
        f'<HouseholdName EDStartDate="{start}" EDEndDate="{end}">{name}</HouseholdName>'
        for name, start, end in spans
    )
    told = of_household(f"<EDListOfHouseholdName>{rows}</EDListOfHouseholdName>")
    assert record(told).values == {"household_name": value}


def test_effective_dated_values_without_one_for_today_are_no_news() -> None:
    rows = '<HouseholdName EDStartDate="01/01/2030">Later</HouseholdName>'
    told = of_household(f"<EDListOfHouseholdName>{rows}</EDListOfHouseholdName>")
    assert record(told).values == {}
    assert "no value of <HouseholdName> for today" in told.notes[0]


def test_two_values_for_today_are_one_too_many() -> None:
    rows = "<HouseholdName>A</HouseholdName><HouseholdName>B</HouseholdName>"
    assert of_household(f"<EDListOfHouseholdName>{rows}</EDListOfHouseholdName>").problems


@pytest.mark.parametrize("raw", [b"", b"<html/>", b"<a>", b"not xml", b"\x00", b"<!DOCTYPE a><a/>"])
def test_what_is_no_soap_is_a_problem_and_no_error(raw: bytes) -> None:
    assert read(raw, "contact").problems
