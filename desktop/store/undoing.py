"""Undo: takes back all that one change set did, to whichever records, until the external system has it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from desktop.errors import UsageError
from desktop.store import entities, history, reading, records, restoring, reverting
from desktop.store.entities import CHILD_TABLES
from desktop.store.history import Event, What
from desktop.store.types import DeliveryState, Origin, Ref
from desktop.store.unit import Unit, View

_DELIVERY, _ATTEMPT = entities.delivery, entities.attempt
# With these the external system may hold what was sent.
_ARRIVED: Final = (DeliveryState.DELIVERED, DeliveryState.CONFLICT, DeliveryState.DOUBTFUL)
_OF_OTHERS: Final = frozenset({Origin.REPLY, Origin.IMPORT, Origin.MERGE})
_AT_ONCE: Final = 500

Condition = sa.ColumnElement[bool]


class SentSince(UsageError):
    """What was to be undone is with the external system already."""


class ChangedSince(UsageError):
    """What was to be undone was changed again by somebody else."""


def undo(unit: Unit, change_set: int) -> int | None:
    """Take a change set back and return the one that does so, which ``undo`` takes back in its turn.

    None if nothing was left to take back. Raises SentSince or ChangedSince saying why it stays; then nothing
    is written.
    """
    events = history.events_of(unit, change_set)
    if not events:
        return None
    _refuse_sent(unit, events)
    made = [each.ref for each in events if _is_whole(each, What.ADDED)]
    gone = [each.ref for each in events if _is_whole(each, What.REMOVED)]
    _refuse_touched(unit, made, change_set)
    for ref in reversed(gone):
        if not reading.exists(unit, ref):
            restoring.restore(unit, ref)
    _take_back_rest(unit, events, made=set(made), gone=set(gone))
    for ref in made:
        if reading.exists(unit, ref):
            records.delete(unit, ref)
    return unit.change_set() if unit.changes else None


def is_sent(view: View, change_set: int) -> bool:
    """Tell whether the external system may hold something of it, so that ``undo`` refuses from now on."""
    events = history.events_of(view, change_set)
    return bool(events) and _sent_to(view, events, _arrived(events[0].at)) is not None


def _take_back_rest(unit: Unit, events: list[Event], *, made: set[Ref], gone: set[Ref]) -> None:
    """Take back what was done to records that were there before and after."""
    whole = made | gone
    rest = [
        each
        for each in events
        if each.ref not in whole and not _links(each, whole) and reverting.is_revertible(each)
    ]
    left = reverting.take_back_all(unit, rest)
    if left and len(left) == len(rest) and not whole:
        raise ChangedSince(
            "This cannot be undone any more: it was changed again since.",
            concerns=left[0].ref.id,
            way_out="The record's history says by whom, and takes single changes back.",
        )


def _is_whole(event: Event, what: What) -> bool:
    return not event.component and not event.field and event.what is what


def _links(event: Event, whole: Collection[Ref]) -> bool:
    """Tell whether a row ties the record to one that was made or deleted: it comes and goes with that one."""
    if not event.component or event.what is What.CHANGED:
        return False
    tied = CHILD_TABLES[event.ref.kind, event.component]
    picked = event.values.get(tied.picked) if tied.picked else None
    return picked is not None and str(picked) in {each.id for each in whole}


def _refuse_sent(view: View, events: list[Event]) -> None:
    if found := _sent_to(view, events, _under_way() | _arrived(events[0].at)):
        connection, record = found
        raise SentSince(
            f"This cannot be undone any more: it was sent to {connection} meanwhile.",
            concerns=record,
            way_out="Change it back by hand or in the record's history, then send it again.",
        )


def _under_way() -> Condition:
    return _DELIVERY.c.state == DeliveryState.SENDING


def _arrived(since: str) -> Condition:
    """Whether a delivery that was tried since then is there, or may be."""
    doubtful = _DELIVERY.c.in_doubt & ~_under_way()
    tried = (_ATTEMPT.c.delivery_id == _DELIVERY.c.id) & (_ATTEMPT.c.started_at >= since)
    return (_DELIVERY.c.state.in_(_ARRIVED) | doubtful) & sa.exists().where(tried)


def _sent_to(view: View, events: list[Event], sent: Condition) -> tuple[str, str] | None:
    """Return the external system of such a delivery of one of the records, and the record, or None."""
    refs = sorted({each.ref.id for each in events})
    found = sa.select(_DELIVERY.c.connection, _DELIVERY.c.record_id).where(sent).limit(1)
    for at in range(0, len(refs), _AT_ONCE):
        row = view.execute(found.where(_DELIVERY.c.record_id.in_(refs[at : at + _AT_ONCE]))).first()
        if row is not None:
            return str(row[0]), str(row[1])
    return None


def _refuse_touched(view: View, made: list[Ref], change_set: int) -> None:
    """Keep a new record that somebody else has worked on, for it would be gone with that."""
    for ref in made:
        since = history.events_since(view, ref, change_set)
        if any(each.origin in _OF_OTHERS or each.who != view.who for each in since):
            raise ChangedSince(
                "This cannot be undone any more: others have changed the new record since.",
                concerns=ref.id,
                way_out="Delete the record if it is not to be.",
            )
