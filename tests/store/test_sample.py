"""Sample data: each invented value is one that the program would accept from a person."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from desktop import resources
from desktop.fields import RECORDS, Component
from desktop.store import bulk, catalogues, lists, sample
from desktop.store.sample.doings import Letter
from desktop.store.sample.people import Values
from desktop.store.sample.rows import Catalogues, Rows, invented
from desktop.store.sample.vocabulary import countries, work
from desktop.store.store import Store
from desktop.store.types import RecordKind

PICK_LISTS = json.loads(resources.text("pick_lists.json"))
LINKED = Catalogues(
    *(["X"] * len(each) for each in (work().positions, work().organizations, work().accounts)),
    letters=[Letter(name, words, len(text), "0" * 64) for name, words, text in work().letters],
)


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Rows of 400 households."""
    return invented(3, 0, 400, LINKED)


def wrong(of: Component, values: Values) -> list[str]:
    """Names what a person could not have typed into this row."""
    found = []
    for each in of.kept:
        value = values.get(each.name)
        if value is None and not each.required:
            continue
        if each.clean(value) != value:
            found.append(f"{each.name}={value!r}")
        if each.pick_list and value not in PICK_LISTS[each.pick_list]["values"]:
            found.append(f"{each.name}={value!r} is not in {each.pick_list}")
    return found


@pytest.mark.parametrize("kind", ["household", "contact"])
def test_records_keep_the_rules_of_their_fields(rows: Rows, kind: str) -> None:
    assert not [each for row in rows.records[kind] for each in wrong(RECORDS[kind], row)]


def test_children_keep_the_rules_of_their_fields(rows: Rows) -> None:
    for (kind, component), children in rows.children.items():
        assert not [each for row in children for each in wrong(RECORDS[kind].child(component), row)]


def test_there_are_about_two_and_a_half_contacts_to_a_household(rows: Rows) -> None:
    assert 2.2 < len(rows.records["contact"]) / len(rows.records["household"]) < 2.8


def test_every_sort_of_household_and_child_is_there(rows: Rows) -> None:
    assert {each["type"] for each in rows.records["household"]} == set(PICK_LISTS["HOUSEHOLD_TYPE"]["values"])
    assert {each["category"] for each in rows.records["household"]} == set(
        PICK_LISTS["HOUSEHOLD_CATEGORY"]["values"]
    )
    travelling = {(kind, each.name) for kind in RECORDS for each in RECORDS[kind].children if each.tag}
    here = {("household", "note")} | {
        ("contact", each.name) for each in RECORDS["contact"].children if not each.tag
    }
    assert set(rows.children) == travelling - {("contact", "related_households")} | here


def test_who_leaves_leaves_after_entering_and_leads_nothing(rows: Rows) -> None:
    members = rows.children["household", "related_contact"]
    left = [each for each in members if each["date_exited_household"]]
    assert 0 < len(left) < len(members) / 4
    for each in left:
        assert str(each["date_entered_household"]) <= str(each["date_exited_household"])
        assert not each["is_primary"]
        assert not each["is_primary_household"]


def test_nobody_is_born_after_joining(rows: Rows) -> None:
    born = {each["id"]: str(each["birth_date"]) for each in rows.records["contact"]}
    for each in rows.children["household", "related_contact"]:
        assert born[each["contact_id"]] <= str(each["date_entered_household"])


def test_row_ids_differ_and_have_the_form_of_those_made_by_people(rows: Rows) -> None:
    everyone = [*rows.records.values(), *rows.children.values()]
    ids = Counter(str(row["id"]) for group in everyone for row in group)
    assert max(ids.values()) == 1
    assert {len(each) for each in ids} == {26}


def test_any_stretch_of_a_seed_can_be_made_alone(rows: Rows) -> None:
    assert invented(3, 390, 10, LINKED).records["household"] == rows.records["household"][390:]


def test_mail_and_telephones_reach_nobody(rows: Rows) -> None:
    """Mail goes to names reserved for examples, telephones to ranges reserved for fiction."""
    ranges = {pattern.rstrip("#") for country in countries() for pattern in (*country.home, *country.cell)}
    for each in rows.records["contact"]:
        assert str(each.get("email_address") or "example.com").partition("@")[2] in {
            "", "example.com", "example.org", "example.net",
        }  # fmt: skip
        for name in ("home_phone", "cellular_phone"):
            number = each.get(name)
            assert number is None or any(str(number).startswith(reserved) for reserved in ranges)


def test_progress_is_told_up_to_the_end(sqlite_store: Store) -> None:
    told: list[tuple[int, int]] = []
    sample.fill(sqlite_store, households=301, progress=lambda done, total: told.append((done, total)))
    assert told == [(300, 301), (301, 301)]


def test_a_thousand_households_are_in_the_lists(store: Store) -> None:
    households, contacts = sample.fill(store, households=1000)
    with store.read() as view:
        counted = [lists.count(view, lists.ListQuery(kind)) for kind in RecordKind]
    assert counted == [households, contacts] == [1000, counted[1]]


def test_catalogues_that_exist_are_used(store: Store) -> None:
    with store.write() as unit:
        (there,) = bulk.insert_catalogue(unit, "organization", [{"organization": work().organizations[0]}])
    sample.fill(store, households=3)
    with store.read() as view:
        found = catalogues.rows(view, "organization")
    assert [row["id"] for row in found if row["organization"] == work().organizations[0]] == [there]
    assert len(found) == len(work().organizations)
