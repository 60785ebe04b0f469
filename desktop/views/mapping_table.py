"""The table in which the lines of a mapping are read and edited, with the keyboard alone if need be."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from desktop.models.mapping_rows import Column, MappingRows, Row
from desktop.views import theme
from desktop.views.mapping_cells import MappingCells

_WIDTHS: Final = (
    (Column.FIELD, 180),
    (Column.ELEMENT, 185),
    (Column.DIRECTION, 100),
    (Column.TYPE, 125),
    (Column.FORM, 140),
    (Column.LENGTH, 105),
    (Column.VALUES, 120),
    (Column.SAMPLE, 115),
)


class MappingTable(QTableView):
    """A line for each field and list; F2, a letter or a double-click edits a cell."""

    def __init__(self, rows: MappingRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setObjectName("mapping.table")
        self.setAccessibleName(self.tr("Mapping"))
        self.setProperty("role", "lines")
        self.setModel(rows)
        self.setItemDelegate(MappingCells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setStretchLastSection(True)
        for place, width in _WIDTHS:
            self.setColumnWidth(place, width)

    def current(self) -> Row | None:
        """Return the line on which the keyboard stands."""
        return self._rows.row(self.currentIndex().row())
