"""Every action has a key of its own, which a person can look up and change."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views import keymap
from desktop.views.actions import Act, ActionSet
from desktop.views.key_sheet import KeySheet
from desktop.views.theme import current
from desktop.views.tokens import Scheme
from tests.support.offices import Office
from tests.views.conftest import PutUp


@pytest.fixture
def state(tmp_path: Path, qapp: QApplication) -> QSettings:
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    keymap.current().remember(kept)
    return kept


@pytest.fixture
def sheet(state: QSettings, put_up: PutUp) -> KeySheet:
    shown = KeySheet()
    ActionSet(shown, "action.sample", [Act.SAVE, Act.NEW, Act.UPDATE])
    shown = KeySheet()
    put_up(shown)
    return shown


def record(sheet: KeySheet, name: str, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    """Press another key for an action, as a person does."""
    sheet.choose(name)
    sheet.recorder.setFocus()
    QTest.keyClick(sheet.recorder, key, modifiers)


CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_no_key_does_two_things(office: Office) -> None:
    office.household()
    office.contact()
    keys = Counter(keymap.shown(each.keys) for each in keymap.current().assignments() if each.keys)
    assert [key for key, times in keys.items() if key and times > 1] == []


def test_another_key_works_at_once_and_after_the_next_start(sheet: KeySheet, state: QSettings) -> None:
    actions = ActionSet(sheet, "action.another", [Act.SAVE])
    record(sheet, "record.save", Qt.Key.Key_J, CONTROL_SHIFT)
    sheet.set_button.click()
    assert actions[Act.SAVE].shortcut() == QKeySequence("Ctrl+Shift+J")
    assert keymap.shown(QKeySequence("Ctrl+Shift+J")) in actions[Act.SAVE].toolTip()
    state.sync()
    keymap.current().remember(QSettings(state.fileName(), QSettings.Format.IniFormat))
    assert actions[Act.SAVE].shortcut() == QKeySequence("Ctrl+Shift+J")
    sheet.default_button.click()
    assert actions[Act.SAVE].shortcut() == QKeySequence("Ctrl+S")


def test_a_key_that_something_else_has_is_refused_by_its_name(sheet: KeySheet) -> None:
    record(sheet, "record.save", Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier)
    assert "Update External System" in sheet.said.text()
    assert not sheet.set_button.isEnabled()


@pytest.mark.parametrize("keys", ["A", "Shift+A", "F2", "Ctrl+C", "Return", "Ctrl+K, Ctrl+S"])
def test_keys_that_type_or_that_fields_need_stay_theirs(keys: str) -> None:
    assert not keymap.can_be_key(QKeySequence(keys))


def test_an_action_can_go_without_a_key(sheet: KeySheet) -> None:
    sheet.choose("record.save")
    sheet.none_button.click()
    actions = ActionSet(sheet, "action.third", [Act.SAVE])
    assert actions[Act.SAVE].shortcut().isEmpty()
    sheet.default_button.click()


def test_the_sheet_finds_an_action_by_its_words_or_its_key(sheet: KeySheet) -> None:
    sheet.find_box.setText("ctrl+s")
    hidden = [sheet.table.isRowHidden(at) for at in range(sheet.table.rowCount())]
    assert 1 <= hidden.count(False) < len(hidden)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_f1_opens_the_sheet(office: Office, qtbot: QtBot, screenshots: Path, scheme: Scheme) -> None:
    office.household()
    current().wear(scheme)
    office.press(Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: office.window.findChild(KeySheet) is not None)
    sheet = cast("KeySheet", office.window.findChild(KeySheet))
    sheet.choose("record.save")
    sheet.grab().save(str(screenshots / f"keys-{scheme}.png"))
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not sheet.isVisible())
    current().wear(Scheme.LIGHT)
