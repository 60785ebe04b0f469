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
from desktop.store.types import Child, Children, Record, Ref, Values
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


# The statements are made once: making them anew costs more than the store needs to answer them.
@cache
def _record_query(kind: str) -> sa.Select[*tuple[Any, ...]]:
    table = entities.RECORD_TABLES[kind]
    return sa.select(table).where(table.c.id == sa.bindparam("record_id"))


@cache
def _presence_query(kind: str) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that tells which child components have rows: most records have few of them."""
    tied = {each.name: CHILD_TABLES[kind, each.name] for each in component(kind).children}
    return sa.select(
        *(
            sa.exists().where(each.parent_column == sa.bindparam("record_id")).label(name)
            for name, each in tied.items()
        )
    )


def _present(view: View, ref: Ref) -> frozenset[str]:
    row = view.execute(_presence_query(ref.kind), {"record_id": ref.id}).mappings().one()
    return frozenset(str(name) for name, there in row.items() if there)


@cache
def _child_query(kind: str, name: str) -> sa.Select[*tuple[Any, ...]]:
    tied = CHILD_TABLES[kind, name]
    table = tied.table
    columns: list[sa.ColumnElement[Any]] = [table.c.id.label("row_id")]
    columns += [table.c[each.name].label(each.name) for each in tied.component.kept]
    columns.append((table.c[tied.primary] if tied.primary else sa.false()).label("row_primary"))
    if tied.picked is None:
        found = sa.select(*columns)
    else:
        picked = PICKED_TABLES[tied.component.picks]
        columns.append(table.c[tied.picked].label("row_picked"))
        columns += _mirrors(tied.component, picked)
        found = sa.select(*columns).join(picked, picked.c.id == table.c[tied.picked])
    return found.where(tied.parent_column == sa.bindparam("record_id")).order_by(table.c.number)


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
        return {
            "account": _of_primary(children["related_account"], "account"),
            "primary_organization": _of_primary(children["related_organization"], "organization"),
        }
    return _household_address(view, ref)


def _of_primary(rows: tuple[Child, ...], name: str) -> Value:
    return next((row.values[name] for row in rows if row.primary), None)


def _household_address(view: View, ref: Ref) -> Values:
    """Return the address block: the primary personal address of the primary contact, never a copy of it."""
    row = view.execute(_address_query(), {"record_id": ref.id}).mappings().first()
    return {name: None if row is None else cast(Value, row[name]) for name in ADDRESS}


@cache
def _address_query() -> sa.Select[*tuple[Any, ...]]:
    member, address = entities.membership, entities.personal_address
    return (
        sa.select(*(address.c[column].label(name) for name, column in ADDRESS.items()))
        .join(member, member.c.contact_id == address.c.contact_id)
        .where(
            member.c.household_id == sa.bindparam("record_id"),
            member.c.is_primary == sa.true(),
            address.c.is_primary == sa.true(),
        )
    )
