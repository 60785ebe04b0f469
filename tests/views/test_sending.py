"""What the window does while deliveries are under way, refused, lost, or kept for later."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.store import entities, lines, pick_lists, preferences, records
from desktop.store.types import DeliveryState, SyncState
from desktop.store.unit import iso
from desktop.views.detail_page import DetailPage
from tests.support.offices import Office, running


def update(office: Office, page: DetailPage) -> None:
    """Gives the command with its key."""
    page.form.focus_field(page.form._layout.shown[0])
    office.press(Qt.Key.Key_F9)


def click_way_out(office: Office, page: DetailPage) -> None:
    QTest.mouseClick(page.form.message_bar.buttons()[0], Qt.MouseButton.LeftButton)
    office.settle()


def test_offline_it_is_kept_and_goes_out_when_the_line_is_back(office: Office) -> None:
    office.system.set_fault("offline")
    page = office.contact()
    update(office, page)
    office.until(lambda: "Kept in the outbox" in page.form.message_bar.text())
    office.until(lambda: office.window.line_mark.text() == "Offline · 1 queued")
    assert office.read(office.people()[0]).sync.state is SyncState.QUEUED
    assert "Tried again " in page.form.sync_mark.toolTip()
    office.system.set_fault("normal")
    click_way_out(office, page)
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    office.until(lambda: office.window.line_mark.text() == "Online")
    assert office.arrived() == ["ExternalContactSynchronize"]


def test_it_goes_out_when_the_platform_says_that_the_network_is_back(office: Office) -> None:
    office.system.set_fault("offline")
    update(office, office.contact())
    office.until(lambda: office.window.line_mark.text() == "Offline · 1 queued")
    office.system.set_fault("normal")
    with office.store.write() as unit:
        table = entities.delivery
        unit.execute(sa.update(table).values(next_attempt=iso(unit.now + timedelta(minutes=5))))
    assert office.program.worker is not None
    office.program.worker._look_at_network(QNetworkInformation.Reachability.Online)
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    office.until(lambda: office.window.line_mark.text() == "Online")


def test_the_form_says_what_a_command_waits_for(office: Office) -> None:
    with office.store.write() as unit:
        preferences.put(unit, preferences.SENDING, preferences.Sending.BY_HAND)
    page = office.contact()
    update(office, page)
    office.until(lambda: page.form.sync_mark.toolTip().endswith("send it by hand."))
    office.program.operations.change(lambda unit: lines.pause(unit, unit.default_connection))
    office.until(lambda: "Paused by " in page.form.sync_mark.toolTip())
    assert office.arrived() == []


def test_offline_it_is_tried_again_without_anybody_asking(office: Office) -> None:
    office.system.set_fault("offline", delay=1)
    update(office, office.contact())
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)


def test_a_refused_value_is_shown_at_its_field_and_changes_nothing_here(office: Office) -> None:
    with office.store.write() as unit:
        pick_lists.add(unit, "HOUSEHOLD_CATEGORY", "Diamond")
        records.update(unit, office.home, {"category": "Diamond"})
    page = office.household()
    before = office.read(office.home)
    update(office, page)
    office.until_state(office.home, SyncState.REFUSED)
    office.until(lambda: bool(page.form.problem("category")))
    assert "does not know this value" in page.form.problem("category")
    office.settle()
    office.until(page.form.editor("category").as_widget().hasFocus)
    assert office.read(office.home).values == before.values


def test_a_lost_reply_is_asked_about_and_creates_once(office: Office) -> None:
    office.system.set_fault("reply-lost", times=1)
    update(office, office.contact())
    office.until_state(office.people()[0], SyncState.SYNCHRONIZED)
    assert office.arrived().count("ExternalContactSynchronize") == 1
    assert len(office.system.records("contact")) == 1


def test_two_commands_for_one_record_go_one_after_the_other(office: Office) -> None:
    office.system.set_fault("slow", delay=1, times=1)
    page = office.contact()
    update(office, page)
    office.system.wait_for(1)
    office.type_into(page.form.editor("alias").as_widget(), "Ngo")
    update(office, page)
    assert [each.state for each in office.waiting()] == [DeliveryState.SENDING, DeliveryState.QUEUED]
    office.until(lambda: not office.waiting())
    assert office.arrived() == ["ExternalContactSynchronize"] * 2
    assert [each.fields["Alias"] for each in office.system.records("contact")] == ["Ngo"]


def test_an_edit_of_another_field_while_sending_is_kept_and_pending(office: Office) -> None:
    office.send_households_alone()
    office.system.set_fault("slow", delay=1, times=1)
    page = office.household()
    update(office, page)
    office.system.wait_for(1)
    office.type_into(page.form.editor("household_size").as_widget(), "3")
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.until_state(office.home, SyncState.PENDING)
    kept = office.read(office.home).values
    assert (kept["household_size"], kept["category"]) == (3, "Gold")


def test_a_household_takes_along_the_members_that_are_not_known_there(office: Office) -> None:
    update(office, office.household())
    office.until_state(office.home, SyncState.SYNCHRONIZED)
    assert office.arrived() == ["ExternalContactSynchronize"] * 3 + ["ExternalHouseholdSynchronize"]
    assert {office.read(each).sync.state for each in office.people()} == {SyncState.SYNCHRONIZED}


def test_what_is_typed_and_said_of_something_else_stays_when_the_reply_comes(office: Office) -> None:
    office.send_households_alone()
    office.system.set_fault("slow", delay=1, times=1)
    page = office.household()
    update(office, page)
    office.system.wait_for(1)
    office.type_into(page.form.editor("household_size").as_widget(), "3")
    page.record.elsewhere.about()
    office.until(lambda: page.form.editor("category").value() == "Gold")
    office.until(lambda: not page.form.write_back_card.isHidden())
    office.settle()
    assert "Row id" in page.form.message_bar.text()
    assert page.form.editor("household_size").value() == 3
    assert page.form.is_dirty()


@pytest.mark.parametrize(("button", "category"), [("keep", "Platinum"), ("take", "Gold")])
def test_a_conflict_is_shown_with_both_values_and_settled_there(
    office: Office, button: str, category: str
) -> None:
    office.send_households_alone()
    office.system.set_fault("slow", delay=1, times=1)
    page = office.household()
    update(office, page)
    office.system.wait_for(1)
    page.form.editor("category").as_widget().setFocus()
    QTest.keyClicks(page.form.editor("category").as_widget(), "P")
    office.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    office.until_state(office.home, SyncState.CONFLICT)
    office.until(lambda: any(each.conflict for each in page.form.write_back_card.rows()))
    QTest.mouseClick(page.form.write_back_card.button("category", button), Qt.MouseButton.LeftButton)
    office.until(lambda: office.read(office.home).sync.state is not SyncState.CONFLICT)
    assert office.read(office.home).values["category"] == category


def test_a_change_of_the_reply_can_be_undone_on_the_card(office: Office) -> None:
    page = office.household()
    update(office, page)
    office.until(
        lambda: [each.key for each in page.form.write_back_card.rows()] == ["integration_id", "category"]
    )
    QTest.mouseClick(page.form.write_back_card.button("category"), Qt.MouseButton.LeftButton)
    office.until(lambda: office.read(office.home).values["category"] == "Silver")
    office.settle()
    assert [each.key for each in page.form.write_back_card.rows()] == ["integration_id"]
    assert page.form.editor("category").value() == "Silver"


def test_the_window_closes_while_a_delivery_is_under_way(office: Office, qtbot: QtBot) -> None:
    """The request is cut off and stays in doubt; the next start asks, and nothing is created twice."""
    office.system.set_fault("slow", delay=60)
    update(office, office.contact())
    office.system.wait_for(1)
    office.window.close()
    assert office.program.close()
    assert [each.in_doubt for each in office.waiting()] == [True]
    office.system.set_fault("normal")
    with running(office.program.settings) as again:
        office.until_state_in(again, office.people()[0], SyncState.SYNCHRONIZED)
    assert len(office.system.records("contact")) == 1
