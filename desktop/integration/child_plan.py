"""Decides what a reply's list of child rows changes here: which rows come, change, go or lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from desktop.fields import Component, Link, Role, names_of, picking_names
from desktop.integration import matching
from desktop.integration.matching import Key
from desktop.integration.merging import edited, merge
from desktop.integration.reply import ReplyRow
from desktop.store import telling
from desktop.store.types import Child, ChildChange, FieldConflict, Question, Values
from desktop.values import Value

# Looks up an existing record that a component may pick, by the values of one user key.
Find = Callable[[Component, Mapping[str, Value]], "str | None"]

_PASSES_BY: Final = frozenset({"skipnode", "skiptree", "query", "querypage"})
_ONLY_NEW: Final = frozenset({"insert", "insertsync"})
_ONLY_OLD: Final = frozenset({"update", "updatesync"})


@dataclass(frozen=True, slots=True)
class Lists:
    """The rows of one child component as sent, as they are now, and as the reply has them."""

    of: Component
    base: tuple[Child, ...]
    mine: tuple[Child, ...]
    theirs: tuple[ReplyRow, ...]


@dataclass(slots=True)
class ChildPlan:
    """What to do to the rows of one child component."""

    changes: list[ChildChange] = field(default_factory=list[ChildChange])
    conflicts: list[FieldConflict] = field(default_factory=list[FieldConflict])


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of the reply with the row of ours that it speaks of, or the record a new link is to pick."""

    row: ReplyRow
    child_id: str | None = None
    picked_id: str | None = None


def decide(lists: Lists, find: Find, *, removes: bool = True) -> ChildPlan:
    """Return what the reply's list changes; raise InapplicableReply when a row cannot be told apart.

    Matched rows are updated, new ones added. Rows that the reply does not name are removed if they were sent:
    those added here since are not known there yet.
    """
    plan = ChildPlan()
    pairs = _pairs(lists, find)
    lead = _new_lead(lists, pairs)
    for pair in pairs:
        _apply_row(lists, pair, plan, primary=True if pair is lead else None)
    if removes:
        _remove_unnamed(lists, pairs, plan)
    return plan


def _pairs(lists: Lists, find: Find) -> tuple[_Pair, ...]:
    of = lists.of
    if not lists.theirs:
        return ()
    key = matching.common_key(of, lists.theirs)
    ours = _ours(lists, key)
    pairs = [_pair(lists, key, ours, row, find) for row in matching.without_superseded(of, key, lists.theirs)]
    known = [pair.child_id or pair.picked_id for pair in pairs if pair.child_id or pair.picked_id]
    new = [matching.named(of, key, pair.row.values) for pair in pairs if pair.child_id is None]
    if len(set(known)) < len(known) or len(set(new)) < len(new):
        matching.refuse(f"The reply names the same {of.tag} twice.")
    return tuple(pairs)


@dataclass(frozen=True, slots=True)
class _Ours:
    """Our rows, the ones that were removed here since they were sent behind the others, and by their keys."""

    rows: tuple[Child, ...]
    here: Mapping[object, Sequence[str]]
    gone: Mapping[object, Sequence[str]]


def _ours(lists: Lists, key: Key) -> _Ours:
    here = {each.id for each in lists.mine}
    gone = tuple(each for each in lists.base if each.id not in here)
    return _Ours((*lists.mine, *gone), _by_key(lists.of, key, lists.mine), _by_key(lists.of, key, gone))


def _by_key(of: Component, key: Key, rows: Iterable[Child]) -> Mapping[object, Sequence[str]]:
    found: dict[object, list[str]] = {}
    for each in rows:
        found.setdefault(matching.key_values(of, key, _all_values(of, each)), []).append(each.id)
    return found


def _pair(lists: Lists, key: Key, ours: _Ours, row: ReplyRow, find: Find) -> _Pair:
    of = lists.of
    # A row that was removed here since it was sent counts only where no other took its place.
    wanted = matching.key_values(of, key, row.values)
    found = ours.here.get(wanted) or ours.gone.get(wanted, ())
    if len(found) > 1:
        matching.refuse(f"{matching.named(of, key, row.values)} fits {len(found)} rows of {of.plural} here.")
    if found:
        return _Pair(row, found[0])
    if of.link is Link.OWNED or row.operation == "delete" or row.operation in _PASSES_BY:
        return _Pair(row)
    picked_id = find(of, {name: row.values[name] for name in key})
    if picked_id is None:
        matching.refuse(
            f"The reply names a {of.label.lower()} that does not exist here"
            f" ({matching.named(of, key, row.values)}), and a reply creates none."
        )
    linked = next((each.id for each in ours.rows if each.picked_id == picked_id), None)
    return _Pair(row, linked, picked_id)


def _apply_row(lists: Lists, pair: _Pair, plan: ChildPlan, *, primary: bool | None) -> None:
    operation = pair.row.operation
    exists = pair.child_id is not None
    if operation in _PASSES_BY or (operation == "delete" and not exists):
        return
    if (operation in _ONLY_NEW and exists) or (operation in _ONLY_OLD and not exists):
        state = "exists here already" if exists else "does not exist here"
        matching.refuse(f"The reply says {operation!r} of {lists.of.tag}, which {state}.")
    mine = next((each for each in lists.mine if each.id == pair.child_id), None)
    if not exists:
        plan.changes.append(_addition(lists.of, pair, primary=primary))
    elif mine is not None and operation == "delete":
        _remove(lists, mine, plan)
    elif mine is not None:
        _update(lists, mine, pair.row, plan, primary=primary)
    elif operation != "delete":
        _ask_whether_it_stays_removed(lists, pair, plan)


