"""Lines that are paused or rest: nothing leaves there, all is kept, and each delivery says why it waits."""

from __future__ import annotations

import pytest

from desktop.integration.courier import Courier, Summary
from desktop.integration.pacing import OPENS_AFTER
from desktop.store import lines, outbox, waits
from desktop.store.types import DeliveryState, Line, Ref
from desktop.store.waits import Wait, WaitsFor
from tests.integration.conftest import Desk
from tests.support import records as make


def contacts(desk: Desk, number: int) -> list[Ref]:
    with desk.store.write() as unit:
        return [make.contact(unit, first_name=f"Ngozi {each}") for each in range(number)]


def pause(desk: Desk) -> None:
    with desk.store.write() as unit:
        lines.pause(unit, "crm")


def resume(desk: Desk) -> None:
    with desk.store.write() as unit:
        lines.resume(unit, "crm")


def line(desk: Desk) -> Line:
    with desk.store.read() as view:
        return lines.read(view, "crm")


def why(desk: Desk) -> list[Wait]:
    with desk.store.read() as view:
        waiting = outbox.waiting(view)
        found = waits.of(view, waiting)
    return [found[each.id] for each in waiting]


def next_run(desk: Desk, *, due_only: bool = False, workers: int = 1) -> Summary:
    """Deliver all with a courier that knows nothing but the store, as the next `hearth sync` does."""
    with Courier(desk.store, desk.settings, desk.environment) as courier:
        return courier.deliver_all(due_only=due_only, workers=workers)


def test_nobody_sends_to_a_paused_system_until_it_is_resumed(desk: Desk) -> None:
    pause(desk)
    (ref,) = contacts(desk, 1)
    assert desk.send(ref).state is DeliveryState.QUEUED
    summary = next_run(desk)
    assert (summary.waiting, [each.paused for each in summary.lines], desk.arrived()) == (1, [True], [])
    assert [(each.waits_for, each.who) for each in why(desk)] == [(WaitsFor.RESUMING, desk.store.who)]
    resume(desk)
    assert (next_run(desk).delivered, line(desk).paused) == (1, False)


def opened(desk: Desk, waiting: int = OPENS_AFTER) -> None:
    for ref in contacts(desk, waiting):
        desk.queue(ref)
    desk.conduct(mode="offline")
    next_run(desk)


def test_a_circuit_that_opened_is_known_to_the_next_run(desk: Desk) -> None:
    opened(desk, OPENS_AFTER + 2)
    assert (line(desk).resting, line(desk).failures) == (True, OPENS_AFTER)
    assert {each.waits_for for each in why(desk)} == {WaitsFor.PROBE}
    desk.clock.pass_by(seconds=10)
    tried_before = len(desk.log())
    next_run(desk, due_only=True)
    assert len(desk.log()) == tried_before


def test_a_person_who_asks_probes_once_and_not_with_everything(desk: Desk) -> None:
    opened(desk)
    tried_before = len(desk.log())
    assert next_run(desk).waiting == OPENS_AFTER
    assert len(desk.log()) == tried_before + 1


@pytest.mark.parametrize("workers", [1, 3])
def test_one_probe_that_is_answered_lets_all_others_follow(desk: Desk, workers: int) -> None:
    opened(desk)
    desk.conduct(mode="normal")
    assert next_run(desk, workers=workers).delivered == OPENS_AFTER
    assert line(desk) == Line("crm")


def test_each_delivery_says_what_it_waits_for(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi")
    desk.queue(people[0])
    desk.queue(home)
    assert [each.waits_for for each in why(desk)] == [WaitsFor.NOTHING, WaitsFor.MEMBERS]
    desk.conduct(mode="busy", retry_after=120)
    desk.courier.deliver_all()
    assert why(desk)[0].waits_for is WaitsFor.ASKED
    desk.conduct(mode="reply-lost")
    desk.clock.pass_by(minutes=10)
    desk.courier.deliver_all()
    assert all(each.until and each.reason for each in why(desk))
