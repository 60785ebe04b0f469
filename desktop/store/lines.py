"""The lines to the external systems: pausing and resuming them, and keeping how each stands for every run."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.store import connections, entities
from desktop.store.types import Line
from desktop.store.unit import Unit, View

_TABLE = entities.line


def read(view: View, connection: str) -> Line:
    """Return how the line to an external system stands."""
    row = view.execute(sa.select(_TABLE).where(_TABLE.c.connection == connection)).mappings().first()
    return Line(connection) if row is None else _line(row)


def everyone(view: View) -> tuple[Line, ...]:
    """Return the line to each external system, in the order in which they were defined."""
    known = {str(row["connection"]): _line(row) for row in view.execute(sa.select(_TABLE)).mappings()}
    return tuple(known.get(each.name, Line(each.name)) for each in connections.everyone(view))


def pause(unit: Unit, connection: str) -> Line:
    """Leave everything for an external system in the outbox until somebody resumes it.

    What is on its way comes to its end. Raises ConnectionProblem when the external system is not defined.
    """
    connections.read(unit, connection)
    before = read(unit, connection)
    if not before.paused:
        _write(unit, connection, {"paused_at": unit.at, "paused_by": unit.who})
    return read(unit, connection)


def resume(unit: Unit, connection: str) -> Line:
    """Let deliveries to an external system leave again, at once; the line counts as sound until it is not."""
    connections.read(unit, connection)
    sound = {"paused_at": None, "paused_by": None, "failures": 0, "opened_at": None, "probe_at": None}
    _write(unit, connection, sound)
    return read(unit, connection)


def keep(unit: Unit, line: Line) -> None:
    """Write how often the line failed and whether it rests; whether it is paused is not touched."""
    circuit = {"failures": line.failures, "opened_at": line.opened_at, "probe_at": line.probe_at}
    _write(unit, line.connection, circuit)


def _write(unit: Unit, connection: str, values: Mapping[str, object]) -> None:
    mine = sa.update(_TABLE).where(_TABLE.c.connection == connection)
    if unit.execute(mine.values(values)).rowcount == 0:
        unit.execute(sa.insert(_TABLE), [{"failures": 0, **values, "connection": connection}])
    unit.note_line(connection)


def _line(row: RowMapping) -> Line:
    return Line(**{name: row[name] for name in Line.__dataclass_fields__})
