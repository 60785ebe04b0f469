"""The outbox as a list of units: a household goes with those of its members that are sent with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from desktop.store import entities, history, outbox, waits
from desktop.store.types import Delivery, DeliveryState
from desktop.store.unit import View
from desktop.store.waits import Wait

_TABLE = entities.delivery
_S = DeliveryState
# What a unit is said to be: the first of these that one of its deliveries is.
_WORST: Final = (_S.CONFLICT, _S.DOUBTFUL, _S.REFUSED, _S.SENDING, _S.QUEUED, _S.CANCELLED, _S.DELIVERED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit: its deliveries in the order in which they leave, the one it is named after last.

    ``names`` are those of their records, ``wait`` tells what the unit waits for.
    """

    id: str
    deliveries: tuple[Delivery, ...]
    names: tuple[str, ...]
    wait: Wait | None

    @property
    def main(self) -> Delivery:
        """Return the delivery that the unit is named after: the household's, or the only one."""
        return self.deliveries[-1]

    @property
    def unfinished(self) -> tuple[Delivery, ...]:
        """Return the deliveries that still wait."""
        return tuple(each for each in self.deliveries if each.finished_at is None)

    @property
    def state(self) -> DeliveryState:
        """Return how the unit stands: as the worst of its deliveries."""
        states = {each.state for each in self.deliveries}
        return next(state for state in _WORST if state in states)


def waiting(view: View) -> list[str]:
    """Return the units that are not finished, in the order in which they leave."""
    # A unit stands where its last delivery does, which is the household's.
    units = [each.family or each.id for each in outbox.waiting(view)]
    return list(dict.fromkeys(reversed(units)))[::-1]


def finished_since(view: View, at: str) -> list[str]:
    """Return the units that were finished from a moment on, newest first."""
    unit = sa.func.coalesce(_TABLE.c.family_id, _TABLE.c.id)
    found = sa.select(unit).where(_TABLE.c.finished_at >= at).order_by(_TABLE.c.finished_at.desc())
    return list(dict.fromkeys(str(each) for each in view.execute(found).scalars()))


def entries(view: View, units: Sequence[str]) -> list[Entry]:
    """Return these units, those that are there."""
    by_unit: dict[str, list[Delivery]] = {}
    for each in outbox.of_units(view, units):
        by_unit.setdefault(each.family or each.id, []).append(each)
    everything = [each for group in by_unit.values() for each in group]
    names = history.names(view, {each.ref.id for each in everything})
    waiting_for = waits.of(view, everything)
    return [_entry(unit, by_unit[unit], names, waiting_for) for unit in units if unit in by_unit]


def _entry(unit: str, group: Collection[Delivery], names: dict[str, str], known: dict[str, Wait]) -> Entry:
    deliveries = tuple(sorted(group, key=lambda each: each.id == unit))
    first = next((known[each.id] for each in deliveries if each.id in known), None)
    return Entry(unit, deliveries, tuple(names.get(each.ref.id, "") for each in deliveries), first)
