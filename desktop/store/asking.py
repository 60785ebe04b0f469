"""Keeps what only a person can decide: fields and wholes that both sides changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from desktop.store import entities, journal
from desktop.store.types import ChildChange, FieldConflict, Ref
from desktop.store.unit import Unit

_CONFLICT = entities.conflict


def ask(
    unit: Unit,
    ref: Ref,
    connection: str,
    delivery_id: str,
    asked: Sequence[FieldConflict],
    settled: Sequence[tuple[FieldConflict, str]] = (),
) -> None:
    """Keep each conflict with all three values, and those that were settled with their choice."""
    about: dict[str, object] = {
        "delivery_id": delivery_id,
        "connection": connection,
        "kind": ref.kind,
        "record_id": ref.id,
        "at": unit.at,
    }
    open_: dict[str, object] = {"resolved_at": None, "resolution": None}
    rows = [about | _row(each) | open_ for each in asked]
    rows += [about | _row(each) | {"resolved_at": unit.at, "resolution": choice} for each, choice in settled]
    if rows:
        unit.execute(sa.insert(_CONFLICT), rows)


def drop(unit: Unit, ref: Ref) -> None:
    """End the conflicts of a record that is deleted."""
    still_open = (_CONFLICT.c.record_id == ref.id) & _CONFLICT.c.resolved_at.is_(None)
    unit.execute(
        sa.update(_CONFLICT).where(still_open).values({"resolved_at": unit.at, "resolution": "deleted"})
    )


def _row(conflict: FieldConflict) -> dict[str, object]:
    return {
        "component": conflict.component,
        "row_id": conflict.child_id,
        "field": conflict.field,
        "base": journal.dump(conflict.base),
        "mine": journal.dump(conflict.mine),
        "theirs": journal.dump(conflict.theirs),
        "question": conflict.question,
        "restores": _dump(conflict.restores),
    }


def _dump(restores: ChildChange | None) -> str | None:
    return None if restores is None else json.dumps(asdict(restores), ensure_ascii=False)


def load(text: str | None) -> ChildChange | None:
    """Return the row that was kept as ``text``."""
    return None if text is None else ChildChange(**json.loads(text))
