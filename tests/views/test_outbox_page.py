"""The Outbox screen: what waits and why, sent, held, cancelled, finished today; ten thousand at once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.integration.bulk import FROM
from desktop.models.pace import Pace
from desktop.store import entities, lines, outbox, records
from desktop.store.ids import new_row_id
from desktop.store.types import SyncState
from desktop.views.actions import Act
from desktop.views.contact_page import ContactPage
from desktop.views.outbox_page import OutboxPage
from desktop.views.thread import PageName
from tests.support.offices import Office

LEFT = Qt.MouseButton.LeftButton
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def outbox_page(office: Office) -> OutboxPage:
    office.window.go_to_screen(PageName.OUTBOX)
    page = office.page(OutboxPage)
    page.list.table.setFocus()
    return page


def text(page: OutboxPage, row: int, column: str) -> str:
    return str(page.model.index(row, page.list.table.column_number(column)).data() or "")


@pytest.fixture
def offline(office: Office) -> OutboxPage:
    """The Outbox with one contact in it that could not be sent."""
    office.system.set_fault("offline")
    office.contact().record.update_external_system()
    office.until_state(office.people()[0], SyncState.QUEUED)
    page = outbox_page(office)
    office.until(lambda: "refuses the connection" in text(page, 0, "error"))
    return page


def test_what_waits_says_since_when_and_what_next(office: Office, offline: OutboxPage) -> None:
    assert text(offline, 0, "record") == "Ngozi Okafor"
    assert text(offline, 0, "state") == "Waiting"
    assert int(text(offline, 0, "attempts")) >= 1
    assert text(offline, 0, "wait").startswith(("Tried again", "Goes next"))
    assert office.window.tabs.tabText(2) == "Outbox (1)"


def test_all_is_sent_by_mouse_and_the_empty_outbox_says_so(office: Office, offline: OutboxPage) -> None:
    office.system.set_fault("normal")
    QTest.mouseClick(offline.list.button(Act.SEND_ALL), LEFT)
    office.until(lambda: offline.model.rowCount() == 0)
    assert offline.list.empty_state.isVisible()
    assert offline.list.empty_state.sentence().startswith("Nothing waits.")


def test_one_is_sent_now_and_found_again_among_those_of_today(office: Office, offline: OutboxPage) -> None:
    office.system.set_fault("normal")
    office.press(Qt.Key.Key_F9)
    office.until(lambda: offline.model.rowCount() == 0)
    office.press(Qt.Key.Key_F, CTRL | ALT)
    office.until(lambda: offline.model.rowCount() == 1)
    office.until(lambda: text(offline, 0, "wait").startswith("Finished"))
    assert text(offline, 0, "state") == "Synchronized"


def test_a_paused_outbox_holds_everything_until_it_is_resumed(office: Office, offline: OutboxPage) -> None:
    office.press(Qt.Key.Key_P, CTRL | ALT)
    office.until(lambda: "paused crm" in offline.list.message_bar.text())
    office.system.set_fault("normal")
    office.press(Qt.Key.Key_F9, CTRL)
    office.settle()
    assert office.read(office.people()[0]).sync.state is SyncState.QUEUED
    office.until(lambda: text(offline, 0, "wait").startswith("Paused by"))
    QTest.mouseClick(offline.list.message_bar.buttons()[0], LEFT)
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    office.until(lambda: not offline.list.message_bar.isVisible())


def test_what_waits_is_cancelled_by_its_key(office: Office, offline: OutboxPage) -> None:
    office.press(Qt.Key.Key_P, CTRL | ALT)
    office.press(Qt.Key.Key_X, CTRL | ALT)
    office.until(lambda: offline.model.rowCount() == 0)
    assert office.read(office.people()[0]).sync.state is SyncState.NEVER_SENT
    assert office.arrived() == []


def test_what_may_have_arrived_is_only_cancelled_knowingly(office: Office) -> None:
    with office.store.write() as unit:
        lines.pause(unit, "crm")
        outbox.add(unit, office.home)
        doubtful = sa.update(entities.delivery).values(in_doubt=True, attempts=1)
        unit.execute(doubtful)
    page = outbox_page(office)
    office.until(lambda: text(page, 0, "record") == "Okafor-Lindqvist")
    QTest.mouseClick(page.list.button(Act.CANCEL), LEFT)
    office.until(lambda: "may have arrived" in page.list.message_bar.text())
    assert page.model.rowCount() == 1
    QTest.mouseClick(page.list.message_bar.buttons()[0], LEFT)
    office.until(lambda: page.model.rowCount() == 0)


def test_the_record_is_opened_from_its_row(office: Office, offline: OutboxPage) -> None:
    assert offline.model.rowCount() == 1
    office.press(Qt.Key.Key_Return)
    assert office.page(ContactPage).record.ref == office.people()[0]


def test_a_household_and_its_members_are_one_unit(office: Office) -> None:
    with office.store.write() as unit:
        lines.pause(unit, "crm")
        members = [outbox.add(unit, each) for each in office.people()[:2]]
        home = outbox.add(unit, office.home)
        of_family = sa.update(entities.delivery).where(entities.delivery.c.id.in_([*members, home]))
        unit.execute(of_family.values(family_id=home))
    page = outbox_page(office)
    office.until(lambda: bool(text(page, 0, "record")))
    assert page.model.rowCount() == 1
    assert text(page, 0, "record") == "Okafor-Lindqvist with Ngozi Okafor, Emil Lindqvist"
    assert text(page, 0, "kind") == "Family of 3"
    office.press(Qt.Key.Key_X, CTRL | ALT)
    office.until(lambda: not office.waiting())


def test_ten_thousand_wait_and_only_what_is_seen_is_read(office: Office) -> None:
    with office.store.write() as unit:
        lines.pause(unit, "crm")
        outbox.add(unit, office.home)
        like = dict(unit.execute(sa.select(entities.delivery)).mappings().one())
        del like["number"]
        unit.execute(sa.insert(entities.delivery), [like | {"id": new_row_id()} for _ in range(10_000)])
    page = outbox_page(office)
    office.until(lambda: page.model.rowCount() == 10_001)
    office.until(lambda: bool(text(page, 0, "record")))
    office.press(Qt.Key.Key_End)
    office.until(lambda: bool(text(page, 10_000, "record")))
    assert len(page.model._rows) < 1000


def test_sending_many_shows_how_fast_it_goes_and_can_be_stopped(office: Office) -> None:
    office.system.set_fault("slow", delay=1)
    with office.store.write() as unit:
        for each in office.people():
            outbox.add(unit, each)
    page = outbox_page(office)
    office.until(lambda: page.model.rowCount() == 3)
    office.press(Qt.Key.Key_F9, CTRL)
    office.until(page.progress.isVisible)
    assert page.progress_label.text().startswith("Sending: 1 of 3.")
    QTest.mouseClick(page.stop, LEFT)
    office.until(lambda: "paused crm" in page.list.message_bar.text())
    office.until(lambda: not any(each.state == "sending" for each in office.waiting()))
    assert office.waiting()


def test_a_run_tells_its_rate_and_what_is_left() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.begin(60)
    pace.note(59)
    assert pace.sentence() == "Sending: 1 of 60."
    now[0] = 2.0
    pace.note(44)
    assert pace.sentence() == "Sending: 16 of 60. 8.0 a second, about 6 s left."
    pace.note(48)
    assert (pace.done, pace.most) == (16, 64)


def test_much_is_sent_from_a_process_of_its_own_and_seen_to_go(office: Office) -> None:
    with office.store.write() as unit:
        lines.pause(unit, "crm")
        for number in range(FROM):
            ref = records.create(unit, "contact", {"first_name": "Ada", "last_name": f"Number {number}"})
            outbox.add(unit, ref)
    page = outbox_page(office)
    office.until(lambda: page.model.rowCount() == FROM)
    at_work = office.program.settings.home / "workers"
    office.until(lambda: "paused crm" in page.list.message_bar.text())
    page.resume()
    # The window's own courier, and the one in the other process.
    office.until(lambda: at_work.is_dir() and len(list(at_work.iterdir())) > 1, "No other process works.")
    office.until(lambda: page.model.rowCount() == 0)
    assert len(office.arrived()) == FROM
    assert not office.waiting()
