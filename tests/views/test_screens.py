"""What the screens of households and contacts do: saving by leaving, members, children, links, finding."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QToolButton, QWidget

from desktop.store import catalogues, records
from desktop.store.types import Ref, SyncState
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.change_dialog import ChangeDialog
from desktop.views.columns_dialog import ColumnsDialog
from desktop.views.contact_page import ContactPage
from desktop.views.criterion import CriterionEdit
from desktop.views.drop_down import DropDown
from desktop.views.household_page import HouseholdPage
from desktop.views.key_sheet import KeySheet
from desktop.views.name_dialog import NameDialog
from desktop.views.owned_pane import OwnedPane
from desktop.views.pick_dialog import PickDialog
from desktop.views.query_assistant import QueryAssistant
from desktop.views.query_help import QueryHelp
from desktop.views.record_list_page import RecordListPage
from desktop.views.sort_dialog import SortDialog
from desktop.views.thread import PageName
from tests.support.offices import Office
from tests.support.records import household

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def act(office: Office, applet: Applet, what: Act) -> None:
    applet.actions_of_record[what].trigger()
    office.settle()


def click(office: Office, button: QWidget | None) -> None:
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    office.settle()


def more_households(office: Office, *names: str) -> list[Ref]:
    """Makes households behind the window's back, and lists them."""
    with office.store.write() as unit:
        made = [household(unit, name) for name in names]
    page = office.households()
    page.model.ask(page.model.query)
    office.settle()
    return made


def owned(page: ContactPage, tab: str) -> OwnedPane:
    pane = page.panes(tab)[0]
    assert isinstance(pane, OwnedPane)
    return pane


