"""`hearth member`: joining, leaving and being cut off from a household."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.conftest import Hearth


@pytest.fixture
def pair(hearth: Hearth) -> tuple[str, str]:
    """The row ids of a household and of a contact who is not in it."""
    return hearth.household()["id"], hearth.contact()["id"]


def members(household: dict[str, Any]) -> list[tuple[object, ...]]:
    return [
        tuple(each[name] for name in ("contact_id", "primary", "relationship", "entered", "exited"))
        for each in household["members"]
    ]


def test_the_first_member_is_primary_and_head(hearth: Hearth, pair: tuple[str, str]) -> None:
    household = hearth.answer("member", "add", *pair, "--relationship", "Head", "--entered", "2021-02-14")
    assert members(household) == [(pair[1], True, "Head", "2021-02-14", None)]
    assert household["members"][0]["last_name"] == "Okafor"
    assert household["fields"]["head_of_household"] == pair[1]


def test_a_member_is_added_by_household_number(hearth: Hearth, pair: tuple[str, str]) -> None:
    number = hearth.answer("record", "show", "household", pair[0])["fields"]["household_id"]
    assert hearth.answer("member", "add", number, pair[1])["id"] == pair[0]


def test_primary_moves_to_the_member_it_is_given_to(hearth: Hearth, pair: tuple[str, str]) -> None:
    hearth.answer("member", "add", *pair)
    other = hearth.contact("Emil")["id"]
    household = hearth.answer("member", "add", pair[0], other, "--primary")
    assert [each[:2] for each in members(household)] == [(pair[1], False), (other, True)]


def test_a_contact_shows_its_households(hearth: Hearth, pair: tuple[str, str]) -> None:
    hearth.answer("member", "add", *pair)
    households = hearth.answer("record", "show", "contact", pair[1])["households"]
    assert [(each["id"], each["household_name"], each["primary"]) for each in households] == [
        (pair[0], "Okafor-Lindqvist", True)
    ]


def test_a_membership_can_be_corrected(hearth: Hearth, pair: tuple[str, str]) -> None:
    hearth.answer("member", "add", *pair)
    household = hearth.answer("member", "set", *pair, "--relationship", "Spouse", "--entered", "2020-01-31")
    assert members(household) == [(pair[1], True, "Spouse", "2020-01-31", None)]


def test_who_leaves_stays_in_the_history(hearth: Hearth, pair: tuple[str, str]) -> None:
    hearth.answer("member", "add", *pair, "--entered", "2021-02-14")
    household = hearth.answer("member", "exit", *pair, "2024-12-31")
    assert members(household) == [(pair[1], False, None, "2021-02-14", "2024-12-31")]
    assert household["fields"]["head_of_household"] is None


def test_who_is_removed_leaves_no_trace_in_the_household(hearth: Hearth, pair: tuple[str, str]) -> None:
    hearth.answer("member", "add", *pair)
    assert hearth.answer("member", "remove", *pair)["members"] == []
    assert hearth.answer("record", "show", "contact", pair[1])["id"] == pair[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "--entered", "14.2.2021"), "must be a date such as 2021-02-14"),
        (("exit", "2020-01-01"), "must not be before the date of entry"),
        (("set",), "There is nothing to change"),
        (("add",), "already"),
    ],
)
def test_what_cannot_be_is_refused(
    hearth: Hearth, pair: tuple[str, str], words: tuple[str, ...], said: str
) -> None:
    household = hearth.answer("member", "add", *pair, "--entered", "2021-02-14")
    refusal = hearth.refusal("member", words[0], *pair, *words[1:])
    assert said in refusal
    assert hearth.answer("record", "show", "household", pair[0]) == household


def test_an_unknown_contact_is_named(hearth: Hearth, pair: tuple[str, str]) -> None:
    assert "There is no contact 'nobody'" in hearth.refusal("member", "add", pair[0], "nobody")
