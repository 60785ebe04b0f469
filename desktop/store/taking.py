"""Takes deliveries for a worker: each with what it is to send, a group in as few statements as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from desktop.store import entities, snapshots
from desktop.store.prepared import Prepared, among, inserting, parameter
from desktop.store.types import Claim, Delivery, DeliveryState, Ref, Snapshot
from desktop.store.unit import Unit, iso

_TABLE, _STANDING = entities.delivery, entities.standing
_S = DeliveryState
_OF = parameter("of_id")
_TAKEN: Final[dict[str, Any]] = {
    "state": _S.SENDING,
    "attempts": parameter("taken_attempts"),
    "claimed_by": parameter("taken_by"),
    "lease_until": parameter("taken_until"),
    "in_doubt": True,
    "next_attempt": None,
}
_TAKE: Final = Prepared(sa.update(_TABLE).where(_TABLE.c.id == _OF).values(_TAKEN))
_TAKE_WITH_SNAPSHOT: Final = Prepared(
    sa.update(_TABLE).where(_TABLE.c.id == _OF).values({**_TAKEN, "snapshot": parameter("taken_snapshot")})
)
_LEFT: Final = Prepared(
    sa.select(_TABLE.c.record_id).where(
        among(_TABLE.c.record_id, "record_ids"),
        _TABLE.c.connection == parameter("at"),
        _TABLE.c.snapshot.is_not(None),
    )
)
_LAST_KNOWN: Final = Prepared(
    sa.select(_STANDING.c.record_id, _STANDING.c.last_known).where(
        among(_STANDING.c.record_id, "record_ids"), _STANDING.c.connection == parameter("at")
    )
)
_STAND: Final = Prepared(
    sa.update(_STANDING)
    .where(_STANDING.c.record_id == _OF, _STANDING.c.connection == parameter("at"))
    .values({"delivery_id": parameter("by_id"), "state": _S.SENDING})
)
_STAND_ANEW: Final = inserting(
    *(_STANDING, "connection", "record_id", "kind", "delivery_id", "state", "settled_version")
)


def take(
    unit: Unit, befores: Sequence[Delivery], sent: Mapping[str, str | None], worker: str, lease: float
) -> list[Claim]:
    """Claim deliveries to one external system, of a record each; ``sent`` holds their kept snapshots."""
    connection = befores[0].connection
    refs = {each.ref.id: each.ref for each in befores}
    left = _left_before(unit, connection, refs)
    taken = snapshots.take_all(unit, list(refs.values()), connection)
    fresh = {ref.id: replace(each, alone=ref.id not in left) for ref, each in taken.items()}
    last_known = _stand(unit, connection, befores)
    rows = {each.id: _row(unit, each, worker, lease) for each in befores}
    # One in doubt keeps the snapshot that was sent: it is what the external system is asked about.
    _TAKE.run_for_each(unit, [rows[each.id] for each in befores if each.in_doubt])
    firsts = [each for each in befores if not each.in_doubt]
    kept = [{**rows[each.id], "taken_snapshot": snapshots.dump(fresh[each.ref.id])} for each in firsts]
    _TAKE_WITH_SNAPSHOT.run_for_each(unit, kept)
    return [
        Claim(
            each,
            fresh[each.ref.id],
            worker,
            snapshots.load(sent[each.id]) if each.in_doubt else None,
            last_known.get(each.ref.id),
        )
        for each in befores
    ]


def _row(unit: Unit, before: Delivery, worker: str, lease: float) -> Mapping[str, object]:
    return {
        "of_id": before.id,
        "taken_attempts": before.attempts + 1,
        "taken_by": worker,
        "taken_until": iso(unit.now + timedelta(seconds=lease)),
    }


def _left_before(unit: Unit, connection: str, refs: Mapping[str, Ref]) -> frozenset[str]:
    """Return the records of which a message may have arrived of which no reply was applied since."""
    given = {"record_ids": list(refs), "at": connection}
    return frozenset(record_id for (record_id,) in _LEFT.rows(unit, given))


def _stand(unit: Unit, connection: str, befores: Sequence[Delivery]) -> Mapping[str, Snapshot | None]:
    """Write that the records are being sent; return what was last known to be there of each."""
    given = {"record_ids": [each.ref.id for each in befores], "at": connection}
    known = {row_id: snapshots.load(text) for row_id, text in _LAST_KNOWN.rows(unit, given)}
    standing = [
        {"of_id": each.ref.id, "at": connection, "by_id": each.id} for each in befores if each.ref.id in known
    ]
    new = [_new_standing(each) for each in befores if each.ref.id not in known]
    _STAND.run_for_each(unit, standing)
    _STAND_ANEW.run_for_each(unit, new)
    for each in befores:
        unit.note_delivery(each.id)
        unit.note_changed(each.ref)
    return known


def _new_standing(before: Delivery) -> Mapping[str, object]:
    return {
        "connection": before.connection,
        "record_id": before.ref.id,
        "kind": before.ref.kind,
        "delivery_id": before.id,
        "state": _S.SENDING,
        "settled_version": 0,
    }
