"""Decides what a reply changes here, field by field and row by row, against what was sent and what is now."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.fields import Component, Role, component, names_of
from desktop.integration import child_plan, matching
from desktop.integration.child_plan import Find
from desktop.integration.merging import merge
from desktop.integration.reply import Reply, ReplyRow
from desktop.store import telling
from desktop.store.types import (
    Child,
    ChildChange,
    Decision,
    FieldConflict,
    Question,
    Record,
    Ref,
    Snapshot,
    Values,
)


def decide(snapshot: Snapshot, mine: Record, reply: Reply, find: Find) -> Decision:
    """Return what to apply: base is the snapshot sent, mine the record now, theirs the reply.

    ``find`` returns the id of an existing record that a child component may pick, by one user key's values.
    Raises InapplicableReply when the reply names another record or breaks a rule; then nothing is applied.
    """
    if reply.problems:
        matching.refuse(" ".join(reply.problems))
    theirs = reply.record
    if theirs is None:
        return Decision()
    of = component(mine.ref.kind)
    matching.check_record(of, theirs.values, {**mine.values, **_row_id(of, mine)})
    if theirs.operation == "delete":
        return removed_there(mine.ref, mine.values)
    if theirs.operation in ("query", "querypage"):
        matching.refuse(
            f"The reply says {theirs.operation!r} of the {of.name}, which is not for a reply to say."
        )
    if theirs.operation == "skiptree":
        return Decision()
    values, conflicts = merge(of, snapshot.values, mine.values, _told(theirs))
    children, of_children = _children(of, snapshot, mine, theirs, find)
    return Decision(values, _integration_id(of, mine, theirs), children, (*conflicts, *of_children))


def removed_there(ref: Ref, mine: Values) -> Decision:
    """Return the question that a record raises which the external system has removed."""
    called = telling.title(component(ref.kind), Child(ref.id, mine))
    asks = FieldConflict("", called, called, None, question=Question.REMOVED_THERE)
    return Decision(conflicts=(asks,))


def _told(theirs: ReplyRow) -> Values:
    return {} if theirs.operation == "skipnode" else theirs.values


def _children(
    of: Component, snapshot: Snapshot, mine: Record, theirs: ReplyRow, find: Find
) -> tuple[tuple[ChildChange, ...], tuple[FieldConflict, ...]]:
    changes: list[ChildChange] = []
    conflicts: list[FieldConflict] = []
    for name, rows in theirs.children.items():
        lists = child_plan.Lists(
            of.child(name), snapshot.children.get(name, ()), mine.children.get(name, ()), rows
        )
        removes = theirs.operation != "upsert" and name not in theirs.partial
        plan = child_plan.decide(lists, find, removes=removes)
        changes += plan.changes
        conflicts += plan.conflicts
    return tuple(changes), tuple(conflicts)


def _integration_id(of: Component, mine: Record, theirs: ReplyRow) -> str | None:
    """Return the key that the external system gave or changed; an empty or missing one is no news."""
    for name in names_of(of, Role.INTEGRATION_ID):
        told = theirs.values.get(name)
        return str(told) if told is not None and told != mine.values.get(name) else None
    return None


def _row_id(of: Component, mine: Record) -> Mapping[str, str]:
    return dict.fromkeys(names_of(of, Role.ROW_ID), mine.ref.id)
