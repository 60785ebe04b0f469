"""The editor of a text of several lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.fields import Field
from desktop.values import Value
from desktop.views import theme
from desktop.views.editors.editor import check, dress, is_record_key, mark_problem

_LINES = 3


class NoteEditor(QPlainTextEdit):
    """Edits a note; Tab leaves it, Enter begins a line."""

    edited = Signal()
    left = Signal()
    problem_changed = Signal(str)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._kept: Value = None
        self._shown = ""
        self._problem: str | None = None
        dress(self, field)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + 18)
        self.textChanged.connect(self._edit)

    def set_value(self, value: Value, shown: str | None = None) -> None:
        self._kept = value
        self._shown = shown if shown is not None else "" if value is None else str(value)
        self.show_problem(None)
        blocked = self.blockSignals(True)
        self.setPlainText(self._shown)
        self.blockSignals(blocked)

    def value(self) -> Value:
        return self.field.clean(self.toPlainText()) if self.is_touched() else self._kept

    def is_touched(self) -> bool:
        return self.toPlainText() != self._shown

    def typed(self) -> str:
        return self.toPlainText()

    def take_up(self, typed: str) -> None:
        self.setPlainText(typed)

    def show_problem(self, text: str | None) -> None:
        if text != self._problem:
            self._problem = text
            mark_problem(self, text)
            self.problem_changed.emit(text or "")

    def set_read_only(self, read_only: bool) -> None:
        self.setReadOnly(read_only)
        theme.restyle(self)

    def as_widget(self) -> QWidget:
        return self

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self.height())

    def event(self, event: QEvent) -> bool:
        if is_record_key(event, can_undo=self.document().isUndoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            event.ignore()
        else:
            super().contextMenuEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.is_touched():
            check(self)
        self.left.emit()

    def _edit(self) -> None:
        if self._problem:
            check(self)
        self.edited.emit()
