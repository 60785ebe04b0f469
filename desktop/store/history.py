"""The history of one record: what the journal keeps of it, event by event."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop import language
from desktop.store import entities, journal
from desktop.store.types import Origin, RecordKind, Ref, Values
from desktop.store.unit import View
from desktop.values import Value

_JOURNAL, _SET, _DELIVERY = entities.journal, entities.change_set, entities.delivery
PRIMARY: Final = "primary"


class What(StrEnum):
    """What an event did."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Event:
    """A changed field, or a record or child row that was added or removed with all its ``values``.

    ``component`` is empty for the record's own. ``connection`` names the external system whose reply it was.
    """

    number: int
    change_set: int
    ref: Ref
    what: What
    at: str
    who: str
    origin: Origin
    values: Values
    component: str = ""
    row_id: str | None = None
    field: str = ""
    before: Value = None
    after: Value = None
    connection: str | None = None


def events(view: View, ref: Ref, limit: int | None = None) -> list[Event]:
    """Return what happened to a record, newest first."""
    return _events(view, _JOURNAL.c.record_id == ref.id, limit)


def events_since(view: View, ref: Ref, change_set: int) -> list[Event]:
    """Return what happened to a record after a change set, newest first."""
    return _events(view, (_JOURNAL.c.record_id == ref.id) & (_JOURNAL.c.change_set_id > change_set))


def events_of(view: View, change_set: int) -> list[Event]:
    """Return what a change set did, to whichever records, newest first."""
    return _events(view, _JOURNAL.c.change_set_id == change_set)


def keys_given(view: View, ref: Ref, change_set: int) -> list[Event]:
    """Return which integration ids a record and its rows got or lost until a change set, newest first."""
    keys = (_JOURNAL.c.record_id == ref.id) & (_JOURNAL.c.field == "integration_id")
    return _events(view, keys & (_JOURNAL.c.change_set_id <= change_set))


def whole_rows_since(view: View, component: str, change_set: int) -> list[Event]:
    """Return which rows of a component were added or removed after a change set, whoever's they are."""
    whole = (_JOURNAL.c.component == component) & (_JOURNAL.c.field == "")
    return _events(view, whole & (_JOURNAL.c.change_set_id > change_set))


def last_change_set(view: View, at: str) -> int:
    """Return the last change set made until a moment (ISO, UTC), or 0."""
    found = sa.select(sa.func.max(_SET.c.id)).where(_SET.c.at <= at)
    return int(view.execute(found).scalar() or 0)


def names(view: View, ids: Collection[str]) -> dict[str, str]:
    """Return what people call the records, positions, organizations and accounts with these row ids."""
    found: dict[str, str] = {}
    for kind, columns in _NAMING.items():
        table = entities.PICKED_TABLES[kind]
        wanted = sa.select(table.c.id, *(table.c[each] for each in columns)).where(table.c.id.in_(ids))
        for row_id, *parts in view.execute(wanted):
            found[str(row_id)] = " ".join(str(part) for part in parts if part)
    return found | _names_of_the_gone(view, [each for each in ids if each not in found])


def existing(view: View, refs: Collection[Ref]) -> frozenset[Ref]:
    """Return which of the records are there."""
    found: set[Ref] = set()
    for kind in RecordKind:
        table = entities.RECORD_TABLES[kind]
        wanted = [ref.id for ref in refs if ref.kind is kind]
        rows = view.execute(sa.select(table.c.id).where(table.c.id.in_(wanted)))
        found |= {Ref(kind, str(row_id)) for row_id in rows.scalars()}
    return frozenset(found)


_NAMING: Final = {
    "household": ("household_name",),
    "contact": ("first_name", "last_name"),
    "position": ("position",),
    "organization": ("organization",),
    "account": ("account",),
}


def _names_of_the_gone(view: View, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of deleted records, which the journal still holds."""
    wanted = (_JOURNAL.c.component == "") & (_JOURNAL.c.field == "") & _JOURNAL.c.after.is_(None)
    gone = _events(view, wanted & _JOURNAL.c.record_id.in_(ids)) if ids else []
    named = {each.ref.id: [each.values.get(name) for name in _NAMING[each.ref.kind]] for each in gone}
    return {row_id: _called(parts) for row_id, parts in named.items()}


def _called(parts: Sequence[object]) -> str:
    return language.full_name(*parts) if len(parts) > 1 else str(parts[0] or "")


def _events(view: View, which: sa.ColumnElement[bool], limit: int | None = None) -> list[Event]:
    found = (
        sa.select(_JOURNAL, _SET.c.at, _SET.c.who, _SET.c.origin, _DELIVERY.c.connection)
        .join(_SET, _SET.c.id == _JOURNAL.c.change_set_id)
        .outerjoin(_DELIVERY, _DELIVERY.c.id == _SET.c.delivery_id)
        .where(which)
        .order_by(_JOURNAL.c.id.desc())
        .limit(limit)
    )
    return [_event(row) for row in view.execute(found).mappings()]


def _event(row: RowMapping) -> Event:
    whole = not row["field"]
    return Event(
        number=row["id"],
        change_set=row["change_set_id"],
        ref=Ref(RecordKind(row["kind"]), row["record_id"]),
        what=_what(row) if whole else What.CHANGED,
        at=row["at"],
        who=row["who"],
        origin=Origin(row["origin"]),
        component=row["component"],
        row_id=row["row_id"],
        field=row["field"],
        before=None if whole else journal.load(row["before"]),
        after=None if whole else journal.load(row["after"]),
        values=json.loads(row["after"] or row["before"]) if whole else {},
        connection=row["connection"],
    )


def _what(row: RowMapping) -> What:
    return What.ADDED if row["before"] is None else What.REMOVED
