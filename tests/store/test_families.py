"""The family command: which members go with their household, and what the one result is."""

from __future__ import annotations

import pytest

from desktop.store import families, members, outbox, preferences, records
from desktop.store.families import Family
from desktop.store.store import Store
from desktop.store.types import Delivery, DeliveryError, DeliveryState, Outcome, Ref
from tests.support.records import family

REFUSED, DELIVERED, QUEUED = DeliveryState.REFUSED, DeliveryState.DELIVERED, DeliveryState.QUEUED


@pytest.fixture
def home(store: Store) -> tuple[Ref, list[Ref]]:
    """A household of three whom nobody has sent yet."""
    with store.write() as unit:
        return family(unit, "Ngozi", "Emeka", "Astrid")


def command(store: Store, ref: Ref, *, alone: bool = False) -> Family:
    with store.write() as unit:
        return families.read(unit, families.command(unit, ref, alone=alone))


def again(store: Store, of: Family) -> Family:
    with store.read() as view:
        return families.read(view, of.household.id)


def send(store: Store, delivery_id: str | None = None, state: DeliveryState = DELIVERED) -> Delivery | None:
    """Deliver what goes next, or the one named, with this outcome; None if nothing may leave."""
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60, delivery_id=delivery_id)
        if held is None:
            return None
        confirmed = held.snapshot if state is DELIVERED else None
        error = None if confirmed else DeliveryError("some", "Some trouble.")
        return outbox.settle(unit, held, Outcome(state, confirmed, error=error))


def send_all(store: Store) -> list[Ref]:
    sent: list[Ref] = []
    while (each := send(store)) is not None:
        sent.append(each.ref)
    return sent


def test_members_nobody_knows_there_go_first(store: Store, home: tuple[Ref, list[Ref]]) -> None:
    ref, people = home
    commanded = command(store, ref)
    assert [each.ref for each in commanded.members] == people
    assert send_all(store) == [*people, ref]
    assert again(store, commanded).state is DELIVERED


def test_then_only_those_that_changed_since(store: Store, home: tuple[Ref, list[Ref]]) -> None:
    ref, people = home
    command(store, ref)
    send_all(store)
    with store.write() as unit:
        records.update(unit, people[1], {"alias": "Nana"})
    assert [each.ref for each in command(store, ref).members] == [people[1]]


def test_one_who_left_the_household_stays_behind(store: Store, home: tuple[Ref, list[Ref]]) -> None:
    ref, people = home
    with store.write() as unit:
        members.exit(unit, ref, people[2], "2020-01-31")
    assert [each.ref for each in command(store, ref).members] == people[:2]


def test_the_classic_behaviour_is_a_setting_and_an_option(store: Store, home: tuple[Ref, list[Ref]]) -> None:
    assert command(store, home[0], alone=True).members == ()
    with store.write() as unit:
        preferences.put(unit, preferences.FAMILY_COMMAND, "alone")
    assert command(store, home[0]).members == ()
    assert send_all(store) == [home[0]]


def test_given_twice_it_is_the_same_deliveries(store: Store, home: tuple[Ref, list[Ref]]) -> None:
    first = command(store, home[0])
    assert command(store, home[0]) == first


def test_stopped_half_way_it_goes_on_where_it_was(store: Store, home: tuple[Ref, list[Ref]]) -> None:
    ref, people = home
    commanded = command(store, ref)
    send(store)
    assert again(store, commanded).state is QUEUED
    assert send_all(store) == [*people[1:], ref]


def test_a_member_never_known_there_holds_the_household_back_when_refused(
    store: Store, home: tuple[Ref, list[Ref]]
) -> None:
    ref, people = home
    commanded = command(store, ref)
    send(store, commanded.members[0].id, REFUSED)
    assert send_all(store) == people[1:]
    assert again(store, commanded).state is REFUSED
    with store.write() as unit:
        records.update(unit, people[0], {"alias": "Nana"})
        outbox.add(unit, people[0])
    assert send_all(store) == [people[0], ref]


def test_the_household_can_be_sent_without_a_refused_member(
    store: Store, home: tuple[Ref, list[Ref]]
) -> None:
    commanded = command(store, home[0])
    send(store, commanded.members[0].id, REFUSED)
    send_all(store)
    command(store, home[0], alone=True)
    assert send_all(store) == [home[0]]


def test_a_refused_member_that_is_known_there_stops_nothing(
    store: Store, home: tuple[Ref, list[Ref]]
) -> None:
    ref, people = home
    command(store, ref)
    send_all(store)
    with store.write() as unit:
        records.update(unit, people[0], {"alias": "Nana"})
    commanded = command(store, ref)
    send(store, commanded.members[0].id, REFUSED)
    assert send_all(store) == [ref]
    assert again(store, commanded).state is REFUSED


def test_an_edit_while_a_member_is_under_way_is_sent_after_it(
    store: Store, home: tuple[Ref, list[Ref]]
) -> None:
    ref, people = home
    command(store, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
        assert held is not None
        records.update(unit, held.delivery.ref, {"alias": "Nana"})
    commanded = command(store, ref)
    assert people[0] in [each.ref for each in commanded.members if each.id != held.delivery.id]
    with store.write() as unit:
        outbox.settle(unit, held, Outcome(DELIVERED, held.snapshot))
    assert send_all(store) == [*people[1:], people[0], ref]


def test_a_member_in_conflict_is_not_decided_by_the_command(
    store: Store, home: tuple[Ref, list[Ref]]
) -> None:
    ref, people = home
    with store.write() as unit:
        outbox.add(unit, people[0])
        held = outbox.claim(unit, worker="one", lease_seconds=60)
        assert held is not None
        outbox.settle(unit, held, Outcome(DeliveryState.CONFLICT, held.snapshot))
    assert [each.ref for each in command(store, ref).members] == people[1:]
