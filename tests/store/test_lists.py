"""Lists: order, rows, filters, pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.errors import UsageError
from desktop.store import catalogues, children, lists, members, outbox, records
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import RecordKind
from desktop.store.visibility import Visibility
from tests.support.records import contact, family, household

HOUSEHOLDS = ListQuery(RecordKind.HOUSEHOLD)
CONTACTS = ListQuery(RecordKind.CONTACT)


def listed(store: Store, query: ListQuery, name: str) -> list[object]:
    with store.read() as view:
        order = lists.numbers(view, query)
        rows = lists.rows(view, query.kind, order, [name])
    return [rows[number][1] for number in order]


def test_names_sort_without_case_and_accents(store: Store) -> None:
    with store.write() as unit:
        for name in ("Zorn", "åberg", "Abel", "Öberg"):
            household(unit, name)
    assert listed(store, HOUSEHOLDS, "household_name") == ["Abel", "åberg", "Öberg", "Zorn"]


def test_amounts_sort_as_numbers_and_nothing_comes_last(store: Store) -> None:
    with store.write() as unit:
        for income in ("900", "1000.5", None, "70"):
            household(unit, income=income)
    up, down = (ListQuery(RecordKind.HOUSEHOLD, sort="income", descending=way) for way in (False, True))
    assert listed(store, up, "income") == ["70", "900", "1000.5", None]
    assert listed(store, down, "income") == ["1000.5", "900", "70", None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Berg", "Okafor", "Ökvist"]),
        ("ok", ["Okafor", "Ökvist"]),
        ("ngo oka", ["Okafor"]),
        ("08-512 345", ["Berg"]),
        ("ebba@example.com", ["Ökvist"]),
        ("100%", []),
    ],
)
def test_words_names_phones_and_addresses_find_contacts(store: Store, text: str, found: list[str]) -> None:
    with store.write() as unit:
        contact(unit, "Okafor", "Ngozi")
        contact(unit, "Berg", "Åke", cellular_phone="08 512 345")
        contact(unit, "Ökvist", "Ebba", email_address="ebba@example.com")
    assert listed(store, ListQuery(RecordKind.CONTACT, text), "last_name") == found


def test_rows_show_head_city_and_standing(store: Store) -> None:
    with store.write() as unit:
        home, (first,) = family(unit, "Ngozi")
        children.add(unit, first, "personal_address", {"personal_city": "Uppsala"})
        outbox.add(unit, home)
    with store.read() as view:
        order = lists.numbers(view, HOUSEHOLDS)
        rows = lists.rows(view, "household", order, ["head_name", "sync", "city"])
    assert rows[order[0]] == (home.id, "Ngozi Okafor", "queued", "Uppsala")


def test_contacts_show_their_primary_household(store: Store) -> None:
    with store.write() as unit:
        _, (person,) = family(unit, "Ngozi")
        members.add(unit, household(unit, "Berg"), person)
    assert listed(store, CONTACTS, "household") == ["Okafor-Lindqvist"]


def test_several_columns_decide_the_order_one_after_the_other(store: Store) -> None:
    with store.write() as unit:
        for name, category, size in (("A", "Gold", 2), ("B", "Gold", 9), ("C", None, 5), ("D", "Silver", 1)):
            household(unit, name, category=category, household_size=size)
    order = (("category", True), ("household_size", True))
    assert listed(store, HOUSEHOLDS.sorted_by(order), "household_name") == ["D", "B", "A", "C"]
    by_name = HOUSEHOLDS.sorted_by((("household_name", True), ("category", False)))
    assert listed(store, by_name, "household_name") == ["D", "C", "B", "A"]


def test_an_agent_sees_own_records_those_of_the_team_or_all(store: Store) -> None:
    """A position leads the record; those of one division are a team."""
    store.who = "Agent07"
    with store.write() as unit:
        positions = [
            catalogues.add(unit, "position", {"position": login, "login": login, "division": division})
            for login, division in (("agent07", "North"), ("agent08", "North"), ("agent09", "South"))
        ]
        for name, led_by in (("A", positions[0]), ("B", positions[1]), ("C", positions[2])):
            children.add(unit, household(unit, name), "related_sales_rep", {}, picked_id=led_by)
        household(unit, "D")
    seen = {
        wanted: listed(store, replace(HOUSEHOLDS, visibility=wanted), "household_name")
        for wanted in Visibility
    }
    assert seen == {Visibility.MY: ["A"], Visibility.TEAM: ["A", "B"], Visibility.ALL: ["A", "B", "C", "D"]}


def test_a_deleted_record_is_left_out_of_rows(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
    with store.read() as view:
        order = lists.numbers(view, CONTACTS)
    with store.write() as unit:
        records.delete(unit, ref)
    with store.read() as view:
        assert lists.rows(view, "contact", order, ["last_name"]) == {}
        assert lists.place(view, ref) is None


def test_pages_follow_each_other_without_gap_or_repeat(store: Store) -> None:
    with store.write() as unit:
        for number in range(7):
            contact(unit, "Same" if number % 2 else f"Name {number}")
    seen: list[str] = []
    after = None
    while True:
        with store.read() as view:
            page = lists.page(view, CONTACTS, after, limit=3)
        seen += [ref.id for ref in page.refs]
        assert page.total == 7
        if (after := page.next) is None:
            break
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("cursor", ["x", "", "bnVsbA"])
def test_a_cursor_that_is_none_is_named(store: Store, cursor: str) -> None:
    with store.read() as view, pytest.raises(UsageError, match="no place in a list"):
        lists.page(view, CONTACTS, cursor)


def test_a_list_cannot_be_sorted_by_what_it_does_not_have(store: Store) -> None:
    with store.read() as view, pytest.raises(UsageError, match="shoe_size"):
        lists.numbers(view, ListQuery(RecordKind.CONTACT, sort="shoe_size"))
