"""A pick dialog asks for rows, shows the newest answer, and gives what was picked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.columns import Column
from desktop.models.pick_rows import PickRow
from desktop.views import theme
from desktop.views.pick_dialog import AddContactsDialog, PickDialog, PickQuery

COLUMNS = (Column("last_name", "Last Name"), Column("first_name", "First Name"))
FIND_BY = {"last_name": "Last Name", "first_name": "First Name"}
PEOPLE = [
    PickRow("1-1", ("Okafor", "Amara")),
    PickRow("1-2", ("Ng", "Li")),
    PickRow("1-3", ("Ngata", "Mere")),
]


class Desk:
    """A dialog, what it asked, and someone who answers."""

    def __init__(self, dialog: PickDialog) -> None:
        self.dialog = dialog
        self.asked: list[PickQuery] = []
        dialog.searched.connect(self.asked.append)
        dialog.open()

    def answer(self) -> None:
        query = self.asked[-1]
        self.dialog.show_rows(query, [row for row in PEOPLE if row.cells[0].startswith(query.text)])

    def part(self, name: str) -> QPushButton:
        found = self.dialog.findChild(QPushButton, f"{self.dialog.objectName()}.{name}")
        assert found is not None
        return found

    @property
    def text(self) -> QLineEdit:
        found = self.dialog.findChild(QLineEdit, f"{self.dialog.objectName()}.starting_with")
        assert found is not None
        return found


@pytest.fixture
def desk(dressed: theme.Theme, qtbot: QtBot) -> Desk:
    assert theme.current() is dressed
    dialog = AddContactsDialog(COLUMNS, FIND_BY)
    qtbot.addWidget(dialog)
    desk = Desk(dialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    return desk


def test_it_opens_with_the_first_of_all(desk: Desk) -> None:
    assert [query.text for query in desk.asked] == [""]
    desk.answer()
    assert desk.dialog.found_text() == "Found: 3"
    assert desk.text.hasFocus()


def test_typing_searches_after_a_pause(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.text, "Ng")
    assert len(desk.asked) == 1
    qtbot.waitUntil(lambda: len(desk.asked) == 2)
    assert desk.asked[-1].text == "Ng"
    assert desk.asked[-1].find_by == "last_name"


def test_enter_searches_at_once(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.text, "Ng")
    qtbot.keyClick(desk.text, Qt.Key.Key_Return)
    assert desk.asked[-1].text == "Ng"
    assert desk.dialog.isVisible()


def test_a_late_answer_to_an_earlier_question_is_ignored(desk: Desk) -> None:
    first = desk.asked[-1]
    desk.text.setText("Ng")
    desk.dialog.search()
    desk.answer()
    desk.dialog.show_rows(first, PEOPLE)
    assert desk.dialog.model.rowCount() == 2


def test_keyboard_alone_picks(desk: Desk, qtbot: QtBot) -> None:
    desk.answer()
    qtbot.keyClick(desk.text, Qt.Key.Key_Down)
    assert desk.dialog.table.hasFocus()
    qtbot.keyClick(desk.dialog.table, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.dialog.picked) as picked:
        qtbot.keyClick(desk.dialog.table, Qt.Key.Key_Return)
    assert picked.args == [("1-2",)]
    assert not desk.dialog.isVisible()


def test_several_are_picked_at_once(desk: Desk, qtbot: QtBot) -> None:
    desk.answer()
    desk.dialog.table.selectAll()
    with qtbot.waitSignal(desk.dialog.picked) as picked:
        qtbot.mouseClick(desk.part("ok"), Qt.MouseButton.LeftButton)
    assert picked.args == [("1-1", "1-2", "1-3")]


def test_a_double_click_picks(desk: Desk, qtbot: QtBot) -> None:
    desk.answer()
    table = desk.dialog.table
    where = table.visualRect(desk.dialog.model.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    with qtbot.waitSignal(desk.dialog.picked) as picked:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert picked.args == [("1-2",)]


def test_nothing_found_says_so_and_offers_a_new_one(desk: Desk, qtbot: QtBot) -> None:
    desk.text.setText("Zw")
    desk.dialog.search()
    desk.answer()
    assert not desk.part("ok").isEnabled()
    assert desk.dialog.nothing.sentence() == "Nothing starts with “Zw”."
    with qtbot.waitSignal(desk.dialog.new_requested):
        qtbot.mouseClick(desk.dialog.nothing.button, Qt.MouseButton.LeftButton)
    assert not desk.dialog.isVisible()


@pytest.mark.parametrize("way", ["cancel", "esc"])
def test_cancel_picks_nothing(desk: Desk, qtbot: QtBot, way: str) -> None:
    desk.answer()
    with qtbot.assertNotEmitted(desk.dialog.picked), qtbot.waitSignal(desk.dialog.rejected):
        if way == "esc":
            qtbot.keyClick(desk.dialog.table, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(desk.part("cancel"), Qt.MouseButton.LeftButton)


@pytest.mark.usefixtures("dressed")
def test_a_single_pick_has_no_new(qtbot: QtBot) -> None:
    dialog = PickDialog("pick_head", "Pick Head of Household", COLUMNS, FIND_BY)
    qtbot.addWidget(dialog)
    desk = Desk(dialog)
    desk.answer()
    assert not desk.part("new").isVisible()
    dialog.table.selectAll()
    assert len(dialog.table.selectionModel().selectedRows()) == 1
