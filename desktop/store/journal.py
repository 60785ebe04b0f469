"""The journal: one row for each changed field, written with the change, never altered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.store import entities
from desktop.store.prepared import Prepared, among, inserting
from desktop.store.types import JournalEntry, Origin, RecordKind, Ref, Values
from desktop.store.unit import Unit, View
from desktop.values import Value

_TABLE = entities.journal
INSERT: Final = inserting(
    *(_TABLE, "change_set_id", "kind", "record_id", "component", "row_id", "field", "before", "after")
)
_KNOWN_NAMES: Final = Prepared(
    sa.select(_TABLE.c.record_id, _TABLE.c.component, _TABLE.c.field)
    .where(among(_TABLE.c.record_id, "record_ids"))
    .distinct()
)
# Made once: json.dumps makes one anew for each value that wants other separators.
_as_json = json.JSONEncoder(ensure_ascii=False).encode
_as_short_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field of a record, or of the child row ``row_id`` of its ``component``."""

    field: str
    before: Value
    after: Value
    component: str = ""
    row_id: str | None = None


def write(unit: Unit, ref: Ref, changes: Iterable[Change]) -> None:
    """Write the changes of one record under the unit's change set."""
    rows = [
        {
            "change_set_id": unit.change_set(),
            "kind": ref.kind,
            "record_id": ref.id,
            "component": change.component,
            "row_id": change.row_id,
            "field": change.field,
            "before": dump(change.before),
            "after": dump(change.after),
        }
        for change in changes
    ]
    INSERT.run_for_each(unit, rows)


def write_whole(
    unit: Unit, ref: Ref, *, before: Values | None = None, after: Values | None = None, component: str = "",
    row_id: str | None = None,
) -> None:  # fmt: skip
    """Write that a record or child row was made (``after``) or removed (``before``), with all it held.

    One row whose field is empty and whose values are a JSON object; ``entries`` spreads it again.
    """
    row = {
        "change_set_id": unit.change_set(),
        "kind": ref.kind,
        "record_id": ref.id,
        "component": component,
        "row_id": row_id,
        "field": "",
        "before": None if before is None else dump_whole(before),
        "after": None if after is None else dump_whole(after),
    }
    INSERT.run(unit, row)


def entries(view: View, ref: Ref, limit: int = 500) -> tuple[JournalEntry, ...]:
    """Return what changed in a record, newest first; making and removing spread to one entry a field."""
    journal, change_set = entities.journal, entities.change_set
    found = (
        sa.select(journal, change_set.c.at, change_set.c.who, change_set.c.origin)
        .join(change_set, change_set.c.id == journal.c.change_set_id)
        .where(journal.c.record_id == ref.id)
        .order_by(journal.c.id.desc())
        .limit(limit)
    )
    return tuple(entry for row in view.execute(found).mappings() for entry in _spread(row))


def known_names(view: View, ref: Ref) -> frozenset[str]:
    """Return the names of fields, components and their fields that the journal says once changed."""
    return known_names_of_all(view, [ref.id]).get(ref.id, frozenset())


def known_names_of_all(view: View, record_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return the same for many records, by row id."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for record_id, component, field in _KNOWN_NAMES.rows(view, {"record_ids": list(record_ids)}):
        whole = f"{component}.{field}" if field else component
        names[record_id].update((component, whole) if component else (field,))
    return {record_id: frozenset(found - {""}) for record_id, found in names.items()}


def dump(value: Value) -> str | None:
    """Return a value as the journal keeps it."""
    return None if value is None else _as_json(value)


def load(text: object) -> Value:
    """Return the value that the journal keeps as ``text``."""
    return None if text is None else json.loads(str(text))


def dump_whole(values: Values) -> str:
    """Return all that a record or child row holds as the journal keeps it."""
    kept = {name: value for name, value in values.items() if value is not None}
    return _as_short_json(kept)


def _spread(row: RowMapping) -> Iterable[JournalEntry]:
    if row["field"]:
        yield _entry(row, str(row["field"]), load(row["before"]), load(row["after"]))
        return
    before = load_whole(row["before"])
    after = load_whole(row["after"])
    for name in before | after:
        yield _entry(row, name, before.get(name), after.get(name))


def load_whole(text: object) -> dict[str, Value]:
    """Return what a record or row held that was made or removed, by field name."""
    return {} if text is None else json.loads(str(text))


def _entry(row: RowMapping, field: str, before: Value, after: Value) -> JournalEntry:
    row_id = row["row_id"]
    return JournalEntry(
        id=int(str(row["id"])),
        change_set=int(str(row["change_set_id"])),
        ref=Ref(RecordKind(str(row["kind"])), str(row["record_id"])),
        component=str(row["component"]),
        child_id=None if row_id is None else str(row_id),
        field=field,
        before=before,
        after=after,
        at=str(row["at"]),
        who=str(row["who"]),
        origin=Origin(str(row["origin"])),
    )
