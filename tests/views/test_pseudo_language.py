"""Every page and dialog in a language that nobody speaks, written from right to left.

No word bypasses the catalogue, none is cut off, and the window is mirrored without breaking.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from desktop import language, resources
from desktop.integration.external_system import RunningExternalSystem
from desktop.settings import Settings
from desktop.store import connections
from desktop.store.store import open_store
from desktop.store.types import ConnectionSettings
from desktop.views import direction, keymap, theme, translations
from desktop.views.icons import pixmap
from desktop.views.main_window import MainWindow
from tests.support import pseudo
from tests.support.album import photograph
from tests.support.every_view import every_view
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


# What the walk itself has put into the store, and what is called alike everywhere.
_KEPT = """
Yearly review of the household. Asked for a new card. Mortgage. Prefers letters. Never call before noon.
Moves to Uppsala in the spring. Home insurance. Savings plan. Card does not arrive. Statement in English.
Household insurance. Payment card. Copy of the passport. passport.pdf, agent07, crm, Hearth, http, soap
ExternalContactSynchronize, Signe Bergman, English, siebel, support.txt, Nan, Nana, Nanette, Nurse, Midwife
Doctor, status = Active, people.csv, last_name, first_name, home_phone, Shoe size
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
    assert window.tabs.mapTo(window, window.tabs.tabRect(0).topLeft()).x() > window.width() // 2
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
    known = _words(HOUSEHOLD, ADDRESS, PEOPLE, _KEPT)
    wrong: dict[str, list[str]] = {}
    for name, shown in every_view(abroad, folder):
        photograph(shown, folder / f"{name}.png")
        wrong[name] = [*pseudo.untranslated(shown, known), *pseudo.clipped(shown), *pseudo.overlapping(shown)]
    assert {name: found for name, found in wrong.items() if found} == {}
    is_mirrored(abroad.window, abroad.households().list.table)
