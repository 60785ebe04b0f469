"""Conflicts: what both sides changed, field by field and whole by whole, waiting for a person and settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound, UsageError
from desktop.fields import component
from desktop.store import (
    answering,
    asking,
    children,
    entities,
    journal,
    knowing,
    outbox,
    reading,
    records,
    telling,
)
from desktop.store.types import (
    HELD,
    Child,
    Conflict,
    DeliveryState,
    Question,
    Record,
    RecordKind,
    Ref,
)
from desktop.store.unit import Unit, View
from desktop.values import Value

_TABLE, _DELIVERY = entities.conflict, entities.delivery
MINE: Final = "mine"
THEIRS: Final = "theirs"


def waiting(view: View, ref: Ref | None = None) -> list[Conflict]:
    """Return what waits for a person, oldest first: of one record, or of all."""
    found = (
        sa.select(_TABLE, _DELIVERY.c.connection.label("sent_to"))
        .outerjoin(_DELIVERY, _DELIVERY.c.id == _TABLE.c.delivery_id)
        .where(_TABLE.c.resolved_at.is_(None))
        .order_by(_TABLE.c.id)
    )
    if ref is not None:
        found = found.where(_TABLE.c.record_id == ref.id)
    rows = list(view.execute(found).mappings())
    now = {
        each: reading.read(view, each) for each in {_ref(row) for row in rows} if reading.exists(view, each)
    }
    return [_conflict(row, now[_ref(row)]) for row in rows if _ref(row) in now]


def resolve(unit: Unit, ref: Ref, choices: Mapping[str, object]) -> list[Conflict]:
    """Settle conflicts of a record one by one, and return those that still wait.

    Each choice is ``mine``, ``theirs`` or, for a field, another value, by the conflict's key, or by its name
    where no other has it. What was not chosen stays in the conflict and the journal. The last one settles the
    delivery: the record is synchronized if it now holds what the external system holds, else pending; one
    that was queued before the questions came is queued again. A record that is to be made anew there is
    queued; one that goes as it went there is deleted. Raises RecordNotFound, UsageError or InvalidValue.
    """
    found = waiting(unit, ref)
    if not found:
        raise RecordNotFound(f"No conflict of this {ref.kind} waits for a person.", concerns=ref.id)
    for conflict, choice in [(_named(found, name), choice) for name, choice in choices.items()]:
        _settle(unit, conflict, choice)
        if conflict.is_about_record:
            return []
    left = waiting(unit, ref)
    settled = {each.delivery_id for each in found} - {each.delivery_id for each in left}
    for delivery_id in settled:
        _close(unit, ref, delivery_id)
    return left


def _named(found: Sequence[Conflict], name: str) -> Conflict:
    meant = [each for each in found if each.key == name] or [each for each in found if each.name == name]
    if len(meant) == 1:
        return meant[0]
    keys = ", ".join(each.key for each in meant or found)
    if meant:
        way_out = f"Name the row, too: {keys}."
        raise UsageError(f"{len(meant)} rows are in conflict as {name}.", concerns=name, way_out=way_out)
    raise UsageError(f"{name} is not in conflict.", concerns=name, way_out=f"In conflict are: {keys}.")


def _ref(row: RowMapping) -> Ref:
    return Ref(RecordKind(row["kind"]), row["record_id"])


def _conflict(row: RowMapping, now: Record) -> Conflict:
    restores = asking.load(row["restores"])
    child = _child(now, row["component"], row["row_id"])
    question = Question(row["question"] or Question.VALUE)
    return Conflict(
        id=row["id"],
        delivery_id=row["delivery_id"],
        ref=now.ref,
        field=row["field"],
        base=journal.load(row["base"]),
        mine=_mine_now(row, now, child, question),
        theirs=journal.load(row["theirs"]),
        at=row["at"],
        component=row["component"],
        child_id=row["row_id"],
        question=question,
        connection=row["connection"] or row["sent_to"] or "",
        row=_title(row, now, child),
        restores=restores,
    )


def _child(now: Record, name: str, row_id: str | None) -> Child | None:
    return next((row for row in now.children.get(name, ()) if row.id == row_id), None)


def _mine_now(row: RowMapping, now: Record, child: Child | None, question: Question) -> Value:
    then = journal.load(row["mine"])
    if not row["component"]:
        return now.values.get(row["field"]) if row["field"] else then
    if question is Question.VALUE:
        return then if child is None else child.values.get(row["field"])
    if child is None:
        return None
    return telling.line(component(now.ref.kind).child(row["component"]), child)


def _title(row: RowMapping, now: Record, child: Child | None) -> str:
    """Return what a person calls the row; one that is gone, by the line that was kept of it."""
    if not row["component"]:
        return ""
    if child is not None:
        return telling.title(component(now.ref.kind).child(row["component"]), child)
    return str(journal.load(row["base"]) or "") if not row["field"] else ""


def _settle(unit: Unit, conflict: Conflict, choice: object) -> None:
    kept = str(choice) if choice in (MINE, THEIRS) else "other"
    settled = {"resolved_at": unit.at, "resolution": kept}
    unit.execute(sa.update(_TABLE).where(_TABLE.c.id == conflict.id).values(settled))
    unit.note_changed(conflict.ref, conflict.name)
    if conflict.question is Question.VALUE:
        _settle_value(unit, conflict, choice)
    elif kept == "other":
        raise UsageError(
            f"{conflict.name} is a question about a whole, and {choice!r} is no answer to it.",
            concerns=conflict.key,
            way_out=f"Answer with {MINE} or {THEIRS}.",
        )
    elif conflict.is_about_record:
        _settle_record(unit, conflict, mine=kept == MINE)
    else:
        _settle_row(unit, conflict, mine=kept == MINE)


def _settle_value(unit: Unit, conflict: Conflict, choice: object) -> None:
    if choice == MINE:
        return
    value = conflict.theirs if choice == THEIRS else choice
    if not conflict.component or not conflict.child_id:
        records.update(unit, conflict.ref, {conflict.field: value})
        return
    if _is_gone(unit, conflict):
        raise UsageError(
            "This row was removed here since.", concerns=conflict.key, way_out=f"Answer with {MINE}."
        )
    children.update(unit, conflict.ref, conflict.component, conflict.child_id, {conflict.field: value})


def _settle_row(unit: Unit, conflict: Conflict, *, mine: bool) -> None:
    row_id = str(conflict.child_id)
    if conflict.question is Question.REMOVED_HERE:
        if not mine and conflict.restores is not None:
            answering.bring_back(unit, conflict.ref, conflict.connection, conflict.restores)
    elif not _is_gone(unit, conflict):
        if mine:
            answering.make_anew_there(unit, conflict.ref, conflict.connection, conflict.component, row_id)
        else:
            children.remove(unit, conflict.ref, conflict.component, row_id)


def _settle_record(unit: Unit, conflict: Conflict, *, mine: bool) -> None:
    if mine:
        answering.make_anew_there(unit, conflict.ref, conflict.connection, "", None)
        outbox.add(unit, conflict.ref, conflict.connection)
    else:
        records.delete(unit, conflict.ref)


def _is_gone(unit: Unit, conflict: Conflict) -> bool:
    rows = reading.read_children(unit, conflict.ref, conflict.connection, {conflict.component})
    return all(row.id != conflict.child_id for row in rows[conflict.component])


def _close(unit: Unit, ref: Ref, delivery_id: str) -> None:
    delivery = outbox.delivery(unit, delivery_id)
    if delivery.state is not DeliveryState.CONFLICT:
        return
    same = knowing.agree_if_same(unit, ref, delivery.connection)
    if not same and delivery.error is not None and delivery.error.code == HELD:
        # It had been commanded before the questions came up.
        outbox.add(unit, ref, delivery.connection)
    else:
        outbox.finish(unit, delivery)
