"""Settles clashes by what an administrator set for a field; a person is asked about the others."""

from __future__ import annotations

from dataclasses import replace

from desktop.store import preferences
from desktop.store.preferences import Resolution
from desktop.store.types import ChildChange, Decision, FieldConflict, Question, RecordKind
from desktop.store.unit import View


def settle(view: View, decision: Decision, kind: RecordKind, connection: str) -> Decision:
    """Return the decision with those clashes settled that somebody has decided once for all.

    What loses stays in the conflict, and in the journal. What one side removed and the other changed is
    always a question.
    """
    for clash in decision.conflicts:
        chosen = _chosen(view, clash, kind, connection)
        if chosen == Resolution.ASK:
            continue
        left = tuple(each for each in decision.conflicts if each != clash)
        decision = replace(decision, conflicts=left, settled=(*decision.settled, (clash, str(chosen))))
        if chosen == Resolution.THEIRS:
            decision = _take(decision, clash)
    return decision


def words(decision: Decision) -> str:
    """Return for the delivery log which clashes were settled, and how."""
    told = (f"{_name(clash)}: {choice}" for clash, choice in decision.settled)
    return f"Changed on both sides and settled as set: {', '.join(told)}." if decision.settled else ""


def _chosen(view: View, clash: FieldConflict, kind: RecordKind, connection: str) -> object:
    if clash.question is not Question.VALUE:
        return Resolution.ASK
    name = preferences.conflict_name(kind, _name(clash))
    return preferences.value(view, name, connection) if name in preferences.DECLARED else Resolution.ASK


def _name(clash: FieldConflict) -> str:
    return f"{clash.component}.{clash.field}" if clash.component else clash.field


def _take(decision: Decision, clash: FieldConflict) -> Decision:
    theirs = {clash.field: clash.theirs}
    if not clash.component:
        return replace(decision, values={**decision.values, **theirs})
    change = ChildChange("update", clash.component, clash.child_id, values=theirs)
    return replace(decision, children=(*decision.children, change))
