"""The detail view of a household: its form over its contacts, their activities, team and history."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QDate, QObject
from PySide6.QtWidgets import QWidget

from desktop.fields import HOUSEHOLD_ORGANIZATION, HOUSEHOLD_SALES_REP, RELATED_CONTACT
from desktop.models import picking, sights
from desktop.models.child_list import ChildRow
from desktop.models.pick_rows import PickRow
from desktop.models.sights import Sight
from desktop.store.types import Child, RecordKind
from desktop.views import picker
from desktop.views.desk import Desk
from desktop.views.detail_page import MORE_INFO, DetailPage
from desktop.views.form import FormApplet
from desktop.views.link_pane import LinkPane
from desktop.views.members_pane import MembersPane
from desktop.views.pick_dialog import PickDialog, PickQuery
from desktop.views.reading_panes import RolledUpActivities
from desktop.views.record_list_page import screen_title
from desktop.views.thread import PageName, Place

CONTACTS = "contacts"
_HEAD = "head_of_household"


class HouseholdPage(DetailPage):
    """One household."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(RecordKind.HOUSEHOLD, desk, sights.household, "household_name", parent)
        self.add_tab(MORE_INFO, self.tr("More Info"), "info", None)
        contacts = self.add_split_tab(CONTACTS, self.tr("Contacts"), "contact")
        self.members = MembersPane(desk, contacts)
        self.take_panes(CONTACTS, self.members)
        self.activities = RolledUpActivities(contacts.parentWidget())
        self.activities.list.drilled.connect(self._drill_activity)
        self.add_tab("activities", self.tr("Activities"), "activity", self.activities)
        beside = self.add_split_tab("team", self.tr("Team and Organizations"), "person-add")
        team = LinkPane(HOUSEHOLD_SALES_REP, desk, "person-add", beside)
        self.take_panes("team", team, LinkPane(HOUSEHOLD_ORGANIZATION, desk, "household", beside))
        self.add_reading_tabs()
        self.form.pick_requested.connect(self._pick_head)

    def first_tab(self) -> str:
        return CONTACTS

    def show_sight(self, sight: Sight) -> None:
        self.activities.show_sight(sight)
        self.tabs.show_count("activities", self.activities.model.rowCount())

    def follow_link(self, row: object) -> None:
        sight = self.record.sight
        if isinstance(row, ChildRow) and row.target is not None and sight is not None:
            name = str(sight.members[row.target.id].values["last_name"])
            place = Place(PageName.CONTACT, row.target, title=screen_title(row.target.kind), value=name)
            self.leave(partial(self.drilled.emit, place, False))

    def _drill_activity(self, at: int, _column: int) -> None:
        self.follow_link(self.activities.model.row(at))

    def _pick_head(self, field: str) -> None:
        if field == _HEAD and self.record.sight is not None:
            HeadPicker(self.record.sight, self.form, self).dialog.open()


class HeadPicker(QObject):
    """Lets a person pick the head of household among those who are in it today."""

    def __init__(self, sight: Sight, form: FormApplet, parent: QWidget) -> None:
        of = picking.source(RecordKind.CONTACT)
        shown = replace(of, columns=of.columns[:2])
        title = QCoreApplication.translate("HeadPicker", "Head of Household")
        find_by = {"last_name": QCoreApplication.translate("Field", of.title("last_name"))}
        self.dialog = PickDialog("pick_head", title, picker.columns(shown), find_by, parent)
        super().__init__(self.dialog)
        today = QDate.currentDate().toString("yyyy-MM-dd")
        members = sight.record.children[RELATED_CONTACT.name]
        self._form = form
        self._rows = {
            child.picked_id: PickRow(child.picked_id, _names(child))
            for child in members
            if child.picked_id and str(child.values["date_exited_household"] or "9999") > today
        }
        self.dialog.searched.connect(self._search)
        self.dialog.picked.connect(self._take)
        self.dialog.finished.connect(self.dialog.deleteLater)

    def _search(self, query: PickQuery) -> None:
        begins = query.text.casefold()
        rows = [row for row in self._rows.values() if row.cells[0].casefold().startswith(begins)]
        self.dialog.show_rows(query, rows)

    def _take(self, ids: tuple[str, ...]) -> None:
        last_name, first_name = self._rows[ids[0]].cells
        self._form.pick(_HEAD, ids[0], f"{first_name} {last_name}".strip())


def _names(child: Child) -> tuple[str, str]:
    return str(child.values["last_name"] or ""), str(child.values["first_name"] or "")
