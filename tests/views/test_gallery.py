"""Every part in every condition: photographed in each scheme, nothing cut off, nothing without a name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.theme import Theme
from desktop.views.tokens import TOKENS, Density, Scheme
from tests.support.looks import cut_off, parts
from tests.views import gallery

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=gallery.EXHIBITS)
def exhibit(request: pytest.FixtureRequest, dressed: Theme, qtbot: QtBot) -> QWidget:
    """One exhibit after the other, shown in its size."""
    assert dressed.resolved() is Scheme.LIGHT
    make, size = gallery.EXHIBITS[request.param]
    widget = make()
    qtbot.addWidget(widget)
    widget.resize(size)
    widget.show()
    return widget


def accessible_name(widget: QWidget) -> str:
    """Returns what a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def takes_focus(widget: QWidget) -> bool:
    """Tells whether the keyboard can come to a widget by itself."""
    if isinstance(widget, QAbstractScrollArea) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return False
    return (
        widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled() and widget.focusProxy() is None
    )


def test_whatever_takes_the_focus_has_a_name(exhibit: QWidget) -> None:
    nameless = [part for part in parts(exhibit) if takes_focus(part) and not accessible_name(part).strip()]
    assert [f"{type(part).__name__} {part.objectName()}" for part in nameless] == []


def test_whatever_takes_the_focus_can_be_found_by_tests(exhibit: QWidget) -> None:
    nameless = [part for part in parts(exhibit) if takes_focus(part) and not part.objectName()]
    assert [type(part).__name__ for part in nameless] == []


def test_no_words_are_cut_off(exhibit: QWidget) -> None:
    assert cut_off(exhibit) == []


def test_labels_name_the_fields_under_them(exhibit: QWidget) -> None:
    for label in exhibit.findChildren(QLabel):
        if label.property("role") == "label" and label.text():
            assert label.buddy() is not None


@pytest.mark.parametrize("scheme", TOKENS)
@pytest.mark.parametrize("name", gallery.EXHIBITS)
def test_it_can_be_looked_at(dressed: Theme, screenshots: Path, scheme: Scheme, name: str) -> None:
    dressed.wear(scheme)
    picture = QImage(str(gallery.photograph(name, screenshots / "toolkit" / scheme.value)))
    small = picture.scaled(60, 40)
    colours = {small.pixel(x, y) for x in range(60) for y in range(40)}
    assert picture.size().width() >= gallery.EXHIBITS[name][1].width()
    assert len(colours) > 8


def test_it_can_be_looked_at_in_less_room(dressed: Theme, screenshots: Path) -> None:
    dressed.wear(density=Density.COMPACT)
    picture = QImage(str(gallery.photograph("screen-households", screenshots / "toolkit" / "compact")))
    assert picture.size() == gallery.SMALL


def test_it_is_sharp_at_two_hundred_percent(screenshots: Path) -> None:
    folder = screenshots / "toolkit" / "200"
    command = [sys.executable, "-m", "tests.views.gallery", str(folder), "light", "form", "screen-household"]
    environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    picture = QImage(str(folder / "light" / "form.png"))
    assert picture.size() == QSize(2700, 600)
