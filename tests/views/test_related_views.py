"""The views of what a household's contacts have: gathered, drilled into, added to, by mouse and keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from desktop.views.actions import Act
from desktop.views.attachments_pane import AttachmentsPane
from desktop.views.contact_page import ContactPage
from desktop.views.hands import MouseHands
from desktop.views.hierarchy_pane import HierarchyPane
from desktop.views.household_page import HouseholdPage
from desktop.views.roll_up_pane import SharedPane
from tests.support.offices import Office
from tests.support.platform import Platform
from tests.support.records import furnish

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def furnished(office: Office) -> Office:
    with office.store.write() as unit:
        furnish(unit, office.home, office.people())
    return office


def go_to(office: Office, page: HouseholdPage | ContactPage, view: str) -> None:
    MouseHands().choose_tab(page.tabs, page.tabs.keys().index(view))
    office.settle()


def test_a_contact_s_row_on_the_household_is_only_read(furnished: Office) -> None:
    page = furnished.household()
    go_to(furnished, page, "activities")
    pane = page.panes("activities")[0]
    assert isinstance(pane, SharedPane)
    theirs = next(at for at, row in enumerate(pane.model.rows) if row.locked)
    pane.list.table.go_to(theirs, pane.list.table.column_number("description"))
    furnished.settle()
    furnished.press(Qt.Key.Key_F2)
    QTest.keyClicks(furnished.program.window.focusWidget(), "x")
    assert not pane.form.is_dirty()
    assert pane.form.editor("description").as_widget().property("readOnly")
    pane.list.actions_of_record[Act.DELETE].trigger()
    assert "belongs to Ngozi Okafor" in pane.list.message_bar.text()
    pane.list.message_bar.buttons()[0].click()
    furnished.page(ContactPage)


def test_files_are_dropped_opened_and_not_run(office: Office, tmp_path: Path) -> None:
    for name in ("letter.txt", "game.exe"):
        (tmp_path / name).write_text(name)
    page = office.contact()
    go_to(office, page, "attachments")
    pane = page.panes("attachments")[0]
    assert isinstance(pane, AttachmentsPane)
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("letter.txt", "game.exe")])
    pane.dropEvent(
        QDropEvent(
            QPointF(1, 1), Qt.DropAction.CopyAction, dropped, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    office.settle()
    assert [row.values["file_name"] for row in pane.model.rows] == ["letter.txt", "game.exe"]
    platform = Platform()
    QDesktopServices.setUrlHandler("file", platform, "open")  # pyright: ignore[reportArgumentType] -- its stub is wrong
    MouseHands().follow_link(pane.list.table, 0)
    office.settle()
    (opened,) = platform.opened
    assert Path(QUrl(opened).toLocalFile()).read_text() == "letter.txt"
    MouseHands().follow_link(pane.list.table, 1)
    office.settle()
    assert len(platform.opened) == 1
    assert "runs a program" in pane.list.message_bar.text()
    QDesktopServices.unsetUrlHandler("file")


def test_the_tree_is_walked_by_arrow_keys_and_leads_to_whom_it_shows(furnished: Office) -> None:
    page = furnished.household()
    go_to(furnished, page, "hierarchy")
    pane = page.content("hierarchy")
    assert isinstance(pane, HierarchyPane)
    shown = [each.accessibleName() for each in pane.tree.buttons()]
    assert shown[1:] == [
        "Ngozi Okafor, Head · Primary",
        "Emil Lindqvist, Spouse",
        "Bergman, also in this household",
        "Maja Okafor-Lindqvist, Child",
        "Signe Bergman, Lawyer",
    ]
    pane.tree.buttons()[0].setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Space):
        furnished.press(key)
    assert furnished.page(HouseholdPage).form.title.text() == "Bergman"


def test_the_summary_edits_contacts_and_leads_to_the_rest(furnished: Office) -> None:
    page = furnished.household()
    go_to(furnished, page, "summary")
    contacts, _requests, _activities, opportunities = page.panes("summary")
    row = contacts.model.rows[1]
    contacts.model.edit_asked.emit(row.id, "relationship", "Partner")
    furnished.settle()
    assert contacts.model.rows[1].values["relationship"] == "Partner"
    MouseHands().follow_link(opportunities.list.table, 0)
    assert furnished.page(ContactPage).tabs.current() == "opportunities"


def test_every_view_is_reached_from_the_list_of_all_views(office: Office) -> None:
    page = office.household()
    button = page.findChild(QToolButton, "household.tabs.all")
    assert button is not None
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    assert len(menu.actions()) == page.tabs.count()
    menu.actions()[-1].trigger()
    office.settle()
    assert page.tabs.currentIndex() == page.tabs.count() - 1
