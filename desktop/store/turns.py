"""Sees to it that couriers who share a store on a server take one delivery of a record at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from desktop.store import entities
from desktop.store.types import DeliveryState
from desktop.store.unit import Unit

_TABLE: Final = entities.delivery

Row = Mapping[Any, Any]


def mine(unit: Unit, found: Sequence[Row]) -> list[Row]:
    """Return those of the deliveries whose records nobody else is taking or has taken since they were found.

    In a file there is one writer at a time. On a server another courier may take another delivery of the same
    record in this very moment, and neither sees what the other has not committed.
    """
    if not found or unit.connection.dialect.name != "postgresql":
        return list(found)
    kept = _locked(unit, {_key(each) for each in found})
    taken = _taken(unit, found)
    return [each for each in found if _key(each) in kept and _key(each) not in taken]


def _key(row: Row) -> str:
    return f"{row['connection']}/{row['record_id']}"


def _locked(unit: Unit, keys: set[str]) -> frozenset[str]:
    """Lock the records until the unit of work ends, but wait for none; return those that were free."""
    key = sa.func.unnest(sa.literal(sorted(keys), ARRAY(sa.Text))).column_valued("key")
    free = sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(key, 0))
    return frozenset(unit.execute(sa.select(key).where(free)).scalars())


def _taken(unit: Unit, found: Sequence[Row]) -> frozenset[str]:
    """Return whose other deliveries are on their way; what was committed before the locks is seen now."""
    in_flight = sa.select(_TABLE.c.connection, _TABLE.c.record_id).where(
        _TABLE.c.record_id.in_({each["record_id"] for each in found}),
        _TABLE.c.id.not_in({each["id"] for each in found}),
        _TABLE.c.state == DeliveryState.SENDING,
    )
    return frozenset(_key(each) for each in unit.execute(in_flight).mappings())
