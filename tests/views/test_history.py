"""The History tab: the journal in words, a field or a whole write-back taken back, and the past."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import children, members, records
from desktop.store.types import SyncState
from desktop.views.actions import Act
from desktop.views.detail_page import DetailPage
from desktop.views.history_pane import HistoryPane
from desktop.views.household_page import HouseholdPage
from desktop.views.past_page import PastPage
from tests.support.offices import Office

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def history(office: Office, page: DetailPage) -> HistoryPane:
    keys = [page.tabs.tabText(at) for at in range(page.tabs.count())]
    page.tabs.setCurrentIndex(keys.index("History"))
    office.until(lambda: page.tabs.current() == "history")
    office.settle()
    return page.history


def lines(pane: HistoryPane) -> list[tuple[object, ...]]:
    return [tuple(each.values[name] for name in ("field", "before", "after")) for each in pane.model.rows]


def go_to(office: Office, pane: HistoryPane, what: str) -> None:
    pane.list.table.setFocus()
    at = next(at for at, each in enumerate(pane.model.rows) if str(each.values["field"]).startswith(what))
    pane.list.table.go_to(at)
    office.settle()


@pytest.fixture
def written_back(office: Office) -> HouseholdPage:
    """The page of the household after a reply that made its category Gold."""
    page = office.household()
    page.record.update_external_system()
    office.until_state(office.home, SyncState.SYNCHRONIZED)
    return page


def test_the_journal_names_people_and_fields(office: Office) -> None:
    with office.store.write() as unit:
        people = office.people()
        members.set_primary(unit, office.home, people[1])
        records.update(unit, office.home, {"head_of_household": people[1].id, "income": "1200"})
        members.change(unit, office.home, people[2], {"relationship": "Parent"})
        members.remove(unit, office.home, people[2])
    told = lines(history(office, office.household()))
    assert ("Head of Household", "Ngozi Okafor", "Emil Lindqvist") in told
    assert ("Member Emil Lindqvist: Primary", "No", "Yes") in told
    assert ("Income", "68,250.50", "1,200") in told
    assert ("Member Maja Okafor-Lindqvist removed", "Maja Okafor-Lindqvist, 14/02/2021, Parent", "") in told
    assert any(what == "Household made" and "68,250.50" in str(after) for what, _, after in told)


def test_one_field_is_taken_back_by_keyboard(office: Office, written_back: HouseholdPage) -> None:
    pane = history(office, written_back)
    assert ("Category", "Silver", "Gold") in lines(pane)
    go_to(office, pane, "Category")
    office.press(Qt.Key.Key_R, CTRL | ALT)
    assert office.read(office.home).values["category"] == "Silver"
    assert pane.list.message_bar.text() == "Taken back: 1."
    assert lines(pane)[0] == ("Category", "Gold", "Silver")
    assert pane.model.rows[0].values["origin"] == "Taken back"


def test_a_whole_write_back_is_taken_back_by_mouse_after_asking(
    office: Office, written_back: HouseholdPage
) -> None:
    pane = history(office, written_back)
    go_to(office, pane, "Category")
    QTest.mouseClick(pane.list.button(Act.REVERT_ALL), Qt.MouseButton.LeftButton)
    assert "Fields and rows: 1" in pane.list.message_bar.text()
    QTest.mouseClick(pane.list.message_bar.buttons()[0], Qt.MouseButton.LeftButton)
    office.settle()
    assert office.read(office.home).values["category"] == "Silver"
    assert office.read(office.home).values["integration_id"] is not None


def test_what_cannot_be_taken_back_is_not_offered(office: Office, written_back: HouseholdPage) -> None:
    pane = history(office, written_back)
    go_to(office, pane, "Integration Id")
    assert not pane.list.actions_of_record[Act.REVERT].isEnabled()
    go_to(office, pane, "Household made")
    assert not pane.list.actions_of_record[Act.REVERT].isEnabled()


def test_the_record_is_shown_as_it_was_and_cannot_be_edited(office: Office) -> None:
    with office.store.write() as unit:
        records.update(unit, office.home, {"household_size": 3})
    QTest.qWait(2)  # moments are kept to the millisecond
    with office.store.write() as unit:
        records.update(unit, office.home, {"household_size": 2})
        members.remove(unit, office.home, office.people()[2])
    pane = history(office, office.household())
    at = next(at for at, each in enumerate(lines(pane)) if each == ("Size", "", "3"))
    pane.list.table.setFocus()
    pane.list.table.go_to(at)
    office.press(Qt.Key.Key_H, CTRL | ALT)
    past = office.page(PastPage)
    size = past.form.editor("household_size")
    assert (size.value(), size.as_widget().isReadOnly()) == (3, True)  # pyright: ignore[reportAttributeAccessIssue]
    assert past.tabs.tabText(0) == "Contacts (3)"
    assert "This is how it was at" in past.form.message_bar.text()
    assert office.window.thread_bar.texts()[-1] == "Household in the Past: Okafor-Lindqvist"
    office.press(Qt.Key.Key_Escape)
    assert office.page(HouseholdPage).form.editor("household_size").value() == 2


def test_another_moment_is_picked_and_one_before_the_record_says_so(office: Office) -> None:
    with office.store.write() as unit:
        children.update(
            unit, office.people()[0], "personal_address",
            office.read(office.people()[0]).children["personal_address"][0].id, {"personal_city": "Lund"},
        )  # fmt: skip
    pane = history(office, office.contact())
    pane.list.table.setFocus()
    office.press(Qt.Key.Key_H, CTRL | ALT)
    past = office.page(PastPage)
    addresses = past.list_of("personal_address")[1]
    assert addresses.rows[0].values["personal_city"] == "Lund"
    QTest.mouseClick(past.earlier, Qt.MouseButton.LeftButton)
    office.settle()
    assert past.form.message_bar.text() == "This record did not exist at that moment."
    assert addresses.rows == ()
    QTest.mouseClick(past.later, Qt.MouseButton.LeftButton)
    office.settle()
    assert addresses.rows[0].values["personal_city"] == "Lund"
    QTest.mouseClick(past.back, Qt.MouseButton.LeftButton)
    office.until(lambda: not isinstance(office.window.current_page(), PastPage))
