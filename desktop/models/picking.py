"""What pick dialogs find: contacts and households by the beginning of a field, rows of the catalogues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.fields import CATALOGUES, CONTACT, HOUSEHOLD, Component, Role
from desktop.models import formats
from desktop.models.pick_rows import PickRow
from desktop.store import catalogues, lists
from desktop.store.types import RecordKind
from desktop.store.unit import View
from desktop.values import Kind

_CONTACT_COLUMNS = ("last_name", "first_name", "household", "home_phone", "email_address")
_HOUSEHOLD_COLUMNS = ("household_name", "household_id", "type", "city", "head_name")
_DERIVED_TITLES = {"household": "Household", "city": "City", "head_name": "Head"}


@dataclass(frozen=True, slots=True)
class PickSource:
    """What can be picked: its columns by name and title, and the fields by which it is found."""

    kind: str
    columns: tuple[tuple[str, str], ...]
    find_by: tuple[str, ...]

    def title(self, name: str) -> str:
        """Return the title of a column."""
        return dict(self.columns)[name]


def source(kind: str) -> PickSource:
    """Return how contacts, households, positions, organizations or accounts are picked."""
    if kind == RecordKind.CONTACT:
        return PickSource(
            kind, _titled(CONTACT, _CONTACT_COLUMNS), ("last_name", "first_name", "email_address")
        )
    if kind == RecordKind.HOUSEHOLD:
        return PickSource(kind, _titled(HOUSEHOLD, _HOUSEHOLD_COLUMNS), ("household_name",))
    names = tuple(each.name for each in CATALOGUES[kind] if each.role is Role.OWN)
    return PickSource(kind, _titled(CATALOGUES[kind], names), names[:1])


def find(view: View, of: PickSource, find_by: str, text: str, leave_out: frozenset[str]) -> list[PickRow]:
    """Return what begins so, without what is linked already."""
    in_catalogue = of.kind in CATALOGUES
    rows = _in_catalogue(view, of, text) if in_catalogue else _among_records(view, of, find_by, text)
    return [row for row in rows if row.id not in leave_out]


def _among_records(view: View, of: PickSource, find_by: str, text: str) -> list[PickRow]:
    names = [name for name, _ in of.columns]
    numbers = lists.starting_with(view, of.kind, find_by, text)
    rows = lists.rows(view, of.kind, numbers, names)
    return [PickRow(str(rows[each][0]), _cells(of, rows[each][1:])) for each in numbers if each in rows]


def _in_catalogue(view: View, of: PickSource, text: str) -> list[PickRow]:
    found = catalogues.rows(view, of.kind, text, limit=200)
    return [PickRow(str(row["id"]), tuple(str(row[name] or "") for name, _ in of.columns)) for row in found]


def _cells(of: PickSource, values: Sequence[object]) -> tuple[str, ...]:
    return tuple(_shown(name, value) for (name, _), value in zip(of.columns, values, strict=True))


def _shown(name: str, value: object) -> str:
    kind = CONTACT[name].kind if name in CONTACT else Kind.TEXT
    return formats.shown(kind, None if value is None else str(value))


def _titled(of: Component, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, of[name].label if name in of else _DERIVED_TITLES[name]) for name in names)
