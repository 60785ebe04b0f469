"""Import and Export in the window: columns are given fields, a trial changes nothing, and is taken back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from desktop.exchange import exporting
from desktop.exchange.exporting import Wish
from desktop.store import lists
from desktop.store.lists import ListQuery
from desktop.store.types import RecordKind
from desktop.views import theme
from desktop.views.actions import Act
from desktop.views.import_dialog import ImportDialog
from desktop.views.record_list_page import RecordListPage
from desktop.views.thread import PageName
from desktop.views.tokens import Scheme
from tests.support.offices import Office

_FILE = "Last Name,Vorname,birth_date,note\nLund,Ada,1980-02-03,rings twice\nEk,Bo,yesterday,\n"


def contacts(office: Office) -> int:
    with office.store.read() as view:
        return lists.count(view, ListQuery(RecordKind.CONTACT))


def contact_list(office: Office) -> RecordListPage:
    office.window.go_to_screen(PageName.CONTACTS)
    return office.page(RecordListPage)


def opened(office: Office, page: RecordListPage, file: Path) -> ImportDialog:
    """Chooses Import and a file, as a person does."""
    page.list.actions_of_record[Act.IMPORT].trigger()
    office.settle()
    chooser = page.list.findChild(QFileDialog, "file_dialog")
    assert chooser is not None
    chooser.fileSelected.emit(str(file))
    chooser.close()
    dialog = page.list.findChild(ImportDialog)
    assert dialog is not None
    office.until(dialog.take_in.isEnabled)
    return dialog


def press(office: Office, dialog: ImportDialog, button: QPushButton) -> str:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    office.until(dialog.progress.isHidden)
    office.settle()
    return dialog.said.text()


def test_a_file_is_tried_then_taken_in_then_taken_back(
    office: Office, tmp_path: Path, screenshots: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(_FILE)
    office.households().list.table.header.resizeSection(0, 333)
    page = contact_list(office)
    dialog = opened(office, page, file)
    meant = {"Last Name": "last_name", "Vorname": "", "birth_date": "birth_date", "note": ""}
    assert dialog.mapping() == meant
    first_name = dialog.fields[1]
    first_name.setCurrentIndex(first_name.findData("last_name"))
    assert not dialog.take_in.isEnabled()
    assert "Last Name" in dialog.said.text()
    first_name.setCurrentIndex(first_name.findData("first_name"))
    said = press(office, dialog, dialog.try_out)
    assert said.startswith("Would be added: 1, would be changed: 0, not taken: 1.")
    assert dialog.model.rowCount() == 1
    assert dialog.take_in.hasFocus()
    left = [dialog.model.index(0, at).data() for at in range(3)]
    assert left == ["3", "Birth Date", "Must be a date such as 2021-02-14 (was yesterday)"]
    assert contacts(office) == 3
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme.current().wear(scheme)
        dialog.grab().save(str(screenshots / f"import-{scheme}.png"))
    assert press(office, dialog, dialog.take_in).startswith("Added: 1, changed: 0, not taken: 1.")
    office.until(lambda: page.model.rowCount() == 4)
    QTest.mouseClick(dialog.take_back, Qt.MouseButton.LeftButton)
    dialog.reject()  # as Cancel and Esc do while something is done
    office.until(dialog.progress.isHidden)
    assert "Take Back goes on" in dialog.said.text()
    assert press(office, dialog, dialog.take_back) == "Taken back: 1."
    office.until(lambda: page.model.rowCount() == 3)
    dialog.reject()
    # The list of households was made anew since.
    assert office.households().list.table.header.sectionSize(0) == 333


def test_a_file_of_no_use_is_said_in_the_dialog(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "nothing.csv"
    file.touch()
    page = contact_list(office)
    page.files.take_in(str(file))
    dialog = page.list.findChild(ImportDialog)
    assert dialog is not None
    office.until(dialog.progress.isHidden)
    assert "empty" in dialog.said.text()
    assert not dialog.take_in.isEnabled()
    dialog.reject()


def test_what_the_list_shows_is_exported(office: Office, tmp_path: Path) -> None:
    page = contact_list(office)
    page.find_box.setText("last_name = Lindqvist")
    QTest.keyClick(page.find_box, Qt.Key.Key_Return)
    office.until(lambda: page.model.rowCount() == 1)
    page.list.actions_of_record[Act.EXPORT_LIST].trigger()
    office.settle()
    chooser = page.list.findChild(QFileDialog, "file_dialog")
    assert chooser is not None
    chooser.fileSelected.emit(str(tmp_path / "one.csv"))
    chooser.close()
    office.until(page.list.message_bar.isVisible)
    assert page.list.message_bar.text().endswith("one.csv: 1")
    text = (tmp_path / "one.csv").read_text()
    assert "Emil" in text
    assert "Ngozi" not in text
    # A place that cannot be written to is said over the list.
    page.files.put_out(str(tmp_path / "no" / "one.csv"))
    office.until(lambda: "cannot be written" in page.list.message_bar.text())


def test_a_stopped_export_leaves_the_file_that_was_there(office: Office, tmp_path: Path) -> None:
    there = tmp_path / "people.csv"
    there.write_text("before")
    assert exporting.put_out(office.store, Wish(there), lambda _done, _total: False) is None
    assert there.read_text() == "before"
    assert list(tmp_path.glob("*.part")) == []
