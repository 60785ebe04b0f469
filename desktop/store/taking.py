"""Takes deliveries for a worker: each with what it is to send, a group in as few statements as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from desktop.store import entities, snapshots
from desktop.store.types import Claim, Delivery, DeliveryState, Ref, Snapshot
from desktop.store.unit import Unit, iso

_TABLE, _STANDING = entities.delivery, entities.standing
_S = DeliveryState


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
    unit.execute(_taken_update(), [_row(unit, each, worker, lease) for each in befores])
    firsts = [
        {"taken_id": each.id, "taken_snapshot": snapshots.dump(fresh[each.ref.id])}
        for each in befores
        if not each.in_doubt
    ]
    if firsts:
        unit.execute(_snapshot_update(), firsts)
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
        "taken_id": before.id,
        "taken_attempts": before.attempts + 1,
        "taken_by": worker,
        "taken_until": iso(unit.now + timedelta(seconds=lease)),
    }


@cache
def _taken_update() -> sa.Update:
    taken: dict[str, Any] = {
        "state": _S.SENDING,
        "attempts": sa.bindparam("taken_attempts"),
        "claimed_by": sa.bindparam("taken_by"),
        "lease_until": sa.bindparam("taken_until"),
        "in_doubt": True,
        "next_attempt": None,
    }
    return sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("taken_id")).values(taken)


@cache
def _snapshot_update() -> sa.Update:
    mine = _TABLE.c.id == sa.bindparam("taken_id")
    return sa.update(_TABLE).where(mine).values(snapshot=sa.bindparam("taken_snapshot"))


@cache
def _left_query() -> sa.Select[str]:
    return sa.select(_TABLE.c.record_id).where(
        _TABLE.c.record_id.in_(sa.bindparam("record_ids", expanding=True)),
        _TABLE.c.connection == sa.bindparam("at"),
        _TABLE.c.snapshot.is_not(None),
    )


def _left_before(unit: Unit, connection: str, refs: Mapping[str, Ref]) -> frozenset[str]:
    """Return the records of which a message may have arrived of which no reply was applied since."""
    given = {"record_ids": list(refs), "at": connection}
    return frozenset(map(str, unit.execute(_left_query(), given).scalars()))


@cache
def _standing_query() -> sa.Select[str, Any]:
    return sa.select(_STANDING.c.record_id, _STANDING.c.last_known).where(
        _STANDING.c.record_id.in_(sa.bindparam("record_ids", expanding=True)),
        _STANDING.c.connection == sa.bindparam("at"),
    )


@cache
def _standing_update() -> sa.Update:
    mine = (_STANDING.c.record_id == sa.bindparam("of_id")) & (_STANDING.c.connection == sa.bindparam("at"))
    now: dict[str, Any] = {"delivery_id": sa.bindparam("by_id"), "state": _S.SENDING}
    return sa.update(_STANDING).where(mine).values(now)


def _stand(unit: Unit, connection: str, befores: Sequence[Delivery]) -> Mapping[str, Snapshot | None]:
    """Write that the records are being sent; return what was last known to be there of each."""
    given = {"record_ids": [each.ref.id for each in befores], "at": connection}
    known = {str(row_id): snapshots.load(text) for row_id, text in unit.execute(_standing_query(), given)}
    standing = [
        {"of_id": each.ref.id, "at": connection, "by_id": each.id} for each in befores if each.ref.id in known
    ]
    new = [_new_standing(each) for each in befores if each.ref.id not in known]
    if standing:
        unit.execute(_standing_update(), standing)
    if new:
        unit.execute(sa.insert(_STANDING), new)
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
