"""Finds the existing record that a link may pick, by one of the user keys a message names it with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from desktop.fields import Component
from desktop.store import keys
from desktop.store.entities import PICKED_TABLES
from desktop.store.unit import View
from desktop.values import Value


def find(view: View, connection: str, component: Component, key: Mapping[str, Value]) -> str | None:
    """Return the row id of the one record that ``key`` names, or None if there is none, or more than one.

    ``key`` goes by the field names of the component. What a link itself holds says nothing of the record.
    """
    table = PICKED_TABLES[component.picks]
    named: list[sa.ColumnElement[bool]] = []
    for name, value in key.items():
        mirrored = component[name].mirrors
        if mirrored == "integration_id":
            row_id = keys.row_of(view, connection, component.picks, str(value))
            named.append(table.c.id == row_id)
        elif mirrored in table.c:
            named.append(_is(table.c[mirrored], value))
    if not named:
        return None
    found = view.execute(sa.select(table.c.id).where(*named).limit(2)).scalars().all()
    return str(found[0]) if len(found) == 1 else None


def _is(column: sa.ColumnElement[Any], value: Value) -> sa.ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
