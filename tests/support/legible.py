"""How far what is read stands out from what it stands on, measured in the picture of a window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from desktop.models.columns import Look
from desktop.views.table import ListTable
from desktop.views.tokens import ICON, SPACE_M, contrast
from tests.support.looks import parts

ENOUGH = 4.5
_EDGE = 3
_CLOSER = 4  # thin strokes show their colour only when they are looked at more closely
_SOLID = 0.002  # of all pixels
_ROWS_READ = 8
_BEFORE_WORDS = ICON + 2 * SPACE_M


def faint(shown: QWidget, picture: QImage) -> list[str]:
    """Returns the words that do not stand out, each with its contrast, of all that is seen in a picture."""
    scale = picture.devicePixelRatio()
    found: list[str] = []
    for text, part, place in _written(shown):
        room = QRect(part.mapTo(shown, place.topLeft()), place.size()) & shown.rect()
        if room.width() > _EDGE and room.height() > _EDGE and _measured(picture, room, scale) < ENOUGH:
            ratio = _measured_closely(part, place)
            if ratio < ENOUGH:
                found.append(f"{part.objectName() or type(part).__name__}: {text!r} {ratio:.2f}")
    return found


def _measured(picture: QImage, room: QRect, scale: float) -> float:
    where = QRect(room.topLeft() * scale, room.size() * scale)
    return _ratio(picture.copy(where))


def _measured_closely(part: QWidget, place: QRect) -> float:
    """Returns the contrast in a larger picture of one part; it stands in front of what its window shows."""
    window = part.window()
    there = QRect(part.mapTo(window, place.topLeft()), place.size())
    picture = QImage(there.size() * _CLOSER, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.scale(_CLOSER, _CLOSER)
    window.render(painter, QPoint(), there)
    painter.end()
    return _ratio(picture)


def _ratio(picture: QImage) -> float:
    """Returns the contrast of the ground, which is most of a picture, with what differs most from it."""
    colours = Counter(memoryview(picture.constBits()).cast("I"))
    (ground, _), *_ = colours.most_common(1)
    enough = _SOLID * colours.total() / _CLOSER
    solid = [each for each, times in colours.items() if times >= enough]
    return max((_contrast(each, ground) for each in solid), default=1.0)


@cache
def _contrast(one: int, other: int) -> float:
    return contrast(*(f"#{each & 0xFFFFFF:06x}" for each in (one, other)))


# --- Where something is written ---------------------------------------------------------------------------

Written = tuple[str, QWidget, QRect]


def _written(shown: QWidget) -> Iterator[Written]:
    """Gives each text that is seen, with the part in which it stands and the place there."""
    for part in parts(shown):
        seen = part.visibleRegion().boundingRect()
        if not seen.isEmpty():
            for text, place in _of_part(part):
                if text.strip() and not (place := place & seen).isEmpty():
                    yield text, part, place


def _of_part(part: QWidget) -> Iterator[tuple[str, QRect]]:
    if isinstance(part, QLabel):
        yield part.text(), part.contentsRect()
    elif isinstance(part, QAbstractButton):
        yield _of_button(part)
    elif isinstance(part, QLineEdit):
        yield part.text() or part.placeholderText(), _inside(part.rect(), 2 * SPACE_M)
    elif isinstance(part, QComboBox):
        yield part.currentText(), _inside(part.rect(), 3 * SPACE_M)
    elif isinstance(part, QTabBar):
        yield from _tabs(part)
    elif isinstance(part, QMenu):
        for action in part.actions():
            yield action.text(), _inside(part.actionGeometry(action), _BEFORE_WORDS)
    elif isinstance(part, QTableView) and not isinstance(part, QHeaderView):
        yield from _of_table(part)


def _of_button(part: QAbstractButton) -> tuple[str, QRect]:
    alone = isinstance(part, QToolButton) and part.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    before = _BEFORE_WORDS if isinstance(part, QCheckBox) or not part.icon().isNull() else SPACE_M
    return ("" if alone else part.text()), _inside(part.rect(), before)


def _of_table(part: QTableView) -> Iterator[tuple[str, QRect]]:
    for column in range(part.model().columnCount(QModelIndex())):
        if not part.isColumnHidden(column) and not _is_drawn(part, column):
            for row in range(min(_ROWS_READ, part.model().rowCount(QModelIndex()))):
                index = part.model().index(row, column)
                place = part.visualRect(index)
                if part.viewport().rect().contains(place):
                    yield str(index.data() or ""), _inside(place.translated(part.viewport().pos()), SPACE_M)


def _is_drawn(part: QTableView, column: int) -> bool:
    """Tells whether a column shows its words as marks."""
    return isinstance(part, ListTable) and part.columns[column].look in {Look.CHECK, Look.STAR}


def _tabs(part: QTabBar) -> Iterator[tuple[str, QRect]]:
    over = [each.geometry() for each in part.findChildren(QToolButton) if each.isVisible()]
    for number in range(part.count()):
        place = part.tabRect(number)
        if part.isTabVisible(number) and not any(each.intersects(place) for each in over):
            yield part.tabText(number), _inside(place, SPACE_M)


def _inside(place: QRect, before: int) -> QRect:
    """Returns a place without its outline and what may stand before the words."""
    return place.adjusted(before, _EDGE, -SPACE_M, -_EDGE)
