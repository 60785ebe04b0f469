"""Editors of one line: text, id, phone, e-mail, numbers and amounts, and what may only be read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from desktop.fields import Field
from desktop.models import formats
from desktop.models.reading import read
from desktop.values import Kind, Value
from desktop.views import theme
from desktop.views.editors.editor import check, dress, is_record_key, mark_problem

# Room that Qt leaves beside the text, and that an action at the end of the line takes.
_TEXT_MARGIN: Final = 2
_ACTION_WIDTH: Final = 22
# The typed form may carry blanks, brackets and grouping that the kept form does not.
_TYPED_AS_KEPT: Final = frozenset({Kind.TEXT, Kind.ID, Kind.EMAIL, Kind.NOTE})
_TYPED_LENGTH: Final = 60
# What has a form of its own is checked while one types, once the fingers rest.
_CHECKED_AS_TYPED: Final = frozenset(Kind) - {Kind.TEXT, Kind.ID, Kind.NOTE, Kind.FLAG}
_TYPING_PAUSE_MS: Final = 900


class LineEdit(QLineEdit):
    """A line of text that leaves the record's keys and the Menu key to the applet it stands in."""

    def event(self, event: QEvent) -> bool:
        if is_record_key(event, can_undo=self.isUndoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            event.ignore()
        else:
            super().contextMenuEvent(event)


class LineEditor(LineEdit):
    """Edits one line; shows the locale's form while it has no focus and elides it if it is too long."""

    edited = Signal()
    left = Signal()
    problem_changed = Signal(str)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._kept: Value = None
        self._touched = False
        self._problem: str | None = None
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._check_pause)
        dress(self, field)
        if field.editable:
            exact = field.kind in _TYPED_AS_KEPT
            self.setMaxLength(field.length if exact else max(field.length, _TYPED_LENGTH))
        if field.kind in {Kind.INTEGER, Kind.CURRENCY}:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._edit)

    # --- The protocol of editors ------------------------------------------------------------------------

    def set_value(self, value: Value, shown: str | None = None) -> None:
        self._kept = value
        self._touched = False
        self.show_problem(None)
        self._write(shown if shown is not None else self._form(value))
        if self.isUndoAvailable():
            # What is kept is undone by the window; what was typed before it is not to come back here.
            place = self.cursorPosition()
            self.setText(self.text())
            self.setCursorPosition(place)

    def value(self) -> Value:
        if not self._touched:
            return self._kept
        return self.field.clean(read(self.field.kind, self.text()))

    def is_touched(self) -> bool:
        return self._touched

    def typed(self) -> str:
        return self.text()

    def take_up(self, typed: str) -> None:
        self._write(typed)
        self._edit()

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

    # --- Typing -----------------------------------------------------------------------------------------

    def write_by_hand(self, value: Value) -> None:
        """Put in ``value`` on a person's behalf, as the calendar does: it counts as edited."""
        self._write(self._form(value))
        self._edit()

    def _form(self, value: Value) -> str:
        form = formats.typed if self.hasFocus() and not self.isReadOnly() else formats.shown
        return form(self.field.kind, value)

    def _write(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setToolTip("" if not self._is_cut_off() else text)

    def _edit(self) -> None:
        self._touched = True
        if self._problem:
            check(self)
        elif self.field.kind in _CHECKED_AS_TYPED:
            self._pause.start()
        self.edited.emit()

    def _check_pause(self) -> None:
        if self._touched and self.hasFocus():
            check(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._problem is None and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._change_form(select=event.reason() != Qt.FocusReason.MouseFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if not self._touched or check(self) is None:
            self._change_form()
        self.left.emit()

    def _change_form(self, *, select: bool = False) -> None:
        # Writing anew loses what Ctrl+Z would bring back, so equal forms are left alone.
        text = self._form(self.value())
        if text != self.text() and self._has_two_forms():
            self._write(text)
        if select:
            self.selectAll()

    def _has_two_forms(self) -> bool:
        return self.field.kind not in _TYPED_AS_KEPT

    # --- Drawing ----------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        return QSize(64, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._is_cut_off() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus() or not self._is_cut_off():
            super().paintEvent(event)
            return
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        room = self._text_room()
        tokens = theme.tokens()
        painter.setPen(QColor(tokens.muted if self._is_grey() else tokens.text))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)

    def _is_grey(self) -> bool:
        return self.isReadOnly()

    def _text_room(self) -> QRect:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        taken = _ACTION_WIDTH * sum(action.isVisible() for action in self.actions())
        return inside.adjusted(_TEXT_MARGIN, 0, -_TEXT_MARGIN - taken, 0)

    def _is_cut_off(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self._text_room().width()


class ReadOnlyEditor(LineEditor):
    """Shows a value that only the program or the external system sets; its text can be selected."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.setReadOnly(True)

    def set_read_only(self, read_only: bool) -> None:
        """Leave it read-only whatever is asked."""
