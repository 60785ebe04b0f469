"""Integration ids: what each external system calls our records and rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import sqlalchemy as sa

from desktop.errors import InvalidValue
from desktop.store import entities
from desktop.store.prepared import Prepared, among, parameter
from desktop.store.unit import Unit, View

_TABLE = entities.external_key
_OF_ROWS: Final = Prepared(
    sa.select(_TABLE.c.row_id, _TABLE.c.integration_id).where(
        _TABLE.c.connection == parameter("at"), among(_TABLE.c.row_id, "row_ids")
    )
)


def of_rows(view: View, connection: str, row_ids: Collection[str]) -> Mapping[str, str]:
    """Return the integration ids that the external system gave to these rows, by row id."""
    if not connection or not row_ids:
        return {}
    return dict(_OF_ROWS.rows(view, {"at": connection, "row_ids": list(row_ids)}))


def row_of(view: View, connection: str, component: str, integration_id: str) -> str | None:
    """Return the row that the external system knows by this integration id."""
    found = sa.select(_TABLE.c.row_id).where(
        _TABLE.c.connection == connection,
        _TABLE.c.component == component,
        _TABLE.c.integration_id == integration_id,
    )
    return view.connection.execute(found).scalar()


def assign(
    unit: Unit, connection: str, component: str, row_id: str, integration_id: str | None
) -> str | None:
    """Keep what the external system calls the row; return what it called it before.

    Raises InvalidValue when another row has that integration id already.
    """
    before = of_rows(unit, connection, [row_id]).get(row_id)
    if before == integration_id:
        return before
    if integration_id is not None and row_of(unit, connection, component, integration_id):
        raise InvalidValue(
            "integration_id", "unique", f"already belongs to another {component}", value=integration_id
        )
    forget(unit, [row_id], connection)
    if integration_id is not None:
        row = {
            "connection": connection,
            "component": component,
            "row_id": row_id,
            "integration_id": integration_id,
        }
        unit.execute(sa.insert(_TABLE), [row])
    return before


def forget(unit: Unit, row_ids: Collection[str], connection: str | None = None) -> None:
    """Forget the integration ids of these rows, at one external system or at all."""
    gone = sa.delete(_TABLE).where(_TABLE.c.row_id.in_(row_ids))
    unit.execute(gone if connection is None else gone.where(_TABLE.c.connection == connection))
