"""Who is calling, whichever way the number was written here and is signalled by the telephone."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue
from desktop.store import callers, children, members, records
from desktop.store.store import Store
from desktop.store.types import Ref


def contact(store: Store, **values: str) -> Ref:
    with store.write() as unit:
        return records.create(unit, "contact", {"first_name": "Ngozi", "last_name": "Okafor", **values})


def found(store: Store, dialled: str) -> list[Ref]:
    with store.read() as view:
        return [each.ref for each in callers.of_number(view, callers.number(dialled))]


@pytest.mark.parametrize("kept", ["+46851234567", "0851234567", "004685 123 45 67", "08-512 345 67"])
@pytest.mark.parametrize("dialled", ["+46 8 512 345 67", "0046851234567", "08 512 345 67", "(08) 51234567"])
def test_one_number_is_found_however_it_is_written(store: Store, kept: str, dialled: str) -> None:
    caller = contact(store, cellular_phone=kept)
    contact(store, cellular_phone="0751234567")
    assert found(store, dialled) == [caller]


def test_every_telephone_of_a_contact_and_a_household_counts(store: Store) -> None:
    person = contact(store, work_phone="0851234567")
    with store.write() as unit:
        children.add(unit, person, "alternate_phone", {"alternate_phone": "0187654321"})
        home = records.create(unit, "household", {"household_name": "Okafor", "phone_number": "0851234567"})
        members.add(unit, home, person)
    assert found(store, "+46851234567") == [person, home]
    assert found(store, "+46187654321") == [person]
    with store.read() as view:
        assert callers.of_number(view, "0851234567")[0].households == {home.id}


def test_someone_who_has_left_is_no_longer_of_the_household(store: Store) -> None:
    person = contact(store, home_phone="0851234567")
    with store.write() as unit:
        home = records.create(unit, "household", {"household_name": "Okafor"})
        members.add(unit, home, person, entered="2020-01-01")
        members.exit(unit, home, person, "2021-01-01")
    with store.read() as view:
        assert callers.of_number(view, "0851234567")[0].households == frozenset()


def test_an_extension_is_found_only_when_it_is_the_same(store: Store) -> None:
    extension = contact(store, work_phone="4567")
    contact(store, work_phone="0851234567")
    assert found(store, "4567") == [extension]


@pytest.mark.parametrize("dialled", ["", "   ", "näh", "%"])
def test_what_is_no_number_is_refused(dialled: str) -> None:
    with pytest.raises(InvalidValue, match="phone"):
        callers.number(dialled)


@pytest.mark.parametrize(
    ("number", "field"),
    [("+46851234567", "home_phone"), ("+46701234567", "cellular_phone"), ("0851234567", "home_phone")],
)
def test_a_stranger_s_number_goes_where_it_belongs(number: str, field: str) -> None:
    assert callers.field_for(number) == field
