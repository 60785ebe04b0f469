"""Reading a record whole: its fields, its children, and how it stands with an external system."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from desktop.errors import RecordNotFound
from desktop.fields import Component, Role, component
from desktop.store import entities, keys, standings
from desktop.store.entities import CHILD_TABLES, PICKED_TABLES, ChildTable
from desktop.store.prepared import Prepared, among
from desktop.store.types import Child, Children, Record, RecordKind, Ref, Values
from desktop.store.unit import View
from desktop.values import Kind, Value

ADDRESS = {
    "address": "personal_street_address",
    "city": "personal_city",
    "state": "personal_state",
    "postal_code": "personal_postal_code",
    "country": "personal_country",
}


# What stands before the fields in a row of a record, and in one of a child.
_BEFORE_RECORD: Final = 3
_BEFORE_CHILD: Final = 4


def read(view: View, ref: Ref, *, connection: str | None = None) -> Record:
    """Return the record with its children; integration ids and standing are those of ``connection``.

    Without one they are the default external system's. Raises RecordNotFound.
    """
    at = view.default_connection if connection is None else connection
    rows = _record_query(ref.kind).rows(view, {"record_ids": [ref.id]})
    if not rows:
        raise RecordNotFound(f"There is no {ref.kind} {ref.id!r}.", concerns=ref.id)
    record = _records(view, ref.kind, rows, at)[ref.id]
    edited_version = int(rows[0][2])
    return replace(record, sync=standings.read(view, at, ref, edited_version))


def exists(view: View, ref: Ref) -> bool:
    """Tell whether the record is there."""
    return bool(_record_query(ref.kind).rows(view, {"record_ids": [ref.id]}))


def read_all(view: View, kind: str, ids: Collection[str], connection: str) -> Mapping[str, Record]:
    """Return many records with their children by row id, in about as many statements as one of them takes.

    How they stand with the external system is not told. Those that are not there are left out.
    """
    return _records(view, kind, _record_query(kind).rows(view, {"record_ids": list(ids)}), connection)


def read_children(view: View, ref: Ref, connection: str, names: Collection[str]) -> Children:
    """Return the rows of the named child components; the others of the record are empty."""
    return _children(view, ref.kind, [ref.id], connection, names)[ref.id]


def _records(view: View, kind: str, rows: list[tuple[Any, ...]], connection: str) -> Mapping[str, Record]:
    ids = [str(row[0]) for row in rows]
    children = _children(view, kind, ids, connection, _present(view, kind, ids))
    known = keys.of_rows(view, connection, ids)
    derived = _derived(view, kind, children)
    layout, found = _layout(component(kind)), dict[str, Record]()
    for row in rows:
        row_id, version = str(row[0]), int(row[1])
        values = layout.values(row[_BEFORE_RECORD:])
        values |= {"integration_id": known.get(row_id), **derived[row_id]}
        found[row_id] = Record(Ref(RecordKind(kind), row_id), values, children[row_id], version)
    return found


def _children(
    view: View, kind: str, ids: list[str], connection: str, names: Collection[str]
) -> Mapping[str, Children]:
    of = component(kind)
    wanted = [each for each in of.children if each.name in names]
    rows = {each.name: _child_query(kind, each.name).rows(view, {"record_ids": ids}) for each in wanted}
    known = keys.of_rows(view, connection, _ids(rows.values()))
    nothing: dict[str, tuple[Child, ...]] = dict.fromkeys((each.name for each in of.children), ())
    found = {row_id: dict(nothing) for row_id in ids}
    for name, group in rows.items():
        layout = _layout(of.child(name))
        for row in group:
            record = found[str(row[1])]
            record[name] = (*record[name], _child(layout, row, known))
    return found


def _ids(groups: Collection[list[tuple[Any, ...]]]) -> set[str]:
    """Return the row ids of children and of what they pick."""
    return {str(row_id) for group in groups for row in group for row_id in (row[0], row[3]) if row_id}


def _child(layout: _Layout, row: tuple[Any, ...], known: Mapping[str, str]) -> Child:
    row_id, _, primary, picked_id = row[:_BEFORE_CHILD]
    values = layout.values(row[_BEFORE_CHILD:])
    for name in layout.row_ids:
        values[name] = row_id
    for name in layout.keys:
        values[name] = known.get(row_id)
    for name in layout.picked_keys:
        values[name] = known.get(picked_id)
    return Child(row_id, values, bool(primary), picked_id)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the values of a component's fields come from, worked out once.

    ``flags`` are those that some databases keep as numbers; ``row_ids`` and ``keys`` come from beside the
    row, ``picked_keys`` from beside the record that it picks.
    """

    names: tuple[str, ...]
    flags: tuple[str, ...]
    row_ids: tuple[str, ...]
    keys: tuple[str, ...]
    picked_keys: tuple[str, ...]

    def values(self, row: tuple[Any, ...]) -> dict[str, Value]:
        values: dict[str, Value] = dict(zip(self.names, row, strict=True))
        for name in self.flags:
            if values[name] is not None:
                values[name] = bool(values[name])
        return values


