"""Every view of the window with a store of one size, one after the other, and pictures of all of them.

``python -m tests.support.album`` takes all pictures there are, and writes the gallery of the documents.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from desktop.store import children, members, records, sample
from desktop.store.store import open_store
from desktop.store.types import Ref
from desktop.store.unit import Unit
from desktop.views import theme
from desktop.views.hands import wait_until
from desktop.views.tokens import TOKENS, Scheme
from tests.support.every_view import every_view
from tests.support.offices import Office, lasting_office
from tests.support.records import contact, furnish, household

FOLDER = Path(__file__).parents[2] / "build" / "screens"
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstoneh"
SIZES = ((1366, 768), (1920, 1080))


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


def photograph(shown: QWidget, path: Path) -> QImage:
    """Takes a picture of what is shown, and returns what it has written."""
    picture = shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    picture.save(str(path), quality=80)  # which is quicker than small
    return picture


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
    for name, shown in every_view(office, folder, empty=empty):
        wait_until(lambda: False, 0.15)  # what slides in has arrived
        photograph(shown, folder / f"{name}.png")


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
