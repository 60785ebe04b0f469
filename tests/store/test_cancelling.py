"""Cancelling: the record stands as before the command, and what may have arrived is not forgotten."""

from __future__ import annotations

import pytest

from desktop.errors import MayHaveArrived, UsageError
from desktop.store import attempts, cancelling, outbox, records
from desktop.store.store import Store
from desktop.store.types import Claim, Delivery, DeliveryError, DeliveryState, Outcome, Ref, SyncState
from tests.support.records import contact, read


def one_contact(store: Store) -> Ref:
    with store.write() as unit:
        return contact(unit)


def queue(store: Store, ref: Ref) -> str:
    with store.write() as unit:
        return outbox.add(unit, ref)


def taken(store: Store) -> Claim:
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    return held


def sent(store: Store, state: DeliveryState, *, in_doubt: bool = False) -> Delivery:
    """Send what waits, with this outcome."""
    held = taken(store)
    confirmed = held.snapshot if state is DeliveryState.DELIVERED else None
    error = None if confirmed else DeliveryError("some", "Some trouble.")
    with store.write() as unit:
        return outbox.settle(unit, held, Outcome(state, confirmed, error=error, in_doubt=in_doubt))


def cancel(store: Store, delivery_id: str, **knowing: bool) -> Delivery:
    with store.write() as unit:
        return cancelling.cancel(unit, delivery_id, **knowing)


def state(store: Store, ref: Ref) -> SyncState:
    return read(store, ref).sync.state


def waiting(store: Store) -> list[Delivery]:
    with store.read() as view:
        return outbox.waiting(view)


def test_a_cancelled_first_update_was_never_sent(store: Store) -> None:
    ref = one_contact(store)
    done = cancel(store, queue(store, ref))
    assert (done.state, done.finished_at is None) == (DeliveryState.CANCELLED, False)
    assert (state(store, ref), waiting(store)) == (SyncState.NEVER_SENT, [])
    with store.read() as view:
        assert [each.exchange.note for each in attempts.log(view, ref)] == ["Cancelled by agent07."]


@pytest.mark.parametrize(
    ("before", "edited", "after"),
    [
        (DeliveryState.DELIVERED, False, SyncState.SYNCHRONIZED),
        (DeliveryState.DELIVERED, True, SyncState.PENDING),
        (DeliveryState.REFUSED, False, SyncState.REFUSED),
        (DeliveryState.REFUSED, True, SyncState.PENDING),
    ],
)
def test_the_record_stands_as_before_the_command(
    store: Store, before: DeliveryState, edited: bool, after: SyncState
) -> None:
    ref = one_contact(store)
    queue(store, ref)
    sent(store, before)
    if edited:
        with store.write() as unit:
            records.update(unit, ref, {"alias": "Nana"})
    cancel(store, queue(store, ref))
    assert state(store, ref) is after


@pytest.mark.parametrize("in_doubt", [True, False])
def test_what_may_have_arrived_is_cancelled_only_knowingly(store: Store, in_doubt: bool) -> None:
    ref = one_contact(store)
    queue(store, ref)
    doubtful = sent(store, DeliveryState.DOUBTFUL, in_doubt=in_doubt)
    with pytest.raises(MayHaveArrived, match="may have arrived"):
        cancel(store, doubtful.id)
    assert state(store, ref) is SyncState.DOUBTFUL
    cancel(store, doubtful.id, may_have_arrived=True)
    assert (state(store, ref), waiting(store)) == (SyncState.PENDING, [])


def test_the_next_command_asks_what_became_of_a_cancelled_one(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    first = sent(store, DeliveryState.DOUBTFUL, in_doubt=True)
    cancel(store, first.id, may_have_arrived=True)
    again = queue(store, ref)
    held = taken(store)
    assert (held.delivery.id, held.delivery.in_doubt) == (again, True)
    assert held.sent is not None
    assert held.sent.ref == ref


def test_the_question_moves_on_however_often_it_is_cancelled(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    cancel(store, sent(store, DeliveryState.DOUBTFUL, in_doubt=True).id, may_have_arrived=True)
    with pytest.raises(MayHaveArrived):
        cancel(store, queue(store, ref))
    cancel(store, waiting(store)[0].id, may_have_arrived=True)
    queue(store, ref)
    assert taken(store).delivery.in_doubt


def test_what_is_under_way_in_conflict_or_finished_is_not_cancelled(store: Store) -> None:
    ref = one_contact(store)
    delivery_id = queue(store, ref)
    held = taken(store)
    with pytest.raises(UsageError, match="on its way just now"):
        cancel(store, delivery_id)
    with store.write() as unit:
        outbox.settle(unit, held, Outcome(DeliveryState.CONFLICT, held.snapshot))
    with pytest.raises(UsageError, match="choose which values stay"):
        cancel(store, delivery_id, may_have_arrived=True)
    with store.write() as unit:
        outbox.finish(unit, outbox.delivery(unit, delivery_id))
    with pytest.raises(UsageError, match="delivered already"):
        cancel(store, delivery_id)


def test_cancelling_the_next_update_leaves_the_one_under_way(store: Store) -> None:
    ref = one_contact(store)
    queue(store, ref)
    held = taken(store)
    cancel(store, queue(store, ref))
    assert state(store, ref) is SyncState.SENDING
    with store.write() as unit:
        outbox.settle(unit, held, Outcome(DeliveryState.DELIVERED, held.snapshot))
    assert state(store, ref) is SyncState.SYNCHRONIZED


def test_deleting_a_record_cancels_what_waits_for_it(store: Store) -> None:
    ref = one_contact(store)
    delivery_id = queue(store, ref)
    with store.write() as unit:
        records.delete(unit, ref)
    with store.read() as view:
        assert outbox.delivery(view, delivery_id).state is DeliveryState.CANCELLED
