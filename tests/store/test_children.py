"""Child rows: addresses, phones and links, each with one primary."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue, RecordNotFound, UnknownField, UsageError
from desktop.store import catalogues, children
from desktop.store.store import Store
from desktop.store.types import Ref
from desktop.store.unit import Unit
from tests.support.records import contact, household, read


def two_addresses(unit: Unit) -> tuple[Ref, str, str]:
    person = contact(unit)
    first, second = (
        children.add(unit, person, "personal_address", {"personal_city": city})
        for city in ("Uppsala", "Lund")
    )
    return person, first, second


def test_the_first_row_is_primary(store: Store) -> None:
    with store.write() as unit:
        person, first, _ = two_addresses(unit)
    assert [row.id for row in read(store, person).children["personal_address"] if row.primary] == [first]


def test_the_next_row_takes_over_from_a_removed_primary(store: Store) -> None:
    with store.write() as unit:
        person, first, second = two_addresses(unit)
        children.remove(unit, person, "personal_address", first)
    assert [(row.id, row.primary) for row in read(store, person).children["personal_address"]] == [
        (second, True)
    ]


def test_a_row_is_changed_field_by_field(store: Store) -> None:
    with store.write() as unit:
        person, first, _ = two_addresses(unit)
        assert children.update(unit, person, "personal_address", first, {"personal_city": "Umeå"})
        assert not children.update(unit, person, "personal_address", first, {"personal_city": "Umeå"})
    assert read(store, person).children["personal_address"][0].values["personal_city"] == "Umeå"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"personal_state": "x" * 11}, InvalidValue),
        ({"street": "Storgatan"}, UnknownField),
        ({"id": "mine"}, InvalidValue),
    ],
)
def test_an_invalid_row_is_refused(store: Store, values: dict[str, object], error: type[Exception]) -> None:
    with store.write() as unit:
        person = contact(unit)
    with pytest.raises(error), store.write() as unit:
        children.add(unit, person, "personal_address", values)
    assert read(store, person).children["personal_address"] == ()


def test_links_pick_what_exists(store: Store) -> None:
    with store.write() as unit:
        home = household(unit)
        bank = catalogues.add(unit, "organization", {"organization": "Hearth Bank"})
        children.add(unit, home, "related_organization", {}, picked_id=bank)
    assert read(store, home).children["related_organization"][0].values["organization_name"] == "Hearth Bank"


@pytest.mark.parametrize("picked_id", [None, "nobody"])
def test_a_link_to_nothing_is_refused(store: Store, picked_id: str | None) -> None:
    with store.write() as unit:
        home = household(unit)
    with pytest.raises(RecordNotFound), store.write() as unit:
        children.add(unit, home, "related_sales_rep", {}, picked_id=picked_id)


def test_a_link_is_made_once(store: Store) -> None:
    with store.write() as unit:
        home = household(unit)
        agent = catalogues.add(unit, "position", {"position": "Agent", "login": "agent07"})
        children.add(unit, home, "related_sales_rep", {}, picked_id=agent)
    with pytest.raises(InvalidValue, match="already"), store.write() as unit:
        children.add(unit, home, "related_sales_rep", {}, picked_id=agent)


def test_a_contact_shows_its_primary_account_and_organization(store: Store) -> None:
    with store.write() as unit:
        person = contact(unit)
        for kind, component in (("account", "related_account"), ("organization", "related_organization")):
            picked = catalogues.add(unit, kind, {kind: f"The {kind}"})
            children.add(unit, person, component, {}, picked_id=picked)
    values = read(store, person).values
    assert (values["account"], values["primary_organization"]) == ("The account", "The organization")


def test_activities_have_no_primary(store: Store) -> None:
    with store.write() as unit:
        person = contact(unit)
        call = children.add(unit, person, "activity", {"description": "Asked for a leaflet"})
    row = read(store, person).children["activity"][0]
    assert (row.values["type"], row.values["status"]) == ("Call", "Open")
    with pytest.raises(UsageError), store.write() as unit:
        children.set_primary(unit, person, "activity", call)


def test_a_row_of_someone_else_is_not_found(store: Store) -> None:
    with store.write() as unit:
        _, first, _ = two_addresses(unit)
        other = contact(unit, "Berg")
    with pytest.raises(RecordNotFound), store.write() as unit:
        children.update(unit, other, "personal_address", first, {"personal_city": "Lund"})


def test_like_catalogue_rows_are_kept_once(store: Store) -> None:
    with store.write() as unit:
        one = catalogues.add(unit, "position", {"position": "Agent"})
        again = catalogues.add(unit, "position", {"position": "Agent"})
    assert one == again
