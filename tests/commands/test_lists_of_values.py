"""`hearth pick` and `hearth catalogue`: what an administrator keeps for others to choose from."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Hearth


def test_a_list_shows_its_values_and_its_rule(hearth: Hearth) -> None:
    (shown,) = hearth.answer("pick", "list", "HOUSEHOLD_CATEGORY")["lists"]
    assert shown == {
        "name": "HOUSEHOLD_CATEGORY",
        "bounded": True,
        "values": ["Platinum", "Gold", "Silver", "Standard"],
    }


def test_a_value_that_was_added_is_accepted(hearth: Hearth) -> None:
    hearth.refusal("record", "new", "household", "household_name=A", "category=Diamond")
    added = hearth.answer("pick", "add", "HOUSEHOLD_CATEGORY", "Diamond")
    assert added["lists"][0]["values"][-1] == "Diamond"
    assert hearth.household(category="Diamond")["fields"]["category"] == "Diamond"


def test_all_lists_are_shown_together(local_hearth: Hearth) -> None:
    names = [each["name"] for each in local_hearth.answer("pick", "list")["lists"]]
    assert {"CURRENCY", "MR_MS", "PRIVACY_OPTION"} <= set(names)
    assert "MR_MS (only these)\n  Mr." in local_hearth.run("pick", "list").out


@pytest.mark.parametrize("words", [("list", "mr_mss"), ("add", "mr_mss", "Sir")])
def test_an_unknown_list_is_refused(local_hearth: Hearth, words: tuple[str, ...]) -> None:
    assert "There is no list" in local_hearth.refusal("pick", *words)


def test_a_catalogue_finds_by_the_beginning_of_the_name(hearth: Hearth) -> None:
    for name in ("Hearth Nordic", "Hearth Atlantic", "Others"):
        hearth.answer("catalogue", "add", "organization", f"organization={name}")
    rows = hearth.answer("catalogue", "list", "organization", "--query", "hearth")["rows"]
    assert [row["organization"] for row in rows] == ["Hearth Atlantic", "Hearth Nordic"]


def test_a_position_needs_its_name(local_hearth: Hearth) -> None:
    assert "position: is required" in local_hearth.refusal("catalogue", "add", "position", "login=agent01")
