"""Columns that stay at the left of a list while the others are scrolled: a second table over the first."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame

from desktop.views.row_delegate import Index, PickLists
from desktop.views.table import ListTable

_LEAST_LEFT: Final = 120


class FrozenColumns(ListTable):
    """Shows the first columns of ``main`` over it, with its rows, its selection and its widths.

    It takes no keyboard: that stays in ``main``, whose signals it emits for what is done by mouse.
    """

    def __init__(self, main: ListTable, pick_lists: PickLists) -> None:
        super().__init__(main.objectName().replace(".table", ".frozen"), main.columns, pick_lists, main)
        self._main = main
        self._count = 0
        self.setProperty("role", "frozen")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Columns that stay at the left"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header.setStretchLastSection(False)
        self.header.setSectionsMovable(False)
        self._connect()
        self.hide()

    @property
    def count(self) -> int:
        """Return how many columns stay."""
        return self._count

    def freeze(self, count: int) -> None:
        """Let so many of the shown columns stay, from the left."""
        self._count = count
        self._follow_sections()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            self.setSelectionMode(self._main.selectionMode())
            self.setSelectionModel(self._main.selectionModel())
            self.selectionModel().currentChanged.connect(self._bring_into_sight)
            for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
                changed.connect(self._place)

    def is_in_use(self) -> bool:
        return self._main.is_in_use() or self.state() == QAbstractItemView.State.EditingState

    def is_at(self, index: Index) -> bool:
        return self._main.hasFocus() and index == self.currentIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._main.setFocus(Qt.FocusReason.MouseFocusReason)

    def go_down(self) -> None:
        self._main.go_down()
        self._main.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the main table's size, and edit in sight what lies under the columns that stay."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        if _asks_to_edit(event) and self._holds(self._main.currentIndex().column()):
            self.edit(self._main.currentIndex())
            return True
        return super().eventFilter(watched, event)

    # --- Following the main table ---------------------------------------------------------------------------

    def _holds(self, column: int) -> bool:
        return self.isVisible() and column >= 0 and not self.isColumnHidden(column)

    def _follow_sections(self) -> None:
        main = self._main.header
        staying = main.sections()[: self._count]
        for number in range(len(self.columns)):
            self.setColumnHidden(number, number not in staying)
        for place, number in enumerate(staying):
            self.header.moveSection(self.header.visualIndex(number), place)
            self.setColumnWidth(number, main.sectionSize(number))
        self._place()

    def _follow_width(self, number: int, _before: int, now: int) -> None:
        if not self.isColumnHidden(number) and now != self.columnWidth(number):
            self.setColumnWidth(number, now)
        self._place()

    def _give_width(self, number: int, _before: int, now: int) -> None:
        if self.isVisible() and now and now != self._main.columnWidth(number):
            self._main.setColumnWidth(number, now)

    def _follow_order(self) -> None:
        header = self._main.header
        self.header.setSortIndicator(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def _place(self) -> None:
        main = self._main
        width = min(self.header.length(), max(main.viewport().width() - _LEAST_LEFT, 0))
        frame = main.frameWidth()
        height = main.header.height() + main.viewport().height()
        self.setGeometry(frame, frame, width, height)
        rows = bool(self.model()) and self.model().rowCount() > 0
        # The fields of a query row stand below the headings, and would lie underneath.
        self.setVisible(self._count > 0 and rows and not main.header.has_room())
        self.raise_()

    def _bring_into_sight(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Scroll what is current out from under the columns that stay."""
        if self.isVisible() and current.isValid() and not self._holds(current.column()):
            hidden = self.width() - self._main.columnViewportPosition(current.column())
            if hidden > 0:
                bar = self._main.horizontalScrollBar()
                bar.setValue(bar.value() - hidden)

    def _connect(self) -> None:
        main = self._main
        main.installEventFilter(self)
        main.header.sectionResized.connect(self._follow_width)
        main.header.sectionMoved.connect(self._follow_sections)
        main.columns_chosen.connect(self._follow_sections)
        main.header.sortIndicatorChanged.connect(self._follow_order)
        main.header.ranked.connect(self.header.rank)
        main.header.room_made.connect(self._place)
        self.header.sectionResized.connect(self._give_width)
        main.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(main.verticalScrollBar().setValue)
        self.drilled.connect(main.drilled)
        self.sort_asked.connect(main.sort_asked)
        self.sort_added.connect(main.sort_added)
        self.row_delegate.refused.connect(main.row_delegate.refused)
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow_focus)

    def _follow_focus(self) -> None:
        self.viewport().update()


def _asks_to_edit(event: QEvent) -> bool:
    is_key = event.type() == QEvent.Type.KeyPress
    return is_key and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2
