"""Queries find what was sent, by id, by example, page by page."""

from __future__ import annotations

import pytest

from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import Answer, contact, household

ASI = "http://siebel.com/asi/"


@pytest.fixture(autouse=True)
def _twelve_contacts(caller: Caller) -> None:
    for number in range(12):
        caller.synchronize(
            contact(Id=f"C-{number:02}", PersonUId=f"P-{number}", LastName=f"Okafor {number % 3}")
        )


def last_names(answer: Answer) -> list[str | None]:
    return [each.findtext("{*}LastName") for each in answer.records]


def row_ids(answer: Answer) -> list[str | None]:
    return [each.findtext("{*}Id") for each in answer.records]


def page(caller: Caller, after: str = "", **example: str) -> Answer:
    return caller.call("QueryPage", contact(**example), after=after)


@pytest.mark.parametrize("key", ["C-03", "CRM-88123"])
def test_a_contact_is_found_by_row_id_or_integration_id(caller: Caller, key: str) -> None:
    assert row_ids(caller.find("contact", key)) == ["C-03"]


def test_a_household_is_found_by_its_number(caller: Caller) -> None:
    caller.synchronize(household(HouseholdId="7-1", HouseholdName="Okafor"))
    assert caller.find("household", "7-1")["HouseholdName"] == "Okafor"


def test_nothing_found_is_an_empty_list_and_no_fault(caller: Caller) -> None:
    answer = caller.find("contact", "C-99")
    assert (answer.status, answer.records) == (200, [])


def test_an_example_finds_by_integration_id(caller: Caller) -> None:
    assert row_ids(caller.call("QueryByExample", contact(IntegrationId="CRM-88124"))) == ["C-04"]


def test_an_example_may_hold_wildcards(caller: Caller) -> None:
    found = caller.call("QueryByExample", contact(Id="C-0?", LastName="*2"))
    assert row_ids(found) == ["C-02", "C-05", "C-08"]


def test_a_dot_in_an_example_is_a_dot(caller: Caller) -> None:
    assert row_ids(caller.call("QueryByExample", contact(Id="C.01"))) == []


def test_an_example_without_a_whole_key_finds_nothing(caller: Caller) -> None:
    assert row_ids(caller.call("QueryByExample", contact(LastName="*"))) == []


def test_a_page_has_ten_records_unless_told_otherwise(caller: Caller) -> None:
    answer = page(caller)
    assert (len(answer.records), answer.body_child.findtext(f"{{{ASI}}}LastPage")) == (10, "false")


def test_the_last_page_says_so(caller: Caller) -> None:
    asked = f'<PageSize xmlns="{ASI}">5</PageSize><StartRowNum xmlns="{ASI}">10</StartRowNum>'
    answer = page(caller, asked)
    assert row_ids(answer) == ["C-10", "C-11"]
    assert answer.body_child.findtext(f"{{{ASI}}}LastPage") == "true"


def test_a_page_needs_no_key(caller: Caller) -> None:
    assert last_names(page(caller, LastName="Okafor 1")) == ["Okafor 1"] * 4


def test_a_page_size_that_is_no_number_is_refused(caller: Caller) -> None:
    assert page(caller, f'<PageSize xmlns="{ASI}">ten</PageSize>').fault == ["SBL-EAI-04316"]


def test_a_query_changes_nothing_and_stands_in_the_journal(caller: Caller) -> None:
    before = caller.records()
    caller.find("contact", "C-03")
    entry = caller.journal()[-1]
    assert (entry.outcome, entry.keys) == ("query", {"PrimaryRowId": "C-03"})
    assert caller.records() == before
