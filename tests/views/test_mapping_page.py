"""The page on which an administrator looks at a mapping and changes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QTableView, QWidget

from desktop.models.mapping_rows import Column
from desktop.store import attempts, connections, mappings, records
from desktop.store.types import RecordKind, SyncState
from desktop.views.administration_page import MAPPING, AdministrationPage
from desktop.views.codes_dialog import CodesDialog
from desktop.views.constants_dialog import ConstantsDialog
from desktop.views.mapping_page import MappingPage
from desktop.views.questions_dialog import QuestionsDialog
from desktop.views.thread import PageName
from tests.integration.plain_server import PlainServer, http
from tests.support import people_crm
from tests.support.offices import Office

D = TypeVar("D", bound=QDialog)
LEFT = Qt.MouseButton.LeftButton
REPLY = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><upsertPersonResponse'
    ' xmlns="urn:people"><result><person><personId>P-7</personId><externalRef>{id}</externalRef><name>'
    "<surname>Okafor-Berg</surname></name></person></result></upsertPersonResponse></e:Body></e:Envelope>"
)


def administration(office: Office) -> AdministrationPage:
    office.window.go_to_screen(PageName.ADMINISTRATION)
    return office.page(AdministrationPage)


def opened(office: Office) -> MappingPage:
    page = administration(office)
    page.tabs.chosen.emit(MAPPING)
    rest(office, page.mapping)
    return page.mapping


def rest(office: Office, page: MappingPage) -> None:
    """Waits until all that was asked has been laid out."""
    office.settle()
    office.until(lambda: page.table.isEnabled() and not page.reading.is_waiting and page.rows.rowCount() > 0)


def choose(office: Office, page: MappingPage, box: QComboBox, text: str) -> None:
    box.setCurrentText(text)
    box.activated.emit(box.currentIndex())
    rest(office, page)


def dialog(office: Office, kind: type[D]) -> D:
    office.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def row(page: MappingPage, name: str) -> int:
    return next(at for at in range(page.rows.rowCount()) if getattr(page.rows.row(at), "name", "") == name)


def cell(page: MappingPage, name: str, column: Column) -> str:
    return str(page.rows.index(row(page, name), column).data())


def edit(page: MappingPage, name: str, column: Column, text: str) -> None:
    """Types into a cell as a person does: F2, the text, Enter."""
    page.table.setFocus()
    page.table.setCurrentIndex(page.rows.index(row(page, name), column))
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    editor = editor_of(page.table)
    typing = editor.lineEdit() if editor.isEditable() else editor
    assert isinstance(typing, QWidget)
    QTest.keyClicks(typing, text)
    QTest.keyClick(typing, Qt.Key.Key_Return)


def editor_of(table: QTableView) -> QComboBox:
    return next(each for each in table.viewport().findChildren(QComboBox) if each.isVisible())


def test_a_line_is_found_changed_by_keyboard_and_saved(office: Office) -> None:
    page = opened(office)
    QTest.keyClicks(page.words, "category")
    assert [cell(page, "category", column) for column in Column][1:4] == ["Category", "Both ways", "string"]
    edit(page, "category", Column.DIRECTION, "Out")
    rest(office, page)
    assert page.rows.changes.all() == (("direction", "category", "out"),)
    QTest.mouseClick(page.undo_button, LEFT)
    rest(office, page)
    assert cell(page, "category", Column.DIRECTION) == "Both ways"
    edit(page, "category", Column.DIRECTION, "Out")
    rest(office, page)
    # Whoever goes elsewhere saves.
    administration(office).tabs.setCurrentIndex(0)
    office.until(lambda: not page.rows.changes)
    with office.store.read() as view:
        kept = mappings.read(view, "crm", RecordKind.HOUSEHOLD)
    assert '"direction": "out"' in (kept.document or "")


def test_a_crm_of_other_words_is_named_mapped_rehearsed_and_sent_to(office: Office, tmp_path: Path) -> None:
    person = office.people()[0]
    with office.store.write() as unit:
        records.update(unit, person, {"gender": "F"})
    with PlainServer(http(REPLY.format(id=person.id).encode(), "Content-Type: text/xml")) as server:
        office.send_households_alone()
        pages = administration(office)
        form = pages.connection.form
        office.type_into(form.editor("contact_wsdl").as_widget(), people_crm.saved(tmp_path))
        office.type_into(form.editor("address").as_widget(), server.address)
        office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        office.until(lambda: "nothing can be sent" in form.message_bar.text())
        QTest.mouseClick(form.message_bar.buttons()[0], LEFT)
        page = pages.mapping
        rest(office, page)
        choose(office, page, page.kind, "Contact")
        assert (page.operation.currentText(), page.record.currentText()) == ("upsertPerson", "person")
        _give_constants(office, page)
        _change_lines(office, page)
        _ask_otherwise(office, page)
        QTest.mouseClick(page.save_button, LEFT)
        rest(office, page)
        assert not page.rows.changes
        _rehearse(office, page, tmp_path)
        office.contact().record.update_external_system()
        office.until_state(person, SyncState.SYNCHRONIZED)
    for sent in (b"sourceSystem>HEARTH<", b"tenant>T1<", b"sex>U<", b"zip>Kvarngatan 12<"):
        assert sent in server.requests[0]
    assert office.read(person).values["last_name"] == "Okafor-Berg"
    assert office.read(person).values["integration_id"] == "P-7"


def _give_constants(office: Office, page: MappingPage) -> None:
    """Says what the WSDL demands and nothing fills, and the tenant beside the record."""
    assert "sourceSystem: The WSDL demands it" in page.message_bar.text()
    QTest.mouseClick(page.message_bar.buttons()[0], LEFT)
    asked = dialog(office, ConstantsDialog)
    assert [each.element.currentText() for each in asked.lines] == ["sourceSystem"]
    office.until(asked.lines[0].text.hasFocus)
    QTest.keyClicks(asked.lines[0].text, "HEARTH")
    QTest.mouseClick(asked.add, LEFT)
    asked.lines[1].element.setCurrentIndex(asked.lines[1].element.findData("/tenant"))
    QTest.keyClicks(asked.lines[1].text, "T1")
    QTest.keyClick(asked.lines[1].text, Qt.Key.Key_Return)
    rest(office, page)
    assert page.message_bar.isHidden()


def _change_lines(office: Office, page: MappingPage) -> None:
    """Moves a list's field, makes a mistake and mends it, and says what a value is called."""
    street = "personal_address.personal_street_address"
    edit(page, street, Column.ELEMENT, "nowhere")
    rest(office, page)
    assert "There is no element nowhere" in page.message_bar.text()
    assert "no element nowhere" in cell(page, street, Column.FINDINGS)
    edit(page, street, Column.ELEMENT, "zip")
    rest(office, page)
    edit(page, "personal_address.personal_postal_code", Column.ELEMENT, " ")
    rest(office, page)
    assert page.message_bar.isHidden()
    page.table.setCurrentIndex(page.rows.index(row(page, "gender"), Column.VALUES))
    QTest.mouseClick(page.codes_button, LEFT)
    asked = dialog(office, CodesDialog)
    asked.boxes["F"].setEditText("U")
    QTest.mouseClick(asked.take, LEFT)
    rest(office, page)
    assert "F → U" in cell(page, "gender", Column.VALUES)


