"""What tests of the window's parts stand on: a dressed application, a locale, and a way to put a part up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views import theme
from desktop.views.tokens import Density, Scheme

PutUp = Callable[[QWidget], None]


@pytest.fixture
def british() -> Iterator[QLocale]:
    """Lets the locale be British English: 14/02/2021, 68,250.50, Monday first."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield QLocale()
    QLocale.setDefault(before)


@pytest.fixture
def dressed(qapp: QApplication, british: QLocale) -> Iterator[theme.Theme]:
    """Dresses the application in the light scheme, in British English, and again after the test."""
    assert QLocale() == british
    yield theme.apply(qapp, Scheme.LIGHT, Density.COMFORTABLE)
    # What the test left to be deleted later goes now: the theme dresses all there is.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.apply(qapp, Scheme.LIGHT, Density.COMFORTABLE)


@pytest.fixture
def put_up(qtbot: QtBot, dressed: theme.Theme) -> PutUp:
    """Shows a widget in an active window, which is kept until the test is over and closed then."""
    kept: list[object] = [dressed]

    def show(widget: QWidget) -> None:
        kept.append(widget)
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return show
