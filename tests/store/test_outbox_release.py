"""A delivery whose worker is known to be gone need not wait for the end of its lease."""

from __future__ import annotations

from desktop.store import outbox
from desktop.store.store import Store
from tests.support.records import contact


def test_only_deliveries_of_workers_that_are_gone_can_be_taken_over(store: Store) -> None:
    with store.write() as unit:
        ids = [outbox.add(unit, contact(unit, first_name=name)) for name in ("Ngozi", "Emeka")]
        for worker, delivery_id in zip(("gone", "alive"), ids, strict=True):
            assert outbox.claim(unit, worker=worker, lease_seconds=3600, delivery_id=delivery_id)
    with store.write() as unit:
        outbox.release(unit, lambda name: name == "gone")
    with store.write() as unit:
        claims = [outbox.claim(unit, worker="next", lease_seconds=60, delivery_id=each) for each in ids]
    assert [claim is not None for claim in claims] == [True, False]
