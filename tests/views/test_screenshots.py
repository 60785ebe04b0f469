"""Every screen and dialog in each scheme, from empty to extreme: photographed, and looked at for all to use.

Nothing is cut off, out of sight, faint or without a name, and Tab goes as one reads.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget

from desktop import views
from desktop.views import theme
from desktop.views.thread import PageName
from desktop.views.tokens import Scheme
from tests.support import album
from tests.support.album import Size
from tests.support.every_view import every_view
from tests.support.legible import faint
from tests.support.listened import out_of_order, unspoken
from tests.support.looks import cut_off, out_of_sight, parts
from tests.support.offices import Office, lasting_office, make_home
from tests.views.conftest import PutUp


@pytest.fixture(scope="module")
def place(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, sqlite_model: Path
) -> Iterator[Office]:
    """The office whose views are looked at."""
    with lasting_office(tmp_path_factory.mktemp("office"), sqlite_model) as office:
        yield office
    # What is to be deleted later goes first: the theme dresses all there is.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.current().wear(Scheme.LIGHT)


LOOKS = (
    (Size.EXTREME, Scheme.LIGHT, (1366, 768)),
    (Size.SMALL, Scheme.DARK, (1920, 1080)),
    (Size.EMPTY, Scheme.CONTRAST, (960, 540)),  # 1920x1080 at 200 %
)


@pytest.mark.parametrize(("much", "scheme", "size"), LOOKS, ids=[str(each[0]) for each in LOOKS])
def test_every_view(
    place: Office, screenshots: Path, much: Size, scheme: Scheme, size: tuple[int, int]
) -> None:
    place.home = make_home(place.store)
    album.fill(place, much)
    theme.current().wear(scheme)
    place.window.resize(*size)
    folder = screenshots / f"{much}-{scheme}-{size[0]}"
    folder.mkdir(exist_ok=True)
    wrong: dict[str, list[str]] = {}
    met: set[type] = set()
    pages: set[PageName] = set()
    for name, shown in every_view(place, folder, empty=much is Size.EMPTY):
        picture = album.photograph(shown, folder / f"{name}.png")
        assert shown is not place.window or (picture.width(), picture.height()) == size
        wrong[name] = [*cut_off(shown), *out_of_sight(shown), *unspoken(shown), *out_of_order(shown)]
        wrong[name] += faint(shown, picture)
        met |= {kind for part in parts(shown) for kind in type(part).mro()}
        pages |= {each.page for each in place.window.thread_.entries}
    assert {name: found for name, found in wrong.items() if found} == {}
    if much is not Size.EMPTY:
        assert (names(kinds_of_widgets() - met), set(PageName) - pages) == ([], set())


def kinds_of_widgets() -> set[type]:
    """Returns all that a window of Hearth is made of, so that none is missing on the walk."""
    for module in pkgutil.iter_modules(views.__path__, f"{views.__name__}."):
        importlib.import_module(module.name)
    return {each for each in _kinds(QWidget) if each.__module__.startswith(views.__name__)}


def _kinds(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from _kinds(each)


def names(kinds: set[type]) -> list[str]:
    return sorted(each.__qualname__ for each in kinds)


def test_what_is_wrong_is_found(put_up: PutUp) -> None:
    """Whoever judges everything would otherwise not be missed if they saw nothing."""
    dialog = QDialog()
    words, field = QLabel("These words are long and pale", dialog), QLineEdit(dialog)
    words.setStyleSheet("color: #b0b0b0")
    words.setGeometry(20, 10, 60, 20)
    field.setGeometry(20, 40, 60, 20)
    put_up(dialog)
    picture = dialog.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert cut_off(dialog) == [words.text()]
    assert [each.startswith("QLabel: 'These") for each in faint(dialog, picture)] == [True]
    assert unspoken(dialog) == ["EditableText  has no name"]
    assert out_of_order(dialog) == ["QDialog is no Dialog"]
    words.move(dialog.width() - 30, 10)
    assert out_of_sight(dialog) == [words.text()]


def test_tab_goes_through_a_screen_in_the_order_in_which_it_is_read(place: Office) -> None:
    """From the top down, and once around: what is skipped or comes twice would be lost to the keyboard."""
    place.home = make_home(place.store)
    place.window.activateWindow()
    page = place.household()
    place.window.tabs.setFocus()
    met: list[str] = []
    while not met or met[-1] != place.window.tabs.objectName():
        QTest.keyClick(QApplication.focusWidget() or place.window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        met.append(focus.objectName())
        assert len(met) < 60
    assert len(set(met)) == len(met)
    in_order = ["button.action.go.search", "household_form.menu_button", "field.household_name",
                "field.type", "household.tabs", page.members.list.table.objectName()]  # fmt: skip
    assert [each for each in met if each in in_order] == in_order
