"""`hearth child`: the rows of a record's components."""

from __future__ import annotations

from typing import Any

from tests.commands.conftest import Hearth


def only(record: dict[str, Any], component: str) -> dict[str, Any]:
    (row,) = record["children"][component]
    return row


def test_an_address_is_added_and_is_the_primary_one(hearth: Hearth) -> None:
    person = hearth.contact()["id"]
    words = ("personal_city=Uppsala", "personal_country=Sweden")
    row = only(
        hearth.answer("child", "add", "contact", person, "personal_address", *words), "personal_address"
    )
    assert row["primary"] is True
    assert (row["fields"]["personal_city"], row["fields"]["personal_state"]) == ("Uppsala", None)


def test_a_row_is_changed_and_removed(hearth: Hearth) -> None:
    person = hearth.contact()["id"]
    made = hearth.answer("child", "add", "contact", person, "alternate_phone", "alternate_phone=018 12")
    row = only(made, "alternate_phone")
    words = ("contact", person, "alternate_phone", row["id"])
    changed = only(hearth.answer("child", "set", *words, "alternate_phone_name=Work"), "alternate_phone")
    assert changed["fields"]["alternate_phone_name"] == "Work"
    assert hearth.answer("child", "remove", *words)["children"]["alternate_phone"] == []


def test_primary_moves_to_another_row(hearth: Hearth) -> None:
    person = hearth.contact()["id"]
    for city in ("Lund", "Visby"):
        made = hearth.answer("child", "add", "contact", person, "personal_address", f"personal_city={city}")
    second = made["children"]["personal_address"][1]["id"]
    moved = hearth.answer("child", "set", "contact", person, "personal_address", second, "--primary")
    assert [row["primary"] for row in moved["children"]["personal_address"]] == [False, True]


def test_an_account_is_picked_by_its_name(hearth: Hearth) -> None:
    person = hearth.contact()["id"]
    account = hearth.answer("catalogue", "add", "account", "account=Copper Kettle", "account_location=Kendal")
    linked = hearth.answer("child", "add", "contact", person, "related_account", "--pick", "Copper Kettle")
    row = only(linked, "related_account")
    assert (row["picked_id"], row["fields"]["account_location"]) == (account["id"], "Kendal")
    assert linked["fields"]["account"] == "Copper Kettle"


def test_what_is_not_in_the_catalogue_cannot_be_picked(hearth: Hearth) -> None:
    home = hearth.household()["id"]
    words = ("child", "add", "household", home, "related_organization", "--pick", "Nobody & Sons")
    assert "There is no organization 'Nobody & Sons'" in hearth.refusal(*words)


def test_activities_are_kept_with_the_contact(hearth: Hearth) -> None:
    person = hearth.contact()["id"]
    words = ("type=Call", "description=Asked for a form", "due=2026-03-01T09:30:00")
    row = only(hearth.answer("child", "add", "contact", person, "activity", *words), "activity")
    assert (row["fields"]["status"], row["fields"]["due"]) == ("Open", "2026-03-01T09:30:00")


def test_memberships_are_left_to_their_own_command(local_hearth: Hearth) -> None:
    home = local_hearth.household()["id"]
    said = local_hearth.refusal("child", "add", "household", home, "related_contact", "relationship=Head")
    assert "hearth member" in said


def test_an_unknown_component_names_those_there_are(local_hearth: Hearth) -> None:
    person = local_hearth.contact()["id"]
    said = local_hearth.refusal("child", "add", "contact", person, "personal_adress", "personal_city=Lund")
    assert "Did you mean personal_address?" in said


def test_a_link_without_a_pick_is_refused(local_hearth: Hearth) -> None:
    home = local_hearth.household()["id"]
    assert "--pick" in local_hearth.refusal("child", "add", "household", home, "related_sales_rep")


def test_an_own_row_picks_nothing(local_hearth: Hearth) -> None:
    person = local_hearth.contact()["id"]
    said = local_hearth.refusal("child", "add", "contact", person, "activity", "--pick", "Call")
    assert "are not picked" in said
