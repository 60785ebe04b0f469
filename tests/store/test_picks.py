"""Existing records that a link may pick, found by the keys a message names them with."""

from __future__ import annotations

from desktop.fields import CONTACT_SALES_REP, HOUSEHOLD_ORGANIZATION, RELATED_CONTACT, Component
from desktop.store import catalogues, picks, records
from desktop.store.store import Store
from desktop.values import Value
from tests.support.records import contact


def find(store: Store, of: Component, **key: Value) -> str | None:
    with store.read() as view:
        return picks.find(view, "crm", of, key)


def test_a_contact_is_found_by_row_id_integration_id_or_uid(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit, person_u_id="P-1")
        records.set_integration_id(unit, ref, "crm", "X-1")
    found = [
        find(store, RELATED_CONTACT, contact_id=ref.id),
        find(store, RELATED_CONTACT, contact_integration_id="X-1"),
        find(store, RELATED_CONTACT, person_u_id="P-1", personal_contact=False, primary_organization=None),
    ]
    assert found == [ref.id] * 3


def test_nobody_is_found_by_the_key_of_another_system_or_by_none(store: Store) -> None:
    with store.write() as unit:
        contact(unit)
    assert find(store, RELATED_CONTACT, contact_id="NOBODY") is None
    assert find(store, RELATED_CONTACT, contact_integration_id="NOBODY") is None
    assert find(store, RELATED_CONTACT, personal_contact=True) is None


def test_positions_and_organizations_are_found_by_name(store: Store) -> None:
    with store.write() as unit:
        position = catalogues.add(
            unit, "position", {"position": "Clerk", "division": "North", "login": "ann"}
        )
        organization = catalogues.add(unit, "organization", {"organization": "Head Office"})
    assert find(store, CONTACT_SALES_REP, division="North", position="Clerk") == position
    assert find(store, HOUSEHOLD_ORGANIZATION, organization_name="Head Office") == organization


def test_a_name_that_two_share_finds_neither(store: Store) -> None:
    with store.write() as unit:
        for division in ("North", "South"):
            catalogues.add(unit, "position", {"position": "Clerk", "division": division, "login": "ann"})
    assert find(store, CONTACT_SALES_REP, login="ann") is None
