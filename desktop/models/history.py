"""What the History tab shows: the journal of one record in words, and what of it can be taken back."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.fields import component
from desktop.models import formats, words
from desktop.models.child_list import ChildRow
from desktop.store import history, past, reverting, telling
from desktop.store.history import What
from desktop.store.reverting import Reverted
from desktop.store.telling import Held, Told
from desktop.store.types import Origin, Record, Ref
from desktop.store.unit import Unit, View
from desktop.values import Kind, Value

_MOST: Final = 500


class Change(NamedTuple):
    """Which change a row of the list is about: its change set, its field and the row that is in."""

    change_set: int
    field: str
    row_id: str | None
    at: str
    revertible: bool


class Listed(NamedTuple):
    """The rows of the list, and by their ids what they are about."""

    rows: list[ChildRow]
    changes: dict[str, Change]


def listed(view: View, ref: Ref) -> Listed:
    """Return what happened to a record, newest first."""
    told = telling.tell(view, ref, history.events(view, ref, _MOST))
    return Listed([_row(each) for each in told], {_id(each): _change(each) for each in told})


def revert(unit: Unit, ref: Ref, change: Change, *, whole: bool) -> Reverted:
    """Take back one field, or all that its change set did to the record."""
    if whole:
        return reverting.revert(unit, ref, change.change_set)
    return reverting.revert(unit, ref, change.change_set, change.field, change.row_id)


def as_it_was(view: View, ref: Ref, at: str) -> Record:
    """Return the record as it was at a moment (ISO, UTC)."""
    return past.read(view, ref, past.moment(view, at))


def reverted_sentence(done: Reverted) -> str:
    """Return what is said after something was taken back."""
    translate = QCoreApplication.translate
    text = translate("History", "Taken back: {count}.").format(count=len(done.done))
    if not done.left:
        return text
    fields = ", ".join(_field_label(Told(each)) for each in done.left)
    left = translate("History", "Left alone, because it was changed again since: {fields}.")
    return f"{text} {left.format(fields=fields)}"


def origin_word(origin: Origin) -> str:
    """Return in words who caused a change."""
    translate = QCoreApplication.translate
    return {
        Origin.AGENT: translate("Origin", "By hand"),
        Origin.REPLY: translate("Origin", "External system"),
        Origin.IMPORT: translate("Origin", "Import"),
        Origin.MERGE: translate("Origin", "Merge"),
        Origin.RESOLVE: translate("Origin", "Conflict settled"),
        Origin.REVERT: translate("Origin", "Taken back"),
    }[origin]


def _id(told: Told) -> str:
    return str(told.event.number)


def _change(told: Told) -> Change:
    event = told.event
    return Change(event.change_set, event.field, event.row_id, event.at, reverting.is_revertible(event))


def _row(told: Told) -> ChildRow:
    event = told.event
    values: dict[str, Value] = {
        "at": formats.moment(event.at),
        "field": _what(told),
        "before": _shown(told, told.before),
        "after": _shown(told, told.after),
        "who": event.who,
        "origin": origin_word(event.origin),
    }
    return ChildRow(_id(told), values)


def _held(held: Held) -> str:
    return str(held.value) if held.field is None else formats.of_field(held.field, held.value)


def _what(told: Told) -> str:
    translate = QCoreApplication.translate
    child, _ = telling.label(told)
    of = translate("Component", child.label) if child else ""
    subject = f"{of} {told.row}".strip()
    if told.event.what is What.CHANGED:
        return f"{subject}: {_field_label(told)}" if subject else _field_label(told)
    added = told.event.what is What.ADDED
    if not subject:
        return _made(told, made=added)
    text = translate("History", "{what} added") if added else translate("History", "{what} removed")
    return text.format(what=subject)


def _made(told: Told, *, made: bool) -> str:
    translate = QCoreApplication.translate
    kind = translate("Component", component(told.event.ref.kind).label)
    text = translate("History", "{what} made") if made else translate("History", "{what} deleted")
    return text.format(what=kind)


def _field_label(told: Told) -> str:
    translate = QCoreApplication.translate
    child, _ = telling.label(told)
    of = child or component(told.event.ref.kind)
    if told.event.field in of:
        return words.label(of[told.event.field], translate)
    return translate("Columns", "Primary")


def _shown(told: Told, value: Value) -> str:
    if told.held:
        return telling.in_few_words([_held(each) for each in told.held]) if value else ""
    event = told.event
    child, _ = telling.label(told)
    of = child or component(event.ref.kind)
    if isinstance(value, bool):
        return formats.shown(Kind.FLAG, value)
    return formats.of_field(of[event.field], value) if event.field in of else formats.shown(Kind.TEXT, value)
