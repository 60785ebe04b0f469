"""The editor of a field that holds another record's id: the record is picked in a dialog, never typed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.fields import Field
from desktop.values import Value
from desktop.views import theme
from desktop.views.editors.editor import check, opens
from desktop.views.editors.line import LineEditor
from desktop.views.icons import icon
from desktop.views.tokens import Tone

_LONGEST_NAME: Final = 255


class PickEditor(LineEditor):
    """Shows the picked record's name; Space, Alt+Down, F4 or the button at its end ask for the dialog.

    The owner answers ``pick_requested`` with ``pick(id, name)``. Delete empties a field that may be empty.
    """

    pick_requested = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._locked = False
        self._picked: Value = None
        self.setReadOnly(True)
        # The name of a record is not bound to the length of its id.
        self.setMaxLength(_LONGEST_NAME)
        self.setProperty("pick", True)
        self._button = self.addAction(icon("pick", Tone.MUTED), QLineEdit.ActionPosition.TrailingPosition)
        self._button.setToolTip(self.tr("Pick (Alt+Down)"))
        self._button.triggered.connect(self.ask)

    def set_value(self, value: Value, shown: str | None = None) -> None:
        self._picked = value
        super().set_value(value, shown)

    def value(self) -> Value:
        return self.field.clean(self._picked) if self.is_touched() else self._picked

    def typed(self) -> str:
        # The name is kept as well: the id alone would say nothing.
        return f"{self._picked or ''}\t{self.text()}"

    def take_up(self, typed: str) -> None:
        picked, _, shown = typed.partition("\t")
        self.pick(picked or None, shown)

    def pick(self, value: Value, shown: str = "") -> None:
        """Take ``value`` as picked by a person; ``shown`` is the name of the record."""
        self._picked = value
        self._write(shown)
        self._edit()

    def ask(self) -> None:
        """Ask the owner for the pick dialog."""
        if not self._locked:
            self.pick_requested.emit()

    def set_read_only(self, read_only: bool) -> None:
        self._locked = read_only
        self._button.setVisible(not read_only)
        self.setProperty("pick", not read_only)
        theme.restyle(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if opens(event) or event.key() == Qt.Key.Key_Space:
            self.ask()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self._may_empty():
            self.pick(None)
        else:
            super().keyPressEvent(event)

    def _is_grey(self) -> bool:
        return self._locked

    def _may_empty(self) -> bool:
        return not (self._locked or self.field.required or self._picked is None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # The name stands for an id: there is no second form to change to.
        QLineEdit.focusInEvent(self, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        QLineEdit.focusOutEvent(self, event)
        if self.is_touched():
            check(self)
        self.left.emit()


class SeveralEditor(PickEditor):
    """Shows the primary one of several linked records; the shuttle, which it asks for, changes them."""

    def _may_empty(self) -> bool:
        return False
