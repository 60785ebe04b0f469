"""What external systems hold is fetched from the window, by key, and shown as a reply is."""

from __future__ import annotations

import http.client
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import connections, records
from desktop.store.types import ConnectionSettings, Ref, SyncState
from desktop.views.contact_page import ContactPage
from desktop.views.detail_page import DetailPage
from desktop.views.find_there import FindThere
from desktop.views.outbox_page import OutboxPage
from desktop.views.record_list_page import RecordListPage
from desktop.views.thread import PageName
from tests.support.offices import Office

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def change_there(office: Office, kind: str, **values: str) -> None:
    """Changes a record in the external system as another program would: by a message of its own."""
    inner = "".join(f"<{tag}>{text}</{tag}>" for tag, text in values.items())
    of = kind.capitalize()
    envelope = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<a:External{of}InsertOrUpdate_Input xmlns:a="http://siebel.com/asi/">'
        f'<ListOf{of}Interface xmlns="http://www.siebel.com/xml/{of}%20Interface"><{of}>'
        f"{inner}</{of}></ListOf{of}Interface></a:External{of}InsertOrUpdate_Input></e:Body></e:Envelope>"
    )
    address = office.system.household_address.replace("household", kind)
    host, _, path = address.removeprefix("http://").partition("/")
    line = http.client.HTTPConnection(host, timeout=10)
    line.request("POST", f"/{path}", envelope, {"Content-Type": "text/xml"})
    with line.getresponse() as reply:
        assert (reply.status, b"Fault" in reply.read()) == (200, False)
    line.close()


def sent(office: Office) -> tuple[ContactPage, Ref]:
    """The page of a contact that both sides know."""
    page = office.contact()
    page.form.focus_field("last_name")
    office.press(Qt.Key.Key_F9)
    ref = office.people()[0]
    office.until_state(ref, SyncState.SYNCHRONIZED)
    return page, ref


def asked(office: Office, page: DetailPage) -> None:
    """Gives the command to refresh with its key."""
    page.form.focus_field("last_name")
    office.press(Qt.Key.Key_F5)


def test_what_was_changed_there_is_fetched_shown_and_undone(office: Office) -> None:
    page, ref = sent(office)
    change_there(office, "contact", Id=ref.id, JobTitle="Doctor", LastName="Okafor")
    asked(office, page)
    card = page.form.write_back_card
    office.until(lambda: [each.key for each in card.rows()] == ["job_title"])
    office.until(lambda: page.form.editor("job_title").value() == "Doctor")
    assert office.read(ref).sync.state is SyncState.SYNCHRONIZED
    card.button("job_title").setFocus()
    office.press(Qt.Key.Key_Space)
    assert office.read(ref).values["job_title"] is None
    asked(office, page)
    office.until(lambda: bool(page.form.message_bar.text()))


def test_offline_it_is_said_and_the_window_goes_on(office: Office) -> None:
    page, ref = sent(office)
    office.system.set_fault("offline")
    office.type_into(page.form.editor("alias").as_widget(), "Ngo")
    asked(office, page)
    office.until(lambda: "crm cannot be reached now" in page.form.message_bar.text())
    assert office.read(ref).values["alias"] == "Ngo"
    office.system.set_fault("normal")
    QTest.mouseClick(page.form.message_bar.buttons()[0], Qt.MouseButton.LeftButton)
    office.until(lambda: "cannot be reached" not in page.form.message_bar.text())


def test_a_slow_question_can_be_given_up(office: Office) -> None:
    page, ref = sent(office)
    change_there(office, "contact", Id=ref.id, JobTitle="Doctor", LastName="Okafor")
    office.system.set_fault("slow", delay=30)
    asked(office, page)
    office.until(lambda: "Asking crm" in page.form.message_bar.text())
    QTest.mouseClick(page.form.message_bar.buttons()[0], Qt.MouseButton.LeftButton)
    assert page.form.message_bar.isHidden()
    office.system.set_fault("normal")
    asked(office, page)
    office.until(lambda: page.form.editor("job_title").value() == "Doctor")


def test_a_record_that_nobody_knows_there_is_said_to_be_so(office: Office) -> None:
    page = office.contact()
    asked(office, page)
    office.until(lambda: "does not know this record" in page.form.message_bar.text())


