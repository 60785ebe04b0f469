"""Tabs that only show: the activities of a household's members, and what happened to a record."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.fields import Component
from desktop.models import formats, words
from desktop.models.child_list import ChildListModel, ChildRow
from desktop.models.sights import Sight, name_of
from desktop.store import journal
from desktop.store.types import JournalEntry, Origin, Record, RecordKind, Ref
from desktop.values import Kind, Value
from desktop.views import layouts
from desktop.views.desk import Desk
from desktop.views.list import ListApplet
from desktop.views.parts import column

_MOST_ENTRIES = 300


class RolledUpActivities(QWidget):
    """Every activity of every member; a row belongs to its contact, and is edited there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activities_pane")
        columns = layouts.activity_roll_up_columns()
        self.list = ListApplet("activities", columns, self, acts=(), buttons=())
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.tr("Activities of all contacts"))
        sentence = self.tr("No contact of this household has an activity. Open a contact to add one.")
        self.list.set_empty_state("activity", sentence)
        self.list.menu_button.hide()
        self.setLayout(column(self.list, margins=(0, 0, 0, 0)))

    def show_sight(self, sight: Sight) -> None:
        """Show the activities of all members, those that are due next first."""
        rows = [row for member in sight.members.values() for row in _activities(member)]
        self.model.show(sorted(rows, key=_due))


class HistoryPane(QWidget):
    """The journal of one record in words, newest first; read when it is looked at."""

    def __init__(self, component: Component, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_pane")
        self._component = component
        self._desk = desk
        columns = layouts.history_columns()
        self.list = ListApplet("history", columns, self, acts=(), buttons=())
        self.model = ChildListModel(columns, self)
        self.list.set_model(self.model)
        self.list.set_title(self.tr("History"))
        self.list.set_empty_state("history", self.tr("Nothing has been changed by hand yet."))
        self.list.menu_button.hide()
        self.setLayout(column(self.list, margins=(0, 0, 0, 0)))

    def read(self, ref: Ref) -> None:
        """Read the journal of the record."""
        read = partial(journal.entries, ref=ref, limit=_MOST_ENTRIES)
        self._desk.operations.read(read, self._show)

    def _show(self, entries: tuple[JournalEntry, ...]) -> None:
        self.model.show([self._row(entry) for entry in entries if self._tells(entry)])

    def _tells(self, entry: JournalEntry) -> bool:
        of = self._component.child(entry.component) if entry.component else self._component
        return entry.field in of or entry.field == "primary"

    def _row(self, entry: JournalEntry) -> ChildRow:
        of = self._component.child(entry.component) if entry.component else self._component
        kind = of[entry.field].kind if entry.field in of else Kind.FLAG
        values: dict[str, Value] = {
            "at": formats.moment(entry.at),
            "field": self._field(of, entry),
            "before": formats.shown(kind, entry.before),
            "after": formats.shown(kind, entry.after),
            "who": entry.who,
            "origin": origin_word(entry.origin),
        }
        return ChildRow(f"{entry.id}.{entry.field}", values)

    def _field(self, of: Component, entry: JournalEntry) -> str:
        translate = QCoreApplication.translate
        label = (
            words.label(of[entry.field], translate) if entry.field in of else translate("Columns", "Primary")
        )
        return f"{translate('Component', of.label)}: {label}" if entry.component else label


def origin_word(origin: Origin) -> str:
    """Return in words who caused a change."""
    translate = QCoreApplication.translate
    return {
        Origin.AGENT: translate("Origin", "By hand"),
        Origin.REPLY: translate("Origin", "External system"),
        Origin.IMPORT: translate("Origin", "Import"),
        Origin.MERGE: translate("Origin", "Merge"),
        Origin.RESOLVE: translate("Origin", "Conflict settled"),
    }[origin]


def _activities(member: Record) -> list[ChildRow]:
    target = Ref(RecordKind.CONTACT, member.ref.id)
    return [
        ChildRow(child.id, {**child.values, "contact": name_of(member)}, target)
        for child in member.children["activity"]
    ]


def _due(row: ChildRow) -> tuple[bool, str]:
    due = row.values.get("due")
    return due is None, str(due)