def names_listed(page: RecordListPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


# --- Saving by leaving ------------------------------------------------------------------------------------


def test_going_to_another_row_saves(office: Office) -> None:
    more_households(office, "Abbott")
    page = office.households()
    page.list.table.go_to(1)
    office.settle()
    office.type_into(page.form.editor("household_size").as_widget(), "4")
    page.list.table.go_to(0)
    office.settle()
    assert office.read(office.home).values["household_size"] == 4
    assert page.form.title.text() == "Abbott"


@pytest.mark.parametrize("way", ["drill", "tab", "screen", "back", "close"])
def test_every_way_of_leaving_saves(office: Office, way: str) -> None:
    office.households()
    page = office.household()
    office.type_into(page.form.editor("household_size").as_widget(), "5")
    leave(office, page, way)
    office.settle()
    assert office.read(office.home).values["household_size"] == 5


@pytest.mark.parametrize("way", ["drill", "tab", "screen", "back", "close"])
def test_nobody_leaves_a_record_whose_required_field_is_empty(office: Office, way: str) -> None:
    """The error stands at the field, and the focus goes there."""
    office.households()
    page = office.household()
    name = page.form.editor("household_name").as_widget()
    name.setFocus()
    QTest.keyClick(name, Qt.Key.Key_A, CTRL)
    QTest.keyClick(name, Qt.Key.Key_Delete)
    leave(office, page, way)
    office.settle()
    assert office.window.current_page() is page
    assert (page.form.problem("household_name"), name.hasFocus()) == ("Fill this in.", True)
    assert office.window.isVisible()
    assert page.tabs.current() == "contacts"
    act(office, page.form, Act.UNDO)


def leave(office: Office, page: HouseholdPage, way: str) -> None:
    ways = {
        "drill": lambda: page.members.list.table.drilled.emit(0, 0),
        "tab": lambda: page.tabs.setCurrentIndex(2),
        "screen": lambda: office.window.tabs.setCurrentIndex(1),
        "back": office.window.go_back,
        "close": office.window.close,
    }
    ways[way]()


def test_what_the_store_refuses_keeps_the_agent_at_the_row(office: Office) -> None:
    more_households(office, "Abbott")
    page = office.households()
    page.list.table.go_to(1)
    office.settle()
    with office.store.write() as unit:
        records.update(unit, office.home, {"household_size": 9})
    segment = page.form.editor("segment").as_widget()
    segment.setFocus()
    QTest.keyClicks(segment, "R")
    page.list.table.go_to(0)
    office.settle()
    assert page.list.current_row() == 1
    assert "was changed meanwhile" in page.form.message_bar.text()


# --- New, undo, copy, delete ------------------------------------------------------------------------------


def test_a_new_household_is_saved_listed_and_shown(office: Office) -> None:
    page = office.households()
    page.list.table.setFocus()
    office.press(Qt.Key.Key_N, CTRL)
    assert page.form.editor("household_name").as_widget().hasFocus()
    QTest.keyClicks(page.form.editor("household_name").as_widget(), "Zetterberg")
    office.press(Qt.Key.Key_S, CTRL)
    assert names_listed(page) == ["Okafor-Lindqvist", "Zetterberg"]
    assert page.list.current_row() == 1
    assert page.form.title.text() == "Zetterberg"
    assert page.form.editor("status").value() == "Active"


def test_a_new_household_without_a_word_goes_without_a_word(office: Office) -> None:
    page = office.households()
    act(office, page.list, Act.NEW)
    page.list.table.go_to(0)
    office.settle()
    assert names_listed(page) == ["Okafor-Lindqvist"]
    assert page.form.title.text() == "Okafor-Lindqvist"


def test_undo_takes_back_what_was_typed_and_a_record_never_saved(office: Office) -> None:
    page = office.households()
    office.type_into(page.form.editor("household_size").as_widget(), "8")
    act(office, page.form, Act.UNDO)
    assert page.form.editor("household_size").value() is None
    act(office, page.list, Act.NEW)
    QTest.keyClicks(page.form.editor("household_name").as_widget(), "Nobody")
    act(office, page.form, Act.UNDO)
    assert names_listed(page) == ["Okafor-Lindqvist"]
    assert page.form.title.text() == "Okafor-Lindqvist"


def test_a_copy_has_the_values_and_a_number_of_its_own(office: Office) -> None:
    page = office.households()
    act(office, page.form, Act.COPY)
    act(office, page.form, Act.SAVE)
    assert names_listed(page) == ["Okafor-Lindqvist"] * 2
    assert page.record.sight is not None
    copy = page.record.sight.record
    assert (copy.values["category"], copy.ref == office.home) == ("Silver", False)


def test_deleting_asks_first_and_goes_on_to_the_next_row(office: Office) -> None:
    more_households(office, "Abbott")
    page = office.households()
    page.list.table.go_to(0)
    office.settle()
    act(office, page.form, Act.DELETE)
    assert "Delete Abbott?" in page.form.message_bar.text()
    assert names_listed(page) == ["Abbott", "Okafor-Lindqvist"]
    click(office, page.form.message_bar.buttons()[0])
    assert names_listed(page) == ["Okafor-Lindqvist"]
    assert page.form.title.text() == "Okafor-Lindqvist"


def test_deleting_in_the_detail_view_leads_back_to_the_list(office: Office) -> None:
    page = office.household()
    act(office, page.form, Act.DELETE)
    click(office, page.form.message_bar.buttons()[0])
    listed = office.page(RecordListPage)
    assert names_listed(listed) == []
    assert office.window.thread_bar.texts() == ("Household",)


# --- Members ----------------------------------------------------------------------------------------------


def test_someone_who_leaves_gets_a_date_and_stays_visible(office: Office) -> None:
    page = office.household()
    page.members.list.table.go_to(0)
    act(office, page.members.list, Act.EXIT)
    rows = office.read(office.home).children["related_contact"]
    assert [row.values["date_exited_household"] is None for row in rows] == [False, True, True]
    assert [row.primary for row in rows] == [False, True, False]
    assert page.members.count() == 3


def test_a_date_of_exit_before_the_entry_is_refused_in_words(office: Office) -> None:
    page = office.household()
    row = page.members.model.rows[0]
    page.members.model.edit_asked.emit(row.id, "date_exited_household", "2020-01-01")
    office.settle()
    assert "must not be before the date of entry" in page.members.list.message_bar.text().casefold()


def test_removing_a_member_asks_and_names_the_gentler_way(office: Office) -> None:
    page = office.household()
    page.members.list.table.go_to(2)
    act(office, page.members.list, Act.DELETE)
    assert "set the date of exit instead" in page.members.list.message_bar.text()
    click(office, page.members.list.message_bar.buttons()[0])
    assert page.members.count() == 2


# --- Children and links -----------------------------------------------------------------------------------


def test_leaving_an_activity_that_breaks_a_rule_is_refused(office: Office) -> None:
    page = office.contact()
    pane = owned(page, "activities")
    act(office, pane.list, Act.NEW)
    office.type_into(pane.form.editor("due").as_widget(), "next week")
    office.window.tabs.setCurrentIndex(0)
    office.settle()
    assert office.window.current_page() is page
    assert "date and time is needed" in pane.form.problem("due")
    act(office, pane.form, Act.UNDO)


def test_an_address_is_edited_beside_its_row(office: Office) -> None:
    page = office.contact()
    page.tabs.setCurrentIndex(1)
    office.settle()
    pane = owned(page, "addresses")
    pane.list.table.go_to(0)
    office.settle()
    office.type_into(pane.form.editor("personal_city").as_widget(), "Knivsta")
    office.window.go_to_screen(PageName.HOUSEHOLDS)
    listed = office.page(RecordListPage)
    assert listed.form.editor("city").value() == "Knivsta"


def test_an_organization_is_linked_through_the_dialog(office: Office) -> None:
    with office.store.write() as unit:
        catalogues.add(unit, "organization", {"organization": "Hearth Bank"})
    page = office.household()
    pane = page.panes("team")[1]
    act(office, pane.list, Act.ADD)
    dialog = office.window.findChild(PickDialog, "pick_organization")
    assert dialog is not None
    click(office, dialog.findChild(QPushButton, "pick_organization.ok"))
    assert [each.values["organization_name"] for each in pane.model.rows] == ["Hearth Bank"]
    assert page.tabs.tabText(page.tabs.keys().index("team")) == "Team and Organizations (1)"


def test_the_history_tells_what_changed_in_words(office: Office) -> None:
    page = office.household()
    office.type_into(page.form.editor("household_size").as_widget(), "3")
    page.tabs.go_to("history")
    office.settle()
    told = page.history.model.rows[0].values
    assert (told["field"], told["before"], told["after"], told["origin"]) == ("Size", "", "3", "By hand")


# --- The thread -------------------------------------------------------------------------------------------


def test_a_household_of_a_contact_is_one_entry_further(office: Office) -> None:
    page = office.contact()
    page.tabs.go_to("households")
    office.settle()
    page.panes("households")[0].list.table.drilled.emit(0, 0)
    office.page(HouseholdPage)
    assert office.window.thread_bar.texts() == ("Contact: Okafor", "Household: Okafor-Lindqvist")


def test_back_and_forward_go_where_the_agent_was(office: Office) -> None:
    office.households().list.table.drilled.emit(0, 0)
    office.page(HouseholdPage).members.list.table.drilled.emit(1, 0)
    office.page(ContactPage)
    office.window.go_back()
    office.page(HouseholdPage)
    assert office.window.thread_bar.texts() == ("Household: Okafor-Lindqvist",)
    office.window.go_forward()
    office.page(ContactPage)
    assert office.window.thread_bar.texts()[-1] == "Contact: Lindqvist"


def test_a_new_name_stands_in_the_thread(office: Office) -> None:
    page = office.household()
    office.type_into(page.form.editor("household_name").as_widget(), "Okafor")
    office.press(Qt.Key.Key_S, CTRL)
    assert office.window.thread_bar.texts() == ("Household: Okafor",)


# --- Finding ----------------------------------------------------------------------------------------------


def test_finding_lists_what_is_found_and_clearing_lists_all(office: Office) -> None:
    more_households(office, "Abbott", "Zetterberg")
    page = office.households()
    office.type_into(page.find_box, "zett")
    office.press(Qt.Key.Key_Return)
    assert names_listed(page) == ["Zetterberg"]
    page.find_box.clear()
    office.settle()
    assert names_listed(page) == ["Abbott", "Okafor-Lindqvist", "Zetterberg"]


def test_what_is_not_found_is_said(office: Office) -> None:
    page = office.households()
    office.type_into(page.find_box, "nobody")
    office.press(Qt.Key.Key_Return)
    assert page.list.empty_state.sentence() == "Nothing is found for “nobody”."
    assert page.form.isHidden()


def test_sorting_keeps_the_current_record(office: Office) -> None:
    more_households(office, "Abbott", "Zetterberg")
    page = office.households()
    page.list.table.go_to(0)
    office.settle()
    page.list.sort_requested.emit("household_name", True)
    office.settle()
    assert names_listed(page) == ["Zetterberg", "Okafor-Lindqvist", "Abbott"]
    assert page.list.current_row() == 2
    assert page.form.title.text() == "Abbott"


def test_typing_in_the_list_jumps_to_the_row(office: Office) -> None:
    more_households(office, "Abbott", "Zetterberg")
    page = office.households()
    page.list.table.setFocus()
    QTest.keyClicks(page.list.table, "zet")
    office.settle()
    assert page.form.title.text() == "Zetterberg"


def test_a_query_is_run_by_keyboard_and_a_mistake_is_marked(office: Office) -> None:
    more_households(office, "Abbott")
    page = office.households()
    office.type_into(page.find_box, "category = Silver")
    office.press(Qt.Key.Key_Return)
    assert names_listed(page) == ["Okafor-Lindqvist"]
    office.type_into(page.find_box, "categori = Silver")
    office.press(Qt.Key.Key_Return)
    assert "no field 'categori'" in page.list.message_bar.text()
    assert page.find_box.selectedText() == "categori"
    assert names_listed(page) == ["Okafor-Lindqvist"]


def test_a_query_row_is_filled_in_run_refined_and_left(office: Office, screenshots: Path) -> None:
    """All by keyboard; the form beside the row asks for what the list has no column for."""
    for name, values in QUERIED.items():
        with office.store.write() as unit:
            household(unit, name, **values)
    page = office.households()
    page.list.table.setFocus()
    office.press(Qt.Key.Key_Q, ALT)
    assert focused_name() == "household_list.query.household_name"
    for _ in range(2):
        office.press(Qt.Key.Key_Tab)
    assert focused_name() == "household_list.query.category"
    QTest.keyClicks(focused(), "Gold OR Platinum")
    come_back(office)
    assert page.querying.form is not None
    income = page.querying.form.findChild(CriterionEdit, "household_query.income")
    assert income is not None
    income.setFocus()
    QTest.keyClicks(income, ">= 50000 AND < much")
    office.shot(screenshots, "query-row")
    # The list of values that was open has given the keyboard back to its own field meanwhile.
    income.setFocus()
    office.press(Qt.Key.Key_F1)
    shown_help = office.window.findChild(QueryHelp)
    assert shown_help is not None
    assert office.window.findChild(KeySheet) is None
    QTest.keyClick(shown_help, Qt.Key.Key_Escape)
    come_back(office)
    office.until(income.hasFocus)
    office.press(Qt.Key.Key_Return)
    assert page.list.message_bar.text().startswith("Income: An amount is needed, such as 68")
    assert (income.selectedText(), income.hasFocus()) == ("much", True)
    QTest.keyClicks(income, "90000.50")
    office.press(Qt.Key.Key_Return)
    assert names_listed(page) == ["Abbott"]
    assert (
        page.find_box.text()
        == "(Category = Gold OR Category = Platinum) AND Income >= 50000 AND Income < 90000.50"
    )
    act(office, page.list, Act.COUNT)
    assert page.list.message_bar.text() == "Records that fulfil this: 1"
    page.list.table.setFocus()
    office.press(Qt.Key.Key_R, ALT)
    shown = {edit.field: edit.text() for edit in page.querying.row.edits() if edit.text()}
    assert shown == {"category": "Gold OR Platinum"}
    assert income.text() == ">= 50000 AND < 90000.50"
    QTest.keyClicks(focused(), "x*")
    office.press(Qt.Key.Key_Escape)
    assert (names_listed(page), page.list.table.hasFocus()) == (["Abbott"], True)
    assert page.form.isVisible()
    assert not page.querying.form.isVisible()


def test_queries_are_built_saved_run_renamed_and_opened_with(office: Office, screenshots: Path) -> None:
    for name, values in QUERIED.items():
        with office.store.write() as unit:
            household(unit, name, **values)
    page = office.households()
    act(office, page.list, Act.ASSISTANT)
    assistant = office.window.findChild(QueryAssistant)
    assert assistant is not None
    assistant.lines[0].field.setCurrentIndex(assistant.lines[0].field.findData("category"))
    QTest.keyClicks(assistant.lines[0].value, "Gold")
    click(office, assistant.add)
    assistant.lines[1].field.setCurrentIndex(assistant.lines[1].field.findData("income"))
    assistant.lines[1].operator.setCurrentIndex(assistant.lines[1].operator.findText("is at least"))
    QTest.keyClicks(assistant.lines[1].value, "60000")
    office.until(lambda: assistant.found.text() == "Finds: 1")
    assistant.grab().save(str(screenshots / "query-assistant.png"))
    assert assistant.text.text() == "Category = Gold AND Income >= 60000"
    click(office, assistant.run)
    assert names_listed(page) == ["Berg"]
    saved = page.listing.saved
    assert saved.drop_down.text() == "Not Saved"
    come_back(office)
    page.list.table.setFocus()
    office.press(Qt.Key.Key_S, ALT)
    name_it(office, "Rich and gold")
    assert saved.drop_down.text() == "Rich and gold"
    act(office, page.list, Act.RENAME_QUERY)
    name_it(office, "Golden")
    act(office, page.list, Act.OPEN_WITH_QUERY)
    choose(office, saved.drop_down, "No Query")
    assert len(names_listed(page)) == 4
    choose(office, saved.drop_down, "Golden")
    assert (names_listed(page), saved.drop_down.text()) == (["Berg"], "Golden")
    choose(office, page.listing.visibility, "My Households")
    assert names_listed(page) == []
    choose(office, saved.drop_down, "No Query")
    assert "No position with your login" in page.list.empty_state.sentence()
    choose(office, saved.drop_down, "Golden")
    choose(office, page.listing.visibility, "All Households")
    again = RecordListPage(page.kind, page._desk)
    office.settle()
    assert (again.model.rowCount(), again.listing.saved.drop_down.text()) == (1, "Golden")
    again.deleteLater()
    act(office, page.list, Act.DELETE_QUERY)
    click(office, page.list.message_bar.buttons()[0])
    assert saved.drop_down.text() == "Not Saved"
    office.shot(screenshots, "saved-queries")


def choose(office: Office, drop_down: DropDown, text: str) -> None:
    next(each for each in drop_down.menu().actions() if each.text() == text).trigger()
    office.settle()


def come_back(office: Office) -> None:
    """Gives the keyboard back to the window under what was closed, as a window manager does."""
    office.window.activateWindow()
    office.until(office.window.isActiveWindow)


def name_it(office: Office, name: str) -> None:
    dialog = office.window.findChild(NameDialog)
    assert dialog is not None
    dialog.line.selectAll()
    QTest.keyClicks(dialog.line, name)
    click(office, dialog.ok)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    come_back(office)


def test_what_was_changed_is_undone_in_words_until_it_was_sent(office: Office) -> None:
    page, window = office.households(), office.window
    size = page.form.editor("household_size").as_widget()
    office.type_into(size, "4")
    office.press(Qt.Key.Key_S, CTRL)
    assert undoing(office) == ("Undo: Size of Okafor-Lindqvist", "Redo")
    office.type_into(size, "7")
    office.press(Qt.Key.Key_Z, CTRL)
    assert (text_of(size), office.read(office.home).values["household_size"]) == ("4", 4)
    page.list.table.setFocus()
    office.press(Qt.Key.Key_Z, CTRL)
    assert office.read(office.home).values["household_size"] is None
    assert undoing(office) == ("Undo", "Redo: Size of Okafor-Lindqvist")
    assert window.statusBar().currentMessage() == "Undone: Size of Okafor-Lindqvist"
    office.press(Qt.Key.Key_Y, CTRL)
    assert office.read(office.home).values["household_size"] == 4
    act(office, page.form, Act.DELETE)
    click(office, page.form.message_bar.buttons()[0])
    assert names_listed(page) == []
    assert undoing(office)[0] == "Undo: Deletion of Okafor-Lindqvist"
    click(office, window.findChild(QToolButton, "notice.undo"))
    assert page.model.rowCount() == 1
    assert len(office.people()) == 3
    act(office, page.form, Act.UPDATE)
    office.until_state(office.home, SyncState.SYNCHRONIZED)
    office.until(lambda: undoing(office) == ("Undo", "Redo"))
    page.list.table.setFocus()
    office.press(Qt.Key.Key_Z, CTRL)
    assert office.read(office.home).values["household_size"] == 4


def test_rows_are_sorted_found_copied_edited_and_changed_together(office: Office, screenshots: Path) -> None:
    for name, values in QUERIED.items():
        with office.store.write() as unit:
            household(unit, name, **values)
    page = office.households()
    page.model.ask(page.model.query)
    office.settle()
    assert len(listed_again(office, page)) == 4
    sort_by_two_columns(office, page)
    choose_columns(office, page, screenshots)
    find_in_list(office, page, screenshots)
    edit_a_cell(office, page)
    copy_two_rows(office, page)
    change_both(office, page, screenshots)


def sort_by_two_columns(office: Office, page: RecordListPage) -> None:
    table, header = page.list.table, page.list.table.header
    for name, modifier in (("category", Qt.KeyboardModifier.NoModifier), ("household_name", SHIFT)):
        where = QPoint(header.sectionViewportPosition(table.column_number(name)) + 10, 10)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, modifier, where)
        office.settle()
    assert page.model.query.order == (("category", False), ("household_name", False))
    assert listed_again(office, page) == ["Abbott", "Berg", "Cole", "Okafor-Lindqvist"]
    act(office, page.list, Act.SORT)
    sorting = dialog_of(office, SortDialog)
    sorting.directions[1].setCurrentIndex(1)
    click(office, sorting.sort)
    come_back(office)
    assert listed_again(office, page) == ["Berg", "Abbott", "Cole", "Okafor-Lindqvist"]


