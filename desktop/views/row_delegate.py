"""Draws the rows of a list by itself and edits their cells with the editors of the forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from desktop.errors import InvalidValue
from desktop.models import formats, words
from desktop.models.columns import Column, Look, Role
from desktop.store.types import Sync
from desktop.views import theme
from desktop.views.cell_paint import CellPaint
from desktop.views.editors import EDITORS, Choices, Editor, make_editor
from desktop.views.editors.editor import check, problem_of
from desktop.views.tokens import SPACE_L

Index = QModelIndex | QPersistentModelIndex
PickLists = Callable[[str], Choices]


class Served(Protocol):
    """What the delegate asks of the table it paints for."""

    columns: tuple[Column, ...]
    hovered_row: int
    hovered_column: int

    def is_in_use(self) -> bool: ...
    def is_at(self, index: Index) -> bool: ...
    def go_down(self) -> None: ...
    def font(self) -> QFont: ...
    def devicePixelRatioF(self) -> float: ...


class RowDelegate(QStyledItemDelegate):
    """Serves one table: asks the model one question a cell and paints the answer.

    ``refused`` carries the sentence when a cell was left with a value that its field does not allow.
    """

    refused = Signal(str)

    def __init__(self, parent: QWidget, table: Served, pick_lists: PickLists) -> None:
        super().__init__(parent)
        self._table = table
        self._pick_lists = pick_lists
        self._paint: CellPaint | None = None
        theme.current().changed.connect(self.forget)

    def forget(self) -> None:
        """Look colours, font and words up again when something is painted next."""
        self._paint = None

    # --- Painting ---------------------------------------------------------------------------------------

    def cell_paint(self) -> CellPaint:
        """Return the paint for the theme that is worn now."""
        if self._paint is None:
            self._paint = CellPaint(self._table.font(), self._table.devicePixelRatioF())
        return self._paint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paint, table = self.cell_paint(), self._table
        rect, row = option.rect, index.row()
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected:
            painter.fillRect(rect, paint.selected if table.is_in_use() else paint.selected_idle)
        elif row == table.hovered_row:
            painter.fillRect(rect, paint.hover)
        elif row % 2:
            painter.fillRect(rect, paint.stripe)
        column = table.columns[index.column()]
        hovered = row == table.hovered_row and index.column() == table.hovered_column
        paint.paint(painter, rect, index.data(Role.CELL), column, hovered=hovered)
        if option.state & QStyle.StateFlag.State_HasFocus or (selected and table.is_at(index)):
            paint.paint_focus(painter, rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        column = self._table.columns[index.column()]
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        extra = 24 if column.look in {Look.SYNC, Look.CHECK, Look.STAR} else 0
        return QSize(self.cell_paint().text_width(str(text)) + 2 * SPACE_L + extra, theme.row_height())

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Tell what a cell does not show: the rest of a cut text, or what a sync state means."""
        cell = index.data(Role.CELL)
        tip = ""
        if isinstance(cell, Sync):
            tip = words.sync_tip(cell, formats.moment, QCoreApplication.translate)
        elif isinstance(cell, str) and self.cell_paint().text_width(cell) > option.rect.width() - 2 * SPACE_L:
            tip = cell
        QToolTip.showText(event.globalPos(), tip, view)
        return True

    # --- Editing ----------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = self._table.columns[index.column()].field
        if field is None:
            raise LookupError("An editable column needs a field.")
        choices = self._pick_lists(field.pick_list) if field.pick_list else None
        editor = make_editor(field, parent, choices=choices).as_widget()
        editor.setProperty("cell", True)
        editor.setObjectName(f"cell.{field.name}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, EDITORS) and not editor.is_touched():
            editor.set_value(index.data(Qt.ItemDataRole.EditRole))
            if isinstance(editor, QLineEdit):
                editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write the value into the model; one that breaks a rule is not written, and the list says why."""
        if not isinstance(editor, EDITORS) or not editor.is_touched():
            return
        try:
            model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)
        except InvalidValue as error:
            label = words.label(editor.field, QCoreApplication.translate)
            self.refused.emit(f"{label}: {problem_of(editor.field, error)}")

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        height = max(option.rect.height(), editor.minimumHeight())
        editor.setGeometry(option.rect.x(), option.rect.y(), option.rect.width(), height)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let Enter write the cell and go to the one below, but only with a value that may stand there."""
        if isinstance(editor, EDITORS) and _is_enter(event):
            self._finish(editor)
            return True
        return super().eventFilter(editor, event)

    def _finish(self, editor: Editor) -> None:
        error = check(editor)
        if error is not None:
            below = editor.mapToGlobal(QPoint(0, editor.height()))
            QToolTip.showText(below, problem_of(editor.field, error), editor)
            return
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._table.go_down()


def _is_enter(event: QEvent) -> bool:
    if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
        return False
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
