"""Gives the command Update External System with each saved edit, where an administrator wants that."""

from __future__ import annotations

import sqlalchemy as sa

from desktop.store import entities, families, preferences
from desktop.store.types import DeliveryState, Ref
from desktop.store.unit import Unit

_TABLE = entities.delivery


def command(unit: Unit) -> None:
    """Give the command for what the unit made or edited, in the same transaction, where that is set.

    What waits for a person's decision is left to that person: to command it again would decide.
    """
    changes = unit.changes
    edited = changes.created | {ref for ref, names in changes.changed.items() if names}
    wanted = sorted(edited - changes.deleted)
    if not wanted or not unit.default_connection:
        return
    if preferences.value(unit, preferences.UPDATE_ON_SAVE, unit.default_connection):
        for ref in wanted:
            if not _waits_for_decision(unit, ref):
                families.command(unit, ref)


def _waits_for_decision(unit: Unit, ref: Ref) -> bool:
    undecided = sa.or_(
        _TABLE.c.state == DeliveryState.CONFLICT,
        sa.and_(_TABLE.c.state == DeliveryState.DOUBTFUL, ~_TABLE.c.in_doubt),
    )
    found = sa.select(_TABLE.c.id).where(
        _TABLE.c.record_id == ref.id, _TABLE.c.connection == unit.default_connection, undecided
    )
    return unit.execute(found.where(_TABLE.c.finished_at.is_(None)).limit(1)).first() is not None
