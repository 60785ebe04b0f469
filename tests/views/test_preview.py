"""Before anything leaves it can be seen what would change there, and sent from there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import children
from desktop.store.types import SyncState
from desktop.views.contact_page import ContactPage
from desktop.views.preview_dialog import PreviewDialog
from tests.support.offices import Office


def preview(office: Office, page: ContactPage) -> PreviewDialog:
    office.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    office.until(lambda: bool(page.findChildren(PreviewDialog)))
    return page.findChildren(PreviewDialog)[-1]


def test_what_was_changed_since_is_shown_and_sent(office: Office) -> None:
    page = office.contact()
    page.record.update_external_system()
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    with office.store.write() as unit:
        children.add(unit, office.people()[0], "personal_address", {"personal_city": "Lund"})
    page = office.contact()
    office.type_into(page.form.editor("job_title").as_widget(), "Midwife")
    dialog = preview(office, page)
    told = [tuple(each.values[name] for name in ("what", "there", "here")) for each in dialog.model.rows]
    assert told == [("Job Title", "(empty)", "Midwife"), ("Address Lund added", "", "Lund")]
    assert "This would change at crm" in dialog.sentence.text()
    QTest.mouseClick(dialog.send, Qt.MouseButton.LeftButton)
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    page.form.focus_field("last_name")
    again = preview(office, page)
    assert again.model.rowCount() == 0
    assert "holds all this already" in again.sentence.text()
    office.press(Qt.Key.Key_Escape)


def test_a_household_names_the_members_that_go_first(office: Office) -> None:
    page = office.household()
    page.record.preview()
    office.until(lambda: bool(page.findChildren(PreviewDialog)))
    sentence = page.findChildren(PreviewDialog)[0].sentence.text()
    assert "crm never told what it holds" in sentence
    assert "Going first: Ngozi Okafor, Emil Lindqvist, Maja Okafor-Lindqvist." in sentence
    assert office.arrived() == []
