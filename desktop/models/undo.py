"""What was changed in the window and can be undone, the latest first, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop import language
from desktop.fields import Component, component
from desktop.models import formats, words
from desktop.store import history
from desktop.store.history import Event, What
from desktop.store.types import Ref
from desktop.store.unit import View

_MOST_NAMED = 2


@dataclass(slots=True)
class Step:
    """One change set of this window; its words follow when they are read."""

    change_set: int
    words: str = ""


def describe(view: View, change_set: int) -> str:
    """Return what a change set did: ``Category of Okafor-Lindqvist``; empty for nothing."""
    events = history.events_of(view, change_set)
    if not events:
        return ""
    refs = list(dict.fromkeys(each.ref for each in reversed(events)))
    whole = [each for each in events if not each.component and each.what is not What.CHANGED]
    if whole:
        return _of_wholes(view, whole)
    if len(refs) > 1:
        return _of_many(events, len(refs))
    return _of_one(events, history.names(view, [refs[0].id]).get(refs[0].id, ""))


def _of_wholes(view: View, events: Sequence[Event]) -> str:
    translate = QCoreApplication.translate
    first = events[-1]
    made = first.what is What.ADDED
    if len(events) > 1:
        return _of_several_wholes(len(events), made=made)
    text = translate("Undo", "New {kind} {name}") if made else translate("Undo", "Deletion of {name}")
    kind = translate("Component", component(first.ref.kind).label)
    return text.format(kind=kind, name=_name(view, first.ref)).strip()


def _of_several_wholes(count: int, *, made: bool) -> str:
    if made:
        text = language.several("{count} new record", "{count} new records", count)
    else:
        text = language.several("Deletion of {count} record", "Deletion of {count} records", count)
    return text.format(count=formats.number(count))


def _name(view: View, ref: Ref) -> str:
    return history.names(view, [ref.id]).get(ref.id, "")


def _of_many(events: Sequence[Event], count: int) -> str:
    text = language.several("{what} of {count} record", "{what} of {count} records", count)
    return text.format(what=_what(events), count=formats.number(count))


def _of_one(events: Sequence[Event], name: str) -> str:
    """Say what happened to one record: rows that came or went first, as the marks move with them."""
    translate = QCoreApplication.translate
    rows = [each for each in events if each.component and each.what is not What.CHANGED]
    if not rows:
        return translate("Undo", "{what} of {name}").format(what=_what(events), name=name)
    kinds = {(each.component, each.what) for each in rows}
    text = translate("Undo", "{what} of {name} added")
    if all(what is What.REMOVED for _, what in kinds):
        text = translate("Undo", "{what} of {name} removed")
    elif len({what for _, what in kinds}) > 1:
        text = translate("Undo", "{what} of {name} changed")
    of = component(rows[0].ref.kind).child(rows[0].component)
    what = translate("Component", of.label if len(rows) == 1 else of.plural)
    return text.format(what=what, name=name)


def _what(events: Sequence[Event]) -> str:
    """Name the fields that were changed, or say how many they are."""
    labels = list(dict.fromkeys(_label(each) for each in reversed(events)))
    if len(labels) <= _MOST_NAMED:
        return ", ".join(labels)
    text = language.several("{count} field", "{count} fields", len(labels))
    return text.format(count=formats.number(len(labels)))


def _label(event: Event) -> str:
    translate = QCoreApplication.translate
    of: Component = component(event.ref.kind)
    if event.component:
        of = of.child(event.component)
    if event.field in of:
        return words.label(of[event.field], translate)
    return translate("Columns", "Primary")