@cache
def _layout(of: Component) -> _Layout:
    return _Layout(
        names=tuple(each.name for each in of),
        flags=tuple(each.name for each in of if each.kind is Kind.FLAG),
        row_ids=tuple(each.name for each in of if each.role is Role.ROW_ID),
        keys=tuple(each.name for each in of if each.role is Role.INTEGRATION_ID),
        picked_keys=tuple(each.name for each in of if each.mirrors == "integration_id"),
    )


@cache
def _record_query(kind: str) -> Prepared:
    table = entities.RECORD_TABLES[kind]
    fields = [table.c.get(each.name, sa.null()).label(each.name) for each in component(kind)]
    before = (table.c.id.label("row_id"), table.c.version, table.c.edited_version)
    return Prepared(sa.select(*before, *fields).where(among(table.c.id, "record_ids")))


def _present(view: View, kind: str, ids: list[str]) -> Collection[str]:
    """Return which child components have rows: most records have few of them."""
    if not ids:
        return ()
    (there,) = _presence_query(kind).rows(view, {"record_ids": ids})
    return [each.name for each, has_rows in zip(component(kind).children, there, strict=True) if has_rows]


@cache
def _presence_query(kind: str) -> Prepared:
    tied = [CHILD_TABLES[kind, each.name] for each in component(kind).children]
    return Prepared(sa.select(*(sa.exists().where(among(each.parent_column, "record_ids")) for each in tied)))


@cache
def _child_query(kind: str, name: str) -> Prepared:
    tied = CHILD_TABLES[kind, name]
    table, parent = tied.table, tied.parent_column
    primary = table.c[tied.primary] if tied.primary else sa.false()
    wanted = among(parent, "record_ids")
    if tied.picked is None:
        before = (table.c.id, parent, primary, sa.null())
        found = sa.select(*before, *_shown(tied, {}))
    else:
        picked = PICKED_TABLES[tied.component.picks]
        before = (table.c.id, parent, primary, table.c[tied.picked])
        shown = _shown(tied, _mirrors(tied.component, picked))
        found = sa.select(*before, *shown).join(picked, picked.c.id == table.c[tied.picked])
    return Prepared(found.where(wanted).order_by(table.c.number))


def _shown(tied: ChildTable, mirrors: Mapping[str, sa.ColumnElement[Any]]) -> list[sa.ColumnElement[Any]]:
    """Return a column for each field: its own, one of the picked record, or none for what is no column."""
    columns = {**mirrors, **{each.name: tied.table.c[each.name] for each in tied.component.kept}}
    return [columns.get(each.name, sa.null()).label(f"of_{each.name}") for each in tied.component]


def _mirrors(of: Component, picked: sa.Table) -> dict[str, sa.ColumnElement[Any]]:
    shown: dict[str, sa.ColumnElement[Any]] = {
        each.name: picked.c[each.mirrors] for each in of if each.mirrors in picked.c
    }
    if "primary_organization" in of:
        shown["primary_organization"] = _primary_organization(picked)
    return shown


def _primary_organization(contact: sa.Table) -> sa.ScalarSelect[Any]:
    link, organization = entities.contact_organization, entities.organization
    return (
        sa.select(organization.c.organization)
        .join(link, link.c.organization_id == organization.c.id)
        .where(link.c.contact_id == contact.c.id, link.c.is_primary == sa.true())
        .scalar_subquery()
    )


def _derived(view: View, kind: str, children: Mapping[str, Children]) -> Mapping[str, Values]:
    if kind == "contact":
        return {row_id: _of_primaries(each) for row_id, each in children.items()}
    found = {row[0]: row[1:] for row in _address_query().rows(view, {"record_ids": list(children)})}
    # The primary personal address of the primary contact, never a copy of it.
    nothing = (None,) * len(ADDRESS)
    return {row_id: dict(zip(ADDRESS, found.get(row_id, nothing), strict=True)) for row_id in children}


def _of_primaries(children: Children) -> Values:
    return {
        "account": _of_primary(children["related_account"], "account"),
        "primary_organization": _of_primary(children["related_organization"], "organization"),
    }


def _of_primary(rows: tuple[Child, ...], name: str) -> Value:
    return next((row.values[name] for row in rows if row.primary), None)


@cache
def _address_query() -> Prepared:
    member, address = entities.membership, entities.personal_address
    return Prepared(
        sa.select(member.c.household_id, *(address.c[column] for column in ADDRESS.values()))
        .join(member, member.c.contact_id == address.c.contact_id)
        .where(
            among(member.c.household_id, "record_ids"),
            member.c.is_primary == sa.true(),
            address.c.is_primary == sa.true(),
        )
    )
