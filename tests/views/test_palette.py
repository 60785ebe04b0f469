"""Ctrl+K finds every record and every command by a few letters, and remembers where one was."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.store import records
from desktop.views import theme
from desktop.views.contact_page import ContactPage
from desktop.views.household_page import HouseholdPage
from desktop.views.palette import Palette
from desktop.views.thread import PageName
from desktop.views.tokens import Scheme
from tests.support.offices import Office


def palette(office: Office) -> Palette:
    office.households()
    office.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    office.until(lambda: office.window.findChild(Palette) is not None)
    return cast("Palette", office.window.findChild(Palette))


def look_for(office: Office, shown: Palette, text: str) -> list[str]:
    QTest.keyClicks(shown.box, text)
    QTest.qWait(120)
    office.settle()
    return [each.name for each in shown.entries()]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_a_contact_is_found_and_opened_by_keyboard(office: Office, screenshots: Path, scheme: Scheme) -> None:
    theme.current().wear(scheme)
    shown = palette(office)
    assert look_for(office, shown, "maj") == ["Maja Okafor-Lindqvist"]
    shown.grab().save(str(screenshots / f"palette-{scheme}.png"))
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert office.page(ContactPage).record.ref == office.people()[2]
    theme.current().wear(Scheme.LIGHT)


def test_the_arrow_keys_move_while_one_types(office: Office) -> None:
    shown = palette(office)
    names = look_for(office, shown, "okafor")
    QTest.keyClick(shown.box, Qt.Key.Key_Down)
    assert shown.list.currentIndex().data() == names[1]


@pytest.mark.parametrize("typed", ["Lindqist", "Lyndqvist", "Lindkvist"])
def test_a_typo_in_a_name_is_forgiven(office: Office, typed: str) -> None:
    assert "Emil Lindqvist" in look_for(office, palette(office), typed)


def test_a_number_in_any_notation_finds_its_contact(office: Office) -> None:
    with office.store.write() as unit:
        records.update(unit, office.people()[1], {"cellular_phone": "+46701234567"})
    assert look_for(office, palette(office), "070-123 45") == ["Emil Lindqvist"]


def test_a_command_is_found_with_its_key_and_done(office: Office) -> None:
    shown = palette(office)
    assert "Outbox" in look_for(office, shown, "outb")
    assert shown.entries()[0].detail == "Ctrl+3"
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    office.settle()
    here = office.window.thread_.here
    assert here is not None
    assert here.page is PageName.OUTBOX


def test_what_was_looked_at_last_stands_first(office: Office) -> None:
    office.household()
    shown = palette(office)
    assert shown.entries()[0].name == "Okafor-Lindqvist"
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert office.page(HouseholdPage).record.ref == office.home


def test_nonsense_finds_nothing_and_says_so(office: Office, screenshots: Path) -> None:
    shown = palette(office)
    assert look_for(office, shown, 'x"y*z(') == []
    assert "Nothing" in shown.said.text()
    QTest.keyClick(shown.box, Qt.Key.Key_Return)
    assert shown.isVisible()
