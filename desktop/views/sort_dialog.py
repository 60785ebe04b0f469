"""Advanced Sort: by which columns a list is sorted, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from desktop.views.dialog import Dialog
from desktop.views.parts import column, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_LEVELS: Final = 4


class SortDialog(Dialog):
    """``sorted_by`` carries the order that was chosen, names with whether downwards; empty for none."""

    sorted_by = Signal(tuple)

    def __init__(self, titles: Mapping[str, str], order: Sequence[tuple[str, bool]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sort_dialog")
        self.setWindowTitle(self.tr("Advanced Sort"))
        self.setAccessibleName(self.windowTitle())
        self.setModal(True)
        self._titles = titles
        self.columns: list[QComboBox] = []
        self.directions: list[QComboBox] = []
        grid = QGridLayout()
        grid.setSpacing(SPACE_M)
        for level in range(_LEVELS):
            self._add_level(grid, level, order[level] if level < len(order) else ("", False))
        self.sort = push_button("sort_dialog.sort", self.tr("Sort"), "primary", self)
        self.sort.setDefault(True)
        cancel = push_button("sort_dialog.cancel", self.tr("Cancel"), parent=self)
        self.sort.clicked.connect(self._take)
        cancel.clicked.connect(self.reject)
        self.finished.connect(self.deleteLater)
        buttons = row(None, self.sort, cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(grid, None, buttons, spacing=SPACE_L, margins=margins))

    def _add_level(self, grid: QGridLayout, level: int, chosen: tuple[str, bool]) -> None:
        words = self.tr("Sort by") if not level else self.tr("Then by")
        label = QLabel(words, self)
        by = self._combo(f"column.{level}", words, {"": self.tr("Nothing"), **self._titles})
        by.setCurrentIndex(max(by.findData(chosen[0]), 0))
        way = self._combo(
            f"way.{level}", self.tr("Direction"), {"up": self.tr("Ascending"), "down": self.tr("Descending")}
        )
        way.setCurrentIndex(int(chosen[1]))
        label.setBuddy(by)
        for place, part in enumerate((label, by, way)):
            grid.addWidget(part, level, place)
        self.columns.append(by)
        self.directions.append(way)

    def _combo(self, name: str, words: str, choices: Mapping[str, str]) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(f"sort_dialog.{name}")
        combo.setAccessibleName(words)
        for key, text in choices.items():
            combo.addItem(text, key)
        return combo

    def _take(self) -> None:
        chosen: dict[str, bool] = {}
        for by, way in zip(self.columns, self.directions, strict=True):
            if name := str(by.currentData()):
                chosen.setdefault(name, way.currentData() == "down")
        self.accept()
        self.sorted_by.emit(tuple(chosen.items()))
