"""A list shows the rows of its model and says what a person wants with them, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.models.columns import Role
from desktop.views.actions import Act
from desktop.views.list import ListApplet
from desktop.views.table import ListTable
from tests.views import gallery, samples
from tests.views.conftest import PutUp

NAME, PRIMARY, RELATIONSHIP, ENTERED, PERSONAL = 0, 2, 3, 4, 6


@pytest.fixture
def households(put_up: PutUp) -> ListApplet:
    """A list of sixty households, in an active window."""
    applet = gallery.household_list(60)
    applet.resize(1350, 400)
    put_up(applet)
    applet.table.setFocus()
    return applet


@pytest.fixture
def members(put_up: PutUp) -> ListApplet:
    """A list of three members that is edited in place."""
    applet = gallery.member_list()
    applet.resize(1350, 300)
    put_up(applet)
    applet.table.setFocus()
    return applet


def cell(table: ListTable, row: int, column: int) -> QPoint:
    """Returns a point on what stands in a cell."""
    return table.visualRect(table.model().index(row, column)).topLeft() + QPoint(16, 14)


def click(qtbot: QtBot, table: ListTable, where: QPoint) -> None:
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def in_cell() -> QWidget:
    """Returns the editor that is open in a cell."""
    found = QApplication.focusWidget()
    assert found is not None
    assert found.objectName().startswith("cell.")
    return found


def test_the_sample_models_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(samples.SampleRows(samples.MEMBER_COLUMNS, samples.members()))


# --- What is seen ---------------------------------------------------------------------------------------


def test_the_count_says_which_rows_are_seen(households: ListApplet, qtbot: QtBot) -> None:
    assert households.count_text() == "1–12 of 60"
    qtbot.keyClick(households.table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: households.count_text().endswith("–60 of 60"))


def test_a_hundred_thousand_rows_are_not_measured(put_up: PutUp) -> None:
    applet = gallery.household_list(100_000)
    asked: list[int] = []
    model = applet.table.model()
    answer = model.data
    model.data = lambda index, role=0: asked.append(index.row()) or answer(index, role)
    applet.resize(1350, 400)
    put_up(applet)
    assert asked
    assert max(asked) < 30


def test_rows_are_as_high_as_the_density_says(households: ListApplet) -> None:
    assert households.table.rowHeight(0) == 28


def test_a_row_on_its_way_is_drawn_as_bars(put_up: PutUp) -> None:
    applet = gallery.household_list(10, fetched=1)
    applet.resize(1350, 400)
    put_up(applet)
    there, coming = (applet.table.visualRect(applet.table.model().index(row, 0)) for row in (0, 4))
    image = applet.table.viewport().grab().toImage()
    bar = gallery.theme.tokens().placeholder_bar
    assert image.pixelColor(coming.left() + 20, coming.center().y()).name() == bar
    assert image.pixelColor(there.left() + 20, there.center().y()).name() != bar


def test_an_empty_list_says_what_to_do_first(put_up: PutUp, qtbot: QtBot) -> None:
    applet = gallery.household_list(0)
    put_up(applet)
    assert applet.empty_state.isVisible()
    assert applet.empty_state.sentence() == "You have no households yet. Begin with the first one."
    with qtbot.waitSignal(applet.actions_of_record[Act.NEW].triggered):
        qtbot.mouseClick(applet.empty_state.button, Qt.MouseButton.LeftButton)


def test_nobody_calls_a_list_empty_that_is_still_coming(put_up: PutUp) -> None:
    applet = gallery.household_list(0)
    applet.set_loading(True)
    put_up(applet)
    assert not applet.empty_state.isVisible()
    assert applet.count_text() == ""
    applet.set_loading(False)
    assert applet.empty_state.isVisible()


# --- Drilling, sorting, jumping -------------------------------------------------------------------------


def test_a_click_on_a_link_drills(households: ListApplet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(households.drilled) as drilled:
        click(qtbot, households.table, cell(households.table, 2, NAME))
    assert drilled.args == [2, NAME]


def test_a_click_beside_the_link_only_selects(households: ListApplet, qtbot: QtBot) -> None:
    rect = households.table.visualRect(households.table.model().index(1, NAME))
    with qtbot.assertNotEmitted(households.drilled):
        click(qtbot, households.table, rect.topRight() + QPoint(-4, 14))
    assert households.current_row() == 1


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_enter_drills_from_any_column(
    households: ListApplet, qtbot: QtBot, modifier: Qt.KeyboardModifier
) -> None:
    households.table.go_to(3, 4)
    with qtbot.waitSignal(households.drilled) as drilled:
        qtbot.keyClick(households.table, Qt.Key.Key_Return, modifier)
    assert drilled.args == [3, NAME]


def test_the_pointer_is_a_hand_over_a_link_only(households: ListApplet, qtbot: QtBot) -> None:
    table = households.table
    qtbot.mouseMove(table.viewport(), cell(table, 1, NAME))
    qtbot.waitUntil(lambda: table.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor)
    qtbot.mouseMove(table.viewport(), cell(table, 1, 1))
    qtbot.waitUntil(lambda: table.viewport().cursor().shape() == Qt.CursorShape.ArrowCursor)


def test_a_click_on_a_heading_asks_for_another_order(households: ListApplet, qtbot: QtBot) -> None:
    header = households.table.horizontalHeader()
    asked: list[tuple[str, bool]] = []
    households.sort_requested.connect(lambda name, down: asked.append((name, down)))
    where = QPoint(header.sectionViewportPosition(4) + 10, 10)
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert asked == [("city", False), ("city", True), ("city", False)]


def test_a_column_without_order_leaves_the_mark_where_it_is(members: ListApplet, qtbot: QtBot) -> None:
    members.table.show_sorted("last_name", descending=True)
    header = members.table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(PRIMARY) + 10, 10)
    with qtbot.assertNotEmitted(members.sort_requested):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert header.sortIndicatorSection() == NAME
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder


def test_typing_asks_for_a_row_with_all_that_was_typed(households: ListApplet, qtbot: QtBot) -> None:
    asked: list[str] = []
    households.jump_requested.connect(asked.append)
    qtbot.keyClicks(households.table, "oka")
    assert asked == ["o", "ok", "oka"]


@pytest.mark.parametrize(("key", "row"), [(Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 59), (Qt.Key.Key_Down, 6)])
def test_keys_move_between_rows(households: ListApplet, qtbot: QtBot, key: Qt.Key, row: int) -> None:
    households.table.go_to(5)
    with qtbot.waitSignal(households.current_changed) as moved:
        qtbot.keyClick(households.table, key)
    assert moved.args == [row]


def test_tab_leaves_the_list(households: ListApplet, qtbot: QtBot) -> None:
    qtbot.keyClick(households.table, Qt.Key.Key_Tab)
    assert not households.table.hasFocus()


def test_esc_steps_back(households: ListApplet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(households.stepped_back):
        qtbot.keyClick(households.table, Qt.Key.Key_Escape)


# --- Columns --------------------------------------------------------------------------------------------


def test_columns_come_back_as_they_were_left(households: ListApplet, put_up: PutUp) -> None:
    header = households.table.horizontalHeader()
    header.resizeSection(1, 333)
    header.moveSection(4, 0)
    kept = households.table.save_columns()
    again = gallery.household_list(3)
    put_up(again)
    assert again.table.restore_columns(kept)
    assert again.table.columnWidth(1) == 333
    assert again.table.horizontalHeader().visualIndex(4) == 0


def test_the_state_of_other_columns_is_not_taken_up(households: ListApplet, members: ListApplet) -> None:
    assert not members.table.restore_columns(households.table.save_columns())
    assert not members.table.restore_columns(b"")


# --- Editing in place -----------------------------------------------------------------------------------


def test_f2_edits_and_enter_commits_and_goes_down(members: ListApplet, qtbot: QtBot) -> None:
    members.table.go_to(0, ENTERED)
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    qtbot.keyClicks(in_cell(), "14/2/2021")
    qtbot.keyClick(in_cell(), Qt.Key.Key_Return)
    assert members.table.model().index(0, ENTERED).data(Qt.ItemDataRole.EditRole) == "2021-02-14"
    assert members.current_row() == 1
    assert members.table.currentIndex().column() == ENTERED
    assert members.table.hasFocus()


def test_a_wrong_value_stays_in_its_cell(members: ListApplet, qtbot: QtBot) -> None:
    members.table.go_to(0, ENTERED)
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    editor = in_cell()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "31/02/2021")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor.accessibleDescription().startswith("A date is needed")
    assert members.current_row() == 0


def test_a_wrong_value_that_is_left_is_not_written_but_said(members: ListApplet, qtbot: QtBot) -> None:
    members.table.go_to(0, ENTERED)
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    qtbot.keyClicks(in_cell(), "31/02/2021")
    click(qtbot, members.table, cell(members.table, 2, 1))
    assert members.table.model().index(0, ENTERED).data(Qt.ItemDataRole.EditRole) == "2019-06-01"
    assert members.message_bar.text().startswith("Entered: A date is needed")


def test_esc_leaves_a_cell_as_it_was(members: ListApplet, qtbot: QtBot) -> None:
    members.table.go_to(1, RELATIONSHIP)
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    qtbot.keyClicks(in_cell(), "Cousin")
    qtbot.keyClick(in_cell(), Qt.Key.Key_Escape)
    assert members.table.model().index(1, RELATIONSHIP).data(Role.CELL) == "Spouse"
    assert members.table.hasFocus()


def test_a_pick_list_is_offered_in_its_cell(members: ListApplet, qtbot: QtBot) -> None:
    members.table.go_to(1, RELATIONSHIP)
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    editor = in_cell()
    assert isinstance(editor, QComboBox)
    assert editor.findText("Child") >= 0
    assert editor.currentText() == "Spouse"


def test_leaving_a_cell_untouched_writes_nothing(members: ListApplet, qtbot: QtBot) -> None:
    written: list[object] = []
    members.table.model().dataChanged.connect(lambda *_: written.append(_))
    members.table.go_to(0, ENTERED)
    qtbot.keyClick(members.table, Qt.Key.Key_F2)
    qtbot.keyClick(in_cell(), Qt.Key.Key_Return)
    assert written == []


def stars(applet: ListApplet) -> list[bool]:
    model = applet.table.model()
    return [model.index(row, PRIMARY).data(Role.CELL) for row in range(model.rowCount())]


def by_mouse(qtbot: QtBot, table: ListTable, row: int, column: int) -> None:
    click(qtbot, table, cell(table, row, column))


def by_keyboard(qtbot: QtBot, table: ListTable, row: int, column: int) -> None:
    table.go_to(row, column)
    qtbot.keyClick(table, Qt.Key.Key_Space)


@pytest.mark.parametrize("turn", [by_mouse, by_keyboard])
def test_the_primary_star_moves_and_is_never_put_out(
    members: ListApplet, qtbot: QtBot, turn: Callable[[QtBot, ListTable, int, int], None]
) -> None:
    turn(qtbot, members.table, 1, PRIMARY)
    assert stars(members) == [False, True, False]
    turn(qtbot, members.table, 1, PRIMARY)
    assert stars(members) == [False, True, False]


@pytest.mark.parametrize("turn", [by_mouse, by_keyboard])
def test_a_check_box_turns_both_ways(
    members: ListApplet, qtbot: QtBot, turn: Callable[[QtBot, ListTable, int, int], None]
) -> None:
    box = members.table.model().index(0, PERSONAL)
    turn(qtbot, members.table, 0, PERSONAL)
    assert box.data(Role.CELL) is False
    turn(qtbot, members.table, 0, PERSONAL)
    assert box.data(Role.CELL) is True