def choose_columns(office: Office, page: RecordListPage, screenshots: Path) -> None:
    act(office, page.list, Act.COLUMNS)
    columns = dialog_of(office, ColumnsDialog)
    tick(columns, "income", "city")
    columns.frozen.setValue(1)
    columns.grab().save(str(screenshots / "columns-dialog.png"))
    click(office, columns.show_them)
    come_back(office)
    shown = [each.name for each in page.list.table.shown_columns()]
    assert ("income" in shown, "city" in shown) == (True, False)
    # The first column stays where it is while the others are scrolled, and its link is followed there.
    table, frozen = page.list.table, page.tools.frozen
    table.setColumnWidth(table.column_number("type"), 1200)
    office.settle()
    table.horizontalScrollBar().setValue(700)
    assert frozen.isVisible()
    assert frozen.columnViewportPosition(0) == 0 > table.columnViewportPosition(0)
    assert frozen.width() == table.columnWidth(0) < table.columnWidth(table.column_number("type"))
    office.shot(screenshots, "frozen-column")
    where = frozen.visualRect(page.model.index(1, 0)).topLeft() + QPoint(16, 14)
    QTest.mouseMove(frozen.viewport(), where)
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert office.page(HouseholdPage).form.title.text() == "Abbott"
    office.households()
    table.setColumnWidth(table.column_number("type"), 120)


