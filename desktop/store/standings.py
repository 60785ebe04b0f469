"""How records stand with each external system: never sent, pending, queued, synchronized and so on."""

from __future__ import annotations

import sqlalchemy as sa

from desktop.store import entities
from desktop.store.types import DeliveryState, Ref, Sync, SyncState
from desktop.store.unit import View

_STANDING, _DELIVERY = entities.standing, entities.delivery


def read(view: View, connection: str, ref: Ref, edited_version: int) -> Sync:
    """Return how the record stands with the external system; ``edited_version`` is its last edit's."""
    found = (
        sa.select(_STANDING, _DELIVERY.c.next_attempt)
        .outerjoin(_DELIVERY, _DELIVERY.c.id == _STANDING.c.delivery_id)
        .where(_STANDING.c.connection == connection, _STANDING.c.record_id == ref.id)
    )
    row = view.execute(found).mappings().first()
    if row is None:
        return Sync()
    return Sync(
        state=state_of(str(row["state"]), edited_version, int(row["settled_version"])),
        last_sent=row["last_sent"],
        last_error=row["last_error"],
        delivery_id=row["delivery_id"],
        next_attempt=row["next_attempt"],
    )


def state_of(delivery_state: str | None, edited_version: int, settled_version: int | None) -> SyncState:
    """Return the sync state of a record whose last delivery stands so.

    A record edited since its delivery was settled is pending again, delivered or refused alike; so is one
    whose delivery was cancelled although it may have arrived.
    """
    if delivery_state is None:
        return SyncState.NEVER_SENT
    if delivery_state == DeliveryState.CANCELLED:
        return SyncState.PENDING
    settled = delivery_state in {DeliveryState.DELIVERED, DeliveryState.REFUSED}
    if settled and edited_version > (settled_version or 0):
        return SyncState.PENDING
    if delivery_state == DeliveryState.DELIVERED:
        return SyncState.SYNCHRONIZED
    return SyncState(delivery_state)
