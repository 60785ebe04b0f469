"""The row of a record: locked, counted and changed with its journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import sqlalchemy as sa

from desktop.errors import RecordNotFound
from desktop.store import entities, journal, rules
from desktop.store.journal import Change
from desktop.store.types import Origin, Ref
from desktop.store.unit import Unit


def lock(unit: Unit, ref: Ref) -> Mapping[str, Any]:
    """Return the record's own row, kept from other writers until the unit of work ends."""
    table = entities.RECORD_TABLES[ref.kind]
    found = sa.select(table).where(table.c.id == ref.id).with_for_update()
    row = unit.execute(found).mappings().first()
    if row is None:
        raise RecordNotFound(f"There is no {ref.kind} {ref.id!r}.", concerns=ref.id)
    return cast(Mapping[str, Any], row)


def touch(unit: Unit, ref: Ref, *names: str, travels: bool = True) -> None:
    """Count a change of the record; one that travels and that no reply made leaves it to be sent."""
    table = entities.RECORD_TABLES[ref.kind]
    counted: dict[str, object] = {"version": table.c.version + 1, "updated_at": unit.at}
    if travels and unit.origin is not Origin.REPLY:
        counted["edited_version"] = table.c.version + 1
    unit.execute(sa.update(table).where(table.c.id == ref.id).values(counted))
    unit.note_changed(ref, *names)


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
    table = entities.RECORD_TABLES[ref.kind]
    sorted_as = rules.sort_name(ref.kind, {**before, **after})
    unit.execute(sa.update(table).where(table.c.id == ref.id).values({**after, "sort_name": sorted_as}))
    journal.write(unit, ref, changes)
    touch(unit, ref, *after)
