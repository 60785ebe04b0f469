"""Icons that always wear the colours of the theme, drawn from the program's line drawings when needed."""

from __future__ import annotations

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.views import direction, theme
from desktop.views.drawings import drawing
from desktop.views.tokens import Tone

_GRID: Final = 16


def icon(name: str, tone: Tone = Tone.PLAIN) -> QIcon:
    """Return the icon ``name`` (a file of ``resources/icons``) in ``tone``; it follows theme changes."""
    return QIcon(_Engine(name, tone))


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return the drawing in ``colour``, ``size`` device-independent pixels wide, sharp at ``ratio``."""
    turned = name in direction.POINTING and direction.mirrored()
    return _rendered(name, colour, round(size * ratio), ratio, turned)


@cache
def _rendered(name: str, colour: str, pixels: int, ratio: float, turned: bool) -> QPixmap:
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(drawing(name, colour))).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    if turned:
        made = QPixmap.fromImage(made.toImage().flipped(Qt.Orientation.Horizontal))
    made.setDevicePixelRatio(ratio)
    return made


class _Engine(QIconEngine):
    """Asks the theme for its colour each time it draws, so an icon never has to be exchanged."""

    def __init__(self, name: str, tone: Tone) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        drawn = pixmap(self._name, self._colour(mode), side, painter.device().devicePixelRatioF())
        painter.drawPixmap(
            rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, drawn
        )

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        return pixmap(self._name, self._colour(mode), min(size.width(), size.height()), scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)

    def _colour(self, mode: QIcon.Mode) -> str:
        tokens = theme.tokens()
        return tokens.disabled if mode == QIcon.Mode.Disabled else tokens.tone(self._tone)
