"""Drafts: what somebody typed into a form and has not saved, kept so that a crash does not take it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.store import entities
from desktop.store.ids import new_row_id
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import Unit, View
from desktop.values import Value

_TABLE = entities.draft
Typed = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is typed into: a record, or a row of one kind of its children, which ``component`` names.

    ``ref`` is None for a record that was never saved; a new contact may be meant to join ``household``.
    ``row_id`` is None for a row that was never saved.
    """

    kind: RecordKind
    ref: Ref | None = None
    household: Ref | None = None
    component: str = ""
    row_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it was kept last: by field, the text as it was typed, right or wrong.

    ``version`` is the record's as the person saw it: if the record has another now, somebody changed it.
    """

    id: str
    who: str
    subject: Subject
    version: int | None
    typed: Typed
    started_at: str
    kept_at: str


def keep(
    unit: Unit, subject: Subject, typed: Typed, *, version: int | None = None, draft_id: str | None = None
) -> str:
    """Keep what is typed now, in place of what was kept under ``draft_id``, and return the draft's id.

    Without an id it is a draft of its own: what an earlier crash left of the same record stays beside it.
    """
    now: dict[str, object] = {"typed": json.dumps(dict(typed), ensure_ascii=False), "kept_at": unit.at}
    again = sa.update(_TABLE).where(_TABLE.c.id == draft_id).values(now)
    if draft_id is not None and unit.execute(again).rowcount:
        return draft_id
    begun: dict[str, object] = {
        "id": draft_id or new_row_id(),
        "who": unit.who,
        "kind": subject.kind,
        "record_id": subject.ref.id if subject.ref else None,
        "household_id": subject.household.id if subject.household else None,
        "component": subject.component,
        "row_id": subject.row_id,
        "version": version,
        "started_at": unit.at,
    }
    unit.execute(sa.insert(_TABLE), [begun | now])
    return str(begun["id"])


def waiting(view: View, who: str) -> list[KeptDraft]:
    """Return all that somebody typed and has not saved, newest first; their records may be gone meanwhile."""
    found = sa.select(_TABLE).where(_TABLE.c.who == who).order_by(_TABLE.c.kept_at.desc(), _TABLE.c.id)
    return [_draft(row) for row in view.execute(found).mappings()]


def discard(unit: Unit, draft_id: str) -> None:
    """Forget a draft: it was saved, or the person does not want it. One that is not there is no error."""
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.id == draft_id))


def _draft(row: RowMapping) -> KeptDraft:
    kind, record_id, household_id = RecordKind(row["kind"]), row["record_id"], row["household_id"]
    subject = Subject(
        kind,
        None if record_id is None else Ref(kind, record_id),
        None if household_id is None else Ref(RecordKind.HOUSEHOLD, household_id),
        row["component"],
        row["row_id"],
    )
    return KeptDraft(
        id=row["id"],
        who=row["who"],
        subject=subject,
        version=row["version"],
        typed=json.loads(row["typed"]),
        started_at=row["started_at"],
        kept_at=row["kept_at"],
    )
