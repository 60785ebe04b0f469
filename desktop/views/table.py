"""The table of a list: set up for a million rows, for the keyboard first and for the mouse as well."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from desktop.models.columns import Column, Look, Role
from desktop.views import direction, theme
from desktop.views.header import ListHeader
from desktop.views.row_delegate import Index, PickLists, RowDelegate
from desktop.views.tokens import ICON, SPACE_L, SPACE_S

_JUMP_PAUSE: Final = 1.0
_NOWHERE: Final = -1
_EDITS: Final = QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked


class ListTable(QTableView):
    """Shows the rows of a model whose columns are declared as ``Column``.

    ``drilled`` is emitted for a click on a link, and for Enter or Ctrl+Enter anywhere in the row; ``jumped``
    with what has been typed so far to find a row; ``sort_asked`` with a column's name and whether downwards,
    ``sort_added`` with one that is to decide among equals; ``copy_asked`` for Ctrl+C;
    ``looked_at`` with the first and the last row that are seen.
    """

    drilled = Signal(int, int)
    jumped = Signal(str)
    sort_asked = Signal(str, bool)
    sort_added = Signal(str)
    copy_asked = Signal()
    columns_chosen = Signal()
    looked_at = Signal(int, int)

    def __init__(
        self, name: str, columns: Sequence[Column], pick_lists: PickLists, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.table")
        self.columns = tuple(columns)
        self.hovered_row = _NOWHERE
        self.hovered_column = _NOWHERE
        self._pressed: QModelIndex | None = None
        self._sorted = (_NOWHERE, Qt.SortOrder.AscendingOrder)
        self._typed = ""
        self._typed_at = 0.0
        self.row_delegate = RowDelegate(self, self, pick_lists)
        self.setItemDelegate(self.row_delegate)
        self._set_up()
        self._set_up_headers()
        theme.current().changed.connect(self._wear)

    # --- What the owner asks ----------------------------------------------------------------------------

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        for number, column in enumerate(self.columns):
            title = self.horizontalHeader().fontMetrics().horizontalAdvance(column.title)
            longest = self.row_delegate.cell_paint().longest_sync_word() if column.look is Look.SYNC else 0
            self.setColumnWidth(number, max(column.width, max(title, longest) + 2 * SPACE_L + ICON + SPACE_S))

    def is_in_use(self) -> bool:
        """Tell whether the keyboard is in the list or in one of its editors."""
        return self.hasFocus() or self.state() == QAbstractItemView.State.EditingState

    def is_at(self, index: Index) -> bool:
        """Tell whether the keyboard is at a cell."""
        return self.hasFocus() and index == self.currentIndex()

    def go_to(self, row: int, column: int | None = None) -> None:
        """Make ``row`` the current one and bring it into sight; the column stays if none is given."""
        if model := self.model():
            at = self.currentIndex().column() if column is None else column
            self.setCurrentIndex(model.index(row, max(at, 0)))

    def go_down(self) -> None:
        """Go to the row below, if there is one."""
        if self.model() and self.currentIndex().row() + 1 < self.model().rowCount():
            self.go_to(self.currentIndex().row() + 1)

    def column_number(self, name: str) -> int:
        """Return where in the model the column ``name`` is."""
        return next(number for number, column in enumerate(self.columns) if column.name == name)

    def shown_columns(self) -> list[Column]:
        """Return the columns that are shown, in the order in which they stand."""
        return [self.columns[each] for each in self.header.sections()]

    def show_columns(self, names: Sequence[str]) -> None:
        """Show these columns in this order, and no others."""
        for number, each in enumerate(self.columns):
            self.setColumnHidden(number, each.name not in names)
        for place, name in enumerate(names):
            self.header.moveSection(self.header.visualIndex(self.column_number(name)), place)
        self.columns_chosen.emit()

    def selected_ranges(self) -> list[tuple[int, int]]:
        """Return the first and last row of each run of selected rows, in order: all rows may be selected."""
        runs = sorted({(each.top(), each.bottom()) for each in self.selectionModel().selection().toList()})
        joined: list[tuple[int, int]] = []
        for first, last in runs:
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return joined

    def save_columns(self) -> bytes:
        """Return widths, order and sort mark of the columns, to be kept until the next start."""
        return self._fingerprint() + bytes(self.horizontalHeader().saveState().data())

    def restore_columns(self, kept: bytes) -> bool:
        """Take up what ``save_columns`` gave, unless the columns are others since; tell whether it did."""
        mark = self._fingerprint()
        return kept.startswith(mark) and self.horizontalHeader().restoreState(kept[len(mark) :])

    def show_sorted(self, name: str, *, descending: bool) -> None:
        """Mark the column by which the rows are sorted; the model is not asked."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._sorted = (self.column_number(name), order)
        self.horizontalHeader().setSortIndicator(*self._sorted)
        self.header.rank(())

    def show_order(self, order: Sequence[tuple[str, bool]]) -> None:
        """Mark all columns by which the rows are sorted, the first one first; the model is not asked."""
        (name, descending), *_ = order
        self.show_sorted(name, descending=descending)
        self.header.rank([(self.column_number(each), down) for each, down in order])

    def seen_rows(self) -> tuple[int, int]:
        """Return the first and the last row that are in sight, or -1 and -1 if there are none."""
        if not self.model() or not self.model().rowCount():
            return _NOWHERE, _NOWHERE
        first = self.rowAt(0)
        last = self.rowAt(self.viewport().height() - 1)
        return first, last if last >= 0 else self.model().rowCount() - 1

    # --- Keyboard ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._drill_from_keyboard()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() == Qt.Key.Key_Space and self._turn(self.currentIndex()):
            return
        elif event.key() == Qt.Key.Key_Escape and self.state() != QAbstractItemView.State.EditingState:
            event.ignore()
        else:
            # Who moves on by the arrow keys begins another name with the next letter.
            self._typed_at = self._typed_at if event.text().isprintable() and event.text() else 0.0
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Say what has been typed: the model knows a quicker way to a row than asking for every one."""
        now = time.monotonic()
        self._typed = search if now - self._typed_at > _JUMP_PAUSE else self._typed + search
        self._typed_at = now
        if self._typed.strip():
            self.jumped.emit(self._typed)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End go to the first and the last row: in a list a record is a row."""
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.model().rowCount() - 1,
        }
        if action in ends and not modifiers & Qt.KeyboardModifier.ControlModifier:
            return self.model().index(ends[action], max(self.currentIndex().column(), 0))
        return super().moveCursor(action, modifiers)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() and self.model().rowCount():
            self.go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _drill_from_keyboard(self) -> None:
        here = self.currentIndex()
        if not here.isValid():
            return
        links = [number for number, column in enumerate(self.columns) if column.look is Look.LINK]
        if here.column() in links:
            self.drilled.emit(here.row(), here.column())
        elif links:
            self.drilled.emit(here.row(), links[0])
        else:
            self.activated.emit(here)

    # --- Mouse ------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = self.indexAt(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        index = self.indexAt(where)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid() or index != self._pressed:
            return
        if self._is_on_link(index, where):
            self.drilled.emit(index.row(), index.column())
        else:
            self._turn(index)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def _hover(self, where: QPoint) -> None:
        index = self.indexAt(where)
        on_link = self._is_on_link(index, where)
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if on_link else Qt.CursorShape.ArrowCursor
        )
        row, column = index.row(), index.column() if on_link else _NOWHERE
        if (row, column) != (self.hovered_row, self.hovered_column):
            before, self.hovered_row, self.hovered_column = self.hovered_row, row, column
            self._repaint_row(before)
            self._repaint_row(row)

    def _repaint_row(self, row: int) -> None:
        if row >= 0 and self.model():
            self.viewport().update(
                0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row)
            )

    def _is_on_link(self, index: Index, where: QPoint) -> bool:
        if not index.isValid() or self.columns[index.column()].look is not Look.LINK:
            return False
        cell = index.data(Role.CELL)
        width = self.row_delegate.cell_paint().text_width(cell) if isinstance(cell, str) else 0
        inside = self.visualRect(index).adjusted(SPACE_L, 0, -SPACE_L, 0)
        width = min(width, inside.width())
        left = direction.begin(inside, width)
        return bool(width) and left <= where.x() <= left + width

    def _turn(self, index: Index) -> bool:
        """Turn the check box or the star in a cell; tell whether there is one."""
        if not index.isValid():
            return False
        column, cell = self.columns[index.column()], index.data(Role.CELL)
        if column.look not in {Look.CHECK, Look.STAR} or not column.editable or not isinstance(cell, bool):
            return False
        # There is always one primary: its star moves to another row, and is never put out.
        if column.look is Look.CHECK or not cell:
            self.model().setData(index, not cell, Qt.ItemDataRole.EditRole)
        return True

    # --- Setting up -------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(_EDITS)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().valueChanged.connect(self._look)

    def _set_up_headers(self) -> None:
        header = self.header = ListHeader(self, self)
        self.setHorizontalHeader(header)
        # Only now: a table takes the mark away from the header that it is given.
        header.setSortIndicatorShown(True)
        header.setSortIndicator(*self._sorted)
        header.sectionClicked.connect(self._ask_for_order)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.row_height())
        rows.hide()

    def _ask_for_order(self, number: int) -> None:
        """Ask for what the header shows already: it turns its mark by itself before it tells of the click."""
        header, column = self.horizontalHeader(), self.columns[number]
        if not column.sortable:
            header.setSortIndicator(*self._sorted)
            return
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
            header.setSortIndicator(*self._sorted)
            self.sort_added.emit(column.name)
            return
        self._sorted = (number, header.sortIndicatorOrder())
        self.sort_asked.emit(column.name, header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder)

    def _fingerprint(self) -> bytes:
        return ",".join(column.name for column in self.columns).encode() + b"\n"

    def _wear(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def _look(self) -> None:
        self.looked_at.emit(*self.seen_rows())
