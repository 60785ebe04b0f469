"""Does what answers to questions about wholes want: a record or row made anew there, or brought back here."""

from __future__ import annotations

import sqlalchemy as sa

from desktop.errors import RecordNotFound
from desktop.fields import component
from desktop.store import children, entities, journal, keys, knowing, reading, restoring
from desktop.store.entities import CHILD_TABLES
from desktop.store.journal import Change
from desktop.store.types import ChildChange, Question, RecordKind, Ref
from desktop.store.unit import Unit

_CONFLICT = entities.conflict


def keep_mine(unit: Unit, ref: Ref, delivery_id: str) -> None:
    """Settle a delivery's open conflicts for what stands here; the rest stays in the conflict's row."""
    still_open = (_CONFLICT.c.delivery_id == delivery_id) & _CONFLICT.c.resolved_at.is_(None)
    for row in unit.execute(sa.select(_CONFLICT).where(still_open)).mappings().all():
        if row["question"] == Question.REMOVED_THERE:
            make_anew_there(unit, ref, str(row["connection"]), str(row["component"]), row["row_id"])
    settled = {"resolved_at": unit.at, "resolution": "mine"}
    unit.execute(sa.update(_CONFLICT).where(still_open).values(settled))


def make_anew_there(unit: Unit, ref: Ref, connection: str, name: str, row_id: str | None) -> None:
    """Forget what the external system called a record or row that it removed, so that it makes another."""
    if name and row_id:
        _forget_keys(unit, ref, connection, {row_id: name})
        return
    record = reading.read(unit, ref, connection=connection)
    rows = {row.id: each for each, group in record.children.items() for row in group}
    _forget_keys(unit, ref, connection, {ref.id: "", **rows})
    knowing.forget(unit, ref, connection)


def bring_back(unit: Unit, ref: Ref, connection: str, restores: ChildChange) -> None:
    """Let a row that was removed here be there again, with the values of the external system.

    A link brings back the record that it picks, if that was deleted, too.
    """
    of = component(ref.kind).child(restores.component)
    if restores.picked_id is not None and of.picks in entities.RECORD_TABLES:
        picked = Ref(RecordKind(of.picks), restores.picked_id)
        if not reading.exists(unit, picked):
            restoring.restore(unit, picked)
    child_id = _made(unit, ref, restores)
    if restores.primary:
        children.set_primary(unit, ref, restores.component, child_id)
    if restores.integration_id is not None:
        keys.assign(unit, connection, restores.component, child_id, restores.integration_id)
        entry = Change("integration_id", None, restores.integration_id, restores.component, child_id)
        journal.write(unit, ref, [entry])


def _made(unit: Unit, ref: Ref, restores: ChildChange) -> str:
    if restores.picked_id is not None:
        try:
            child_id = children.find(unit, ref, restores.component, restores.picked_id)
        except RecordNotFound:
            pass
        else:
            # It was linked again meanwhile, by hand or with its record.
            _take_values(unit, ref, restores, child_id)
            return child_id
    return children.put_back(
        unit,
        ref,
        restores.component,
        str(restores.child_id),
        restores.values,
        picked_id=restores.picked_id,
    )


def _take_values(unit: Unit, ref: Ref, restores: ChildChange, child_id: str) -> None:
    of = CHILD_TABLES[ref.kind, restores.component].component
    values = {name: value for name, value in restores.values.items() if of[name].editable}
    children.update(unit, ref, restores.component, child_id, values)


def _forget_keys(unit: Unit, ref: Ref, connection: str, of_rows: dict[str, str]) -> None:
    known = keys.of_rows(unit, connection, list(of_rows))
    entries = [
        Change("integration_id", key, None, of_rows[row_id], row_id if of_rows[row_id] else None)
        for row_id, key in known.items()
    ]
    keys.forget(unit, list(known), connection)
    journal.write(unit, ref, entries)
