"""Every screen and dialog of the window, one after the other, reached as a person reaches them.

Whatever must be so everywhere (looks, words, names, keys) is looked for at each of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.app import refusal
from desktop.store.recovery import Line, Lost, Recovered
from desktop.store.types import SyncState
from desktop.views import recovery_report
from desktop.views.actions import Act
from desktop.views.columns_dialog import ColumnsDialog
from desktop.views.detail_page import DetailPage
from desktop.views.editors import PickEditor
from desktop.views.editors.dates import DateEditor
from desktop.views.household_page import HouseholdPage
from desktop.views.import_dialog import ImportDialog
from desktop.views.opening_pane import OpeningPane
from desktop.views.owned_pane import OwnedPane
from desktop.views.past_page import PastPage
from desktop.views.record_list_page import RecordListPage
from desktop.views.support_dialog import SupportDialog
from desktop.views.thread import PageName
from desktop.views.workstation_dialog import WorkstationDialog
from tests.support.every_screen import DAMAGED, SAID, screens
from tests.support.offices import Office
from tests.support.records import put_in_conflict
from tests.support.walking import View, menu, opened, over_it, rest, submenu, trigger

_ALT = Qt.KeyboardModifier.AltModifier
_FILE = "last_name,first_name,home_phone,Shoe size\nOkafor,Ngozi,018-123 45 67,38\nBergman,,,41\n"


def every_view(office: Office, folder: Path, *, empty: bool = False) -> Iterator[View]:
    """Goes to each screen, view and dialog in turn, and gives its name and the window that shows it.

    ``folder`` takes the files that some of them are about. Each dialog is left with Esc.
    """
    for name, shown in _every_view(office, folder, empty=empty):
        rest(office)
        yield name, shown


def _every_view(office: Office, folder: Path, *, empty: bool) -> Iterator[View]:
    office.window.activateWindow()
    yield from _lists(office)
    yield from _tabs(office, office.household(), "household")
    yield from _of_household(office, empty=empty)
    if not empty:
        yield from _of_contact(office)
    yield from _contacts(office, folder, empty=empty)
    yield from screens(office)
    office.system.set_fault("normal")
    yield from _of_window(office)


# --- Lists ------------------------------------------------------------------------------------------------


def _lists(office: Office) -> Iterator[View]:
    page = office.households()
    page.model.ask(page.model.query)
    rest(office)
    page.list.table.go_to(page.model.rowCount() - 1)
    yield "households", office.window
    page.list.table.setFocus()
    office.press(Qt.Key.Key_Q, _ALT)
    yield "households-query", office.window
    office.press(Qt.Key.Key_Escape)
    trigger(office, page.list, Act.FIND)
    yield "households-find", office.window
    office.press(Qt.Key.Key_Escape)
    page.list.table.setFocus()
    for act, name in (
        (Act.SORT, "sort"),
        (Act.COLUMNS, "columns"),
        (Act.ASSISTANT, "query-assistant"),
        (Act.QUERY_HELP, "query-help"),
        (Act.CHANGE_RECORDS, "change-records"),
        (Act.FIND_THERE, "find-there"),
    ):
        page.list.table.setFocus()
        trigger(office, page.list, act)
        yield from over_it(office, name)
    yield from _frozen(office, page)
    for typed, name in (("status = = Active", "households-mistake"), ("status = Active", "save-query")):
        office.type_into(page.find_box, typed)
        office.press(Qt.Key.Key_Return)
        if name == "save-query":
            trigger(office, page.list, Act.SAVE_QUERY)
            yield from over_it(office, name)
        else:
            yield name, office.window
    page.find_box.clear()
    rest(office)
    yield from menu(office, page.list.menu, "menu-list")
    yield from menu(office, submenu(page.list, 0), "menu-query")


def _frozen(office: Office, page: RecordListPage) -> Iterator[View]:
    """The list with a column that stays at its left while the others are scrolled."""
    for count in (1, 0):
        trigger(office, page.list, Act.COLUMNS)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ColumnsDialog)
        dialog.frozen.setValue(count)
        dialog.show_them.click()
        office.window.activateWindow()
        rest(office)
        if count:
            bar = page.list.table.horizontalScrollBar()
            bar.setValue(bar.maximum() // 2)
            yield "households-frozen", office.window


def _contacts(office: Office, folder: Path, *, empty: bool) -> Iterator[View]:
    office.window.go_to_screen(PageName.CONTACTS)
    page = office.page(RecordListPage)
    yield "contacts", office.window
    page.new()
    rest(office)
    if not empty:
        office.type_into(page.form.editor("last_name").as_widget(), "Lindqvist")
        office.type_into(page.form.editor("first_name").as_widget(), "Emil")
        office.until(page.form.likely_matches.isVisible)
    yield "contacts-new", office.window
    page.form.focus_field("birth_date")
    date = page.form.editor("birth_date")
    assert isinstance(date, DateEditor)
    date.open_calendar()
    yield from over_it(office, "calendar")
    trigger(office, page.form, Act.UNDO)
    file = folder / "people.csv"
    file.write_text(_FILE, "utf-8")
    assert office.program.desk is not None
    dialog = ImportDialog(str(file), office.program.desk, page.list)
    dialog.open()
    office.until(lambda: dialog.fields != [])
    yield from over_it(office, "import")


# --- Records ----------------------------------------------------------------------------------------------


def _tabs(office: Office, page: DetailPage, name: str) -> Iterator[View]:
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        yield f"{name}-{page.tabs.current().replace('_', '-')}", office.window
    page.tabs.setCurrentIndex(1)


def _of_household(office: Office, *, empty: bool) -> Iterator[View]:
    page = office.household()
    trigger(office, page.members.list, Act.ADD)
    yield from over_it(office, "add-contacts")
    trigger(office, page.form, Act.MORE)
    yield from _picks(office, page)
    trigger(office, page.form, Act.MORE)
    trigger(office, page.form, Act.PREVIEW)
    office.until(lambda: QApplication.activeModalWidget() is not None)
    yield from over_it(office, "preview")
    trigger(office, page.form, Act.ABOUT)
    yield "household-about", office.window
    yield from menu(office, page.form.menu, "menu-form")
    if not empty:
        yield from _past(office, page, "household-past")


def _picks(office: Office, page: HouseholdPage) -> Iterator[View]:
    """The pick dialog of a single value, and the shuttle of several."""
    for field, name in (("head_of_household", "pick-head"), ("related_sales_rep", "shuttle-team")):
        page.form.focus_field(field)
        editor = page.form.editor(field)
        assert isinstance(editor, PickEditor)
        QTest.keyClick(editor, Qt.Key.Key_Down, _ALT)
        yield from over_it(office, name)


def _past(office: Office, page: DetailPage, name: str) -> Iterator[View]:
    page.tabs.setCurrentIndex(page.tabs.keys().index("history"))
    rest(office)
    page.history.list.table.go_to(0)
    rest(office)
    trigger(office, page.history.list, Act.AS_IT_WAS)
    office.page(PastPage)
    yield name, office.window


def _of_contact(office: Office) -> Iterator[View]:
    page = office.contact()
    pane = page.panes("activities")[0]
    assert isinstance(pane, OwnedPane)
    pane.new()
    yield "contact-new-activity", office.window
    pane.undo()
    yield from _tabs(office, page, "contact")
    yield from _past(office, page, "contact-past")
    yield from _in_conflict(office)
    office.system.set_fault("offline")
    page = office.contact()
    page.record.update_external_system()
    office.until(page.form.message_bar.isVisible)
    yield "contact-offline", office.window


def _in_conflict(office: Office) -> Iterator[View]:
    person = office.people()[2]
    if office.read(person).sync.state is not SyncState.CONFLICT:
        put_in_conflict(office.store, person)
    page = office.contact(2)
    card = page.form.write_back_card
    office.until(lambda: card.height() >= card.sizeHint().height())  # it slides in
    yield "contact-conflict", office.window
    page.record.settle_conflicts()
    yield from over_it(office, "conflict")


# --- Other screens ----------------------------------------------------------------------------------------


def _of_window(office: Office) -> Iterator[View]:
    window, page = office.window, office.household()
    for each in [each for each in window.findChildren(QMenu) if each.objectName().startswith("menu.")]:
        yield from menu(office, each, each.objectName().replace(".", "-"))
    page.form.focus_field("household_name")
    office.press(Qt.Key.Key_F1)
    yield from over_it(office, "keys")
    window.search_asked.emit()
    rest(office)
    QTest.keyClicks(QApplication.focusWidget() or window, "okafor")
    yield from over_it(office, "search")
    yield from opened(office, SupportDialog("support.txt", window), "support-file")
    yield from _workstation(office)
    yield from opened(office, refusal(DAMAGED), "refusal")
    yield from _troubles(office)


def _workstation(office: Office) -> Iterator[View]:
    says = [sys.executable, "-S", "-c", f"print({SAID!r})"]
    dialog = WorkstationDialog(says, {}, office.window)
    office.until(dialog.again.isEnabled)
    yield from opened(office, dialog, "workstation")


def _troubles(office: Office) -> Iterator[View]:
    """What stands over the page or in its place before and instead of it."""
    window = office.window
    window.password_bar.ask("crm")
    yield "password", window
    window.password_bar.hide()
    office.program.operations.not_opened.emit(DAMAGED)
    yield "store-damaged", window
    was = ("agent07", "user", "household", "X-1", "", None, "segment", None, '"Nan"')
    lost = Line(1, "2026-11-26T08:00:00+00:00", *was)
    recovery_report.tell(window.message_bar, Recovered(None, Path("newest"), 2, (Lost(lost, str(DAMAGED)),)))
    window.message_bar.buttons()[0].click()
    yield from over_it(office, "missing")
    window.message_bar.clear()
    window.statusBar().clearMessage()
    opening = OpeningPane()
    opening.resize(window.size())
    opening.show_upgrade("back-up", 40, 100)
    opening.show()
    yield "opening", opening
    opening.close()
    opening.deleteLater()
    window.activateWindow()
