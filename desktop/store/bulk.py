"""Many rows at once, for sample data and imports: prepared here, written by the driver's executemany."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from desktop.fields import component
from desktop.store import entities, numbers, rules, search_index
from desktop.store.entities import CHILD_TABLES
from desktop.store.ids import new_row_id
from desktop.store.unit import Unit
from desktop.values import Value

_FLAGS = ("is_primary", "is_primary_household")
Rows = Sequence[Mapping[str, Value]]


def insert(unit: Unit, kind: str, rows: Rows) -> list[str]:
    """Add households or contacts whose values are already in their kept form; return their row ids.

    A row may bring its own ``id``, and a household its own Household #. The journal gets no entries: it
    begins with the first change by hand, and what a record held before is the first entry's value before.
    The records are found by searches once ``search_index.catch_up`` has come to them.
    """
    of = component(kind)
    given = [row if "id" in row else {**row, "id": new_row_id()} for row in rows]
    prepared = [
        {
            **{each.name: row.get(each.name, each.default) for each in of.kept},
            "id": row["id"],
            "sort_name": rules.sort_name(kind, row),
            "version": 1,
            "edited_version": 1,
            "created_at": unit.at,
            "updated_at": unit.at,
        }
        for row in given
    ]
    if kind == "household":
        unnumbered = [row for row in prepared if row["household_id"] is None]
        counted = numbers.next_household_numbers(unit, len(unnumbered)) if unnumbered else []
        for row, number in zip(unnumbered, counted, strict=True):
            row["household_id"] = number
    if kind == "contact":
        for row in prepared:
            row["person_u_id"] = row["person_u_id"] or row["id"]
    newest = _newest(unit, kind)
    _write(unit, entities.RECORD_TABLES[kind], prepared)
    # Together they are indexed at a fraction of what they cost one by one.
    search_index.leave_for_later(unit, kind, newest + 1, _newest(unit, kind))
    return [str(row["id"]) for row in prepared]


def insert_children(unit: Unit, kind: str, component_name: str, rows: Rows) -> None:
    """Add rows of a child component; each names its parent (``contact_id``), its pick and its flags.

    At most one row of a parent may say ``is_primary``.
    """
    tied = CHILD_TABLES[kind, component_name]
    blank: dict[str, Value] = {each.name: each.default for each in tied.component.kept}
    blank |= {flag: False for flag in _FLAGS if flag in tied.table.c}
    _write(unit, tied.table, ({**blank, "id": row.get("id") or new_row_id(), **row} for row in rows))


def insert_catalogue(unit: Unit, kind: str, rows: Rows) -> list[str]:
    """Add positions, organizations or accounts and return their row ids."""
    prepared = [{**row, "id": row.get("id") or new_row_id()} for row in rows]
    _write(unit, entities.CATALOGUE_TABLES[kind], prepared)
    return [str(row["id"]) for row in prepared]


def _newest(unit: Unit, kind: str) -> int:
    return int(unit.execute(sa.select(sa.func.max(entities.RECORD_TABLES[kind].c.number))).scalar() or 0)


def _write(unit: Unit, table: sa.Table, rows: Iterable[Mapping[str, object]]) -> None:
    prepared = list(rows)
    if prepared:
        unit.execute(sa.insert(table), prepared)
