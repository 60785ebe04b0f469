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

from desktop.views.theme import Theme
from desktop.views.tokens import TOKENS, Density, Scheme
from tests.support.looks import cut_off, parts
from tests.views import gallery

ROOT = Path(__file__).parents[2]


def spoken(widget: QWidget) -> str:
    """Returns what a screen reader calls a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).strip() if interface else ""


def takes_focus(widget: QWidget) -> bool:
    """Tells whether the keyboard can come to a widget by itself."""
    if isinstance(widget, QAbstractScrollArea) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return False
    return (
        widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled() and widget.focusProxy() is None
    )


def problems(exhibit: QWidget) -> list[str]:
    """Returns what is wrong with an exhibit: names that are missing, words that are cut off."""
    takers = [part for part in parts(exhibit) if takes_focus(part)]
    labels = [each for each in exhibit.findChildren(QLabel) if each.property("role") == "label"]
    return [
        *(f"{type(part).__name__} {part.objectName()} is unspoken" for part in takers if not spoken(part)),
        *(f"{type(part).__name__} has no name for tests" for part in takers if not part.objectName()),
        *(f"{each.text()} labels nothing" for each in labels if each.text() and not each.buddy()),
        *cut_off(exhibit),
    ]


@pytest.mark.parametrize("scheme", TOKENS)
@pytest.mark.parametrize("name", gallery.EXHIBITS)
def test_it_can_be_looked_at(dressed: Theme, screenshots: Path, scheme: Scheme, name: str) -> None:
    dressed.wear(scheme)
    with gallery.shown(name) as exhibit:
        picture = gallery.photograph(exhibit, name, screenshots / "toolkit" / scheme.value)
        assert problems(exhibit) == []
    small = picture.scaled(60, 40)
    colours = {small.pixel(x, y) for x in range(60) for y in range(40)}
    assert picture.width() >= gallery.EXHIBITS[name][1].width()
    assert len(colours) > 8


def test_it_can_be_looked_at_in_less_room(dressed: Theme, screenshots: Path) -> None:
    dressed.wear(density=Density.COMPACT)
    with gallery.shown("list-three") as exhibit:
        picture = gallery.photograph(exhibit, "list-three", screenshots / "toolkit" / "compact")
    assert picture.size() == gallery.EXHIBITS["list-three"][1]


def test_it_is_sharp_at_two_hundred_percent(screenshots: Path) -> None:
    folder = screenshots / "toolkit" / "200"
    command = [sys.executable, "-m", "tests.views.gallery", str(folder), "light", "form", "list-members"]
    environment = {**os.environ, "QT_SCALE_FACTOR": "2"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    picture = QImage(str(folder / "light" / "form.png"))
    assert picture.size() == QSize(2700, 600)
