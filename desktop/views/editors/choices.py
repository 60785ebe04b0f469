"""Editors of a choice: a value of a pick list, or yes and no."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QCompleter,
    QListView,
    QStyledItemDelegate,
    QWidget,
)

from desktop import language
from desktop.fields import Field
from desktop.models import words
from desktop.values import Value
from desktop.views.editors.editor import Choices, check, dress, mark_problem
from desktop.views.editors.line import LineEdit


class ListEditor(QComboBox):
    """Edits a field whose pick list allows its own values only, and none where the field may be empty."""

    edited = Signal()
    left = Signal()
    problem_changed = Signal(str)

    def __init__(self, field: Field, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._kept: Value = None
        self._touched = False
        self._problem: str | None = None
        self._typed_at = QElapsedTimer()
        dress(self, field)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(16)
        # Only this delegate asks the style sheet how the values below look.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.set_choices(choices)
        self.activated.connect(self._edit)

    def set_choices(self, choices: Choices) -> None:
        """Offer other values; the one that is shown stays."""
        chosen = self.typed()
        self.clear()
        for each in ([] if self.field.required else [""]) + list(choices.values):
            self.addItem(self._shown(each), each)
        self._choose(chosen)

    # --- The protocol of editors ------------------------------------------------------------------------

    def set_value(self, value: Value, shown: str | None = None) -> None:
        self._kept = value
        self._touched = False
        self.show_problem(None)
        self._choose(shown if shown is not None else "" if value is None else str(value))

    def value(self) -> Value:
        return self.field.clean(self.typed()) if self._touched else self._kept

    def is_touched(self) -> bool:
        return self._touched

    def typed(self) -> str:
        """Return the value as it is kept, which may be shown in another language."""
        text = self.currentText()
        index = self.findText(text, Qt.MatchFlag.MatchExactly)
        return text if index < 0 else str(self.itemData(index))

    def take_up(self, typed: str) -> None:
        self._choose(typed)
        self._edit()

    def show_problem(self, text: str | None) -> None:
        if text != self._problem:
            self._problem = text
            mark_problem(self, text)
            self.problem_changed.emit(text or "")

    def set_read_only(self, read_only: bool) -> None:
        self.setEnabled(not read_only)

    def as_widget(self) -> QWidget:
        return self

    # --- Choosing ---------------------------------------------------------------------------------------

    def _shown(self, kept: str) -> str:
        return language.value(self.field.pick_list, kept)

    def _choose(self, kept: str) -> None:
        # A value that has left the pick list, or never was in it, is shown all the same.
        if kept and self.findData(kept) < 0:
            self.addItem(self._shown(kept), kept)
        self.setCurrentIndex(self.findData(kept))

    def _edit(self) -> None:
        self._touched = True
        if self._problem:
            check(self)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A blank goes on with what is being typed to find a value; else it would open the list in mid-word.
        if event.key() == Qt.Key.Key_Space and self._is_being_sought():
            self.view().keyboardSearch(" ")
            self._go_to(self.view().currentIndex().row())
        else:
            super().keyPressEvent(event)
        if event.text().strip() or self._is_being_sought():
            self._typed_at.start()

    def _is_being_sought(self) -> bool:
        return self._typed_at.isValid() and not self._typed_at.hasExpired(
            QApplication.keyboardInputInterval()
        )

    def _go_to(self, at: int) -> None:
        if at >= 0 and at != self.currentIndex():
            self.setCurrentIndex(at)
            self._edit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self._touched:
            check(self)
        self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # The Menu key is the applet's.
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Rolling over a form must not change what lies under the pointer.
        event.ignore()

    def showPopup(self) -> None:
        self.view().setMinimumWidth(max(self.width(), self.view().sizeHintForColumn(0) + 24))
        super().showPopup()

    def minimumSizeHint(self) -> QSize:
        return QSize(64, super().minimumSizeHint().height())


class OpenListEditor(ListEditor):
    """Edits a field whose pick list only suggests: any text may be typed, and is completed while typing."""

    def __init__(self, field: Field, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(field, choices, parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = LineEdit(self)
        line.setMaxLength(field.length)
        line.setAccessibleName(self.accessibleName())
        line.textEdited.connect(self._edit)
        self.setLineEdit(line)
        below = QListView(self)
        below.setProperty("role", "popup")
        completer = QCompleter(self.model(), self)
        completer.setPopup(below)
        below.setItemDelegate(QStyledItemDelegate(self))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.activated.connect(self._edit)
        self.setCompleter(completer)

    def _choose(self, kept: str) -> None:
        self.setCurrentIndex(self.findData(kept))
        if self.isEditable():
            self.setEditText(self._shown(kept))


class FlagEditor(QCheckBox):
    """Edits yes and no; the label stands beside the box."""

    edited = Signal()
    left = Signal()
    problem_changed = Signal(str)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._kept: Value = None
        self._touched = False
        dress(self, field)
        self.setText(words.label(field, QCoreApplication.translate))
        self.clicked.connect(self._edit)

    def set_value(self, value: Value, shown: str | None = None) -> None:
        del shown
        self._kept = value
        self._touched = False
        self.show_problem(None)
        self.setChecked(value is True)

    def value(self) -> Value:
        return self.isChecked() if self._touched else self._kept

    def is_touched(self) -> bool:
        return self._touched

    def typed(self) -> str:
        return "true" if self.isChecked() else "false"

    def take_up(self, typed: str) -> None:
        self.setChecked(typed == "true")
        self._edit()

    def show_problem(self, text: str | None) -> None:
        if bool(text) != bool(self.property("problem")):
            mark_problem(self, text)
            self.problem_changed.emit(text or "")

    def set_read_only(self, read_only: bool) -> None:
        self.setEnabled(not read_only)

    def as_widget(self) -> QWidget:
        return self

    def _edit(self) -> None:
        self._touched = True
        self.edited.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
