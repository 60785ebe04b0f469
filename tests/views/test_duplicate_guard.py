"""Who is typed a second time is shown beside the form, and nobody is held up by it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.views import theme
from desktop.views.actions import Act
from desktop.views.contact_page import ContactPage
from desktop.views.form import FormApplet
from desktop.views.record_list_page import RecordListPage
from desktop.views.thread import PageName
from desktop.views.tokens import Scheme
from tests.support.offices import Office


def contacts(office: Office) -> RecordListPage:
    office.window.go_to_screen(PageName.CONTACTS)
    return office.page(RecordListPage)


def type_name(office: Office, form: FormApplet, first: str, last: str) -> None:
    office.type_into(form.editor("last_name").as_widget(), last)
    office.type_into(form.editor("first_name").as_widget(), first)
    QTest.qWait(400)
    office.settle()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_agent_opens_who_is_here_instead(office: Office, screenshots: Path, scheme: Scheme) -> None:
    theme.current().wear(scheme)
    page = contacts(office)
    page.new()
    type_name(office, page.form, "Ngosi", "Okafor")
    card = page.form.likely_matches
    assert [each.ref for each in card.matches()] == [office.people()[0]]
    office.shot(screenshots, f"likely-matches-{scheme}")
    button = card.button(0)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert office.page(ContactPage).record.ref == office.people()[0]
    assert len(office.people()) == 3
    theme.current().wear(Scheme.LIGHT)


def test_somebody_else_of_the_same_name_is_made_all_the_same(office: Office) -> None:
    page = contacts(office)
    page.new()
    type_name(office, page.form, "Ngozi", "Okafor")
    page.form.likely_matches.close_card()
    type_name(office, page.form, "Ngozi", "Okaford")
    assert page.form.likely_matches.isHidden()
    page.form.actions_of_record[Act.SAVE].trigger()
    office.settle()
    assert page.record.ref not in {None, *office.people()}


def test_a_stranger_is_not_likened_to_anybody(office: Office) -> None:
    page = contacts(office)
    page.new()
    type_name(office, page.form, "Ada", "Bauer")
    assert page.form.likely_matches.isHidden()


def test_a_new_member_who_is_here_already_joins_the_household(office: Office) -> None:
    person = office.people()[2]
    office.window.go_to_screen(PageName.HOUSEHOLDS)
    lists = office.page(RecordListPage)
    lists.new()
    office.type_into(lists.form.editor("household_name").as_widget(), "Bauer")
    lists.form.actions_of_record[Act.SAVE].trigger()
    office.settle()
    assert lists.record.ref is not None
    office.home = lists.record.ref
    pane = office.household().members
    pane.new()
    type_name(office, pane.form, "Maia", "Okafor-Lindqvist")
    pane.form.likely_matches.button(0).click()
    office.settle()
    assert office.people() == [person]
