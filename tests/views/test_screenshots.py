"""Every view in each scheme, from empty to extreme: photographed, nothing cut off, nothing without a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.views import theme
from desktop.views.tokens import Scheme
from tests.support import album
from tests.support.album import Size
from tests.support.looks import cut_off, nameless, out_of_sight
from tests.support.offices import Office, lasting_office, make_home


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
    (Size.EMPTY, Scheme.CONTRAST, (1366, 768)),
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
    for name, shown in album.every_view(place, empty=much is Size.EMPTY):
        picture = QImage(str(album.photograph(place, name, shown, folder)))
        assert shown is not place.window or (picture.width(), picture.height()) == size
        wrong[name] = cut_off(shown) + out_of_sight(shown) + nameless(shown)
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(wrong) >= (25 if much is Size.EMPTY else 40)


def test_tab_goes_through_a_screen_in_the_order_in_which_it_is_read(place: Office) -> None:
    """From the top down, and once around: what is skipped or comes twice would be lost to the keyboard."""
    place.home = make_home(place.store)
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
