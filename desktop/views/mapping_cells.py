"""Edits the cells of a mapping: elements are found as one types, directions and forms are chosen."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QAbstractItemModel, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.models.mapping_rows import Choice, Column, Index, Options
from desktop.views import theme
from desktop.views.tokens import Tone

_MOST_SEEN = 14
_WIDEST = 420
# Enter commits by itself, a moment later; what is left open then was chosen by mouse.
_AFTER_ENTER_MS = 20


class MappingCells(QStyledItemDelegate):
    """A list opens in the cell; the element's takes any text, too, and what is wrong stands in red."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option
        options = cast("Options", index.data(Choice.OPTIONS))
        made = QComboBox(parent)
        made.setProperty("cell", True)
        made.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        made.setMaxVisibleItems(_MOST_SEEN)
        if index.column() == Column.ELEMENT:
            offer(made, ("", ""), *options)
            let_type(made)
        else:
            for value, words in options:
                made.addItem(words, value)
        made.activated.connect(lambda: QTimer.singleShot(_AFTER_ENTER_MS, made, lambda: self._commit(made)))
        return made

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Give the editor the whole cell, with what the style keeps free around a text."""
        del index
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            kept = str(index.data(Qt.ItemDataRole.EditRole))
            editor.setCurrentIndex(editor.findData(kept))
            if editor.isEditable():
                editor.setEditText(kept)
                line = editor.lineEdit()
                if line is not None:
                    line.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, typed_in(editor))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.column() == Column.FINDINGS:
            tone = QColor(theme.tokens().tone(Tone.BAD if index.data(Choice.IS_WRONG) else Tone.MUTED))
            option.palette.setColor(QPalette.ColorRole.Text, tone)

    def _commit(self, editor: QWidget) -> None:
        if editor.isVisible():
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)


def offer(box: QComboBox, *options: tuple[str, str]) -> None:
    """Offer elements with their types beside them; what is taken is the element alone."""
    for path, kind in options:
        box.addItem(f"{path}   ({kind})" if kind else path, path)


def let_type(box: QComboBox) -> None:
    """Let any text be typed, and find what is offered by any part of it."""
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    below = QListView(box)
    below.setProperty("role", "popup")
    below.setMinimumWidth(_WIDEST)
    completer = QCompleter(box.model(), box)
    completer.setPopup(below)
    # Only this delegate asks the style sheet how the values below look.
    below.setItemDelegate(QStyledItemDelegate(below))
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    box.setCompleter(completer)
    box.view().setMinimumWidth(_WIDEST)


def typed_in(box: QComboBox) -> str:
    """Return what was chosen or typed, without the type that stands beside it."""
    text = box.currentText().strip()
    at = box.findText(text, Qt.MatchFlag.MatchExactly)
    return text if at < 0 else str(box.itemData(at))
