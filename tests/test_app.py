"""The program as a whole: it paints first, comes back as it was left, and ends in order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.settings import Settings
from desktop.views.record_list_page import RecordListPage
from tests.support import old_stores
from tests.support.offices import Office, running
from tests.support.sources import ROOT

_PAINTS_FIRST = """
import sys
from desktop import app
from desktop.settings import Settings
application = app.make_application()
program = app.Program(Settings.gather(sys.argv[1]))
program.window.show()
application.processEvents()
print([name for name in ("sqlalchemy", "zeep", "lxml", "keyring") if name in sys.modules])
"""
_CLOSES_AT_ONCE = """
import sys
from PySide6.QtCore import QTimer
from desktop import app
from desktop.settings import Settings
application = app.make_application()
def close():
    for window in application.topLevelWidgets():
        window.close()
QTimer.singleShot(int(sys.argv[2]), close)
sys.exit(app.run(Settings.gather(sys.argv[1])))
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_frame_is_painted_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    assert run(_PAINTS_FIRST, str(tmp_path / "home")).stdout == "[]\n"


def test_a_window_closed_while_it_opens_ends_well(tmp_path: Path) -> None:
    for after in ("0", "150", "600"):
        ended = run(_CLOSES_AT_ONCE, str(tmp_path / "home"), after)
        assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr


def test_a_store_that_cannot_be_opened_is_said_in_the_window(
    qapp: QApplication, qtbot: QtBot, home: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no store at all" * 100)
    program = Program(Settings.gather(str(home), f"sqlite:///{broken}", environment={}))
    program.start()
    qtbot.waitUntil(program.window.message_bar.isVisible)
    said = program.window.message_bar.text()
    assert program.window.opening.sentence.text() == "The store is not open."
    assert program.close()
    program.window.deleteLater()
    assert "is not a store of Hearth" in said


def test_a_store_is_upgraded_in_the_sight_of_whoever_opens_it(
    qapp: QApplication, qtbot: QtBot, home: Path
) -> None:
    assert qapp
    old_stores.empty(home / "hearth.sqlite", "0001")
    told: list[tuple[str, int, int]] = []
    program = Program(Settings.gather(str(home), environment={}))
    program.upgrading.connect(lambda *each: told.append(each))
    program.start()
    qtbot.waitUntil(lambda: program.window.current_page() is not None, timeout=20_000)
    steps = len(old_stores.revisions()) - 1
    assert {phase for phase, _, _ in told} == {"back-up", "steps"}
    assert told[-1] == ("steps", steps, steps)
    assert "upgraded" in program.window.opening.sentence.text()
    assert (program.window.opening.bar.value(), program.window.opening.bar.maximum()) == (steps, steps)
    assert program.close()
    program.window.deleteLater()


def test_window_and_columns_come_back_as_they_were_left(office: Office, qtbot: QtBot) -> None:
    office.window.resize(780, 690)
    office.households().list.table.setColumnWidth(0, 333)
    office.window.close()
    assert office.program.close()
    with running(office.program.settings, size=None) as again:
        page = again.window.current_page()
        assert isinstance(page, RecordListPage)
        assert page.list.table.columnWidth(0) == 333
        assert again.window.size() == QSize(780, 690)
