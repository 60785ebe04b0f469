"""Merges the fields of one row three ways: what was sent, what is now, what the reply says."""

from __future__ import annotations

from desktop.fields import Component, Role
from desktop.store.types import FieldConflict, Values
from desktop.values import Value, same


def merge(
    of: Component, base: Values, mine: Values, theirs: Values, child_id: str | None = None
) -> tuple[dict[str, Value], tuple[FieldConflict, ...]]:
    """Return the values to write here, and the fields that both sides changed differently.

    Ids, shown and derived values serve to find a record and are never written.
    """
    values: dict[str, Value] = {}
    conflicts: list[FieldConflict] = []
    for name, told in theirs.items():
        now = mine.get(name)
        if told == now:
            # Most of what comes back is what went out.
            continue
        field = of[name]
        if field.role is not Role.OWN or field.read_only:
            continue
        sent = base.get(name)
        if same(field.kind, told, now) or same(field.kind, told, sent):
            # They agree with us, or only repeat what we sent before it was changed here.
            continue
        if same(field.kind, now, sent):
            values[name] = told
        else:
            component = of.name if child_id is not None else ""
            conflicts.append(FieldConflict(name, sent, now, told, component, child_id))
    return values, tuple(conflicts)


def edited(of: Component, base: Values, mine: Values) -> tuple[str, ...]:
    """Return the names of the fields that were changed here since the snapshot."""
    return tuple(
        each.name for each in of.kept if not same(each.kind, base.get(each.name), mine.get(each.name))
    )
