"""Membership: entered, exited, primary, head and relationship."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue, RecordNotFound
from desktop.store import children, members, records
from desktop.store.store import Store
from tests.support.records import contact, family, household, primary_of, read

YESTERDAY = "2020-01-01"


def test_the_first_member_becomes_primary_and_head(store: Store) -> None:
    with store.write() as unit:
        home, (first, _) = family(unit, "Ngozi", "Emeka")
    assert primary_of(store, home) == [first.id]
    assert read(store, home).values["head_of_household"] == first.id


def test_ticking_primary_moves_the_tick(store: Store) -> None:
    with store.write() as unit:
        home, (_, second) = family(unit, "Ngozi", "Emeka")
        members.set_primary(unit, home, second)
    assert primary_of(store, home) == [second.id]


def test_a_member_who_leaves_stays_visible_and_hands_on_what_he_was(store: Store) -> None:
    with store.write() as unit:
        home, (first, second) = family(unit, "Ngozi", "Emeka")
        members.exit(unit, home, first, YESTERDAY)
    rows = read(store, home).children["related_contact"]
    assert [row.values["date_exited_household"] for row in rows] == [YESTERDAY, None]
    assert primary_of(store, home) == [second.id]
    assert read(store, home).values["head_of_household"] is None


def test_when_the_last_member_leaves_nobody_is_primary(store: Store) -> None:
    with store.write() as unit:
        home, (only,) = family(unit, "Ngozi")
        members.exit(unit, home, only, YESTERDAY)
    assert primary_of(store, home) == []


def test_someone_who_left_cannot_be_made_primary(store: Store) -> None:
    with store.write() as unit:
        home, (first, _) = family(unit, "Ngozi", "Emeka")
        members.exit(unit, home, first, YESTERDAY)
    with pytest.raises(InvalidValue, match="primary must be in the household"), store.write() as unit:
        members.set_primary(unit, home, first)


def test_nobody_leaves_before_he_came(store: Store) -> None:
    with store.write() as unit:
        home, person = household(unit), contact(unit)
        members.add(unit, home, person, entered="2021-02-14")
    with pytest.raises(InvalidValue, match="2021-02-14") as refused, store.write() as unit:
        members.exit(unit, home, person, "2021-02-13")
    assert refused.value.rule == "dates"


def test_someone_who_left_may_come_back(store: Store) -> None:
    with store.write() as unit:
        home, (first, second) = family(unit, "Ngozi", "Emeka")
        members.exit(unit, home, first, YESTERDAY)
        members.add(unit, home, first, entered="2022-03-01", primary=True)
    row = read(store, home).children["related_contact"][0]
    assert (row.values["date_entered_household"], row.values["date_exited_household"]) == ("2022-03-01", None)
    assert primary_of(store, home) == [first.id] != [second.id]


def test_nobody_is_twice_in_a_household(store: Store) -> None:
    with store.write() as unit:
        home, (first,) = family(unit, "Ngozi")
    with pytest.raises(InvalidValue, match="already"), store.write() as unit:
        members.add(unit, home, first)


def test_one_contact_may_be_in_several_households(store: Store) -> None:
    with store.write() as unit:
        home, (person,) = family(unit, "Ngozi")
        other = household(unit, "Berg")
        members.add(unit, other, person)
    rows = read(store, person).children["related_households"]
    assert [row.values["hh_name"] for row in rows] == ["Okafor-Lindqvist", "Berg"]
    assert primary_of(store, person, "related_households") == [home.id]


def test_a_removed_primary_is_followed_by_the_oldest_member(store: Store) -> None:
    with store.write() as unit:
        home, (first, second, _) = family(unit, "Ngozi", "Emeka", "Ada")
        members.remove(unit, home, first)
    assert primary_of(store, home) == [second.id]


def test_only_contacts_are_members(store: Store) -> None:
    with pytest.raises(InvalidValue, match="contact"), store.write() as unit:
        members.add(unit, household(unit), household(unit, "Berg"))


def test_someone_who_is_no_member_cannot_leave(store: Store) -> None:
    with pytest.raises(RecordNotFound), store.write() as unit:
        members.exit(unit, household(unit), contact(unit), YESTERDAY)


def test_a_membership_asked_for_from_the_contacts_side_is_the_same(store: Store) -> None:
    with store.write() as unit:
        home, person = household(unit), contact(unit)
        link = children.add(unit, person, "related_households", {}, picked_id=home.id)
    assert [row.id for row in read(store, home).children["related_contact"]] == [link]
    with store.write() as unit:
        children.remove(unit, person, "related_households", link)
    assert read(store, home).children["related_contact"] == ()


def test_a_membership_counts_as_a_change_of_the_household_alone(store: Store) -> None:
    with store.write() as unit:
        home, person = household(unit), contact(unit)
    with store.write() as unit:
        members.add(unit, home, person, relationship="Head")
    assert read(store, home).version > 1
    assert read(store, person).version == 1
    assert unit.changes.concerns(person)


def test_a_deleted_household_frees_its_members(store: Store) -> None:
    with store.write() as unit:
        home, (person,) = family(unit, "Ngozi")
        other = household(unit, "Berg")
        members.add(unit, other, person)
        records.delete(unit, home)
    assert primary_of(store, person, "related_households") == [other.id]
