"""The shuttle: what can be linked on the left, what is linked on the right, one of it the primary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.child_list import PRIMARY, ChildListModel, ChildRow
from desktop.models.columns import Column
from desktop.models.pick_rows import PickRow
from desktop.views import layouts
from desktop.views.list import no_pick_lists
from desktop.views.parts import column, frame, label, push_button, row
from desktop.views.pick_dialog import PickDialog, PickQuery
from desktop.views.table import ListTable
from desktop.views.tokens import SPACE_L, SPACE_M


class ShuttleDialog(PickDialog):
    """Lets a person choose several records and the primary one of them, all at once.

    Enter takes a row over to the right, Delete takes it back, Space makes it the primary one. ``chosen``
    carries the ids in order and the primary one's, or empty text.
    """

    chosen = Signal(tuple, str)

    def __init__(
        self,
        name: str,
        title: str,
        columns: Sequence[Column],
        find_by: Mapping[str, str],
        linked: Sequence[PickRow],
        primary: str,
        parent: QWidget | None = None,
    ) -> None:
        self._linked = list(linked)
        self._primary = primary
        self._answer: tuple[PickQuery, Sequence[PickRow]] | None = None
        super().__init__(name, title, columns, find_by, parent, many=True)
        self._draw()

    def show_rows(self, query: PickQuery, rows: Sequence[PickRow]) -> None:
        self._answer = query, rows
        taken = {each.id for each in self._linked}
        super().show_rows(query, [each for each in rows if each.id not in taken])

    def add(self) -> None:
        """Take the chosen rows over; the first of all is the primary one."""
        ids = [self.model.id_at(each.row()) for each in self.table.selectionModel().selectedRows()]
        found = {each.id: each for each in self._answer[1]} if self._answer else {}
        self._linked += [found[each] for each in ids if each in found]
        self._primary = self._primary or next(iter(ids), "")
        self._change()

    def remove(self) -> None:
        """Take the current row of the right back; the next one is the primary in its place."""
        at = self.linked_table.currentIndex().row()
        if not 0 <= at < len(self._linked):
            return
        gone = self._linked.pop(at)
        if gone.id == self._primary:
            self._primary = self._linked[0].id if self._linked else ""
        self._change()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.linked_table.hasFocus():
            self.remove()
        else:
            super().keyPressEvent(event)

    def _activate(self) -> None:
        self.add()

    def _pick(self) -> None:
        self.accept()
        self.chosen.emit(tuple(each.id for each in self._linked), self._primary)

    def _change(self) -> None:
        self._draw()
        if self._answer is not None:
            self.show_rows(*self._answer)

    def _draw(self) -> None:
        name = self.linked_table.columns[1].name
        rows = [
            ChildRow(each.id, {PRIMARY: each.id == self._primary, name: each.cells[0]})
            for each in self._linked
        ]
        self.linked_model.show(rows)
        self._look()

    def _look(self) -> None:
        self.ok_button.setEnabled(True)
        self.add_button.setEnabled(bool(self.table.selectionModel().selectedRows()))
        self.remove_button.setEnabled(bool(self._linked))

    def _make_primary(self, row_id: str, _column: str, _value: object) -> None:
        self._primary = row_id
        self._draw()

    # --- Making -----------------------------------------------------------------------------------------

    def _middle(self, box: QWidget) -> QHBoxLayout:
        name = self.objectName()
        self.add_button = push_button(f"{name}.add", self.tr("Add"), parent=self)
        self.add_button.clicked.connect(self.add)
        self.remove_button = push_button(f"{name}.remove", self.tr("Remove"), parent=self)
        self.remove_button.clicked.connect(self.remove)
        self.linked_table = self._made_linked(self.table.columns[0])
        right = frame("applet", parent=self)
        right.setLayout(column(self.linked_table, margins=(1, 1, 1, 1)))
        between = column(None, self.add_button, self.remove_button, None, spacing=SPACE_M)
        available, selected = (
            column(label(words, "section", self), part, spacing=SPACE_M)
            for words, part in ((self.tr("Available"), box), (self.tr("Selected"), right))
        )
        whole = row(available, between, selected, spacing=SPACE_L)
        whole.setStretch(0, 3)
        whole.setStretch(2, 2)
        return whole

    def _made_linked(self, first: Column) -> ListTable:
        columns = (replace(layouts.primary_column(), sortable=False), replace(first, width=176))
        table = ListTable(f"{self.objectName()}.linked", columns, no_pick_lists, self)
        table.setAccessibleName(QCoreApplication.translate("ShuttleDialog", "Selected"))
        self.linked_model = ChildListModel(columns, self)
        self.linked_model.edit_asked.connect(self._make_primary)
        table.setModel(self.linked_model)
        return table
