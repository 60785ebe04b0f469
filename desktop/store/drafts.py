"""Drafts: what somebody typed into a form and has not saved, kept so that a crash does not take it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound
from desktop.store import entities
from desktop.store.ids import new_row_id
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import Unit, View
from desktop.values import Value

_TABLE = entities.draft
Typed = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it was kept last: by field, the text as it was typed, right or wrong.

    ``ref`` is None for a record that was never saved; a new contact may be meant to join ``household``.
    ``version`` is the record's as the person saw it: if the record has another now, somebody changed it.
    """

    id: str
    who: str
    kind: RecordKind
    ref: Ref | None
    household: Ref | None
    version: int | None
    typed: Typed
    started_at: str
    kept_at: str


def keep(
    unit: Unit,
    kind: RecordKind,
    typed: Typed,
    *,
    ref: Ref | None = None,
    household: Ref | None = None,
    version: int | None = None,
    draft_id: str | None = None,
) -> str:
    """Keep what is typed now in place of what was kept before, and return the draft's id.

    A person has one draft of a record; a draft of a new record is kept on under the ``draft_id`` that its
    first time returned.
    """
    known = draft_id or (None if ref is None else _id_of(unit, unit.who, ref))
    now: dict[str, object] = {"typed": json.dumps(dict(typed), ensure_ascii=False), "kept_at": unit.at}
    again = sa.update(_TABLE).where(_TABLE.c.id == known).values(now)
    if known is not None and unit.execute(again).rowcount:
        return known
    begun: dict[str, object] = {
        "id": known or new_row_id(),
        "who": unit.who,
        "kind": kind,
        "record_id": ref.id if ref else None,
        "household_id": household.id if household else None,
        "version": version,
        "started_at": unit.at,
    }
    unit.execute(sa.insert(_TABLE), [begun | now])
    return str(begun["id"])


def read(view: View, draft_id: str) -> KeptDraft:
    """Return one draft; raise RecordNotFound if it was discarded."""
    row = view.execute(sa.select(_TABLE).where(_TABLE.c.id == draft_id)).mappings().first()
    if row is None:
        raise RecordNotFound("This draft is no longer there.", concerns=draft_id)
    return _draft(row)


def of_record(view: View, who: str, ref: Ref) -> KeptDraft | None:
    """Return what somebody typed for a record and has not saved."""
    known = _id_of(view, who, ref)
    return None if known is None else read(view, known)


def waiting(view: View, who: str) -> list[KeptDraft]:
    """Return all that somebody typed and has not saved, newest first; their records may be gone meanwhile."""
    found = sa.select(_TABLE).where(_TABLE.c.who == who).order_by(_TABLE.c.kept_at.desc(), _TABLE.c.id)
    return [_draft(row) for row in view.execute(found).mappings()]


def discard(unit: Unit, draft_id: str) -> None:
    """Forget a draft: it was saved, or the person does not want it. One that is not there is no error."""
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.id == draft_id))


def discard_of_record(unit: Unit, ref: Ref) -> None:
    """Forget what the unit's person typed for a record, in the unit that saves or drops it."""
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.who == unit.who, _TABLE.c.record_id == ref.id))


def _id_of(view: View, who: str, ref: Ref) -> str | None:
    found = sa.select(_TABLE.c.id).where(_TABLE.c.who == who, _TABLE.c.record_id == ref.id)
    row_id = view.execute(found.order_by(_TABLE.c.kept_at.desc()).limit(1)).scalar()
    return None if row_id is None else str(row_id)


def _draft(row: RowMapping) -> KeptDraft:
    kind, record_id, household_id = RecordKind(row["kind"]), row["record_id"], row["household_id"]
    return KeptDraft(
        id=row["id"],
        who=row["who"],
        kind=kind,
        ref=None if record_id is None else Ref(kind, record_id),
        household=None if household_id is None else Ref(RecordKind.HOUSEHOLD, household_id),
        version=row["version"],
        typed=json.loads(row["typed"]),
        started_at=row["started_at"],
        kept_at=row["kept_at"],
    )
