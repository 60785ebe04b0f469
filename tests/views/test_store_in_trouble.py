"""The store in trouble under the window: damaged, full, locked: a sentence, a way out, and nothing lost."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.settings import Settings
from desktop.store import backups, database, records
from desktop.store.store import open_store
from desktop.store.types import Ref
from desktop.views.hands import wait_until
from desktop.views.recovery_report import MissingDialog
from desktop.views.thread import PageName, Place
from tests.support.offices import Office, make_home, running

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def damaged(window_settings: Settings) -> Ref:
    """A store whose file breaks after a back-up, a change that can be made again and one that cannot."""
    with open_store(window_settings.store_url, who="agent07") as store:
        home = make_home(store)
        backups.make(store.database, window_settings.backup_folder, datetime.now(UTC))
        with store.write(who="agent09") as unit:
            records.update(unit, home, {"category": "Gold", "currency_code": "SEK"})
            unit.connection.exec_driver_sql("UPDATE journal SET field = 'lost' WHERE field = 'currency_code'")
    file = file_of(window_settings)
    content = file.read_bytes()
    places = [at for at in range(0, len(content), 4096) if b"okafor" in content[at : at + 4096]]
    assert places
    spoil(file, *places)
    return home


def file_of(settings: Settings) -> Path:
    return Path(settings.store_url.removeprefix("sqlite:///"))


def spoil(file: Path, *places: int) -> None:
    """Overwrite what stands in these places of a store."""
    content = bytearray(file.read_bytes())
    for at in places:
        content[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(content)


@contextmanager
def opened_after_restoring(settings: Settings) -> Iterator[Program]:
    """Yields a window that could not open its store, after the newest back-up was restored with a click."""
    program = Program(settings)
    try:
        program.start()
        bar = program.window.message_bar
        assert wait_until(lambda: "damaged" in bar.text(), 20)
        assert bar.buttons()[0].text() == "Restore Newest Back-up"
        QTest.mouseClick(bar.buttons()[0], LEFT)
        assert wait_until(lambda: "Restored as it was at" in bar.text(), 20)
        yield program
    finally:
        program.close()


def test_a_damaged_store_is_restored_with_a_click_and_what_is_missing_is_named(
    window_settings: Settings, damaged: Ref, qtbot: QtBot
) -> None:
    spoil(file_of(window_settings), 0)
    with opened_after_restoring(window_settings) as program:
        assert "could not be read any more" in program.window.message_bar.text()
        assert "sent again" in program.window.message_bar.text()
    with open_store(window_settings.store_url) as store, store.read() as view:
        assert records.read(view, damaged).values["category"] == "Silver"


def test_a_page_that_breaks_under_the_window_is_found_by_a_restart(
    window_settings: Settings, damaged: Ref, qtbot: QtBot
) -> None:
    """The store still opens; what could be read of its journal is made again, the rest is shown."""
    program = Program(window_settings)
    program.start()
    assert wait_until(lambda: program.window.current_page() is not None and program.operations.idle, 20)
    program.window.open_place(Place(PageName.HOUSEHOLD, damaged))
    assert wait_until(lambda: "A restart looks it through" in program.window.message_bar.text(), 20)
    assert program.window.message_bar.buttons()[0].text() == "Restart Now"
    program.close()
    with opened_after_restoring(window_settings) as again:
        bar = again.window.message_bar
        assert "made again: 1, not made: 1" in bar.text()
        QTest.mouseClick(bar.buttons()[0], LEFT)
        (dialog,) = again.window.findChildren(MissingDialog)
        (row,) = dialog.model.rows
        told = f"Household {damaged.id}"
        assert [row.values[name] for name in ("who", "record", "after")] == ["agent09", told, "SEK"]
        dialog.reject()
    with open_store(window_settings.store_url) as store, store.read() as view:
        assert records.read(view, damaged).values["category"] == "Gold"


def test_a_full_disk_is_said_and_what_was_typed_stays(office: Office) -> None:
    page = office.household()
    office.type_into(page.form.editor("income").as_widget(), "1200")
    with full_disk(office):
        office.press(Qt.Key.Key_S, CTRL)
        office.until(lambda: "disk" in page.form.message_bar.text())
    assert page.form.editor("income").value() == "1200"
    office.press(Qt.Key.Key_S, CTRL)
    office.until(lambda: office.read(office.home).values["income"] == "1200")
    office.until(lambda: not page.form.message_bar.text())


@contextmanager
def full_disk(office: Office) -> Iterator[None]:
    """Let no file of this process grow while the block runs."""
    with office.store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_store_that_another_program_holds_is_said_and_what_was_typed_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    office.program.close()
    with running(office.program.settings) as program:
        office.program, before = program, office.program
        page = office.household()
        office.type_into(page.form.editor("income").as_widget(), "1200")
        with office.store.write():
            office.press(Qt.Key.Key_S, CTRL)
            office.until(lambda: "kept busy by another program" in page.form.message_bar.text())
        office.press(Qt.Key.Key_S, CTRL)
        office.until(lambda: office.read(office.home).values["income"] == "1200")
        office.program = before