def _addition(of: Component, pair: _Pair, *, primary: bool | None) -> ChildChange:
    values, _ = merge(of, {}, {}, pair.row.values)
    _check_dates(of, values)
    return ChildChange(
        "add",
        of.name,
        picked_id=pair.picked_id,
        values=values,
        primary=primary,
        integration_id=_integration_id(of, pair.row, {}),
    )


def _update(lists: Lists, mine: Child, row: ReplyRow, plan: ChildPlan, *, primary: bool | None) -> None:
    of = lists.of
    # A row that was added here meanwhile was not sent: then only what it lacks is taken over.
    sent: list[Values] = [each.values for each in lists.base if each.id == mine.id] or [{}]
    values, conflicts = merge(of, sent[0], mine.values, row.values, mine.id)
    _check_dates(of, {**mine.values, **values})
    plan.conflicts += conflicts
    integration_id = _integration_id(of, row, mine.values)
    if values or primary or integration_id is not None:
        plan.changes.append(
            ChildChange(
                "update", of.name, mine.id, values=values, primary=primary, integration_id=integration_id
            )
        )


def _ask_whether_it_stays_removed(lists: Lists, pair: _Pair, plan: ChildPlan) -> None:
    """Leave a row that was removed here since it was sent to a person, if it was changed there meanwhile.

    Otherwise it stays removed: the next delivery says so.
    """
    of = lists.of
    sent = next(each for each in lists.base if each.id == pair.child_id)
    changed, _ = merge(of, sent.values, sent.values, pair.row.values)
    if not changed:
        return
    theirs = replace(sent, values={**sent.values, **changed})
    restores = ChildChange(
        "add",
        of.name,
        sent.id,
        sent.picked_id,
        {each.name: theirs.values.get(each.name) for each in of.kept},
        sent.primary or None,
        _integration_id(of, pair.row, {}) or _known_as(of, sent),
    )
    base, told = telling.line(of, sent), telling.line(of, theirs)
    plan.conflicts.append(
        FieldConflict("", base, None, told, of.name, sent.id, Question.REMOVED_HERE, restores)
    )


def _known_as(of: Component, row: Child) -> str | None:
    told = next((row.values.get(each.name) for each in of if each.role is Role.INTEGRATION_ID), None)
    return None if told is None else str(told)


def _remove_unnamed(lists: Lists, pairs: tuple[_Pair, ...], plan: ChildPlan) -> None:
    named = {pair.child_id for pair in pairs}
    sent = {each.id for each in lists.base}
    for each in lists.mine:
        if each.id in sent and each.id not in named:
            _remove(lists, each, plan)


def _remove(lists: Lists, mine: Child, plan: ChildPlan) -> None:
    """Remove a row, unless it was edited here meanwhile: then a person decides."""
    of = lists.of
    sent = next((each for each in lists.base if each.id == mine.id), mine)
    if not edited(of, sent.values, mine.values):
        plan.changes.append(ChildChange("remove", of.name, mine.id))
        return
    base, ours = telling.line(of, sent), telling.line(of, mine)
    plan.conflicts.append(FieldConflict("", base, ours, None, of.name, mine.id, Question.REMOVED_THERE))


def _new_lead(lists: Lists, pairs: tuple[_Pair, ...]) -> _Pair | None:
    """Return the row that becomes primary, or None where nothing moves.

    A primary that was moved here since the snapshot stays where it was put.
    """
    leads = [pair for pair in pairs if pair.row.primary]
    if len(leads) > 1:
        matching.refuse(f"The reply marks {len(leads)} rows of {lists.of.tag} as primary.")
    before, now = _primary(lists.base), _primary(lists.mine)
    if not leads or before != now or (now is not None and leads[0].child_id == now):
        return None
    return leads[0]


def _primary(rows: tuple[Child, ...]) -> str | None:
    return next((each.id for each in rows if each.primary), None)


def _check_dates(of: Component, values: Values) -> None:
    entered, exited = values.get("date_entered_household"), values.get("date_exited_household")
    if entered is not None and exited is not None and str(exited) < str(entered):
        matching.refuse(f"A {of.tag} of the reply exits on {exited}, before it enters on {entered}.")


def _integration_id(of: Component, row: ReplyRow, mine: Values) -> str | None:
    for name in names_of(of, Role.INTEGRATION_ID):
        told = row.values.get(name)
        return str(told) if told is not None and told != mine.get(name) else None
    return None


def _all_values(of: Component, child: Child) -> Values:
    """Return a row's values with its ids, which a row made in a test or an old snapshot may lack."""
    ids = dict.fromkeys(names_of(of, Role.ROW_ID), child.id)
    if child.picked_id is not None:
        ids |= dict.fromkeys(picking_names(of), child.picked_id)
    return {**child.values, **ids}
