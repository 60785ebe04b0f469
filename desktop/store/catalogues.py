"""Positions, organizations and accounts: what records link to and an administrator keeps."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound, UsageError
from desktop.fields import CATALOGUES, Component, Role
from desktop.store import entities
from desktop.store.ids import new_row_id
from desktop.store.unit import Unit, View
from desktop.values import Value


def add(unit: Unit, kind: str, values: Mapping[str, object]) -> str:
    """Add a position, organization or account and return its row id; one like it is not added twice."""
    component = _catalogue(kind)
    cleaned = {each.name: each.clean(values.get(each.name)) for each in component.kept}
    for name in values:
        component[name]
    if (there := _like(unit, kind, cleaned)) is not None:
        return there
    row_id = new_row_id()
    unit.execute(sa.insert(entities.CATALOGUE_TABLES[kind]), [{"id": row_id, **cleaned}])
    return row_id


def rows(view: View, kind: str, query: str = "", limit: int = 50) -> tuple[Mapping[str, Value], ...]:
    """Return the rows whose first field starts with ``query``, in its order, as values by name."""
    component = _catalogue(kind)
    table = entities.CATALOGUE_TABLES[kind]
    first = table.c[component.kept[0].name]
    found = sa.select(table).order_by(first, table.c.number).limit(limit)
    if query.strip():
        found = found.where(first.istartswith(query.strip(), autoescape=True))
    return tuple(_values(component, row) for row in view.execute(found).mappings())


def must_find(view: View, component: Component, text: str) -> str:
    """Return the id of the row to pick that ``text`` names, by its id or its first field."""
    table = entities.PICKED_TABLES[component.picks]
    named = table.c[_catalogue(component.picks).kept[0].name]
    found = sa.select(table.c.id).where(sa.or_(table.c.id == text, named == text)).limit(1)
    row_id = view.execute(found).scalar()
    if row_id is None:
        raise RecordNotFound(
            f"There is no {component.picks} {text!r}.",
            concerns=text,
            way_out="Links pick what exists; an administrator adds new ones.",
        )
    return str(row_id)


def _catalogue(kind: str) -> Component:
    try:
        return CATALOGUES[kind]
    except KeyError:
        raise UsageError(
            f"There is no catalogue {kind!r}.", way_out=f"There are: {', '.join(CATALOGUES)}."
        ) from None


def _like(view: View, kind: str, values: Mapping[str, Value]) -> str | None:
    table = entities.CATALOGUE_TABLES[kind]
    same = [
        table.c[name].is_(None) if value is None else table.c[name] == value for name, value in values.items()
    ]
    found = view.execute(sa.select(table.c.id).where(*same).limit(1)).scalar()
    return None if found is None else str(found)


def _values(component: Component, row: RowMapping) -> Mapping[str, Value]:
    return {each.name: row[each.name] for each in component if each.role in {Role.OWN, Role.ROW_ID}}
