"""The line is cut, held up, truncated or repeats itself at some byte; in the end all is there, and once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from desktop.integration.courier import Courier
from desktop.store import cancelling, connections, outbox, records
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings, Delivery, DeliveryState, Ref, SyncState
from tests.support import elsewhere, promise
from tests.support.desks_to_kill import DeskToKill
from tests.support.promise import CONNECTION
from tests.support.proxy import Harm, Proxy, Spoilt


class Line:
    """A desk whose external system is reached through a proxy."""

    def __init__(self, desk: DeskToKill, store: Store, courier: Courier, proxy: Proxy) -> None:
        self.desk, self.store, self.courier, self.proxy = desk, store, courier, proxy

    def contact(self, number: int) -> Ref:
        with self.store.write() as unit:
            return records.create(unit, "contact", {"first_name": "Ada", "last_name": f"Lund {number}"})

    def edit(self, ref: Ref, alias: str) -> None:
        with self.store.write() as unit:
            records.update(unit, ref, {"alias": alias, "home_phone": "0851234"})

    def send(self, ref: Ref, spoilt: Spoilt | None = None) -> Delivery:
        """Update External System over a new connection that is spoilt so."""
        self.proxy.drop_connections()
        if spoilt is not None:
            self.proxy.spoil(spoilt)
        with self.store.write() as unit:
            delivery_id = outbox.add(unit, ref)
        return self.courier.deliver(delivery_id)

    def fail(self, ref: Ref, mode: str) -> None:
        """Send while the external system behaves so, whatever it is asked."""
        self.desk.system.set_conduct({"mode": mode})
        self.send(ref)
        self.desk.system.set_conduct({"mode": "normal"})

    def state(self, ref: Ref) -> SyncState:
        with self.store.read() as view:
            return records.read(view, ref, connection=CONNECTION).sync.state

    def come_to_rest(self) -> None:
        """On a good line: deliver what waits, then send what was refused or left to a person once more."""
        self.proxy.drop_connections()
        self.courier.deliver_all()
        with self.store.write() as unit:
            for record in list(promise.every(unit)):
                if record.sync.state in (SyncState.REFUSED, SyncState.DOUBTFUL):
                    outbox.add(unit, record.ref)
        self.courier.deliver_all()


def never_sent(line: Line) -> Ref:
    return line.contact(1)


def edited_since(line: Line) -> Ref:
    ref = line.contact(1)
    line.send(ref)
    line.edit(ref, "since")
    return ref


def refused(line: Line) -> Ref:
    ref = edited_since(line)
    line.fail(ref, "soap-fault")
    return ref


def kept_for_later(line: Line) -> Ref:
    ref = edited_since(line)
    line.fail(ref, "busy")
    return ref


def not_known_to_have_arrived(line: Line) -> Ref:
    ref = edited_since(line)
    line.fail(ref, "reply-lost")
    return ref


def with_a_reply_not_applied(line: Line) -> Ref:
    ref = edited_since(line)
    line.fail(ref, "wrong-record")
    return ref


def cancelled_knowingly(line: Line) -> Ref:
    ref = not_known_to_have_arrived(line)
    with line.store.write() as unit:
        for each in outbox.waiting(unit):
            cancelling.cancel(unit, each.id, may_have_arrived=True)
    return ref


def in_conflict(line: Line) -> Ref:
    ref = edited_since(line)
    elsewhere.change(line.desk.system, "contact", Id=ref.id, Alias="theirs")
    line.courier.refresh(ref)
    return ref


STATES: Mapping[Callable[[Line], Ref], SyncState] = {
    never_sent: SyncState.NEVER_SENT,
    edited_since: SyncState.PENDING,
    refused: SyncState.REFUSED,
    kept_for_later: SyncState.QUEUED,
    not_known_to_have_arrived: SyncState.DOUBTFUL,
    with_a_reply_not_applied: SyncState.DOUBTFUL,
    cancelled_knowingly: SyncState.PENDING,
    in_conflict: SyncState.CONFLICT,
}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with DeskToKill(tmp_path / "desk") as desk, Proxy(desk.port) as proxy, desk.open_store() as store:
        with store.write() as unit:
            connections.save(unit, ConnectionSettings(CONNECTION, address=proxy.address, timeout=3))
        with Courier(store, desk.settings, {}) as courier:
            yield Line(desk, store, courier, proxy)


def some_bytes(length: int) -> list[int]:
    """Places in a message: its ends, the end of its head more or less, and places in between."""
    return sorted({0, 1, 15, length // 4, length // 2, 3 * length // 4, length - 20, length - 1})


@pytest.mark.parametrize("outward", [True, False])
@pytest.mark.parametrize("harm", list(Harm))
def test_a_line_that_is_spoilt_at_some_byte(line: Line, harm: Harm, *, outward: bool) -> None:
    known = line.contact(0)
    line.send(known)
    length = line.proxy.passed[outward]
    for number, place in enumerate(some_bytes(length), start=1):
        new = line.contact(number)
        line.send(new, Spoilt(harm, place, outward))
        line.edit(known, f"alias {number}")
        line.send(known, Spoilt(harm, place, outward))
        line.come_to_rest()
        assert promise.broken(line.store, line.desk.system) == [], f"{harm} at byte {place} of {length}"


def test_a_line_that_is_cut_again_while_it_is_asked_what_arrived(line: Line) -> None:
    known = line.contact(0)
    line.send(known)
    length = line.proxy.passed[False]
    for number, place in enumerate(some_bytes(length), start=1):
        line.edit(known, f"alias {number}")
        first = line.send(known, Spoilt(Harm.CUT, 20, outward=False))
        assert first.state in (DeliveryState.DOUBTFUL, DeliveryState.DELIVERED)
        line.proxy.drop_connections()
        line.proxy.spoil(Spoilt(Harm.CUT, place, outward=False))
        line.courier.deliver_all()
        line.come_to_rest()
        assert promise.broken(line.store, line.desk.system) == []
    assert len(promise.applied(line.desk.system, known)) == 1 + len(some_bytes(length))


@pytest.mark.parametrize(("stand", "state"), STATES.items(), ids=[each.__name__ for each in STATES])
def test_a_line_that_is_spoilt_whatever_state_a_delivery_begins_in(
    line: Line, stand: Callable[[Line], Ref], state: SyncState
) -> None:
    line.send(line.contact(0))
    length = line.proxy.passed
    harms = itertools.product(Harm, [True, False])
    for number, (harm, outward) in enumerate(harms):
        ref = stand(line)
        assert line.state(ref) is state
        places = some_bytes(length[outward])
        place = places[number % len(places)]
        line.send(ref, Spoilt(harm, place, outward))
        line.come_to_rest()
        assert promise.broken(line.store, line.desk.system) == [], f"{harm} at byte {place}, {outward=}"