def test_one_of_several_external_systems_is_chosen_by_keyboard(office: Office) -> None:
    with office.store.write() as unit:
        address = office.system.household_address.removesuffix("/asi/household")
        connections.save(unit, ConnectionSettings("billing", address=address, timeout=10))
        records.set_integration_id(unit, office.people()[0], "crm", "1-CRM")
    page = office.contact()
    page.form.focus_field("last_name")
    office.press(Qt.Key.Key_F9, CTRL | SHIFT)
    menu = page.record.elsewhere.choice.menu
    office.until(menu.isVisible)
    assert [each.text() for each in menu.actions()] == [
        "&1  crm (default) · Not sent yet · 1-CRM",
        "&2  billing · Not sent yet",
    ]
    office.system.set_fault("offline")
    QTest.keyClick(menu, Qt.Key.Key_2)
    office.until(lambda: page.form.sync_mark.text() == "billing: Waiting")
    office.window.go_to_screen(PageName.OUTBOX)
    outbox = office.page(OutboxPage)
    office.until(lambda: outbox.model.rowCount() == 1)
    to = [each.name for each in outbox.list.table.columns].index("to")
    assert not outbox.list.table.isColumnHidden(to)
    office.until(lambda: outbox.model.index(0, to).data() == "billing")
    office.window.go_back()
    page = office.page(ContactPage)
    office.system.set_fault("normal")
    page.record.send_to("billing")
    office.until(lambda: not office.waiting())
    office.until(lambda: page.form.write_back_card.title().startswith("Changed by billing"))
    page.record.elsewhere.about()
    office.until(lambda: "1-CRM at crm" in page.form.message_bar.text())
    assert "at billing" in page.form.message_bar.text()


def finding(office: Office) -> FindThere:
    office.until(lambda: bool(office.window.findChildren(FindThere)))
    return office.window.findChildren(FindThere)[-1]


def test_people_are_found_there_and_made_here_once_by_keyboard(office: Office, screenshots: Path) -> None:
    for key, first in (("E-1", "Ada"), ("E-2", "Bo")):
        change_there(office, "contact", Id=key, FirstName=first, JobTitle="Smith", LastName="Lindgren")
    office.window.go_to_screen(PageName.CONTACTS)
    page = office.page(RecordListPage)
    page.find_box.setText("Lindg")
    page.list.table.setFocus()
    office.press(Qt.Key.Key_F5, SHIFT)
    dialog = finding(office)
    office.until(lambda: dialog.model.rowCount() == 2)
    assert dialog.lines["last_name"].text() == "Lindg*"
    dialog.grab().save(str(screenshots / "find-there.png"))
    QTest.keyClick(dialog.list.table, Qt.Key.Key_A, CTRL)
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    office.until(lambda: "Here now: 2" in page.list.message_bar.text())
    office.settle()
    office.press(Qt.Key.Key_F5, SHIFT)
    again = finding(office)
    office.until(lambda: again.model.rowCount() == 2)
    assert [each.values["here"] for each in again.model.rows] == ["Here already"] * 2
    assert not again.create_button.isEnabled()
    QTest.keyClick(again.list.table, Qt.Key.Key_Return)
    opened = office.page(ContactPage)
    office.until(lambda: opened.form.editor("job_title").value() == "Smith")


def test_a_search_there_says_what_it_does(office: Office) -> None:
    page = office.households()
    page.list.table.setFocus()
    office.press(Qt.Key.Key_F5, SHIFT)
    dialog = finding(office)
    office.settle()
    office.system.set_fault("slow", delay=30)
    QTest.keyClicks(dialog.lines["household_name"], "Nobody*")
    QTest.keyClick(dialog.lines["household_name"], Qt.Key.Key_Return)
    office.until(lambda: dialog.search_button.text() == "Stop")
    assert dialog.list.empty_state.sentence() == "Asking crm…"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.list.empty_state.sentence() == "The search was stopped."
    office.system.set_fault("offline")
    dialog.search()
    office.until(lambda: "crm cannot be reached now" in dialog.list.message_bar.text())
    office.system.set_fault("normal")
    QTest.mouseClick(dialog.list.message_bar.buttons()[0], Qt.MouseButton.LeftButton)
    office.until(lambda: dialog.list.empty_state.sentence() == "Nothing like it is there.")
    dialog.reject()
