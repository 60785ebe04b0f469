"""The field in which one types what is asked of one field of a record: a value, or operators and values."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from desktop.views import query_help
from desktop.views.editors import Choices
from desktop.views.editors.editor import mark_problem, opens
from desktop.views.editors.line import LineEdit

_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class CriterionEdit(LineEdit):
    """One criterion.

    ``run_asked`` is emitted at Enter, ``cancelled`` at Esc, ``written`` with the field and what a person has
    typed, ``entered`` when the keyboard comes.
    """

    run_asked = Signal()
    cancelled = Signal()
    written = Signal(str, str)
    entered = Signal()

    def __init__(self, place: str, field: str, label: str, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.label = label
        self.setObjectName(f"{place}.{field}")
        words = QCoreApplication.translate("CriterionEdit", "Query: {field}").format(field=label)
        self.setAccessibleName(words)
        self.textEdited.connect(self._tell)
        query_help.offer(self)
        self._popup = self._offer(choices) if choices.values else None

    def write(self, text: str) -> None:
        """Show a criterion that came from elsewhere."""
        self.show_problem("")
        if text != self.text():
            self.setText(text)

    def show_problem(self, sentence: str, at: int = 0, length: int = 0) -> None:
        """Mark what makes no sense, and say why; nothing is well again."""
        mark_problem(self, sentence or None)
        self.setToolTip(sentence)
        if sentence:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setSelection(min(at, max(len(self.text()) - 1, 0)), length)

    def event(self, event: QEvent) -> bool:
        # The row would be left otherwise for what the window does with Esc and Enter.
        if _is_override(event, *_ENTER, Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_choosing():
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.run_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif opens(event) and self._popup is not None:
            self.completer().setCompletionPrefix("")
            self.completer().complete()
        else:
            super().keyPressEvent(event)

    def _is_choosing(self) -> bool:
        return self._popup is not None and self._popup.isVisible()

    def _offer(self, choices: Choices) -> QListView:
        popup = QListView()
        popup.setProperty("role", "popup")
        popup.setObjectName(f"{self.objectName()}.choices")
        popup.setAccessibleName(self.accessibleName())
        completer = QCompleter(choices.shown(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setPopup(popup)
        self.setCompleter(completer)
        # Queued: Qt writes the bare value by itself first.
        completer.activated.connect(self._take, Qt.ConnectionType.QueuedConnection)
        return popup

    def _take(self, value: str) -> None:
        quoted = as_value(value)
        self.setText(quoted)
        self._tell(quoted)

    def _tell(self, text: str) -> None:
        mark_problem(self, None)
        self.written.emit(self.field, text)


def _is_override(event: QEvent, *keys: Qt.Key) -> bool:
    is_override = event.type() == QEvent.Type.ShortcutOverride
    return is_override and isinstance(event, QKeyEvent) and event.key() in keys


def as_value(value: str) -> str:
    """Return a value as a query takes it: in quotes where a word or sign of the language is in it."""
    has_words = set(value.upper().split()) & _WORDS
    if not (has_words or set(value) & _SIGNS):
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


_WORDS: Final = frozenset({"AND", "OR", "NOT", "LIKE", "IS", "NULL"})
_SIGNS: Final = frozenset('=<>()[]"*?')
