"""Settling on a server's store: a courier and whoever gives a command never wait for each other in a ring."""

from __future__ import annotations

import threading
import time

import sqlalchemy as sa

from desktop.integration import settlement
from desktop.integration.conversation import Conversation
from desktop.integration.errand import Brought
from desktop.integration.lane import Lane
from desktop.store import connections, entities, outbox, records
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings, DeliveryState, Outcome, Ref
from tests.support.records import contact

_BLOCKED = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def no_lane() -> Lane:
    raise AssertionError("Nothing is sent here.")


def in_flight(store: Store) -> tuple[Ref, Brought]:
    """A contact whose delivery came home and is to be tried again."""
    with store.write() as unit:
        connections.save(unit, ConnectionSettings("crm", address="http://crm", timeout=60))
        ref = contact(unit)
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    talk = Conversation(no_lane, held.snapshot, store.clock)
    return ref, Brought(held, talk, reached=False, outcome=Outcome(DeliveryState.QUEUED))


def settle(store: Store, brought: Brought) -> None:
    with store.write() as unit:
        settlement.settle(unit, [brought])


def until_somebody_waits(store: Store) -> None:
    for _ in range(1000):
        with store.read() as view:
            if view.execute(sa.text(_BLOCKED)).scalar():
                return
        time.sleep(0.01)
    raise AssertionError("Nobody waits.")


def test_who_waits_for_a_record_holds_no_delivery_of_it(postgresql_url: str) -> None:
    """The command takes the record and then its delivery: who settles must take them in that order, too."""
    with open_store(postgresql_url, "agent07") as store:
        ref, brought = in_flight(store)
        settling = threading.Thread(target=settle, args=[store, brought])
        with store.write() as unit:
            records.update(unit, ref, {"alias": "Nana"})
            settling.start()
            until_somebody_waits(store)
            free = sa.select(entities.delivery.c.id).with_for_update(skip_locked=True)
            with store.write() as other:
                assert other.execute(free).scalars().all() == [brought.claim.delivery.id]
        settling.join()
        with store.read() as view:
            assert outbox.delivery(view, brought.claim.delivery.id).state is DeliveryState.QUEUED
