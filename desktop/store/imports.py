"""Imports as the store remembers them: how far each came, what it counted, and which changes were its."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound
from desktop.store import entities
from desktop.store.ids import new_row_id
from desktop.store.unit import Unit, View

_RUN, _STEP = entities.import_run, entities.import_step


class ImportState(StrEnum):
    """How far an import has come."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Import:
    """One file that was taken in; ``entries`` counts what was read of it so far, rejected ones included."""

    id: str
    at: str
    who: str
    file: str
    kind: str
    fingerprint: str
    state: ImportState = ImportState.RUNNING
    entries: int = 0
    created: int = 0
    updated: int = 0
    rejected: int = 0


def begin(unit: Unit, file: str, kind: str, fingerprint: str) -> Import:
    """Remember a new import."""
    begun = Import(new_row_id(), unit.at, unit.who, file, kind, fingerprint)
    unit.execute(sa.insert(_RUN), [asdict(begun)])
    return begun


def unfinished(view: View, kind: str, fingerprint: str) -> Import | None:
    """Return the import of this very file that was interrupted, if there is one."""
    found = sa.select(_RUN).where(
        _RUN.c.kind == kind, _RUN.c.fingerprint == fingerprint, _RUN.c.state == ImportState.RUNNING
    )
    row = view.execute(found.order_by(_RUN.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else _import(row)


def read(view: View, import_id: str) -> Import:
    """Return an import; raise RecordNotFound."""
    row = view.execute(sa.select(_RUN).where(_RUN.c.id == import_id)).mappings().first()
    if row is None:
        raise RecordNotFound(
            f"There is no import {import_id!r}.", concerns=import_id, way_out="See: hearth import --list"
        )
    return _import(row)


def newest(view: View, limit: int = 20) -> tuple[Import, ...]:
    """Return the last imports, the newest first."""
    found = sa.select(_RUN).order_by(_RUN.c.id.desc()).limit(limit)
    return tuple(_import(row) for row in view.execute(found).mappings())


def advance(unit: Unit, reached: Import) -> None:
    """Remember how far an import has come, and that this unit's changes are its own."""
    save(unit, reached)
    step = {"import_id": reached.id, "change_set_id": unit.change_set()}
    unit.execute(sa.insert(_STEP), [step])


def save(unit: Unit, reached: Import) -> None:
    """Remember the state and the counts of an import."""
    unit.execute(sa.update(_RUN).where(_RUN.c.id == reached.id).values(asdict(reached)))


def steps(view: View, import_id: str) -> list[int]:
    """Return the change sets of an import that are not taken back, oldest first."""
    found = sa.select(_STEP.c.change_set_id).where(_STEP.c.import_id == import_id)
    return [int(number) for number in view.execute(found.order_by(_STEP.c.change_set_id)).scalars()]


def drop_step(unit: Unit, import_id: str, change_set: int) -> None:
    """Forget a change set that was taken back."""
    this = (_STEP.c.import_id == import_id) & (_STEP.c.change_set_id == change_set)
    unit.execute(sa.delete(_STEP).where(this))


def _import(row: RowMapping) -> Import:
    values: dict[str, Any] = {str(name): value for name, value in row.items()}
    values["state"] = ImportState(values["state"])
    return Import(**values)
