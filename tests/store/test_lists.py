"""Lists: order, rows, filters, pages."""

from __future__ import annotations

import pytest

from desktop.errors import UsageError
from desktop.store import children, lists, members, outbox, records
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import RecordKind
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
