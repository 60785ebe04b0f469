"""Every view of the window with a store of one size, one after the other, and pictures of all of them.

``python -m tests.support.album`` takes all pictures there are, and writes the gallery of the documents.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.store import children, members, records, sample
from desktop.store.store import open_store
from desktop.store.types import Ref
from desktop.store.unit import Unit
from desktop.views import theme
from desktop.views.actions import Act
from desktop.views.administration_page import AdministrationPage
from desktop.views.detail_page import DetailPage
from desktop.views.hands import wait_until
from desktop.views.outbox_page import OutboxPage
from desktop.views.owned_pane import OwnedPane
from desktop.views.thread import PageName
from desktop.views.tokens import TOKENS, Scheme
from tests.support.offices import Office, lasting_office
from tests.support.records import contact, furnish, household

FOLDER = Path(__file__).parents[2] / "build" / "screens"
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstoneh"
SIZES = ((1366, 768), (1920, 1080))
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Size(StrEnum):
    """How much there is to see."""

    EMPTY = "empty"
    SMALL = "small"
    LARGE = "large"
    EXTREME = "extreme"


def fill(office: Office, size: Size) -> None:
    """Lets the office's household have as much as ``size`` says."""
    if size is Size.EMPTY:
        with office.store.write() as unit:
            office.home = household(unit, "Nobody Yet")
        return
    if size is Size.LARGE:
        sample.fill(office.store, households=1500)
    with office.store.write() as unit:
        _FILL[size](unit, office.home, office.people())


def every_view(office: Office, *, empty: bool = False) -> Iterator[tuple[str, QWidget]]:
    """Goes to each view and dialog in turn, and gives its name and the window that shows it."""
    window = office.window
    page = office.households()
    page.model.ask(page.model.query)
    office.settle()
    page.record.show(office.home)
    yield "households", window
    page.list.table.setFocus()
    office.press(Qt.Key.Key_Q, _ALT)
    yield "households-query", window
    office.press(Qt.Key.Key_Escape)
    yield from _tabs(office, office.household(), "household")
    if not empty:
        yield from _of_contact(office)
    window.go_to_screen(PageName.CONTACTS)
    yield "contacts", window
    yield from _screens(office)
    office.system.set_fault("normal")
    yield from _dialogs(office)


def _of_contact(office: Office) -> Iterator[tuple[str, QWidget]]:
    page = office.contact()
    pane = page.panes("activities")[0]
    assert isinstance(pane, OwnedPane)
    pane.new()
    yield "contact-new-activity", office.window
    pane.undo()
    yield from _tabs(office, page, "contact")
    office.system.set_fault("offline")
    page.record.update_external_system()
    office.until(page.form.message_bar.isVisible)
    yield "contact-offline", office.window


def _tabs(office: Office, page: DetailPage, name: str) -> Iterator[tuple[str, QWidget]]:
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        yield f"{name}-{page.tabs.current().replace('_', '-')}", office.window
    page.tabs.setCurrentIndex(1)


def _screens(office: Office) -> Iterator[tuple[str, QWidget]]:
    office.window.go_to_screen(PageName.OUTBOX)
    office.page(OutboxPage)
    yield "outbox", office.window
    office.window.go_to_screen(PageName.ADMINISTRATION)
    administration = office.page(AdministrationPage)
    for number in range(administration.tabs.count()):
        administration.tabs.setCurrentIndex(number)
        yield f"administration-{administration.tabs.current()}", office.window
    administration.tabs.setCurrentIndex(0)


def _dialogs(office: Office) -> Iterator[tuple[str, QWidget]]:
    page = office.household()
    page.members.list.actions_of_record[Act.ADD].trigger()
    yield from _dialog(office, "add-contacts")
    page.form.focus_field("household_name")
    office.press(Qt.Key.Key_F1)
    yield from _dialog(office, "keys")
    office.window.search_asked.emit()
    office.settle()
    QTest.keyClicks(QApplication.focusWidget() or office.window, "okafor")
    yield from _dialog(office, "search")


def _dialog(office: Office, name: str) -> Iterator[tuple[str, QWidget]]:
    office.settle()
    dialog = (
        QApplication.activeModalWidget() or QApplication.activePopupWidget() or QApplication.activeWindow()
    )
    assert dialog is not None
    yield name, dialog
    if isinstance(dialog, QDialog):
        dialog.reject()
    elif dialog is not office.window:
        dialog.close()
    office.window.activateWindow()
    office.settle()


def photograph(office: Office, name: str, shown: QWidget, folder: Path) -> Path:
    """Takes a picture of what is shown, at rest."""
    office.settle()
    path = folder / f"{name}.png"
    shown.grab().save(str(path), quality=80)  # which is quicker than small
    return path


# --- What there is to see ---------------------------------------------------------------------------------


def _furnish_large(unit: Unit, home: Ref, people: list[Ref]) -> None:
    furnish(unit, home, people)
    for number in range(40):
        person = contact(unit, "Okafor", f"Cousin {number + 1}")
        members.add(unit, home, person, relationship="Other", entered="2022-06-01")
        children.add(unit, person, "note", {"note": f"Came along with the family, number {number + 1}."})
        children.add(unit, people[0], "activity", {"description": f"Call number {number + 1}"})


def _furnish_extreme(unit: Unit, home: Ref, people: list[Ref]) -> None:
    records.update(unit, home, {"household_name": LONG, "income": "99999999999999999.99", "revenue": "-0.01"})
    long = {"last_name": LONG, "first_name": LONG, "email_address": f"{LONG[:36]}@example.com"}
    records.update(unit, people[0], long)
    furnish(unit, home, people)
    children.add(unit, people[0], "note", {"note": "Ж" * 3900})
    children.add(unit, people[0], "service_request", {"summary": "Why " * 60})


_FILL: dict[Size, Callable[[Unit, Ref, list[Ref]], None]] = {
    Size.SMALL: furnish,
    Size.LARGE: _furnish_large,
    Size.EXTREME: _furnish_extreme,
}


# --- All pictures -----------------------------------------------------------------------------------------


def take(size: Size, scale: str) -> None:
    """Takes the pictures of every view with one store, in each scheme and size of the window."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.db"
        open_store(f"sqlite:///{model}").close()
        with lasting_office(Path(folder), model) as office:
            fill(office, size)
            for scheme in TOKENS:
                for width, height in SIZES if scale == "1" else SIZES[:1]:
                    place = FOLDER / f"{size}-{scheme}-{width}x{height}{'' if scale == '1' else '-200'}"
                    _take_all(office, scheme, (width, height), place, empty=size is Size.EMPTY)


def _take_all(office: Office, scheme: Scheme, size: tuple[int, int], folder: Path, *, empty: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    theme.current().wear(scheme)
    office.window.resize(*size)
    for name, shown in every_view(office, empty=empty):
        wait_until(lambda: False, 0.15)  # what slides in has arrived
        photograph(office, name, shown, folder)


def main(*arguments: str) -> None:
    """Takes all pictures, each store and scale in a process of its own."""
    if arguments:
        take(Size(arguments[0]), arguments[1])
        return
    from tests.support import screens_page

    for scale in ("1", "2"):
        for size in Size:
            sys.stdout.write(f"{size}, {scale}00 %\n")
            environment = {**os.environ, "QT_SCALE_FACTOR": scale}
            command = [sys.executable, "-m", "tests.support.album", size, scale]
            subprocess.run(command, env=environment, check=True)
    screens_page.write()


if __name__ == "__main__":
    main(*sys.argv[1:])
