"""The page on which an external system is defined, tested and signed in to."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop import resources
from desktop.integration import deadline
from desktop.integration.external_system import start
from desktop.store import connections
from desktop.store.types import Auth, ConnectionSettings, SyncState
from desktop.views.administration_page import LISTS, AdministrationPage
from desktop.views.thread import PageName
from tests.integration.plain_server import PlainServer, http
from tests.support.keychain import MemoryKeychain
from tests.support.offices import Office


def administration(office: Office) -> AdministrationPage:
    office.window.go_to_screen(PageName.ADMINISTRATION)
    return office.page(AdministrationPage)


def kept(office: Office) -> ConnectionSettings:
    with office.store.read() as view:
        return connections.read(view)


def test_the_definition_is_shown_changed_and_saved_while_the_courier_waits(office: Office) -> None:
    office.system.set_fault("slow", delay=20)
    person = office.people()[0]
    office.contact().record.update_external_system()
    office.until(lambda: office.read(person).sync.state is SyncState.SENDING)
    page = administration(office).connection
    assert page.form.editor("name").value() == "crm"
    office.type_into(page.form.editor("timeout").as_widget(), "30")
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.until(lambda: "is saved" in page.form.message_bar.text())
    assert kept(office).timeout == 30
    assert office.read(person).sync.state is SyncState.SENDING
    deadline.cut_all()  # or else the end waits for it, too


def test_a_name_that_cannot_be_is_refused_in_words(office: Office) -> None:
    page = administration(office).connection
    office.type_into(page.form.editor("name").as_widget(), "two words")
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.until(lambda: "cannot name an external system" in page.form.problem("name"))
    page.read()
    office.settle()


def test_the_test_says_step_by_step_what_it_found(office: Office) -> None:
    page = administration(office).connection
    QTest.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    office.until(page.test_button.isEnabled)
    found = page.check_texts()
    assert [ok for ok, _ in found] == [True] * 7
    assert "definition, passed" in found[0][1]


def test_the_test_says_what_does_not_work(office: Office) -> None:
    office.system.set_fault("offline")
    page = administration(office).connection
    QTest.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    office.until(page.test_button.isEnabled)
    assert [text for ok, text in page.check_texts() if not ok and "refuses the connection" in text]


def test_a_password_goes_into_the_keychain_and_nowhere_else(office: Office, keychain: MemoryKeychain) -> None:
    page = administration(office).connection
    QTest.keyClicks(page.password, "kvarn-12")
    page.save()
    office.until(lambda: keychain.passwords == {("hearth", "crm"): "kvarn-12"})
    office.until(lambda: "keychain of this computer" in page.form.message_bar.text())
    assert page.password.text() == ""
    stored = Path(office.store.database.url.database or "")
    assert b"kvarn-12" not in stored.read_bytes()


def in_two_pieces(body: bytes, seconds: float) -> Callable[[socket.socket], None]:
    """Sends an answer so slowly that a person notices."""
    whole = http(body, "Content-Type: text/xml")

    def send(connection: socket.socket) -> None:
        connection.sendall(whole[:-2000])
        time.sleep(seconds)
        connection.sendall(whole[-2000:])

    return send


def test_a_wsdl_behind_a_token_is_read_in_sight_and_its_secret_goes_into_the_keychain(
    office: Office, keychain: MemoryKeychain
) -> None:
    wsdl = resources.path("wsdl/external-contact.wsdl").read_bytes()
    with PlainServer(in_two_pieces(wsdl, 1.2)) as server:
        page = administration(office).connection
        place = f"{server.address}/contact.wsdl"
        office.type_into(page.form.editor("contact_wsdl").as_widget(), f"{place}?token=geheim")
        office.type_into(page.form.editor("proxy").as_widget(), "http://agent@127.0.0.1:9")
        assert page.passwords.lines["proxy"].isVisible()
        assert not page.passwords.lines["certificate"].isVisible()
        QTest.keyClicks(page.passwords.lines["proxy"], "durch")
        page.form.editor("proxy").set_value(None)
        office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        office.until(page.reading.isVisible)
        office.until(lambda: "Fetching the WSDL" in page.reading.words.text())
        office.until(lambda: not page.reading.is_waiting)
    assert b"GET /contact.wsdl?token=geheim" in server.requests[0]
    assert kept(office).contact_wsdl == place
    assert page.form.editor("contact_wsdl").value() == place
    assert keychain.passwords == {
        ("hearth", "crm contact-wsdl"): f"{place}?token=geheim",
        ("hearth", "crm proxy"): "durch",
    }
    assert "keychain of this computer" in page.form.message_bar.text()
    assert b"geheim" not in Path(office.store.database.url.database or "").read_bytes()


def test_what_is_wrong_with_a_definition_is_said_beside_its_field(office: Office) -> None:
    page = administration(office).connection
    page.form.editor("auth").take_up("basic")
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.until(lambda: "needs a user" in page.form.problem("user"))
    assert kept(office).auth is Auth.NONE
    page.read()
    office.settle()


@pytest.mark.usefixtures("no_keychain")
def test_without_a_keychain_the_password_is_asked_for_and_kept_for_the_session(
    office: Office, tmp_path: Path
) -> None:
    with start(tmp_path / "locked.sqlite", user="agent07", password="kvarn-12") as locked:
        address = locked.household_address.removesuffix("/asi/household")
        with office.store.write() as unit:
            settings = ConnectionSettings("crm", address=address, auth=Auth.BASIC, user="agent07", timeout=10)
            connections.save(unit, settings)
        page = office.contact()
        page.record.update_external_system()
        office.until(office.window.password_bar.isVisible)
        QTest.keyClicks(office.window.password_bar.line, "kvarn-12")
        QTest.keyClick(office.window.password_bar.line, Qt.Key.Key_Return)
        office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
        assert office.window.password_bar.isHidden()


def test_a_value_is_added_to_a_list(office: Office) -> None:
    page = administration(office)
    page.tabs.setCurrentIndex(2)
    office.settle()
    assert page.tabs.current() == LISTS
    page.value_lists.choice.setCurrentText("HOUSEHOLD_SEGMENT")
    QTest.keyClicks(page.value_lists.new_value, "Houseboat")
    QTest.keyClick(page.value_lists.new_value, Qt.Key.Key_Return)
    office.settle()
    values = page.value_lists.values
    assert values.item(values.count() - 1).text() == "Houseboat"


def test_several_external_systems_are_defined_chosen_and_removed(office: Office) -> None:
    page = administration(office).connection
    QTest.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    office.settle()
    office.type_into(page.form.editor("name").as_widget(), "billing")
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.until(lambda: page.choice.count() == 2)
    assert [page.choice.itemText(at) for at in range(2)] == ["crm", "billing"]
    assert page.form.editor("name").value() == "billing"
    assert kept(office).name == "crm"
    QTest.mouseClick(page.remove_button, Qt.MouseButton.LeftButton)
    office.until(lambda: page.choice.count() == 1)
    assert page.form.editor("name").value() == "crm"
