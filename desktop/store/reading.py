"""Reading a record whole: its fields, its children, and how it stands with an external system."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound
from desktop.fields import Component, Field, Role, component
from desktop.store import entities, keys, standings
from desktop.store.entities import CHILD_TABLES, PICKED_TABLES
from desktop.store.types import Child, Children, Record, RecordKind, Ref, Values
from desktop.store.unit import View
from desktop.values import Value

ADDRESS = {
    "address": "personal_street_address",
    "city": "personal_city",
    "state": "personal_state",
    "postal_code": "personal_postal_code",
    "country": "personal_country",
}


def read(view: View, ref: Ref, *, connection: str | None = None) -> Record:
    """Return the record with its children; integration ids and standing are those of ``connection``.

    Without one they are the default external system's. Raises RecordNotFound.
    """
    at = view.default_connection if connection is None else connection
    row = view.execute(_record_query(ref.kind), {"record_id": ref.id}).mappings().first()
    if row is None:
        raise RecordNotFound(f"There is no {ref.kind} {ref.id!r}.", concerns=ref.id)
    children = read_children(view, ref, at, _present(view, ref))
    values = {each.name: cast(Value, row.get(each.name)) for each in component(ref.kind)}
    values["integration_id"] = keys.of_rows(view, at, [ref.id]).get(ref.id)
    values |= _derived(view, ref, children)
    sync = standings.read(view, at, ref, int(row["edited_version"]))
    return Record(ref, values, children, int(row["version"]), sync)


def exists(view: View, ref: Ref) -> bool:
    """Tell whether the record is there."""
    table = entities.RECORD_TABLES[ref.kind]
    return view.execute(sa.select(table.c.id).where(table.c.id == ref.id)).first() is not None


def read_children(view: View, ref: Ref, connection: str, names: Collection[str]) -> Children:
    """Return the rows of the named child components; the others of the record are empty."""
    of = component(ref.kind)
    parameters = {"record_id": ref.id}
    rows = {
        each.name: list(view.execute(_child_query(ref.kind, each.name), parameters).mappings())
        for each in of.children
        if each.name in names
    }
    known = keys.of_rows(view, connection, _ids([row for group in rows.values() for row in group]))
    return {
        each.name: tuple(_child(each, row, known) for row in rows.get(each.name, ())) for each in of.children
    }


def read_all(view: View, kind: str, ids: Collection[str], connection: str) -> Mapping[str, Record]:
    """Return many records with their children by row id, in about as many statements as one of them takes.

    How they stand with the external system is not told. Those that are not there are left out.
    """
    given = {"record_ids": list(ids)}
    found = {str(row["id"]): row for row in view.execute(_record_query(kind, many=True), given).mappings()}
    children = _children_of_all(view, kind, list(found), connection)
    known = keys.of_rows(view, connection, list(found))
    derived = _derived_of_all(view, kind, children)
    return {
        row_id: Record(
            Ref(RecordKind(kind), row_id),
            {
                **{each.name: cast(Value, row.get(each.name)) for each in component(kind)},
                "integration_id": known.get(row_id),
                **derived[row_id],
            },
            children[row_id],
            int(row["version"]),
        )
        for row_id, row in found.items()
    }


def _children_of_all(view: View, kind: str, ids: list[str], connection: str) -> Mapping[str, Children]:
    if not ids:
        return {}
    of = component(kind)
    given = {"record_ids": ids}
    present = view.execute(_presence_query(kind, many=True), given).mappings().one()
    rows = {
        each.name: view.execute(_child_query(kind, each.name, many=True), given).mappings().all()
        for each in of.children
        if present[each.name]
    }
    known = keys.of_rows(view, connection, _ids([row for group in rows.values() for row in group]))
    found: dict[str, dict[str, tuple[Child, ...]]] = {
        row_id: dict.fromkeys((each.name for each in of.children), ()) for row_id in ids
    }
    for name, group in rows.items():
        for row in group:
            record = found[str(row["row_parent"])]
            record[name] = (*record[name], _child(of.child(name), row, known))
    return found


def _derived_of_all(view: View, kind: str, children: Mapping[str, Children]) -> Mapping[str, Values]:
    if kind == "contact":
        return {row_id: _of_primaries(each) for row_id, each in children.items()}
    given = {"record_ids": list(children)}
    found = {str(row["row_parent"]): row for row in view.execute(_address_query(many=True), given).mappings()}
    return {row_id: _address(found.get(row_id)) for row_id in children}


def _is_wanted(column: sa.ColumnElement[Any], *, many: bool) -> sa.ColumnElement[bool]:
    if many:
        return column.in_(sa.bindparam("record_ids", expanding=True))
    return column == sa.bindparam("record_id")


# The statements are made once: making them anew costs more than the store needs to answer them.
@cache
def _record_query(kind: str, *, many: bool = False) -> sa.Select[*tuple[Any, ...]]:
    table = entities.RECORD_TABLES[kind]
    return sa.select(table).where(_is_wanted(table.c.id, many=many))


@cache
def _presence_query(kind: str, *, many: bool = False) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that tells which child components have rows: most records have few of them."""
    tied = {each.name: CHILD_TABLES[kind, each.name] for each in component(kind).children}
    return sa.select(
        *(
            sa.exists().where(_is_wanted(each.parent_column, many=many)).label(name)
            for name, each in tied.items()
        )
    )


