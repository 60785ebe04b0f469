"""The list applet: a table with its title row, its count of records, and what to do when it is empty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.models import formats, words
from desktop.models.columns import Column
from desktop.views.actions import Act
from desktop.views.applet import Applet
from desktop.views.editors import Choices
from desktop.views.empty_state import EmptyState
from desktop.views.message_bar import MessageKind
from desktop.views.parts import label
from desktop.views.row_delegate import PickLists
from desktop.views.table import ListTable

LIST_ACTS: Final = (
    *(Act.UPDATE, Act.UPDATE_ONE, Act.REFRESH),
    *(Act.NEW, Act.COPY, Act.SAVE, Act.UNDO, Act.ABOUT, Act.DELETE),
)
LIST_BUTTONS: Final = (Act.NEW,)


def no_pick_lists(_name: str) -> Choices:
    """Return no choices, for lists that are not edited."""
    return Choices()


class ListApplet(Applet):
    """Shows the rows of a model; what happens to a row is its owner's work.

    ``current_changed`` carries the current row, or -1; the table's own signals are passed on under the same
    meaning.
    """

    drilled = Signal(int, int)
    jump_requested = Signal(str)
    sort_requested = Signal(str, bool)
    current_changed = Signal(int)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        parent: QWidget | None = None,
        *,
        acts: Iterable[Act] = LIST_ACTS,
        buttons: Iterable[Act] = LIST_BUTTONS,
        pick_lists: PickLists = no_pick_lists,
        many: bool = False,
    ) -> None:
        super().__init__(name, acts, buttons, parent)
        self.table = ListTable(name, columns, pick_lists, self)
        if many:
            self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.empty_state = EmptyState(self.table.viewport())
        self._count = label("", "muted", self)
        self._count.setObjectName(f"{name}.count")
        self._loading = False
        self.add_before_buttons(self._count)
        self._body.addWidget(self.table, 1)
        self.table.drilled.connect(self.drilled)
        self.table.jumped.connect(self.jump_requested)
        self.table.sort_asked.connect(self.sort_requested)
        self.table.looked_at.connect(self._say_count)
        self.table.row_delegate.refused.connect(self._say_refused)

    def set_title(self, title: str, subtitle: str = "") -> None:
        super().set_title(title, subtitle)
        self.table.setAccessibleName(title)

    def set_model(self, model: QAbstractItemModel) -> None:
        """Show the rows of ``model``, whose columns are those the applet was made with."""
        self.table.setModel(model)
        self.table.selectionModel().currentRowChanged.connect(self._say_current)
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.layoutChanged):
            changed.connect(self._look)
        self._look()

    def set_empty_state(self, icon: str, sentence: str, action: QAction | None = None) -> None:
        """Set what is said while the list has no rows, and the action that is offered."""
        self.empty_state.say(icon, sentence, action)

    def set_loading(self, loading: bool) -> None:
        """Hold the empty state back while nobody knows yet whether there are rows."""
        self._loading = loading
        self._look()

    def add_over_rows(self, part: QWidget) -> None:
        """Put ``part`` between the title row and the rows."""
        self._body.insertWidget(self._body.indexOf(self.table), part)

    def count_text(self) -> str:
        """Return what is said about which of how many rows are seen."""
        return self._count.text()

    def current_row(self) -> int:
        """Return the current row, or -1."""
        return self.table.currentIndex().row()

    def _look(self) -> None:
        empty = not self._rows()
        self.empty_state.setVisible(empty and not self._loading)
        self._say_count(*self.table.seen_rows())

    def _rows(self) -> int:
        return self.table.model().rowCount() if self.table.model() else 0

    def _say_count(self, first: int, last: int) -> None:
        text = words.range_of(first + 1, last + 1, self._rows(), formats.number, QCoreApplication.translate)
        self._count.setText("" if self._loading and not self._rows() else text)

    def _say_current(self, current: QModelIndex) -> None:
        self.current_changed.emit(current.row())

    def _say_refused(self, sentence: str) -> None:
        self.message_bar.show_message(MessageKind.ERROR, sentence)
