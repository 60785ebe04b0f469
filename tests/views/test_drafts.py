"""What is typed is kept each second, goes when it is saved, and is offered again after a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.store import drafts, records
from desktop.store.drafts import KeptDraft
from desktop.store.types import RecordKind
from desktop.views.contact_page import ContactPage
from desktop.views.household_page import HouseholdPage
from desktop.views.record_list_page import RecordListPage
from tests.support.offices import Office, running

LEFT = Qt.MouseButton.LeftButton


def kept(office: Office) -> list[KeptDraft]:
    with office.store.read() as view:
        return drafts.waiting(view, office.program.settings.who)


def test_what_is_typed_is_kept_and_goes_with_the_save(office: Office) -> None:
    page = office.household()
    office.type_into(page.form.editor("income").as_widget(), "12 xx")
    office.until(lambda: [each.typed for each in kept(office)] == [{"income": "12 xx"}])
    office.type_into(page.form.editor("income").as_widget(), "1200")
    office.until(lambda: [each.typed for each in kept(office)] == [{"income": "1200"}])
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert kept(office) == []
    assert office.read(office.home).values["income"] == "1200"


@pytest.mark.parametrize("way", ["undo", "leave"])
def test_nothing_is_kept_of_what_was_undone_or_saved_by_leaving(office: Office, way: str) -> None:
    page = office.household()
    office.type_into(page.form.editor("income").as_widget(), "1200")
    office.until(lambda: len(kept(office)) == 1)
    if way == "undo":
        office.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    else:
        office.households()
    office.until(lambda: kept(office) == [])


TYPING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from desktop.app import Program, make_application
from desktop.settings import Settings
from desktop.views.hands import wait_until
from desktop.views.thread import PageName, Place
from desktop.store.types import RecordKind, Ref

home, store, kind, row_id = sys.argv[1:]
application = make_application()
program = Program(Settings.gather(home, store, environment={}))
program.start()
assert wait_until(lambda: program.window.current_page() is not None and program.operations.idle, 30)
if row_id:
    program.window.open_place(Place(PageName(kind), Ref(RecordKind(kind), row_id)))
    page = program.window.current_page()
    assert wait_until(lambda: page.record.sight is not None, 30)
else:
    program.window.open_screen(PageName.CONTACTS)
    page = program.window.current_page()
    page.new()
    assert wait_until(page.form.is_new, 30)
field = page.form.editor("last_name" if kind == "contact" else "household_name").as_widget()
field.setFocus()
field.selectAll()
QTest.keyClicks(field, "Half a na")
assert wait_until(lambda: page.record.drafts.draft_id is not None, 30)
print("typed", flush=True)
wait_until(lambda: False, 60)
"""


def killed_while_typing(office: Office, kind: str, row_id: str) -> None:
    """Kills a real window in whose form a name is half typed."""
    settings = office.program.settings
    command = [sys.executable, "-c", TYPING, str(settings.home), settings.store_url, kind, row_id]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "typed\n"
        window.send_signal(signal.SIGKILL)
    assert window.returncode == -signal.SIGKILL


def test_a_killed_window_offers_what_was_half_typed(office: Office, qtbot: QtBot) -> None:
    killed_while_typing(office, "household", office.home.id)
    assert office.read(office.home).values["household_name"] == "Okafor-Lindqvist"
    office.program.close()
    with running(office.program.settings) as again:
        office.program, before = again, office.program
        office.until(lambda: "was not saved" in again.window.message_bar.text())
        assert "Okafor-Lindqvist" in again.window.message_bar.text()
        QTest.mouseClick(again.window.message_bar.buttons()[0], LEFT)
        page = office.page(HouseholdPage)
        office.until(lambda: page.form.editor("household_name").value() == "Half a na")
        assert page.form.is_dirty()
        office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        office.until(lambda: office.read(office.home).values["household_name"] == "Half a na")
        assert kept(office) == []
        office.program = before


def test_a_new_record_that_was_never_saved_comes_back(office: Office, qtbot: QtBot) -> None:
    killed_while_typing(office, "contact", "")
    office.program.close()
    with running(office.program.settings) as again:
        office.program, before = again, office.program
        office.until(lambda: "New Contact" in again.window.message_bar.text())
        QTest.mouseClick(again.window.message_bar.buttons()[0], LEFT)
        page = office.page(RecordListPage)
        assert page.form.is_new()
        assert page.form.editor("last_name").value() == "Half a na"
        office.program = before


def test_a_draft_can_be_discarded_by_keyboard(office: Office) -> None:
    with office.store.write(who=office.program.settings.who) as unit:
        drafts.keep(unit, RecordKind.CONTACT, {"alias": "Half"}, ref=office.people()[0], version=1)
        records.update(unit, office.people()[0], {"job_title": "Nurse"})
    page = office.contact()
    office.until(lambda: "You typed something here" in page.form.message_bar.text())
    assert "Alias. The record was changed since." in page.form.message_bar.text()
    page.form.message_bar.buttons()[1].setFocus()
    office.press(Qt.Key.Key_Space)
    office.until(lambda: kept(office) == [])
    assert isinstance(office.window.current_page(), ContactPage)
    assert not page.form.is_dirty()
