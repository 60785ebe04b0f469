"""Gives the command Update External System with each saved edit, where an administrator wants that."""

from __future__ import annotations

from desktop.store import outbox, preferences
from desktop.store.unit import Unit


def command(unit: Unit) -> None:
    """Queue what the unit made or edited, in the same transaction, if that is set for the default system."""
    changes = unit.changes
    edited = changes.created | {ref for ref, names in changes.changed.items() if names}
    wanted = sorted(edited - changes.deleted)
    if not wanted or not unit.default_connection:
        return
    if preferences.value(unit, preferences.UPDATE_ON_SAVE, unit.default_connection):
        for ref in wanted:
            outbox.add(unit, ref)
