"""What an administrator sets: when things are sent, and who wins where both sides changed a field."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from desktop.store import conflicts, journal, members, outbox, preferences, waits
from desktop.store.types import Delivery, DeliveryState, Ref, SyncState
from desktop.store.unit import iso
from desktop.store.waits import Wait, WaitsFor
from tests.integration.conftest import Desk
from tests.support import elsewhere
from tests.support import records as make


def put(desk: Desk, name: str, value: str) -> None:
    with desk.store.write() as unit:
        preferences.put(unit, name, value)


def contact(desk: Desk, **values: str) -> Ref:
    with desk.store.write() as unit:
        return make.contact(unit, **values)


def why(desk: Desk) -> list[Wait]:
    with desk.store.read() as view:
        return list(waits.of(view, outbox.waiting(view)).values())


def waiting(desk: Desk) -> list[Delivery]:
    with desk.store.read() as view:
        return outbox.waiting(view)


def test_a_saved_edit_is_the_command_where_that_is_set(desk: Desk) -> None:
    ref = contact(desk)
    assert waiting(desk) == []
    put(desk, preferences.UPDATE_ON_SAVE, "yes")
    desk.change(ref, alias="Nana")
    desk.change(ref, alias="Gogo")
    assert [each.ref for each in waiting(desk)] == [ref]
    desk.courier.deliver_all()
    # What the reply changes is no edit, and sends nothing.
    assert waiting(desk) == []
    assert desk.there("contact")[0].fields["Alias"] == "Gogo"


def test_by_hand_nothing_leaves_by_itself(desk: Desk) -> None:
    put(desk, preferences.SENDING, "by_hand")
    desk.queue(contact(desk))
    desk.courier.deliver_all(due_only=True)
    desk.courier.deliver_on_reconnect(lambda *_: None, lambda: False)
    assert (desk.arrived(), len(waiting(desk))) == ([], 1)
    assert desk.courier.deliver_all().delivered == 1


def test_by_hand_each_delivery_says_so(desk: Desk) -> None:
    put(desk, preferences.SENDING, "by_hand")
    desk.queue(contact(desk))
    assert [each.waits_for for each in why(desk)] == [WaitsFor.HAND]


def test_at_intervals_what_was_commanded_meanwhile_goes_together(desk: Desk) -> None:
    put(desk, preferences.SENDING, "at_intervals")
    put(desk, preferences.SENDING_INTERVAL, "10")
    desk.queue(contact(desk))
    desk.clock.pass_by(minutes=9)
    desk.queue(contact(desk, alias="Nana"))
    desk.courier.deliver_all(due_only=True)
    assert desk.arrived() == []
    until = iso(desk.clock.now + timedelta(minutes=1))
    assert [(each.waits_for, each.until) for each in why(desk)] == [(WaitsFor.ROUND, until)] * 2
    desk.clock.pass_by(minutes=1)
    assert desk.courier.deliver_all(due_only=True).delivered == 2


def test_what_was_tried_does_not_wait_for_a_round_nor_bring_one_forward(desk: Desk) -> None:
    put(desk, preferences.SENDING, "at_intervals")
    desk.conduct(mode="busy", retry_after=60)
    tried = desk.send(contact(desk))
    desk.conduct(mode="normal")
    desk.clock.pass_by(minutes=14)
    fresh = desk.queue(contact(desk))
    desk.clock.pass_by(minutes=2)
    desk.courier.deliver_all(due_only=True)
    states = [desk.delivery(each).state for each in (tried.id, fresh)]
    assert states == [DeliveryState.DELIVERED, DeliveryState.QUEUED]
    # Whoever asks for it does not wait.
    assert desk.courier.deliver_all().delivered == 1


def test_on_save_a_household_takes_along_who_needs_it(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, person = make.household(unit), make.contact(unit)
        members.add(unit, home, person)
    put(desk, preferences.UPDATE_ON_SAVE, "yes")
    desk.change(home, household_size=4)
    assert [each.ref for each in waiting(desk)] == [person, home]
    assert len({each.family for each in waiting(desk)}) == 1


def test_on_save_nothing_is_decided_that_waits_for_a_person(desk: Desk) -> None:
    ref = contact(desk, job_title="Nurse")
    desk.send(ref)
    elsewhere.change(desk.system, "contact", Id=ref.id, JobTitle="Doctor", LastName="Okafor")
    desk.change(ref, job_title="Judge")
    desk.courier.refresh(ref)
    put(desk, preferences.UPDATE_ON_SAVE, "yes")
    desk.change(ref, alias="Nana")
    assert [each.state for each in waiting(desk)] == [DeliveryState.CONFLICT]


@pytest.mark.parametrize(("wanted", "left"), [("yes", 0), ("no", 1)])
def test_when_the_network_is_back_all_is_tried_at_once(desk: Desk, wanted: str, left: int) -> None:
    put(desk, preferences.SEND_ON_RECONNECT, wanted)
    desk.conduct(mode="offline")
    desk.send(contact(desk))
    desk.conduct(mode="normal")
    desk.courier.deliver_on_reconnect(lambda *_: None, lambda: False)
    assert len(waiting(desk)) == left


@pytest.mark.parametrize(
    ("wins", "stands", "state"),
    [("mine", "+4699", SyncState.PENDING), ("theirs", "+46851234", SyncState.SYNCHRONIZED)],
)
def test_a_clash_is_settled_as_set_and_the_loser_is_kept(
    desk: Desk, wins: str, stands: str, state: SyncState
) -> None:
    put(desk, preferences.conflict_name("contact", "home_phone"), wins)
    ref = contact(desk, home_phone="0851234")
    delivery_id = desk.queue(ref)
    desk.conduct(mode="slow", delay=30)
    sending = threading.Thread(target=desk.courier.deliver, args=[delivery_id])
    sending.start()
    desk.wait_for_arrival()
    desk.change(ref, home_phone="+4699")
    desk.conduct(mode="normal")
    sending.join()
    record = desk.read(ref)
    assert (desk.delivery(delivery_id).state, record.sync.state) == (DeliveryState.DELIVERED, state)
    assert record.values["home_phone"] == stands
    assert f"home_phone: {wins}" in desk.log(ref)[-1].exchange.note
    with desk.store.read() as view:
        assert conflicts.waiting(view, ref) == []
        entries = journal.entries(view, ref)
    if wins == "theirs":
        newest = next(each for each in entries if each.field == "home_phone")
        assert (newest.before, newest.after) == ("+4699", "+46851234")
