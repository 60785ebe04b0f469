"""The page on which an administrator looks at a mapping and changes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.models.mapping_rows import Column
from desktop.store import connections, mappings
from desktop.store.types import RecordKind
from desktop.views.administration_page import MAPPING, AdministrationPage
from desktop.views.mapping_page import MappingPage
from desktop.views.thread import PageName
from tests.support import people_crm
from tests.support.offices import Office


def opened(office: Office) -> MappingPage:
    office.window.go_to_screen(PageName.ADMINISTRATION)
    page = office.page(AdministrationPage)
    page.tabs.chosen.emit(MAPPING)
    office.until(lambda: page.mapping.rows.rowCount() > 0)
    return page.mapping


def texts(page: MappingPage, column: Column) -> list[str]:
    rows = range(page.rows.rowCount())
    return [page.rows.index(place, column).data() for place in rows]


def test_a_line_is_found_changed_by_keyboard_and_saved(office: Office) -> None:
    page = opened(office)
    page.words.setFocus()
    QTest.keyClicks(page.words, "category")
    assert texts(page, Column.ELEMENT) == ["Category"]
    page.table.setCurrentIndex(page.rows.index(0, Column.DIRECTION))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(type(page.words))
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "out")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    office.until(lambda: page.rows.changes == (("category", "Category", "out"),))
    QTest.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    office.until(lambda: not page.rows.changes)
    with office.store.read() as view:
        kept = mappings.read(view, "crm", RecordKind.HOUSEHOLD)
    assert '"direction": "out"' in (kept.document or "")


def test_what_does_not_fit_is_said(office: Office, tmp_path: Path) -> None:
    with office.store.write() as unit:
        settings = connections.read(unit)
        connections.save(unit, replace(settings, contact_wsdl=people_crm.saved(tmp_path)))
    page = opened(office)
    page.kind.setCurrentIndex(1)
    office.until(lambda: "sourceSystem" in page.message_bar.text())
    assert page.accept_button.isHidden()


def test_a_rehearsal_is_shown_and_touches_nothing(office: Office) -> None:
    page = opened(office)
    page.record.setText("nobody")
    QTest.mouseClick(page.rehearse_button, Qt.MouseButton.LeftButton)
    office.until(lambda: "nobody" in page.message_bar.text())
    assert office.system.journal() == []
