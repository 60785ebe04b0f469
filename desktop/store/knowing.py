"""What an external system is known to hold of a record, and whether that is what stands here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from desktop.fields import RELATED_HOUSEHOLDS, Component, component
from desktop.store import entities, reading, snapshots
from desktop.store.types import (
    Child,
    ChildChange,
    Children,
    Decision,
    FieldConflict,
    Question,
    Record,
    Ref,
    Snapshot,
    Values,
)
from desktop.store.unit import Unit, View
from desktop.values import Value, same

_STANDING = entities.standing


def last_known(view: View, ref: Ref, connection: str) -> Snapshot | None:
    """Return what the external system was last known to hold of the record."""
    found = sa.select(_STANDING.c.last_known).where(_is(ref, connection))
    return snapshots.load(view.execute(found).scalar())


def learn(unit: Unit, ref: Ref, connection: str, there: Snapshot) -> None:
    """Keep what the external system is now known to hold, if the record was ever sent there."""
    known = snapshots.dump(there)
    unit.execute(sa.update(_STANDING).where(_is(ref, connection)).values(last_known=known))


def forget(unit: Unit, ref: Ref, connection: str) -> None:
    """Keep that the external system holds nothing of the record any more."""
    nothing: dict[str, object] = {"last_known": None, "last_sent": None, "settled_version": 0}
    unit.execute(sa.update(_STANDING).where(_is(ref, connection)).values(nothing))


def agree(unit: Unit, ref: Ref, connection: str, version: int) -> None:
    """Write that the external system holds what the record holds in this version."""
    agreed: dict[str, object] = {"settled_version": version, "last_error": None}
    unit.execute(sa.update(_STANDING).where(_is(ref, connection)).values(agreed))
    unit.note_changed(ref)


def agree_if_same(unit: Unit, ref: Ref, connection: str) -> bool:
    """Write that both sides agree if they are known to hold the same; return whether they do."""
    there = last_known(unit, ref, connection)
    record = reading.read(unit, ref, connection=connection)
    if there is None or not is_same(record, there):
        return False
    agree(unit, ref, connection, record.version)
    return True


def is_same(record: Record, there: Snapshot) -> bool:
    """Tell whether a record holds what the external system holds, as far as it travels."""
    of = component(record.ref.kind)
    if not _hold_the_same(of, record.values, there.values):
        return False
    lists = [each for each in of.children if each.travels and each is not RELATED_HOUSEHOLDS]
    return all(
        _are_same_rows(each, record.children.get(each.name, ()), there.children.get(each.name, ()))
        for each in lists
    )


def after(unit: Unit, connection: str, confirmed: Snapshot, decision: Decision) -> Snapshot:
    """Return what is there after a reply: what it confirms, with what it says laid over it."""
    clashes = (*decision.conflicts, *(each for each, _ in decision.settled))
    own = {each.field: each.theirs for each in clashes if not each.component and each.field}
    values = {**confirmed.values, **decision.values, **own}
    if decision.integration_id is not None:
        values["integration_id"] = decision.integration_id
    names = {each.component for each in decision.children}
    now: Children = reading.read_children(unit, confirmed.ref, connection, names) if names else {}
    rows = dict(confirmed.children)
    for name in names | {each.component for each in clashes if each.component}:
        changes = [each for each in decision.children if each.component == name]
        changed = _changed(confirmed.children.get(name, ()), now.get(name, ()), changes)
        rows[name] = _clashing(changed, [each for each in clashes if each.component == name])
    return replace(confirmed, values=values, children=rows)


def _is(ref: Ref, connection: str) -> sa.ColumnElement[bool]:
    return (_STANDING.c.connection == connection) & (_STANDING.c.record_id == ref.id)


def _hold_the_same(of: Component, here: Values, there: Values) -> bool:
    travelling = (each for each in of.kept if each.tag)
    return all(same(each.kind, here.get(each.name), there.get(each.name)) for each in travelling)


def _are_same_rows(of: Component, here: Sequence[Child], there: Sequence[Child]) -> bool:
    ours, theirs = ({each.picked_id or each.id: each for each in rows} for rows in (here, there))
    return ours.keys() == theirs.keys() and all(
        row.primary == theirs[key].primary and _hold_the_same(of, row.values, theirs[key].values)
        for key, row in ours.items()
    )


def _changed(
    confirmed: Sequence[Child], now: Sequence[Child], changes: Sequence[ChildChange]
) -> tuple[Child, ...]:
    """Return the rows after a reply's changes; what was edited here meanwhile is not there."""
    told = {each.child_id: each for each in changes}
    stay = [each for each in confirmed if each.id not in told or told[each.id].action != "remove"]
    rows = [_told(each, told[each.id]) if each.id in told else each for each in stay]
    sent = {each.id for each in confirmed}
    rows += [each for each in now if each.id not in sent and _is_told(each, changes)]
    lead = next((each.id for each in now if each.primary), None)
    if any(each.primary for each in changes):
        rows = [replace(each, primary=each.id == lead) for each in rows]
    return tuple(rows)


def _told(row: Child, change: ChildChange) -> Child:
    given = {"integration_id": change.integration_id} if change.integration_id is not None else {}
    return replace(row, values={**row.values, **change.values, **given})


def _is_told(row: Child, changes: Iterable[ChildChange]) -> bool:
    """Tell whether a row came with the reply, and not from a person meanwhile."""
    return any(
        each.child_id == row.id
        or (
            each.action == "add"
            and each.picked_id == row.picked_id
            and all(row.values.get(name) == value for name, value in each.values.items())
        )
        for each in changes
    )


def _clashing(rows: Sequence[Child], clashes: Sequence[FieldConflict]) -> tuple[Child, ...]:
    gone = {each.child_id for each in clashes if each.question is Question.REMOVED_THERE}
    theirs: dict[str | None, dict[str, Value]] = {}
    for each in clashes:
        if each.question is Question.VALUE:
            theirs.setdefault(each.child_id, {})[each.field] = each.theirs
        elif each.restores is not None:
            theirs.setdefault(each.child_id, {}).update(each.restores.values)
    return tuple(
        replace(row, values={**row.values, **_of(theirs, row.id)}) for row in rows if row.id not in gone
    )


def _of(theirs: Mapping[str | None, Mapping[str, Value]], row_id: str) -> Mapping[str, Value]:
    return theirs.get(row_id, {})
