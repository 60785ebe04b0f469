"""Every page and dialog in a language that nobody speaks, written from right to left.

No word bypasses the catalogue, none is cut off, and the window is mirrored without breaking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QTableView, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import language, resources
from desktop.integration.external_system import RunningExternalSystem
from desktop.settings import Settings
from desktop.store import connections
from desktop.store.store import open_store
from desktop.store.types import ConnectionSettings
from desktop.views import direction, keymap, theme, translations
from desktop.views.detail_page import DetailPage
from desktop.views.icons import pixmap
from desktop.views.key_sheet import KeySheet
from desktop.views.main_window import MainWindow
from desktop.views.outbox_page import OutboxPage
from desktop.views.support_dialog import SupportDialog
from desktop.views.thread import PageName
from tests.support import pseudo
from tests.support.offices import ADDRESS, HOUSEHOLD, PEOPLE, Office, make_home, running
from tests.support.records import furnish


@pytest.fixture
def spoken(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The pseudo-language, under the name of one that is written from right to left."""
    name = "he"
    catalogues = pseudo.put_into(tmp_path / "i18n", name)
    found = resources.path
    monkeypatch.setattr(
        resources, "path", lambda what: catalogues / what[5:] if what.startswith("i18n") else found(what)
    )
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    # Its words are those of the language in which an action first got its key.
    keymap.current.cache_clear()
    yield name
    keymap.current.cache_clear()
    translations.remove(qapp)
    language.speak("en")
    language.follow_names_of("en")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    theme.current().wear()
    QLocale.setDefault(before)


@pytest.fixture
def abroad(
    spoken: str, qtbot: QtBot, window_settings: Settings, external_system: RunningExternalSystem
) -> Iterator[Office]:
    """The office in that language, with something of everything."""
    with open_store(window_settings.store_url, who="agent07") as store:
        address = external_system.household_address.removesuffix("/asi/household")
        with store.write() as unit:
            connections.save(unit, ConnectionSettings("crm", address=address, timeout=10))
        home = make_home(store)
        with running(window_settings) as program:
            office = Office(program, store, external_system, home)
            with store.write() as unit:
                furnish(unit, home, office.people())
            yield office


class Walk:
    """A walk through the window that notes what is wrong with each page and dialog it comes by."""

    def __init__(self, office: Office, folder: Path) -> None:
        self._office = office
        self._folder = folder
        self.strange: set[str] = set()
        self.clipped: set[str] = set()
        self.overlapping: set[str] = set()
        self._data = _words(HOUSEHOLD, ADDRESS, PEOPLE, _KEPT)

    def look(self, name: str, whole: QWidget | None = None) -> None:
        self._office.settle()
        whole = whole or self._office.window
        whole.grab().save(str(self._folder / f"{name}.png"))
        self.strange |= {f"{name}: {each}" for each in pseudo.untranslated(whole, self._data)}
        self.clipped |= {f"{name}: {each}" for each in pseudo.clipped(whole)}
        self.overlapping |= {f"{name}: {each}" for each in pseudo.overlapping(whole)}

    def tabs(self, page: DetailPage, name: str) -> None:
        for number in range(page.tabs.count()):
            page.tabs.setCurrentIndex(number)
            self.look(f"{name}-{page.tabs.current()}")

    def dialog(self, dialog: QDialog, name: str) -> None:
        dialog.open()
        self.look(name, dialog)
        dialog.done(0)
        dialog.deleteLater()


# What the walk itself has put into the store, and what is called alike everywhere.
_KEPT = """
Yearly review of the household. Asked for a new card. Mortgage. Prefers letters. Never call before noon.
Moves to Uppsala in the spring. Home insurance. Savings plan. Card does not arrive. Statement in English.
Household insurance. Payment card. Copy of the passport. passport.pdf, agent07, crm, Hearth, http, soap
ExternalContactSynchronize, Signe Bergman, English, siebel, support.txt
"""


def _words(*data: object) -> set[str]:
    return {word.casefold() for each in data for word in re.findall(r"[A-Za-z]{3,}", str(each))}


def test_a_style_sheet_turns_its_sides_where_one_reads_from_the_right(qapp: QApplication) -> None:
    sheet = (
        "A { padding: 0 1px 2px 7px; } B { padding: 0 5px; padding-right: 24px; } C { top: 9px; right: 4px; }"
    )
    assert direction.turned(sheet) == sheet
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert direction.turned(sheet) == (
        "A { padding: 0 7px 2px 1px; } B { padding: 0 5px; padding-left: 24px; } C { top: 9px; left: 4px; }"
    )
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def is_mirrored(window: MainWindow, table: QTableView) -> None:
    """Sees that one reads from the right: where things stand, and which way the drawings point."""
    bar = window.thread_bar
    back, forward = (bar.findChild(QToolButton, f"thread_bar.{each}") for each in ("back", "forward"))
    assert back
    assert forward
    assert back.x() > forward.x() > window.line_mark.x()
    assert window.tabs.mapTo(window, QPoint()).x() > window.width() // 3
    pointing = pixmap("back", theme.tokens().text, 32, 1.0).toImage()
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert (
        pixmap("back", theme.tokens().text, 32, 1.0).toImage().flipped(Qt.Orientation.Horizontal) == pointing
    )
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert table.columnViewportPosition(0) > table.columnViewportPosition(1)


def test_every_word_comes_from_the_catalogue_and_has_its_room(abroad: Office, screenshots: Path) -> None:
    folder = screenshots / f"pseudo-{language.spoken()}"
    folder.mkdir(exist_ok=True)
    walk, office = Walk(abroad, folder), abroad
    page = office.households()
    walk.look("households")
    is_mirrored(office.window, page.list.table)
    walk.tabs(office.household(), "household")
    contact = office.contact()
    walk.tabs(contact, "contact")
    office.system.set_fault("offline")
    contact.record.update_external_system()
    office.until(contact.form.message_bar.isVisible)
    walk.look("contact-offline")
    office.window.go_to_screen(PageName.CONTACTS)
    walk.look("contacts")
    office.window.go_to_screen(PageName.OUTBOX)
    office.page(OutboxPage)
    walk.look("outbox")
    office.window.go_to_screen(PageName.ADMINISTRATION)
    office.settle()
    for number in range(3):
        office.window.current_page().tabs.setCurrentIndex(number)  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue] -- the page with tabs
        walk.look(f"administration-{number}")
    walk.dialog(KeySheet(office.window), "keys")
    walk.dialog(SupportDialog("support.txt", office.window), "support")
    assert (walk.strange, walk.clipped, walk.overlapping) == (set(), set(), set())