def _present(view: View, ref: Ref) -> frozenset[str]:
    row = view.execute(_presence_query(ref.kind), {"record_id": ref.id}).mappings().one()
    return frozenset(str(name) for name, there in row.items() if there)


@cache
def _child_query(kind: str, name: str, *, many: bool = False) -> sa.Select[*tuple[Any, ...]]:
    tied = CHILD_TABLES[kind, name]
    table = tied.table
    columns: list[sa.ColumnElement[Any]] = [table.c.id.label("row_id")]
    columns.append(tied.parent_column.label("row_parent"))
    columns += [table.c[each.name].label(each.name) for each in tied.component.kept]
    columns.append((table.c[tied.primary] if tied.primary else sa.false()).label("row_primary"))
    if tied.picked is None:
        found = sa.select(*columns)
    else:
        picked = PICKED_TABLES[tied.component.picks]
        columns.append(table.c[tied.picked].label("row_picked"))
        columns += _mirrors(tied.component, picked)
        found = sa.select(*columns).join(picked, picked.c.id == table.c[tied.picked])
    return found.where(_is_wanted(tied.parent_column, many=many)).order_by(table.c.number)


def _mirrors(of: Component, picked: sa.Table) -> list[sa.ColumnElement[Any]]:
    shown: list[sa.ColumnElement[Any]] = [
        picked.c[each.mirrors].label(each.name) for each in of if each.mirrors in picked.c
    ]
    if "primary_organization" in of:
        shown.append(_primary_organization(picked).label("primary_organization"))
    return shown


def _primary_organization(contact: sa.Table) -> sa.ScalarSelect[Any]:
    link, organization = entities.contact_organization, entities.organization
    return (
        sa.select(organization.c.organization)
        .join(link, link.c.organization_id == organization.c.id)
        .where(link.c.contact_id == contact.c.id, link.c.is_primary == sa.true())
        .scalar_subquery()
    )


def _ids(rows: list[RowMapping]) -> set[str]:
    return {str(row["row_id"]) for row in rows} | {
        str(row["row_picked"]) for row in rows if "row_picked" in row
    }


def _child(of: Component, row: RowMapping, known: Mapping[str, str]) -> Child:
    row_id = str(row["row_id"])
    picked_id = str(row["row_picked"]) if "row_picked" in row else None
    return Child(
        id=row_id,
        values={each.name: _child_value(each, row, row_id, picked_id, known) for each in of},
        primary=bool(row["row_primary"]),
        picked_id=picked_id,
    )


def _child_value(
    field: Field, row: RowMapping, row_id: str, picked_id: str | None, known: Mapping[str, str]
) -> Value:
    if field.role is Role.ROW_ID:
        return row_id
    if field.role is Role.INTEGRATION_ID:
        return known.get(row_id)
    if field.mirrors == "integration_id":
        return known.get(picked_id or "")
    return cast(Value, row.get(field.name))


def _derived(view: View, ref: Ref, children: Children) -> Values:
    if ref.kind == "contact":
        return _of_primaries(children)
    row = view.execute(_address_query(), {"record_id": ref.id}).mappings().first()
    return _address(row)


def _of_primaries(children: Children) -> Values:
    return {
        "account": _of_primary(children["related_account"], "account"),
        "primary_organization": _of_primary(children["related_organization"], "organization"),
    }


def _of_primary(rows: tuple[Child, ...], name: str) -> Value:
    return next((row.values[name] for row in rows if row.primary), None)


def _address(row: RowMapping | None) -> Values:
    """Return the address block: the primary personal address of the primary contact, never a copy of it."""
    return {name: None if row is None else cast(Value, row[name]) for name in ADDRESS}


@cache
def _address_query(*, many: bool = False) -> sa.Select[*tuple[Any, ...]]:
    member, address = entities.membership, entities.personal_address
    return (
        sa.select(
            member.c.household_id.label("row_parent"),
            *(address.c[column].label(name) for name, column in ADDRESS.items()),
        )
        .join(member, member.c.contact_id == address.c.contact_id)
        .where(
            _is_wanted(member.c.household_id, many=many),
            member.c.is_primary == sa.true(),
            address.c.is_primary == sa.true(),
        )
    )
