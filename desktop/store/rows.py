"""The row of a record: locked, counted and changed with its journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from desktop.errors import RecordNotFound
from desktop.store import entities, journal, rules
from desktop.store.journal import Change
from desktop.store.prepared import Prepared, parameter
from desktop.store.types import Origin, Ref
from desktop.store.unit import Unit


def lock(unit: Unit, ref: Ref) -> Mapping[str, Any]:
    """Return the record's own row, kept from other writers until the unit of work ends."""
    found = _lock_query(ref.kind).named(unit, {"of_id": ref.id})
    if not found:
        raise RecordNotFound(f"There is no {ref.kind} {ref.id!r}.", concerns=ref.id)
    return found[0]


@cache
def _lock_query(kind: str) -> Prepared:
    table = entities.RECORD_TABLES[kind]
    return Prepared(sa.select(table).where(table.c.id == parameter("of_id")).with_for_update())


def touch(unit: Unit, ref: Ref, *names: str, travels: bool = True) -> None:
    """Count a change of the record; one that travels and that no reply made leaves it to be sent."""
    edited = travels and unit.origin is not Origin.REPLY
    _touch_update(ref.kind, edited=edited).run(unit, {"of_id": ref.id, "now": unit.at})
    unit.note_changed(ref, *names)


@cache
def _touch_update(kind: str, *, edited: bool) -> Prepared:
    table = entities.RECORD_TABLES[kind]
    counted: dict[str, Any] = {"version": table.c.version + 1, "updated_at": parameter("now")}
    if edited:
        counted["edited_version"] = table.c.version + 1
    return Prepared(sa.update(table).where(table.c.id == parameter("of_id")).values(counted))


def clear_head(unit: Unit, household: Ref, contact_id: str) -> None:
    """Let a household whose head was this contact have none."""
    row = lock(unit, household)
    if row["head_of_household"] == contact_id:
        write_changes(unit, household, row, [Change("head_of_household", contact_id, None)])


def default_head(unit: Unit, household: Ref) -> None:
    """Make the primary member the head of a household that has none."""
    row = lock(unit, household)
    if row["head_of_household"] is not None:
        return
    table = entities.membership
    found = sa.select(table.c.contact_id).where(
        table.c.household_id == household.id, table.c.is_primary == sa.true()
    )
    primary = unit.execute(found).scalar()
    if primary is not None:
        write_changes(unit, household, row, [Change("head_of_household", None, str(primary))])


def write_changes(unit: Unit, ref: Ref, before: Mapping[str, Any], changes: Iterable[Change]) -> None:
    """Write changed fields of a record, with their journal; no changes write nothing."""
    after = {change.field: change.after for change in changes}
    if not after:
        return
    written = {**after, "sort_name": rules.sort_name(ref.kind, {**before, **after})}
    given = {f"now_{name}": value for name, value in written.items()}
    _fields_update(ref.kind, tuple(sorted(written))).run(unit, {"of_id": ref.id, **given})
    journal.write(unit, ref, changes)
    touch(unit, ref, *after)


@lru_cache(maxsize=256)
def _fields_update(kind: str, names: tuple[str, ...]) -> Prepared:
    """Return the statement that writes these fields: people mostly change the same few."""
    table = entities.RECORD_TABLES[kind]
    now = {name: parameter(f"now_{name}") for name in names}
    return Prepared(sa.update(table).where(table.c.id == parameter("of_id")).values(now))
