"""Some values are put right, others refused with the field and the value in the words of the fault."""

from __future__ import annotations

import pytest

from desktop.integration.external_system.corrections import international
from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import Message, contact, household


def silver(**fields: str) -> Message:
    return household(HouseholdId="7-1", HouseholdName="Okafor", Category="Silver", **fields)


@pytest.mark.parametrize(
    ("income", "category"), [("68250.50", "Gold"), ("60000", "Gold"), ("59999.99", "Silver"), ("", "Silver")]
)
def test_a_silver_household_with_a_high_income_becomes_gold(
    caller: Caller, income: str, category: str
) -> None:
    assert caller.synchronize(silver(Income=income))["Category"] == category


def test_an_income_told_before_counts(caller: Caller) -> None:
    caller.synchronize(household(HouseholdId="7-1", HouseholdName="Okafor", Income="90000"))
    assert caller.synchronize(silver())["Category"] == "Gold"


def test_only_silver_is_raised(caller: Caller) -> None:
    standard = household(HouseholdId="7-1", HouseholdName="Okafor", Category="Standard", Income="90000")
    assert caller.synchronize(standard)["Category"] == "Standard"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("08 512 345 67", "+46851234567"),
        ("08-512 345 67", "+46851234567"),
        ("0046 8 512 345 67", "+46851234567"),
        ("+46 (0)8 512 345 67", "+46851234567"),
        ("+1 650 423 4234", "+16504234234"),
        ("650-423-4234", "6504234234"),
        ("+46851234567", "+46851234567"),
        (" 1-800-FLOWERS ", "1-800-FLOWERS"),
        ("", ""),
    ],
)
def test_phone_numbers_become_international(typed: str, kept: str) -> None:
    assert international(typed) == kept


def test_contacts_are_put_right(caller: Caller) -> None:
    reply = caller.synchronize(
        contact(
            Id="1",
            LastName=" Okafor  Lindqvist ",
            EmailAddress="Ngozi@Example.COM",
            HomePhone="08 512 345 67",
        )
    )
    assert reply["LastName"] == "Okafor Lindqvist"
    assert reply["EmailAddress"] == "ngozi@example.com"
    assert reply["HomePhone"] == "+46851234567"


@pytest.mark.parametrize(
    ("tag", "value"), [("Category", "Diamond"), ("Type", "Pair"), ("Segment", "Own House")]
)
def test_a_value_outside_its_list_is_refused(caller: Caller, tag: str, value: str) -> None:
    refused = caller.synchronize(household(HouseholdId="7-1", HouseholdName="Okafor", **{tag: value}))
    assert (refused.status, refused.fault) == (500, ["SBL-EAI-04376", "SBL-DAT-00225"])
    assert refused.fault_string == f"{tag} '{value}' is not a known value(SBL-DAT-00225)(SBL-EAI-04376)"


@pytest.mark.parametrize(
    "refused",
    [
        household(HouseholdId="7-1", HouseholdName="Okafor", Income="68 250"),
        household(HouseholdId="7-1", HouseholdName="Okafor", Revenue="1e5"),
        household(HouseholdId="7-1", HouseholdName="Okafor", Revenue="NaN"),
        household(HouseholdId="7-1", HouseholdName="Okafor", HouseholdWealth="1.2.3"),
        household(HouseholdId="7-1", HouseholdName="Okafor", HouseholdSize="three"),
        contact(Id="1", LastName="Okafor", BirthDate="1980-02-14"),
        contact(Id="1", LastName="Okafor", BirthDate="02/30/1980"),
        contact(Id="1", LastName="Okafor", SuppressAllCalls="true"),
    ],
)
def test_a_value_that_is_not_written_as_the_contract_says_is_refused(
    caller: Caller, refused: Message
) -> None:
    assert caller.synchronize(refused).fault == ["SBL-EAI-04376", "SBL-EAI-04316"]
    assert caller.records() == []


@pytest.mark.parametrize(
    "taken",
    [
        {"BirthDate": "02/14/1980"},
        {"BirthDate": "2/4/1980"},
        {"IncomeExchangeDate": "03/12/2016 00:00:00"},
        {"SuppressAllCalls": "N"},
        {"Income": "-1.50"},
    ],
)
def test_a_value_written_as_the_contract_says_is_taken(caller: Caller, taken: dict[str, str]) -> None:
    ((tag, value),) = taken.items()
    assert caller.synchronize(contact(Id="1", LastName="Okafor", **taken))[tag] == value
