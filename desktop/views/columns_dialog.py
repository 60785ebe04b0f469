"""Columns Displayed: which columns a list shows, in which order, and how many stay in sight at its left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSpinBox, QWidget

from desktop.views import theme
from desktop.views.dialog import Dialog
from desktop.views.parts import column, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_MOST_FROZEN: Final = 4
_SIZE: Final = (420, 560)


class ColumnsDialog(Dialog):
    """``chosen`` carries the names of the shown columns in their order, and how many of them stay in sight.

    ``reset_asked`` asks for the columns that a list begins with.
    """

    chosen = Signal(tuple, int)
    reset_asked = Signal()

    def __init__(self, columns: Sequence[tuple[str, str, bool]], frozen: int, parent: QWidget) -> None:
        """Offer columns as name, title and whether it is shown, in their order."""
        super().__init__(parent)
        self.setObjectName("columns_dialog")
        self.setWindowTitle(self.tr("Columns Displayed"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self.resize(*_SIZE)
        self.list = self._made_list(columns)
        self.frozen = QSpinBox(self)
        self.frozen.setObjectName("columns_dialog.frozen")
        self.frozen.setAccessibleName(self.tr("Columns that stay at the left"))
        self.frozen.setRange(0, _MOST_FROZEN)
        self.frozen.setValue(frozen)
        self.up = push_button("columns_dialog.up", self.tr("Move Up"), parent=self)
        self.down = push_button("columns_dialog.down", self.tr("Move Down"), parent=self)
        self.show_them = push_button("columns_dialog.ok", self.tr("Show"), "primary", self)
        self._lay_out()

    def names(self) -> list[str]:
        """Return the names of the columns that are ticked, in their order."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return [
            str(each.data(Qt.ItemDataRole.UserRole))
            for each in items
            if each.checkState() is Qt.CheckState.Checked
        ]

    def _made_list(self, columns: Sequence[tuple[str, str, bool]]) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName("columns_dialog.list")
        made.setAccessibleName(self.tr("Columns"))
        made.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        for name, title, shown in columns:
            item = QListWidgetItem(title, made)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(1, theme.row_height()))
        made.setCurrentRow(0)
        made.itemChanged.connect(self._look)
        return made

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        to = at + step
        if 0 <= to < self.list.count():
            self.list.insertItem(to, self.list.takeItem(at))
            self.list.setCurrentRow(to)

    def _look(self) -> None:
        self.show_them.setEnabled(bool(self.names()))

    def _take(self) -> None:
        self.accept()
        self.chosen.emit(tuple(self.names()), self.frozen.value())

    def _reset(self) -> None:
        self.accept()
        self.reset_asked.emit()

    def _lay_out(self) -> None:
        reset = push_button("columns_dialog.reset", self.tr("As at First"), parent=self)
        cancel = push_button("columns_dialog.cancel", self.tr("Cancel"), parent=self)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.show_them.clicked.connect(self._take)
        reset.clicked.connect(self._reset)
        cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        words = QLabel(self.tr("&Columns that stay at the left"), self)
        words.setBuddy(self.frozen)
        freezing = row(words, None, self.frozen, spacing=SPACE_M)
        moving = row(self.up, self.down, None, spacing=SPACE_M)
        buttons = row(reset, None, self.show_them, cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(self.list, moving, freezing, buttons, spacing=SPACE_M, margins=margins))
