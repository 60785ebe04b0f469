"""What is typed is kept each second, goes when it is saved, and is offered again after a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.store import children, drafts, records
from desktop.store.drafts import KeptDraft, Subject
from desktop.store.types import RecordKind
from desktop.views.contact_page import ContactPage
from desktop.views.detail_page import DetailPage
from desktop.views.household_page import HouseholdPage
from desktop.views.owned_pane import OwnedPane
from desktop.views.record_list_page import RecordListPage
from tests.support.offices import Office, running

LEFT = Qt.MouseButton.LeftButton


def kept(office: Office) -> list[KeptDraft]:
    with office.store.read() as view:
        return drafts.waiting(view, office.program.settings.who)


def owned(page: DetailPage, tab: str) -> OwnedPane:
    (pane,) = page.panes(tab)
    assert isinstance(pane, OwnedPane)
    return pane


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


def type_half(form, drafts, name):
    field = form.editor(name).as_widget()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Half a na")
    assert wait_until(lambda: drafts.draft_id is not None, 30)


type_half(page.form, page.record.drafts, "last_name" if kind == "contact" else "household_name")
if row_id:
    page._go_to_tab("notes")
    pane = page.panes("notes")[0]
    pane.new()
    type_half(pane.form, pane.drafts, "note")
print("typed", flush=True)
wait_until(lambda: False, 60)
"""


def killed_while_typing(office: Office, kind: str, row_id: str) -> None:
    """Kills a real window with a half typed name in its form, and a new note below a record that is there."""
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
        office.until(lambda: "Note of Okafor-Lindqvist" in again.window.message_bar.text())
        assert "There are more: 1" in again.window.message_bar.text()
        QTest.mouseClick(again.window.message_bar.buttons()[0], LEFT)
        page = office.page(HouseholdPage)
        pane = owned(page, "notes")
        office.until(lambda: pane.form.editor("note").value() == "Half a na")
        assert pane.form.is_new()
        # What else was typed there is offered there.
        QTest.mouseClick(page.form.message_bar.buttons()[0], LEFT)
        assert page.form.editor("household_name").value() == "Half a na"
        office.households()
        assert office.read(office.home).values["household_name"] == "Half a na"
        assert [each.values["note"] for each in office.read(office.home).children["note"]] == ["Half a na"]
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
        drafts.keep(unit, Subject(RecordKind.CONTACT, office.people()[0]), {"alias": "Half"}, version=1)
        records.update(unit, office.people()[0], {"job_title": "Nurse"})
    page = office.contact()
    office.until(lambda: "You typed something here" in page.form.message_bar.text())
    assert "Alias. The record was changed since." in page.form.message_bar.text()
    page.form.message_bar.buttons()[1].setFocus()
    office.press(Qt.Key.Key_Space)
    office.until(lambda: kept(office) == [])
    assert isinstance(office.window.current_page(), ContactPage)
    assert not page.form.is_dirty()


def test_rows_offer_what_was_typed_where_they_stand(office: Office) -> None:
    """Over the row it was typed into, and over the list what was to become a new one."""
    ngozi = office.people()[0]
    new = Subject(RecordKind.CONTACT, ngozi, component="note")
    with office.store.write(who=office.program.settings.who) as unit:
        row = children.add(unit, ngozi, "note", {"note": "Calls back"})
        drafts.keep(unit, replace(new, row_id=row), {"note": "Calls back on"})
        drafts.keep(unit, new, {"note": "Another"})
    page = office.contact()
    page.tabs.chosen.emit("notes")
    office.settle()
    pane = owned(page, "notes")
    office.until(lambda: "You typed something here" in pane.list.message_bar.text())
    pane.go_to(row)
    office.until(lambda: "You typed something here" in pane.form.message_bar.text())
    QTest.mouseClick(pane.form.message_bar.buttons()[0], LEFT)
    office.until(lambda: pane.form.editor("note").value() == "Calls back on")
    QTest.mouseClick(pane.list.message_bar.buttons()[0], LEFT)
    office.until(pane.form.is_new)
    assert pane.form.editor("note").value() == "Another"
    assert [each.values["note"] for each in office.read(ngozi).children["note"]] == ["Calls back on"]
    office.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    office.until(lambda: kept(office) == [])


def test_what_is_being_typed_into_a_row_that_is_removed_elsewhere_stays(office: Office) -> None:
    ngozi = office.people()[0]
    with office.store.write() as unit:
        row = children.add(unit, ngozi, "note", {"note": "Calls back"})
    page = office.contact()
    page.tabs.chosen.emit("notes")
    office.settle()
    pane = owned(page, "notes")
    pane.go_to(row)
    office.type_into(pane.form.editor("note").as_widget(), "Calls back on Mon")
    office.program.operations.change(partial(children.remove, ref=ngozi, component_name="note", child_id=row))
    office.until(pane.form.is_new)
    assert pane.form.editor("note").value() == "Calls back on Mon"
    assert "removed meanwhile" in pane.form.message_bar.text()
