"""`hearth history` and `hearth revert`: what happened to a record, how it was then, and taking it back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from desktop.commands import documents, opening, pictures
from desktop.commands.answers import answer, table
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.record import add_record, count
from desktop.errors import RecordNotFound, UsageError
from desktop.store import history, past, records, reverting, telling
from desktop.store.history import What
from desktop.store.telling import Told
from desktop.store.types import Origin, RecordKind, Ref
from desktop.store.unit import View, iso


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `history` and `revert`."""
    showing = add_command(subparsers, "history", show)
    add_record(showing)
    showing.add_argument("--at", metavar="DATE", help="the record as it was then: a date, or a date and time")
    showing.add_argument("--limit", metavar="N", type=count, default=200, help="how many at most (200)")
    taking = add_command(subparsers, "revert", revert)
    add_record(taking)
    taking.add_argument("--change", metavar="N", type=count, required=True, help="a number `history` shows")
    taking.add_argument("--field", metavar="F", help="this field alone, as `history` names it")
    taking.add_argument("--row", metavar="ROW", help="the row the field is in, if it is in one")


def show(arguments: argparse.Namespace) -> int:
    """Run `history`."""
    with opening.store(arguments) as store, store.read() as view:
        ref = _record(view, arguments)
        if arguments.at:
            found = past.read(view, ref, past.moment(view, _moment(arguments.at)))
            answer(arguments, documents.record(found), pictures.record(found))
            return 0
        told = telling.tell(view, ref, history.events(view, ref, arguments.limit))
    answer(arguments, {"changes": [_document(each) for each in told]}, _picture(told))
    return 0


def revert(arguments: argparse.Namespace) -> int:
    """Run `revert`; answers with the record as it stands then."""
    with opening.store(arguments) as store, store.write(Origin.REVERT) as unit:
        ref = opening.record(unit, arguments.kind, arguments.id, opening.connection(arguments, unit))
        name = (arguments.field or "").rpartition(".")[2] or None
        done = reverting.revert(unit, ref, arguments.change, name, arguments.row)
        left = [_document(each) for each in telling.tell(unit, ref, done.left)]
        record = records.read(unit, ref)
    text = pictures.record(record)
    if left:
        names = ", ".join(str(each["field"]) for each in left)
        text += f"\n\nLeft alone, because it was changed again since: {names}"
    answer(arguments, {**documents.record(record), "left": left}, text)
    return 0


def _record(view: View, arguments: argparse.Namespace) -> Ref:
    """Return the record; the row id of one that was deleted finds its journal still."""
    try:
        return opening.record(view, arguments.kind, arguments.id, opening.connection(arguments, view))
    except RecordNotFound:
        gone = Ref(RecordKind(arguments.kind), arguments.id)
        if history.events(view, gone, 1):
            return gone
        raise


def _moment(text: str) -> str:
    """Return a moment that a person gave, in local time unless it says otherwise; a date is its end."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is no date.",
            concerns="--at",
            way_out="Give one such as 2026-02-14 or 2026-02-14T09:30.",
        ) from None
    if len(text) <= len("2026-02-14"):
        given = datetime.combine(given, time.max)
    return iso(given.astimezone(UTC))


def _document(told: Told) -> dict[str, object]:
    event = told.event
    return {
        "change": event.change_set,
        "at": event.at,
        "who": event.who,
        "origin": event.origin,
        "what": event.what,
        "field": _name(told),
        "row": event.row_id,
        "row_name": told.row,
        "before": told.before,
        "after": told.after,
    }


def _name(told: Told) -> str:
    return ".".join(part for part in (told.event.component, told.event.field) if part)


def _picture(found: Sequence[Told]) -> str:
    if not found:
        return "Nothing was changed here."
    headings = ("CHANGE", "WHEN", "WHO", "WHY", "WHAT", "BEFORE", "AFTER")
    rows = ((*_when(each), _words(each), each.before, each.after) for each in found)
    return table(headings, rows)


def _when(told: Told) -> tuple[object, ...]:
    event = told.event
    return event.change_set, event.at, event.who, event.origin


def _words(told: Told) -> str:
    child, label = telling.label(told)
    of = child.label if child else ""
    what = "" if told.event.what is What.CHANGED else str(told.event.what)
    return " ".join(part for part in (f"{of} {told.row}".strip(), what or label) if part)
