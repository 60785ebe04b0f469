"""The query row of a list: below each heading a field for what is asked of that column."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.models.columns import Column
from desktop.views import theme
from desktop.views.criterion import CriterionEdit
from desktop.views.editors import Choices
from desktop.views.header import ListHeader
from desktop.views.row_delegate import PickLists
from desktop.views.table import ListTable
from desktop.views.tokens import CONTROL_HEIGHT, SPACE_S

_MARGIN: Final = 2


class QueryRow(QObject):
    """Stands under the headings of one table and follows them; made anew each time, for columns may move.

    ``run_asked``, ``cancelled`` and ``written`` are those of its fields.
    """

    run_asked = Signal()
    cancelled = Signal()
    written = Signal(str, str)

    def __init__(self, table: ListTable, header: ListHeader, pick_lists: PickLists) -> None:
        super().__init__(table)
        self._table = table
        self._header = header
        self._pick_lists = pick_lists
        self._edits: dict[int, CriterionEdit] = {}
        header.placed.connect(self._place)
        table.horizontalScrollBar().valueChanged.connect(self._place)

    def open(self) -> None:
        """Show an empty row."""
        self.close()
        for number in self._header.sections():
            column = self._table.columns[number]
            if column.queryable:
                self._edits[number] = self._made(number, column)
        self._header.make_room(CONTROL_HEIGHT[theme.current().density] + 2 * SPACE_S)

    def close(self) -> None:
        """Take the row away."""
        for edit in self._edits.values():
            edit.hide()
            edit.deleteLater()
        self._edits = {}
        self._header.make_room(0)

    def edits(self) -> list[CriterionEdit]:
        """Return the fields of the columns that are shown."""
        return list(self._edits.values())

    def focus(self) -> None:
        """Go to the first field."""
        for number in self._header.sections():
            if number in self._edits:
                self._edits[number].setFocus()
                return

    def _made(self, number: int, column: Column) -> CriterionEdit:
        pick_list = column.field.pick_list if column.field else ""
        choices = self._pick_lists(pick_list) if pick_list else Choices()
        place = self._table.objectName().replace(".table", ".query")
        edit = CriterionEdit(place, column.name, column.title, choices, self._header)
        edit.run_asked.connect(self.run_asked)
        edit.cancelled.connect(self.cancelled)
        edit.written.connect(self.written)
        edit.entered.connect(lambda: self._bring_into_sight(number))
        edit.show()
        return edit

    def _place(self) -> None:
        header = self._header
        height = CONTROL_HEIGHT[theme.current().density]
        top = header.height() - height - SPACE_S
        for number, edit in self._edits.items():
            left, width = header.sectionViewportPosition(number), header.sectionSize(number)
            edit.setGeometry(left + _MARGIN, top, max(width - 2 * _MARGIN, 0), height)

    def _bring_into_sight(self, number: int) -> None:
        bar, left = self._table.horizontalScrollBar(), self._header.sectionViewportPosition(number)
        right = left + self._header.sectionSize(number)
        if left < 0:
            bar.setValue(bar.value() + left)
        elif right > self._table.viewport().width():
            bar.setValue(bar.value() + min(right - self._table.viewport().width(), left))
