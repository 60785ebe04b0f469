"""`hearth record`: what is written, shown and refused, and in which shape."""

from __future__ import annotations

import pytest

from desktop.fields import CONTACT, HOUSEHOLD
from tests.commands.conftest import Hearth


def test_a_new_household_is_answered_with_every_field(hearth: Hearth) -> None:
    made = hearth.household(type="Single", income="068250.50", household_size="3")
    assert (made["kind"], made["version"], made["members"]) == ("household", 1, [])
    assert list(made["fields"]) == [each.name for each in HOUSEHOLD]
    assert made["fields"]["income"] == "68250.50"
    assert made["fields"]["household_size"] == 3
    assert made["fields"]["status"] == "Active"
    assert made["fields"]["segment"] is None
    assert made["sync"]["state"] == "never_sent"
    assert made["fields"]["id"] == made["id"]


def test_a_new_contact_is_answered_with_every_field(hearth: Hearth) -> None:
    made = hearth.contact(birth_date="1984-05-02", suppress_all_calls="yes", cellular_phone="+46 (0)70-12")
    assert list(made["fields"]) == [each.name for each in CONTACT]
    assert made["fields"]["suppress_all_calls"] is True
    assert made["fields"]["cellular_phone"] == "+4607012"
    assert made["households"] == []
    assert sorted(made["children"])[:2] == ["activity", "agreement"]


def test_set_changes_some_fields_and_clears_others(hearth: Hearth) -> None:
    made = hearth.household(segment="Renter", income="100")
    changed = hearth.answer("record", "set", "household", made["id"], "segment=", "income=200.10")
    assert (changed["fields"]["segment"], changed["fields"]["income"]) == (None, "200.10")
    assert changed["fields"]["household_name"] == "Okafor-Lindqvist"
    assert changed["version"] == 2


def test_a_value_may_contain_equals_signs_and_quotes(hearth: Hearth) -> None:
    made = hearth.contact(comment='says "1+1=2"; O\'Hara åäö 東京')
    assert made["fields"]["comment"] == 'says "1+1=2"; O\'Hara åäö 東京'


def test_values_may_stand_on_both_sides_of_an_option(local_hearth: Hearth) -> None:
    ran = local_hearth.run("record", "new", "household", "--json", "household_name=Okafor", "income=5")
    assert ran.code == 0
    assert '"household_name": "Okafor"' in ran.out
    assert '"income": "5"' in ran.out


@pytest.mark.parametrize("key", ["id", "household_id", "integration_id"])
def test_a_household_is_found_by_each_of_its_keys(hearth: Hearth, key: str) -> None:
    hearth.answer("connection", "set", "crm")
    made = hearth.household(integration_id="HH-000417")
    shown = hearth.answer("record", "show", "household", made["fields"][key])
    assert shown == made


def test_an_integration_id_belongs_to_the_connection_that_is_named(hearth: Hearth) -> None:
    for name in ("crm", "billing"):
        hearth.answer("connection", "set", name)
    made = hearth.contact()
    words = ("record", "set", "contact", made["id"], "integration_id=B-7", "--connection", "billing")
    assert hearth.answer(*words)["fields"]["integration_id"] == "B-7"
    assert hearth.answer("record", "show", "contact", made["id"])["fields"]["integration_id"] is None
    found = hearth.answer("record", "show", "contact", "B-7", "--connection", "billing")
    assert found["id"] == made["id"]


def test_a_deleted_record_is_gone(hearth: Hearth) -> None:
    made = hearth.contact()
    assert hearth.answer("record", "delete", "contact", made["id"]) == {"deleted": made["id"]}
    assert made["id"] in hearth.refusal("record", "show", "contact", made["id"])


def test_lists_go_on_where_the_page_before_ended(hearth: Hearth) -> None:
    for name in ("Öberg", "Adler", "Zeta", "Okafor", "okafor"):
        hearth.household(name)
    first = hearth.answer("record", "list", "household", "--limit", "3")
    then = hearth.answer("record", "list", "household", "--limit", "3", "--after", first["next"])
    names = [each["fields"]["household_name"] for page in (first, then) for each in page["records"]]
    assert names == ["Adler", "Öberg", "Okafor", "okafor", "Zeta"]
    assert (first["total"], then["total"], then["next"]) == (5, 5, None)