def find_in_list(office: Office, page: RecordListPage, screenshots: Path) -> None:
    page.list.table.setFocus()
    office.press(Qt.Key.Key_F, CTRL)
    QTest.keyClicks(page.tools.find_bar.line, "0")
    office.press(Qt.Key.Key_Return)
    assert page.tools.find_bar.said.text() == "2 of 4"  # from the current row on
    office.press(Qt.Key.Key_Return)
    office.press(Qt.Key.Key_Return)
    assert (page.tools.find_bar.said.text(), page.list.current_row()) == ("4 of 4", 3)
    office.shot(screenshots, "find-in-list")
    office.press(Qt.Key.Key_Escape)


def edit_a_cell(office: Office, page: RecordListPage) -> None:
    table = page.list.table
    table.go_to(0, table.column_number("status"))
    office.press(Qt.Key.Key_F2)
    QTest.keyClick(focused(), Qt.Key.Key_A, CTRL)
    QTest.keyClicks(focused(), "Inactive")
    office.press(Qt.Key.Key_Return)
    assert undoing(office)[0] == "Undo: Status of Berg"


def copy_two_rows(office: Office, page: RecordListPage) -> None:
    come_back(office)
    page.list.table.setFocus()
    page.list.table.go_to(0, 0)
    office.press(Qt.Key.Key_Down, SHIFT)
    office.press(Qt.Key.Key_C, CTRL)
    copied = QApplication.clipboard().mimeData()
    assert copied.text().splitlines()[1].split("\t")[0] == "Berg"
    assert "<td>Abbott</td>" in copied.html()


