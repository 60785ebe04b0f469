"""The Exchange tab: attempts in words, envelopes as trees, two compared, a file to give away, sent again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.store.types import SyncState
from desktop.views.actions import Act
from desktop.views.contact_page import ContactPage
from desktop.views.exchange_pane import ExchangePane
from desktop.views.support_dialog import SupportDialog
from tests.support.offices import Office

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def exchange(office: Office, page: ContactPage) -> ExchangePane:
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    office.until(lambda: page.tabs.current() == "exchange")
    office.settle()
    return page.exchange


@pytest.fixture
def sent_twice(office: Office) -> ContactPage:
    """The page of a contact that was sent as Ngozi and then as Amara, with its Exchange tab in front."""
    page = office.contact()
    for name in ("Ngozi", "Amara"):
        office.type_into(page.form.editor("first_name").as_widget(), name)
        office.press(Qt.Key.Key_F9)
        office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    exchange(office, page)
    return page


def test_attempts_stand_newest_first_in_words(office: Office, sent_twice: ContactPage) -> None:
    pane = sent_twice.exchange
    assert [each.values["outcome"] for each in pane.model.rows] == ["Delivered", "Delivered"]
    assert [each.values["status"] for each in pane.model.rows] == [200, 200]
    assert pane.list.current_row() == 0
    assert "FirstName>Amara</" in pane.request.text()
    assert "IntegrationId>" in pane.reply.text()


def test_an_older_attempt_is_read_by_keyboard(office: Office, sent_twice: ContactPage) -> None:
    pane = sent_twice.exchange
    pane.list.table.setFocus()
    office.press(Qt.Key.Key_Down)
    assert "FirstName>Ngozi</" in pane.request.text()
    pane.request.setFocus()
    office.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == pane.request.text()
    office.press(Qt.Key.Key_Left)
    assert not pane.request.isExpanded(pane.request.model().index(0, 0))


def test_an_attempt_is_compared_with_the_one_before(office: Office, sent_twice: ContactPage) -> None:
    pane = sent_twice.exchange
    pane.list.table.setFocus()
    office.press(Qt.Key.Key_C, CTRL_ALT)
    told = [line for line in pane.request.text().splitlines() if "FirstName" in line]
    assert [line.split(">")[1].split("<")[0] for line in told] == ["Ngozi", "Amara"]
    assert "equal lines" in pane.request.text()
    office.press(Qt.Key.Key_C, CTRL_ALT)
    assert "Ngozi" not in pane.request.text()
    assert not pane.list.actions_of_record[Act.COMPARE].isChecked()


def test_the_reply_is_a_click_away(office: Office, sent_twice: ContactPage) -> None:
    pane = sent_twice.exchange
    place = pane.parts.tabRect(1).center()
    QTest.mouseClick(pane.parts, Qt.MouseButton.LeftButton, pos=place)
    assert pane.reply.isVisible()
    assert not pane.request.isVisible()


@pytest.mark.parametrize("personal", [False, True])
def test_a_support_file_is_written_by_mouse(
    office: Office, sent_twice: ContactPage, tmp_path: Path, personal: bool
) -> None:
    pane = sent_twice.exchange
    QTest.mouseClick(pane.list.button(Act.SUPPORT_FILE), Qt.MouseButton.LeftButton)
    (dialog,) = pane.findChildren(SupportDialog)
    dialog.file.setText(str(tmp_path / "support.txt"))
    boxes = [dialog.all_attempts, *([dialog.personal] if personal else [])]
    for box in boxes:
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    office.until(lambda: "support.txt" in pane.list.message_bar.text())
    told = (tmp_path / "support.txt").read_text("utf-8")
    assert (told.count("=== Attempt"), "Amara" in told) == (2, personal)


def test_a_support_file_that_cannot_be_written_is_said(office: Office, sent_twice: ContactPage) -> None:
    pane = sent_twice.exchange
    pane.list.table.setFocus()
    office.press(Qt.Key.Key_S, CTRL_ALT)
    (dialog,) = pane.findChildren(SupportDialog)
    dialog.file.setText("/nowhere/support.txt")
    QTest.keyClick(dialog.file, Qt.Key.Key_Return)
    office.until(lambda: "cannot be written" in pane.list.message_bar.text())


def test_it_is_sent_again_with_its_key(office: Office, sent_twice: ContactPage) -> None:
    pane = sent_twice.exchange
    pane.list.table.setFocus()
    office.press(Qt.Key.Key_F9)
    office.until(lambda: len(office.arrived()) == 3)
    office.until(lambda: pane.model.rowCount() == 3)
    assert pane.list.current_row() == 0


def test_a_record_that_was_never_sent_says_so(office: Office) -> None:
    pane = exchange(office, office.contact())
    assert pane.list.empty_state.sentence() == "This record was never sent."
    QTest.mouseClick(pane.list.empty_state.button, Qt.MouseButton.LeftButton)
    office.until(lambda: pane.model.rowCount() == 1)


def test_nothing_waits_for_an_answer_that_never_came(office: Office) -> None:
    office.system.set_fault("offline")
    page = office.contact()
    pane = exchange(office, page)
    page.record.update_external_system()
    office.until(lambda: pane.model.rowCount() == 1)
    office.settle()
    assert pane.model.rows[0].values["outcome"] == "To be tried again"
    assert pane.reply.nothing.sentence() == "No reply came back."
