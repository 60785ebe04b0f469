"""The courier on a real store against the built-in external system."""

from __future__ import annotations

from desktop.integration.verdict import exit_code
from desktop.store import members
from desktop.store.types import DeliveryState, SyncState
from tests.integration.conftest import Desk
from tests.support import records as make


def test_a_household_arrives_and_what_was_corrected_there_comes_back(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.household(unit, category="Silver", income="68250.50", phone_number="0851234567")
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (DeliveryState.DELIVERED, 0)
    assert delivery.applied["category"] == ("Silver", "Gold")
    record = desk.read(ref)
    assert record.values["phone_number"] == "+46851234567"
    assert record.values["integration_id"] == desk.there("household")[0].fields["IntegrationId"]
    assert record.sync.state is SyncState.SYNCHRONIZED


def test_members_that_wait_go_before_their_household(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi", "Emeka")
    for person in people:
        desk.queue(person)
    assert desk.send(home).state is DeliveryState.DELIVERED
    assert [each.operation for each in desk.arrived()] == [
        *["ExternalContactSynchronize"] * 2,
        "ExternalHouseholdSynchronize",
    ]
    assert members is not None