def change_both(office: Office, page: RecordListPage, screenshots: Path) -> None:
    act(office, page.list, Act.CHANGE_RECORDS)
    changing = dialog_of(office, ChangeDialog)
    changing.field.setCurrentIndex(changing.field.findData("category"))
    QTest.keyClicks(changing.value.as_widget(), "Platinum")
    office.until(lambda: changing.said.text() == "Will be changed: 2.")
    changing.grab().save(str(screenshots / "change-records.png"))
    click(office, changing.change)
    come_back(office)
    assert page.list.message_bar.text() == "Records changed: 2"
    assert undoing(office)[0] == "Undo: Category of 2 records"
    page.list.table.setFocus()
    office.press(Qt.Key.Key_Z, CTRL)
    assert listed_again(office, page)[:2] == ["Berg", "Abbott"]


SHIFT = Qt.KeyboardModifier.ShiftModifier
D = TypeVar("D", bound=QDialog)


def listed_again(office: Office, page: RecordListPage) -> list[str]:
    names_listed(page)
    office.settle()
    return names_listed(page)


def dialog_of(office: Office, kind: type[D]) -> D:
    found = office.window.findChildren(kind)
    assert found
    return found[-1]


def tick(dialog: ColumnsDialog, on: str, off: str) -> None:
    for at in range(dialog.list.count()):
        item = dialog.list.item(at)
        name = item.data(Qt.ItemDataRole.UserRole)
        if name in {on, off}:
            item.setCheckState(Qt.CheckState.Checked if name == on else Qt.CheckState.Unchecked)


def undoing(office: Office) -> tuple[str, str]:
    return office.window.undo_action.text(), office.window.redo_action.text()


def text_of(widget: QWidget) -> str:
    assert isinstance(widget, QLineEdit)
    return widget.text()


QUERIED = {
    "Abbott": {"category": "Gold", "income": "50000"},
    "Berg": {"category": "Gold", "income": "100000"},
    "Cole": {"category": "Platinum", "income": "10"},
}


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def focused_name() -> str:
    return focused().objectName()
