"""Takes a delivery back that nobody wants sent any more, and says so where it may have arrived."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from desktop.errors import MayHaveArrived, UsageError
from desktop.store import entities, outbox, rows, settling, transitions
from desktop.store.types import FINISHED, Delivery, DeliveryState, Exchange
from desktop.store.unit import Unit

_TABLE, _STANDING = entities.delivery, entities.standing
_S = DeliveryState
CANCELLED: Final = "cancelled"
_INSTEAD: Final = {
    _S.SENDING: "It is on its way just now; its outcome decides what can be done.",
    _S.CONFLICT: "It has arrived, and its conflicts wait: choose which values stay.",
}


def cancel(unit: Unit, delivery_id: str, *, may_have_arrived: bool = False) -> Delivery:
    """End a delivery that waits, and let its record stand as it did before the command.

    One that may have arrived is cancelled only if the person says so: its record then counts as changed, and
    whatever is sent next asks the external system first. Raises RecordNotFound, MayHaveArrived, or
    UsageError for one that is under way, in conflict or finished.
    """
    found = outbox.delivery(unit, delivery_id)
    rows.lock(unit, found.ref)
    found = outbox.delivery(unit, delivery_id)
    _check(found, may_have_arrived=may_have_arrived)
    done = {"state": _S.CANCELLED, "finished_at": unit.at, "next_attempt": None}
    mine = sa.update(_TABLE).where(_TABLE.c.id == found.id, _TABLE.c.state == found.state)
    if unit.execute(mine.values(done)).rowcount == 0:
        raise UsageError("It has just left.", concerns=found.id, way_out=_INSTEAD[_S.SENDING])
    _log(unit, found)
    _stand(unit, found)
    unit.note_delivery(found.id)
    return outbox.delivery(unit, found.id)


def _check(found: Delivery, *, may_have_arrived: bool) -> None:
    if found.state in FINISHED:
        raise UsageError(f"This delivery is {found.state} already.", concerns=found.id)
    if found.state in _INSTEAD:
        raise UsageError(
            "This delivery cannot be cancelled.", concerns=found.id, way_out=_INSTEAD[found.state]
        )
    transitions.check(found.state, _S.CANCELLED)
    if found.may_have_arrived and not may_have_arrived:
        raise MayHaveArrived(
            "This update may have arrived: cancelling does not take it back there.",
            concerns=found.id,
            way_out="Send it to find out, or cancel it knowing that (--may-have-arrived).",
        )


def _log(unit: Unit, found: Delivery) -> None:
    note = f"Cancelled by {unit.who}."
    if found.may_have_arrived:
        note += (
            " It may have arrived all the same; the external system is asked before anything more is sent."
        )
    told = Exchange(unit.at, unit.at, CANCELLED, note=note)
    settling.log(unit, [(found, [told])])


def _stand(unit: Unit, found: Delivery) -> None:
    """Let the record stand as its delivery before this one left it, or as it did without any."""
    mine = (_STANDING.c.connection == found.connection) & (_STANDING.c.record_id == found.ref.id)
    before = _before(unit, found)
    if before is not None:
        error = before.error.message if before.error else None
        stands = {"delivery_id": before.id, "state": before.state, "last_error": error}
        unit.execute(sa.update(_STANDING).where(mine).values(stands))
    elif found.may_have_arrived:
        stands = {"delivery_id": found.id, "state": _S.CANCELLED}
        unit.execute(sa.update(_STANDING).where(mine).values(stands))
    else:
        unit.execute(sa.delete(_STANDING).where(mine))
    unit.note_changed(found.ref)


def _before(unit: Unit, found: Delivery) -> Delivery | None:
    """Return the record's latest other delivery, unless this one may have put another version there."""
    others = sa.select(_TABLE.c.id).where(
        _TABLE.c.record_id == found.ref.id,
        _TABLE.c.connection == found.connection,
        _TABLE.c.id != found.id,
        sa.or_(_TABLE.c.state != _S.CANCELLED, _TABLE.c.snapshot.is_not(None)),
    )
    if found.may_have_arrived:
        others = others.where(_TABLE.c.state == _S.SENDING)
    row_id = unit.execute(others.order_by(_TABLE.c.number.desc()).limit(1)).scalar()
    return None if row_id is None else outbox.delivery(unit, str(row_id))
