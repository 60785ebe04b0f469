"""Tabs that only show: the activities of a household's members, and what happened to a record."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.models.child_list import ChildListModel, ChildRow
from desktop.models.sights import Sight, name_of
from desktop.store.types import Record, RecordKind, Ref
from desktop.views import layouts
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


def _activities(member: Record) -> list[ChildRow]:
    target = Ref(RecordKind.CONTACT, member.ref.id)
    return [
        ChildRow(child.id, {**child.values, "contact": name_of(member)}, target)
        for child in member.children["activity"]
    ]


def _due(row: ChildRow) -> tuple[bool, str]:
    due = row.values.get("due")
    return due is None, str(due)
