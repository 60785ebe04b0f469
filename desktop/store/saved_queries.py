"""Queries that are kept under a name: an agent's own, and those that an administrator gives everyone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from desktop.errors import UsageError
from desktop.store import entities, lists, locks
from desktop.store import query as query_language
from desktop.store.types import RecordKind
from desktop.store.unit import Unit, View

_TABLE = entities.saved_query
LONGEST_NAME: Final = 75


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its name and the order of its list; one ``by_administrator`` is for everyone to run."""

    kind: RecordKind
    name: str
    text: str
    order: tuple[tuple[str, bool], ...] = ()
    by_administrator: bool = False


def everyone(view: View, kind: RecordKind) -> tuple[SavedQuery, ...]:
    """Return the administrator's queries and those of whoever looks, each in the order of names."""
    given = locks.taken(view).queries.get(kind, {})
    found = sa.select(_TABLE).where(_TABLE.c.who == view.who, _TABLE.c.kind == kind)
    own = [
        SavedQuery(kind, str(row["name"]), str(row["text"]), _order(str(row["sorting"])))
        for row in view.execute(found).mappings()
    ]
    theirs = [SavedQuery(kind, name, text, by_administrator=True) for name, text in given.items()]
    return tuple(sorted([*theirs, *own], key=lambda each: (not each.by_administrator, each.name.casefold())))


def find(view: View, kind: RecordKind, name: str) -> SavedQuery:
    """Return the query with this name, capitals aside; raise UsageError naming those that there are."""
    there = everyone(view, kind)
    found = next((each for each in there if each.name.casefold() == name.strip().casefold()), None)
    if found is None:
        known = ", ".join(each.name for each in there)
        raise UsageError(
            f"No query of a {kind} is saved as {name!r}.",
            concerns=name,
            way_out=f"There are: {known}." if known else "Save one first.",
        )
    return found


def save(unit: Unit, wanted: SavedQuery) -> SavedQuery:
    """Keep a query, in the place of one's own of the same name; raise UsageError when it cannot be."""
    check(wanted.kind, wanted.text)
    name = _free_name(unit, wanted.kind, wanted.name)
    _remove(unit, wanted.kind, name)
    row = {"who": unit.who, "kind": wanted.kind, "name": name, "text": wanted.text.strip()}
    unit.execute(sa.insert(_TABLE), [row | {"sorting": json.dumps(wanted.order)}])
    return SavedQuery(wanted.kind, name, wanted.text.strip(), wanted.order)


def rename(unit: Unit, kind: RecordKind, name: str, new_name: str) -> SavedQuery:
    """Give one's own query another name; raise UsageError when another has it."""
    there = _own(unit, kind, name)
    wanted = _free_name(unit, kind, new_name)
    taken = any(each.name.casefold() == wanted.casefold() for each in everyone(unit, kind))
    if taken and wanted.casefold() != there.name.casefold():
        raise UsageError(f"There is a query {wanted!r} already.", concerns=wanted, way_out="Choose another.")
    _remove(unit, kind, there.name)
    return save(unit, SavedQuery(kind, wanted, there.text, there.order))


def remove(unit: Unit, kind: RecordKind, name: str) -> None:
    """Forget one's own query."""
    _remove(unit, kind, _own(unit, kind, name).name)


def check(kind: str, text: str) -> None:
    """Raise QueryProblem for a query that cannot be understood."""
    if query_language.is_query(text):
        lists.query_condition(kind, text)


def _own(view: View, kind: RecordKind, name: str) -> SavedQuery:
    found = find(view, kind, name)
    if found.by_administrator:
        raise _set_by_administrator(found.name)
    return found


def _free_name(view: View, kind: RecordKind, name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        way_out = f"Give it a name of at most {LONGEST_NAME} characters."
        raise UsageError("A query is kept under a name.", concerns=name, way_out=way_out)
    given: Sequence[str] = tuple(locks.taken(view).queries.get(kind, {}))
    if wanted.casefold() in {each.casefold() for each in given}:
        raise _set_by_administrator(wanted)
    return wanted


def _set_by_administrator(name: str) -> UsageError:
    return locks.SetByAdministrator(
        f"The query {name} is set by the administrator of this machine and cannot be changed here.",
        concerns=name,
        way_out="Save yours under another name.",
    )


def _remove(unit: Unit, kind: str, name: str) -> None:
    own = (_TABLE.c.who == unit.who) & (_TABLE.c.kind == kind)
    same = sa.func.lower(_TABLE.c.name) == name.lower()
    unit.execute(sa.delete(_TABLE).where(own, same))


def _order(text: str) -> tuple[tuple[str, bool], ...]:
    return tuple((str(name), bool(descending)) for name, descending in json.loads(text))