def _ask_otherwise(office: Office, page: MappingPage) -> None:
    QTest.mouseClick(page.questions_button, LEFT)
    asked = dialog(office, QuestionsDialog)
    assert (asked.by_id.currentText(), asked.argument.text()) == ("getPerson", "personId")
    asked.by_example.setEditText("")
    QTest.mouseClick(asked.take, LEFT)
    rest(office, page)
    assert ("by_example", "", "") in page.rows.changes.all()


def _rehearse(office: Office, page: MappingPage, folder: Path) -> None:
    """Plays a sending against the built-in external system, and against a reply that names somebody else."""
    QTest.mouseClick(page.rehearse_button, LEFT)
    played = page.dialogs.rehearsal
    assert played is not None
    played.record.setText(office.people()[0].id)
    QTest.keyClick(played.record, Qt.Key.Key_Return)
    office.until(lambda: "would be delivered" in played.sentence.text())
    assert "sourceSystem>HEARTH" in played.request.text()
    assert [each.values["what"] for each in played.model.rows] == ["Integration Id"]
    recorded = folder / "recorded.xml"
    recorded.write_text(REPLY.format(id="SOMEBODY"), encoding="utf-8")
    played.answered.setCurrentIndex(1)
    played.file.setText(str(recorded))
    QTest.mouseClick(played.play, LEFT)
    office.until(lambda: "another contact" in played.sentence.text())
    played.record.setText("nobody")
    QTest.mouseClick(played.play, LEFT)
    office.until(lambda: "nobody" in played.message_bar.text())
    played.reject()
    with office.store.read() as view:
        assert attempts.headings(view, office.people()[0], 5) == []


def test_another_operation_is_proposed_anew_and_a_changed_wsdl_is_agreed_to(
    office: Office, tmp_path: Path
) -> None:
    with office.store.write() as unit:
        settings = connections.read(unit)
        connections.save(unit, replace(settings, contact_wsdl=people_crm.saved(tmp_path)))
    page = opened(office)
    choose(office, page, page.kind, "Contact")
    choose(office, page, page.operation, "findPersons")
    assert page.record.currentText() == "person"
    assert page.rows.changes.all() == (("begin", "findPersons", ""),)
    QTest.mouseClick(page.undo_button, LEFT)
    rest(office, page)
    assert page.operation.currentText() == "upsertPerson"
    QTest.mouseClick(page.save_button, LEFT)
    rest(office, page)
    people_crm.saved(tmp_path, people_crm.TEXT.replace('"p:Sex" minOccurs="0"', '"p:Sex"'))
    page.visit()
    office.until(page.accept_button.isVisible)
    assert "Person/sex" in page.message_bar.text()
    QTest.mouseClick(page.accept_button, LEFT)
    rest(office, page)
    assert page.accept_button.isHidden()
    QTest.mouseClick(page.reset_button, LEFT)
    QTest.mouseClick(page.message_bar.buttons()[0], LEFT)
    rest(office, page)
    assert not page.reset_button.isEnabled()