def test_a_list_holds_whole_records(hearth: Hearth) -> None:
    made = hearth.household()
    assert hearth.answer("record", "list", "household")["records"] == [made]


def test_a_query_finds_words_of_the_name_without_case_and_accents(hearth: Hearth) -> None:
    hearth.contact("Åsa", "Öhman")
    hearth.contact("Emil", "Falk")
    found = hearth.answer("record", "list", "contact", "--query", "asa ohm")
    assert [each["fields"]["first_name"] for each in found["records"]] == ["Åsa"]
    assert found["total"] == 1
    assert hearth.answer("record", "list", "contact", "--whose", "my")["total"] == 0
    assert "No query of a contact is saved as 'x'" in hearth.refusal(
        "record", "list", "contact", "--saved", "x"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["income=lots"], "income: must be a plain amount"),
        (["household_size=-1"], "household_size: must be at least 0"),
        (["category=Diamond"], "category: must be one of: Platinum, Gold, Silver, Standard"),
        (["household_name=" + "x" * 51], "household_name: may have at most 50 characters, not 51"),
        (["household_name="], "household_name: is required"),
        (["household_id=X-1"], "household_id: is filled by the program"),
        (["exchange_date=14/02/2021"], "exchange_date: must be a date such as 2021-02-14"),
        (["income=1", "income=2"], "income is given twice"),
        (["Gold"], "'Gold' is not FIELD=VALUE"),
    ],
)
def test_an_invalid_value_changes_nothing_and_is_named(hearth: Hearth, words: list[str], said: str) -> None:
    made = hearth.household(income="100")
    assert said in hearth.refusal("record", "set", "household", made["id"], "segment=Rural", *words)
    assert hearth.answer("record", "show", "household", made["id"]) == made


def test_an_unknown_field_names_those_there_are(local_hearth: Hearth) -> None:
    said = local_hearth.refusal("record", "new", "household", "houshold_name=Okafor")
    assert "Did you mean household_name?" in said
    assert "category" in said
    assert "household_id" not in said


def test_a_label_of_the_screen_leads_to_the_field(local_hearth: Hearth) -> None:
    assert "Did you mean household_name?" in local_hearth.refusal("record", "new", "household", "name=Okafor")


def test_a_required_field_that_is_not_given_is_named(local_hearth: Hearth) -> None:
    assert "last_name: is required" in local_hearth.refusal("record", "new", "contact", "first_name=Ngozi")


def test_a_change_of_nothing_is_wrong_usage(local_hearth: Hearth) -> None:
    made = local_hearth.household()
    assert "FIELD=VALUE" in local_hearth.refusal("record", "set", "household", made["id"])


def test_with_json_an_error_is_a_document_as_well(local_hearth: Hearth) -> None:
    error = local_hearth.answer("record", "new", "household", "household_name=A", "income=x", code=2)["error"]
    assert (error["code"], error["field"], error["rule"]) == ("invalid_value", "income", "type")
    assert "68250.50" in error["limit"]


@pytest.mark.parametrize("limit", ["0", "-3", "many", "²"])
def test_a_page_has_at_least_one_record(local_hearth: Hearth, limit: str) -> None:
    assert "is not a number from 1 on" in local_hearth.refusal("record", "list", "contact", "--limit", limit)


def test_a_cursor_that_is_none_is_refused(local_hearth: Hearth) -> None:
    assert "no place in a list" in local_hearth.refusal("record", "list", "contact", "--after", "there")


def test_a_person_reads_names_and_values_under_each_other(local_hearth: Hearth) -> None:
    made = local_hearth.household(segment="Rural", phone_number="+46 18 12")
    shown = local_hearth.run("record", "show", "household", made["id"]).out
    assert shown.startswith("Household Okafor-Lindqvist\n")
    assert "Segment      Rural" in shown
    assert "Fax" not in shown


def test_a_person_reads_a_list_as_a_table(local_hearth: Hearth) -> None:
    assert local_hearth.run("record", "list", "contact").out == "No records here; 0 in all.\n"
    local_hearth.contact("Ngozi", "Okafor", email_address="ngozi@example.com")
    lines = local_hearth.run("record", "list", "contact").out.splitlines()
    assert lines[0].split("  ")[0] == "ROW ID"
    assert "Okafor     Ngozi       ngozi@example.com" in lines[1]
    assert lines[-1] == "1 of 1."
