"""Paints the cells of a list from the theme, one look each, with nothing computed twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from desktop.models import words
from desktop.models.columns import Column, Look
from desktop.store.types import Sync, SyncState
from desktop.views import direction, icons, theme
from desktop.views.sync_mark import LOOKS
from desktop.views.tokens import ICON, SPACE_L, SPACE_S

Cell = str | bool | Sync | None
_BAR_HEIGHT: Final = 8
_KEPT_TEXTS: Final = 8192
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class CellPaint:
    """The colours, words and cut texts of one list in one theme; made anew when the theme changes."""

    def __init__(self, font: QFont, ratio: float) -> None:
        tokens = theme.tokens()
        self._tokens = tokens
        self._ratio = ratio
        self._metrics = QFontMetrics(font)
        self._texts: dict[tuple[str, int], str] = {}
        self.surface = QColor(tokens.surface)
        self.stripe = QColor(tokens.stripe)
        self.hover = QColor(tokens.hover)
        self.selected = QColor(tokens.selected)
        self.selected_idle = QColor(tokens.selected_idle)
        self._text = QColor(tokens.text)
        self._link = QColor(tokens.link)
        self._bar = QColor(tokens.placeholder_bar)
        self._focus = QPen(QColor(tokens.focus), 2)
        self._sync = {state: self._sync_face(state) for state in SyncState}
        self._looks: dict[Look, Callable[[QPainter, QRect, Cell, Column, bool], None]] = {
            Look.TEXT: self._paint_text,
            Look.NUMBER: self._paint_number,
            Look.LINK: self._paint_link,
            Look.CHECK: self._paint_check,
            Look.STAR: self._paint_star,
            Look.SYNC: self._paint_sync,
        }

    def paint(self, painter: QPainter, rect: QRect, cell: Cell, column: Column, *, hovered: bool) -> None:
        """Paint what stands in a cell; None is a row that is still being fetched."""
        if cell is None:
            self._paint_bar(painter, rect)
        else:
            inside = rect.adjusted(SPACE_L, 0, -SPACE_L, 0)
            self._looks[column.look](painter, inside, cell, column, hovered)

    def paint_focus(self, painter: QPainter, rect: QRect) -> None:
        """Paint the ring around the cell that the keyboard is at."""
        painter.setPen(self._focus)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def text_width(self, text: str) -> int:
        """Return how wide a text is, uncut."""
        return self._metrics.horizontalAdvance(text)

    def longest_sync_word(self) -> int:
        """Return how wide the longest word for a standing is."""
        return max(self.text_width(word) for _, word, _ in self._sync.values())

    # --- Looks ------------------------------------------------------------------------------------------

    def _paint_text(
        self, painter: QPainter, rect: QRect, cell: Cell, _column: Column, _hovered: bool
    ) -> None:
        painter.setPen(self._text)
        painter.drawText(rect, _LEFT, self._cut(str(cell), rect.width()))

    def _paint_number(
        self, painter: QPainter, rect: QRect, cell: Cell, _column: Column, _hovered: bool
    ) -> None:
        painter.setPen(self._text)
        painter.drawText(rect, _RIGHT, self._cut(str(cell), rect.width()))

    def _paint_link(self, painter: QPainter, rect: QRect, cell: Cell, _column: Column, hovered: bool) -> None:
        painter.setPen(self._link)
        text = self._cut(str(cell), rect.width())
        painter.drawText(rect, _LEFT, text)
        if hovered:
            line = rect.center().y() + self._metrics.ascent() // 2 + 2
            width = self.text_width(text)
            left = direction.begin(rect, width)
            painter.drawLine(left, line, left + width, line)

    def _paint_check(
        self, painter: QPainter, rect: QRect, cell: Cell, column: Column, _hovered: bool
    ) -> None:
        tokens = self._tokens
        at = QPointF(direction.begin(rect, ICON), rect.center().y() - ICON / 2 + 1)
        if not column.editable:
            if cell:
                painter.drawPixmap(at, self._pixmap("check", tokens.muted))
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.accent if cell else tokens.border_field))
        painter.setBrush(QColor(tokens.accent if cell else tokens.surface))
        painter.drawRoundedRect(QRectF(at.x() + 0.5, at.y() + 0.5, ICON - 1, ICON - 1), 3, 3)
        painter.restore()
        if cell:
            painter.drawPixmap(at, self._pixmap("check", tokens.on_accent))

    def _paint_star(self, painter: QPainter, rect: QRect, cell: Cell, column: Column, hovered: bool) -> None:
        at = QPointF(direction.begin(rect, ICON), rect.center().y() - ICON / 2 + 1)
        if cell:
            painter.drawPixmap(at, self._pixmap("star-filled", self._tokens.accent))
        elif column.editable:
            painter.drawPixmap(
                at, self._pixmap("star", self._tokens.accent if hovered else self._tokens.border_field)
            )

    def _paint_sync(
        self, painter: QPainter, rect: QRect, cell: Cell, _column: Column, _hovered: bool
    ) -> None:
        if not isinstance(cell, Sync):
            return
        drawn, word, colour = self._sync[cell.state]
        painter.drawPixmap(QPointF(direction.begin(rect, ICON), rect.center().y() - ICON / 2 + 1), drawn)
        painter.setPen(colour)
        room = direction.after(rect, ICON + SPACE_S)
        painter.drawText(room, _LEFT, self._cut(word, room.width()))

    def _paint_bar(self, painter: QPainter, rect: QRect) -> None:
        # Bars of unlike length look like words; the length follows from the place, so nothing flickers.
        share = 45 + (rect.left() // 7 + rect.top() // 5) % 40
        width = max(SPACE_L, (rect.width() - 2 * SPACE_L) * share // 100)
        inside = rect.adjusted(SPACE_L, 0, -SPACE_L, 0)
        bar = QRect(direction.begin(inside, width), rect.center().y() - _BAR_HEIGHT // 2, width, _BAR_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._bar)
        painter.drawRoundedRect(bar, _BAR_HEIGHT / 2, _BAR_HEIGHT / 2)
        painter.restore()

    # --- Kept -------------------------------------------------------------------------------------------

    def _cut(self, text: str, width: int) -> str:
        key = (text, width)
        if (cut := self._texts.get(key)) is None:
            if len(self._texts) >= _KEPT_TEXTS:
                self._texts.clear()
            cut = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._texts[key] = cut
        return cut

    def _pixmap(self, name: str, colour: str) -> QPixmap:
        return icons.pixmap(name, colour, ICON, self._ratio)

    def _sync_face(self, state: SyncState) -> tuple[QPixmap, str, QColor]:
        look = LOOKS[state]
        colour = self._tokens.tone(look.tone)
        word = words.sync_word(state, QCoreApplication.translate)
        return self._pixmap(look.icon, colour), word, QColor(colour)
