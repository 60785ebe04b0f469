"""Shows one envelope: a tree in fixed-width letters, to be folded, read and copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFontDatabase, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from desktop.models.envelope_tree import EnvelopeTree, Line, LineRole
from desktop.views import theme
from desktop.views.empty_state import EmptyState
from desktop.views.row_delegate import Index
from desktop.views.tokens import SPACE_L, Tone

_TONES: Final = {"+": Tone.GOOD, "-": Tone.BAD}


class EnvelopeView(QTreeView):
    """One envelope; Right and Left open and close what stands inside a line, Ctrl+C copies it with that."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        # XML reads from left to right everywhere.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._tree = EnvelopeTree(self)
        self.setModel(self._tree)
        self.setItemDelegate(_Painter(self))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(SPACE_L)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.nothing = EmptyState(self.viewport())
        theme.current().changed.connect(self.viewport().update)

    def show_lines(self, lines: Sequence[Line], otherwise: str) -> None:
        """Show an envelope; say ``otherwise`` where there is none."""
        self._tree.show(lines)
        self.setRootIsDecorated(any(line.parent >= 0 for line in lines))
        self.expandAll()
        for each in self._tree.folded():
            self.collapse(each)
        self.nothing.say("info", otherwise)
        self.nothing.setVisible(not lines)
        if lines:
            self.setCurrentIndex(self._tree.index(0, 0))

    def text(self) -> str:
        """Return all that is shown, indented."""
        return self._tree.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QApplication.clipboard().setText(self._tree.text(self.currentIndex()))
        else:
            super().keyPressEvent(event)


class _Painter(QStyledItemDelegate):
    """Colours the lines that one of two envelopes has alone; their mark stands in the text as well."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        tone = _TONES.get(index.data(LineRole.MARK))
        if tone is not None:
            brush = QBrush(QColor(theme.tokens().tone(tone)))
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setBrush(role, brush)
