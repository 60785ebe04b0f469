"""The first steps on a fresh workstation: sign in, sample data, a file or a line, and what is in the way."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.__main__ import main
from desktop.app import Program
from desktop.doctor import folders
from desktop.integration.external_system import start
from desktop.settings import Settings
from desktop.store.store import open_store
from desktop.views import theme
from desktop.views.first_page import FirstPage
from desktop.views.hands import wait_until
from desktop.views.thread import PageName
from desktop.views.tokens import Scheme
from tests.support.offices import make_home, running

_CSV = "first_name,last_name,home_phone,birth_date\nAda,Lund,0851234,\nBo,Ek,,yesterday\n"


@pytest.fixture
def fresh(qapp: QApplication, qtbot: QtBot, window_settings: Settings) -> Iterator[Program]:
    """A program on a store that nobody has put anything into."""
    assert qapp
    with running(window_settings) as program:
        yield program


def page_of(program: Program) -> FirstPage:
    page = program.window.current_page()
    assert isinstance(page, FirstPage)
    program.window.activateWindow()
    return page


def press(program: Program, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, key)


def until(condition: Callable[[], bool], what: str = "") -> None:
    assert wait_until(condition, 20.0), what


def shows(program: Program, name: PageName) -> bool:
    here = program.window.thread_.here
    return here is not None and here.page is name


def shot(program: Program, folder: Path, name: str) -> None:
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme.current().wear(scheme)
        until(lambda: program.operations.idle)
        program.window.grab().save(str(folder / f"{name}-{scheme}.png"))
    theme.current().wear(Scheme.LIGHT)


def test_sample_data_is_there_at_two_keys(fresh: Program, screenshots: Path) -> None:
    page = page_of(fresh)
    until(page.sample.hasFocus)
    shot(fresh, screenshots, "first-steps")
    press(fresh, Qt.Key.Key_Return)
    until(lambda: "Households added: 200." in page.message_bar.text())
    shot(fresh, screenshots, "first-steps-filled")
    press(fresh, Qt.Key.Key_Space)
    until(lambda: shows(fresh, PageName.HOUSEHOLDS))
    assert PageName.FIRST_STEPS not in fresh.window.tabs.shown()


def test_a_file_is_taken_in_and_what_is_not_is_named(
    fresh: Program, tmp_path: Path, screenshots: Path
) -> None:
    (tmp_path / "people.csv").write_text(_CSV)
    page = page_of(fresh)
    QTest.mouseClick(page.file, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "people.csv"))
    dialog.reject()
    until(lambda: "Contacts added: 1." in page.message_bar.text())
    assert "Not taken: 1" in page.message_bar.text()
    assert "people.csv.rejected.csv" in page.message_bar.text()
    shot(fresh, screenshots, "first-steps-imported")
    (tmp_path / "wrong.csv").write_text("shoe_size\n44\n")
    page.take_in(str(tmp_path / "wrong.csv"))
    until(lambda: "cannot be told from its columns" in page.message_bar.text())
    assert page.sample.isEnabled()
    QTest.mouseClick(page.connect_button, Qt.MouseButton.LeftButton)
    until(lambda: shows(fresh, PageName.ADMINISTRATION))


@pytest.mark.usefixtures("no_keychain")
def test_where_an_administrator_was_before_only_the_password_is_asked_for(
    qapp: QApplication,
    qtbot: QtBot,
    window_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    screenshots: Path,
) -> None:
    assert qapp
    with start(tmp_path / "locked.sqlite", user="agent07", password="kvarn-12") as system:
        monkeypatch.setenv("HEARTH_DEFAULTS", str(_defaults(tmp_path, system.household_address)))
        with running(window_settings) as program:
            page = page_of(program)
            until(page.sign_in.password.hasFocus)
            until(lambda: "no keychain" in page.sign_in.place.text())
            assert "siebel" in page.sign_in.sentence.text()
            assert page.cards.isHidden()
            assert page.sign_in.user.isHidden()
            QTest.keyClicks(page.sign_in.password, "wrong")
            press(program, Qt.Key.Key_Return)
            until(page.sign_in.anyway.isVisible)
            shot(program, screenshots, "first-steps-password")
            QTest.keyClicks(page.sign_in.password, "kvarn-12")
            press(program, Qt.Key.Key_Return)
            until(lambda: shows(program, PageName.HOUSEHOLDS))
        # Nowhere kept, it is asked for again at the next start, which goes straight to the work.
        with running(window_settings) as again:
            until(again.window.password_bar.isVisible)
            assert "no keychain" in again.window.password_bar.accessibleName()
            assert shows(again, PageName.HOUSEHOLDS)
            again.window.grab().save(str(screenshots / "password-at-start.png"))


def _defaults(folder: Path, address: str) -> Path:
    file = folder / "defaults.json"
    siebel = {
        "name": "siebel",
        "address": address.removesuffix("/asi/household"),
        "auth": "basic",
        "user": "agent07",
        "locked": True,
    }
    file.write_text(json.dumps({"connections": [siebel]}))
    return file


def test_a_network_share_is_named_with_the_way_out(
    qapp: QApplication,
    qtbot: QtBot,
    window_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    screenshots: Path,
) -> None:
    assert qapp
    mounts = tmp_path / "mounts"
    mounts.write_text("server:/homes / nfs4 rw 0 0\n")
    monkeypatch.setattr(folders, "_MOUNTS", mounts)
    with running(window_settings) as program:
        page = page_of(program)
        until(page.troubles.isVisible)
        (said,) = [each for each in page.troubles.texts() if "network share" in each]
        assert "--home" in said
        shot(program, screenshots, "first-steps-share")
    with open_store(window_settings.store_url) as store:
        make_home(store)
    with running(window_settings) as program:
        until(program.window.message_bar.isVisible)
        assert "network share" in program.window.message_bar.text()


def test_a_home_that_cannot_be_made_is_said_on_the_screen(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    said: list[str] = []

    def read() -> None:
        box = qapp.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.extend([box.text(), box.informativeText()])
        box.accept()

    assert not sys.stderr.isatty()
    QTimer.singleShot(100, read)
    assert main(["--home", str(tmp_path / "file")]) == 2
    assert "cannot be used" in said[0]
    assert "--home" in said[1]
    assert "cannot be used" in capsys.readouterr().err
