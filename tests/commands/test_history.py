"""`hearth history` and `hearth revert`: the journal in words, the record of then, and taking back."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Hearth


@pytest.fixture
def renamed(hearth: Hearth) -> tuple[str, str]:
    """A household with a head that was called Silver and is Gold, and when it was still Silver."""
    person = hearth.contact("Ngozi")["id"]
    home = hearth.household(category="Silver")["id"]
    hearth.answer("member", "add", home, person)
    before = hearth.answer("history", "household", home)["changes"][0]["at"]
    hearth.answer("record", "set", "household", home, "category=Gold")
    return home, before


def test_the_journal_names_people(hearth: Hearth, renamed: tuple[str, str]) -> None:
    changes = hearth.answer("history", "household", renamed[0])["changes"]
    told = [(each["field"], each["before"], each["after"]) for each in changes]
    assert told[0] == ("category", "Silver", "Gold")
    assert ("head_of_household", None, "Ngozi Okafor") in told
    assert "Member Ngozi Okafor added" in hearth.run("history", "household", renamed[0]).out


def test_the_record_is_shown_as_it_was(hearth: Hearth, renamed: tuple[str, str]) -> None:
    home, before = renamed
    then = hearth.answer("history", "household", home, "--at", before)
    assert (then["fields"]["category"], len(then["members"])) == ("Silver", 1)
    assert "no such household then" in hearth.refusal("history", "household", home, "--at", "2020-01-01")
    assert "no date" in hearth.refusal("history", "household", home, "--at", "yesterday")


def test_a_deleted_record_is_still_there_in_the_past(hearth: Hearth, renamed: tuple[str, str]) -> None:
    home, before = renamed
    hearth.answer("record", "delete", "household", home)
    then = hearth.answer("history", "household", home, "--at", before)
    assert then["fields"]["household_name"] == "Okafor-Lindqvist"


def test_one_field_or_all_is_taken_back(hearth: Hearth, renamed: tuple[str, str]) -> None:
    home, _ = renamed
    change = str(hearth.answer("history", "household", home)["changes"][0]["change"])
    record = hearth.answer("revert", "household", home, "--change", change, "--field", "category")
    assert (record["fields"]["category"], record["left"]) == ("Silver", [])
    left = hearth.answer("revert", "household", home, "--change", change)["left"]
    assert [each["field"] for each in left] == ["category"]
    assert "nothing like that" in hearth.refusal(
        "revert", "household", home, "--change", change, "--field", "x"
    )
