"""Holds a record back while a person decides what a look at the external system raised."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.store import asking, closing, entities, outbox, rows, settling, transitions
from desktop.store.types import HELD, LOOKED, DeliveryError, DeliveryState, FieldConflict, Ref
from desktop.store.unit import Unit

_TABLE = entities.delivery
_S = DeliveryState


def hold(unit: Unit, ref: Ref, connection: str, asked: Sequence[FieldConflict]) -> str | None:
    """Keep questions about a record; nothing of it is sent to the external system until they are answered.

    Returns the delivery that waits for the answers, or None where one is under way, in doubt or in conflict:
    what comes of that is first.
    """
    rows.lock(unit, ref)
    waits = _unfinished(unit, ref, connection)
    if waits is not None and (waits["state"] != _S.QUEUED or waits["in_doubt"]):
        return None
    delivery_id = outbox.add(unit, ref, connection) if waits is None else str(waits["id"])
    transitions.check(_S.QUEUED, _S.CONFLICT)
    told = DeliveryError(
        LOOKED if waits is None else HELD, "A look at the external system found changes on both sides."
    )
    held: dict[str, object] = {"state": _S.CONFLICT, "next_attempt": None, "error": closing.dump_error(told)}
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == delivery_id).values(held))
    asking.ask(unit, ref, connection, delivery_id, asked)
    settling.stand(unit, ref, connection, delivery_id, _S.CONFLICT)
    unit.note_delivery(delivery_id)
    return delivery_id


def _unfinished(unit: Unit, ref: Ref, connection: str) -> RowMapping | None:
    found = sa.select(_TABLE).where(
        _TABLE.c.record_id == ref.id, _TABLE.c.connection == connection, _TABLE.c.finished_at.is_(None)
    )
    # Locked, so that no courier takes it meanwhile on a store that is shared.
    locked = found.order_by(_TABLE.c.number).limit(1).with_for_update()
    return unit.execute(locked).mappings().first()
