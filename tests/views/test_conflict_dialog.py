"""Conflicts side by side: one field or all, mine, theirs or another value; the loser stays in History."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import conflicts, families, outbox
from desktop.store.types import (
    Decision,
    DeliveryState,
    FieldConflict,
    Origin,
    Outcome,
    Question,
    SyncState,
)
from desktop.views.actions import Act
from desktop.views.conflict_dialog import ConflictDialog
from desktop.views.contact_page import ContactPage
from desktop.views.outbox_page import OutboxPage
from desktop.views.thread import PageName
from tests.support.offices import Office
from tests.support.records import put_in_conflict

LEFT = Qt.MouseButton.LeftButton
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def in_conflict(office: Office) -> ContactPage:
    """The page of a contact with two fields in conflict."""
    put_in_conflict(office.store, office.people()[0])
    return office.contact()


def opened(office: Office) -> ConflictDialog:
    office.until(lambda: bool(office.window.findChildren(ConflictDialog)))
    dialog = office.window.findChildren(ConflictDialog)[-1]
    office.until(lambda: dialog.model.rowCount() == 2)
    office.settle()
    return dialog


def by_key(office: Office, page: ContactPage) -> ConflictDialog:
    page.form.focus_field("last_name")
    office.press(Qt.Key.Key_J, CTRL | ALT)
    return opened(office)


def test_all_three_values_stand_side_by_side_with_who_and_when(
    office: Office, in_conflict: ContactPage
) -> None:
    dialog = by_key(office, in_conflict)
    values = dialog.model.rows[0].values
    assert [values[name] for name in ("field", "base", "mine", "theirs")] == [
        "Alias",
        "Nana",
        "Nan",
        "Nanette",
    ]
    assert str(values["by"]).startswith("agent07, ")
    assert values["came"]


def test_fields_are_settled_one_by_one_by_keyboard(office: Office, in_conflict: ContactPage) -> None:
    by_key(office, in_conflict)
    office.press(Qt.Key.Key_1, CTRL | ALT)
    office.press(Qt.Key.Key_2, CTRL | ALT)
    office.press(Qt.Key.Key_Return, CTRL)
    office.until(lambda: office.read(office.people()[0]).sync.state is SyncState.PENDING)
    kept = office.read(office.people()[0]).values
    assert (kept["alias"], kept["job_title"]) == ("Nan", "Doctor")
    told = [(each.field, each.before, each.after) for each in office.history(office.people()[0])]
    assert ("job_title", "Midwife", "Doctor") in told


def test_all_are_taken_by_mouse_from_the_card(office: Office, in_conflict: ContactPage) -> None:
    card = in_conflict.form.write_back_card
    office.until(card.isVisible)
    QTest.mouseClick(card.compare, LEFT)
    dialog = opened(office)
    QTest.mouseClick(dialog.list.button(Act.TAKE_ALL_THEIRS), LEFT)
    QTest.mouseClick(dialog.settle, LEFT)
    office.until(lambda: office.read(office.people()[0]).values["alias"] == "Nanette")
    office.until(lambda: in_conflict.form.editor("alias").value() == "Nanette")
    office.until(card.isHidden)


def test_another_value_can_stay_and_the_rest_waits(office: Office, in_conflict: ContactPage) -> None:
    dialog = by_key(office, in_conflict)
    assert dialog.editor is not None
    office.type_into(dialog.editor.as_widget(), "Nannie")
    QTest.mouseClick(dialog.use_other, LEFT)
    assert dialog.model.rows[0].values["stays"] == "Nannie"
    QTest.mouseClick(dialog.settle, LEFT)
    office.until(lambda: dialog.model.rowCount() == 1)
    assert office.read(office.people()[0]).values["alias"] == "Nannie"
    with office.store.read() as view:
        assert [each.field for each in conflicts.waiting(view)] == ["job_title"]
    office.press(Qt.Key.Key_Escape)


def test_a_record_that_is_gone_there_asks_in_words(office: Office) -> None:
    """Whoever would have it deleted here reads that before; by keyboard it is made anew there."""
    ref = office.people()[0]
    page = office.contact()
    with office.store.write() as unit:
        families.command(unit, ref)
        asked = FieldConflict("", "Ngozi Okafor", "Ngozi Okafor", None, question=Question.REMOVED_THERE)
    with office.store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    with office.store.write(Origin.REPLY) as unit:
        gone = Outcome(DeliveryState.CONFLICT, decision=Decision(conflicts=(asked,)))
        outbox.settle(unit, held, gone)
    page.record.show(ref)
    card = page.form.write_back_card
    office.until(card.isVisible)
    assert card.button("record", "take").text() == "Delete it here, too"
    page.form.focus_field("last_name")
    office.press(Qt.Key.Key_J, CTRL | ALT)
    office.until(lambda: bool(office.window.findChildren(ConflictDialog)))
    dialog = office.window.findChildren(ConflictDialog)[-1]
    office.until(lambda: dialog.model.rowCount() == 1)
    assert not dialog.use_other.isVisible()
    office.press(Qt.Key.Key_1, CTRL | ALT)
    assert dialog.model.rows[0].values["stays"] == "Keep it, and create it anew there"
    office.press(Qt.Key.Key_Return, CTRL)
    office.until_state(ref, SyncState.SYNCHRONIZED)
    assert [each.fields["Id"] for each in office.system.records("contact")] == [ref.id]


def test_the_outbox_leads_to_the_conflict(office: Office, in_conflict: ContactPage) -> None:
    assert in_conflict
    office.window.go_to_screen(PageName.OUTBOX)
    page = office.page(OutboxPage)
    office.until(lambda: page.model.entry(0) is not None)
    QTest.mouseClick(page.list.button(Act.SETTLE), LEFT)
    assert opened(office).model.rowCount() == 2


def test_an_agent_who_looks_elsewhere_is_told(office: Office) -> None:
    heard: list[tuple[str, str]] = []
    assert office.program.notices is not None
    office.program.notices.told.connect(lambda title, text: heard.append((title, text)))
    office.contact()
    office.window.hide()
    put_in_conflict(office.store, office.people()[0])
    with office.store.read() as view:
        delivery = next(iter(outbox.waiting(view))).id
    office.program.operations.change(lambda unit: unit.note_delivery(delivery))
    office.until(lambda: bool(heard))
    assert heard[0][0] == "Conflict: Ngozi Okafor"
