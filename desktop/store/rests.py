"""Replies that could not be applied whole: what is left of one, and settling its delivery with that."""

from __future__ import annotations

import sqlalchemy as sa

from desktop.errors import UsageError
from desktop.store import closing, entities, outbox, rows, settling, snapshots, transitions
from desktop.store.closing import Ended
from desktop.store.types import Claim, Delivery, DeliveryState, Outcome, Snapshot
from desktop.store.unit import Unit

_TABLE = entities.delivery


def find(unit: Unit, delivery_id: str) -> tuple[Delivery, Snapshot, str]:
    """Return a delivery with what it sent and what of its reply could be applied.

    The record is kept from other writers. Raises RecordNotFound, or UsageError where there is nothing left.
    """
    rows.lock(unit, outbox.delivery(unit, delivery_id).ref)
    delivery = outbox.delivery(unit, delivery_id)
    found = sa.select(_TABLE.c.snapshot, _TABLE.c.rest).where(_TABLE.c.id == delivery_id)
    kept = unit.execute(found).one()
    sent = snapshots.load(kept.snapshot)
    if delivery.state is not DeliveryState.DOUBTFUL or kept.rest is None or sent is None:
        raise UsageError(
            "There is no reply to this delivery of which a part could be applied.",
            concerns=delivery_id,
            way_out="Look at it in the delivery log, then send it again or let it be.",
        )
    return delivery, sent, str(kept.rest)


def settle(unit: Unit, delivery: Delivery, sent: Snapshot, outcome: Outcome) -> Delivery:
    """End the delivery with what was decided to be applied; raises InvalidValue, and then nothing is."""
    transitions.check(delivery.state, outcome.state)
    unit.begin(delivery.id)
    held = Claim(delivery, sent, worker="")
    applied = settling.apply(unit, held, outcome)
    closing.close(unit, [Ended(held, outcome, applied, unit.changes.change_set)])
    return outbox.delivery(unit, delivery.id)
