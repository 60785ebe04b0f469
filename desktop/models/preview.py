"""What the preview and the conflict dialogs show: differences in words, a row for each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.fields import Component, Field, component
from desktop.models import formats, question_words, words
from desktop.models.child_list import ChildRow
from desktop.store import conflicts, history, preview
from desktop.store.history import Event
from desktop.store.preview import Difference, Effect, Preview
from desktop.store.types import Conflict, Origin, Ref
from desktop.store.unit import View
from desktop.values import Value


@dataclass(frozen=True, slots=True)
class PreviewSight:
    """What would go out, in rows, with a sentence over them."""

    rows: tuple[ChildRow, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict with its field, which one about a whole has not, and its row as it is shown."""

    conflict: Conflict
    field: Field | None
    row: ChildRow


def read(view: View, ref: Ref) -> PreviewSight:
    """Return what Update External System would send of a record."""
    found = preview.of(view, ref)
    names = history.names(view, {each.id for each in found.members})
    rows = tuple(_row(ref, number, each) for number, each in enumerate(found.differences))
    return PreviewSight(rows, _sentence(found, [names.get(each.id, "") for each in found.members]))


def clashes(view: View, ref: Ref) -> list[Clash]:
    """Return the conflicts of a record that wait for a person."""
    edits = [each for each in history.events(view, ref) if each.origin is not Origin.REPLY]
    return [_clash(each, edits) for each in conflicts.waiting(view, ref)]


def shown(field: Field, value: Value) -> str:
    """Return a value, or that there is none."""
    return formats.of_field(field, value) or QCoreApplication.translate("Preview", "(empty)")


def _sentence(found: Preview, members: list[str]) -> str:
    translate = QCoreApplication.translate
    if not found.known:
        text = translate("Preview", "{name} never told what it holds of this record: everything goes out.")
    elif found.differences:
        text = translate("Preview", "This would change at {name}, as far as it last told.")
    else:
        text = translate("Preview", "{name} holds all this already, as far as it last told.")
    told = text.format(name=found.connection)
    if members:
        told += " " + translate("Preview", "Going first: {members}.").format(members=", ".join(members))
    return told


def _row(ref: Ref, number: int, each: Difference) -> ChildRow:
    of = _component(ref, each.component)
    values: dict[str, Value] = {
        "what": _what(of, each.component, each.row, each.field, each.effect),
        "there": _shown(of, each.field, each.there),
        "here": _shown(of, each.field, each.here),
    }
    return ChildRow(str(number), values)


def _what(of: Component, name: str, row: str, field: str, effect: Effect) -> str:
    translate = QCoreApplication.translate
    subject = f"{translate('Component', of.label)} {row}".strip() if name else ""
    if effect is Effect.CHANGED:
        label = words.label(of[field], translate)
        return f"{subject}: {label}" if subject else label
    added = effect is Effect.ADDED
    text = translate("History", "{what} added") if added else translate("History", "{what} removed")
    return text.format(what=subject)


def _shown(of: Component, field: str, value: Value) -> str:
    return shown(of[field], value) if field in of else str(value or "")


def _clash(conflict: Conflict, edits: list[Event]) -> Clash:
    field = _component(conflict.ref, conflict.component)[conflict.field] if conflict.field else None
    told = question_words.words(conflict, QCoreApplication.translate)
    mine = next((each for each in edits if _is_about(each, conflict)), None)
    translate = QCoreApplication.translate
    by = translate("Conflict", "{who}, {when}")
    values: dict[str, Value] = {
        "field": told.subject,
        "base": _value(field, conflict.base, told.gone),
        "mine": _value(field, conflict.mine, told.gone),
        "by": by.format(who=mine.who, when=formats.moment(mine.at)) if mine else "",
        "theirs": _value(field, conflict.theirs, told.gone),
        "came": formats.moment(conflict.at),
        "stays": "",
    }
    return Clash(conflict, field, ChildRow(str(conflict.id), values))


def _value(field: Field | None, value: Value, gone: str) -> str:
    return str(value or gone) if field is None else shown(field, value)


def _is_about(event: Event, conflict: Conflict) -> bool:
    return (event.component, event.row_id, event.field) == (
        conflict.component,
        conflict.child_id,
        conflict.field,
    )


def _component(ref: Ref, name: str) -> Component:
    of = component(ref.kind)
    return of.child(name) if name else of
