"""Household numbers: counted in the store, so that each is given once."""

from __future__ import annotations

import sqlalchemy as sa

from desktop.store import entities
from desktop.store.ids import household_number, new_prefix
from desktop.store.unit import Unit

_TABLE = entities.store_info
_PREFIX, _COUNTER = "household_prefix", "household_counter"


def next_household_number(unit: Unit) -> str:
    """Return the next unused Household #."""
    return next_household_numbers(unit, 1)[0]


def next_household_numbers(unit: Unit, count: int) -> list[str]:
    """Return ``count`` unused Household numbers."""
    counter = sa.cast(_TABLE.c.value, sa.Integer)
    counted = (
        sa.update(_TABLE)
        .where(_TABLE.c.name == _COUNTER)
        .values(value=sa.cast(counter + count, sa.Text))
        .returning(_TABLE.c.value)
    )
    last = int(unit.execute(counted).scalar_one())
    prefix = str(unit.execute(sa.select(_TABLE.c.value).where(_TABLE.c.name == _PREFIX)).scalar_one())
    return [household_number(prefix, number) for number in range(last - count + 1, last + 1)]


def seed(unit: Unit) -> None:
    """Give a new store its own prefix, so that two workstations never make the same Household #."""
    there = set(unit.execute(sa.select(_TABLE.c.name)).scalars())
    for name, value in ((_PREFIX, new_prefix()), (_COUNTER, "0")):
        if name not in there:
            unit.execute(sa.insert(_TABLE), [{"name": name, "value": value}])
