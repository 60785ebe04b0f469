"""Choosing the language: the person's choice, the administrator's, the system's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop import language
from desktop.views import keymap, language_menu, translations
from desktop.views.main_window import MainWindow
from desktop.views.theme import Theme


@pytest.fixture
def state(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The administrator's file."""
    monkeypatch.setenv("HEARTH_DEFAULTS", str(tmp_path / "defaults.json"))
    return tmp_path / "defaults.json"


def action(window: MainWindow, name: str) -> QAction:
    found = window.language_menu.findChild(QAction, f"action.language.{name}")
    assert found
    return found


def test_a_person_chooses_a_language_for_the_next_start(
    dressed: Theme, qtbot: QtBot, state: QSettings, file: Path
) -> None:
    window = MainWindow(state)
    qtbot.addWidget(window)
    assert [each.text() for each in window.language_menu.actions() if each.text()] == [
        "As the System", "English", "Deutsch",
    ]  # fmt: skip
    assert action(window, "system").isChecked()
    with qtbot.waitSignal(window.language_menu.chosen):
        action(window, "de").trigger()
    assert language_menu.wanted(state) == "de"
    # What is chosen already asks for no restart.
    with qtbot.assertNotEmitted(window.language_menu.chosen):
        action(window, "de").trigger()


@pytest.mark.parametrize("name", language.offered())
def test_no_two_menus_open_by_the_same_letter(
    qapp: QApplication, dressed: Theme, qtbot: QtBot, state: QSettings, file: Path, name: str
) -> None:
    keymap.current.cache_clear()
    translations.install(qapp, name)
    window = MainWindow(state)
    qtbot.addWidget(window)
    menus = [window.menuBar(), *window.menuBar().findChildren(QMenu)]
    for menu in menus:
        letters = [found[1].upper() for each in menu.actions() if (found := re.search(r"&(\w)", each.text()))]
        assert len(letters) == len(set(letters)), letters
    # Alt with a letter is a key of queries, too.
    pressed = {each.keys.toString() for each in keymap.current().assignments()}
    assert not pressed & {f"Alt+{key}" for key in "DBGAHCEV"}
    translations.install(qapp, "en")
    keymap.current.cache_clear()


def test_the_administrators_language_is_a_suggestion_until_it_is_locked(
    dressed: Theme, qtbot: QtBot, state: QSettings, file: Path
) -> None:
    file.write_text(json.dumps({"language": "de"}))
    assert language_menu.wanted(state) == "de"
    state.setValue("window/language", "en")
    assert language_menu.wanted(state) == "en"
    file.write_text(json.dumps({"language": {"value": "de", "locked": True}}))
    assert language_menu.wanted(state) == "de"
    window = MainWindow(state)
    qtbot.addWidget(window)
    assert not action(window, "en").isEnabled()
