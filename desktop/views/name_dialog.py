"""The small dialog that asks for a name; what the store says against it stands under the line."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop import language
from desktop.views.dialog import Dialog
from desktop.views.editors.editor import mark_problem
from desktop.views.editors.line import LineEdit
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_WIDTH: Final = 420


class NameDialog(Dialog):
    """Asks for one name; ``named`` carries it, and whoever takes it calls ``accept`` or ``refuse``."""

    named = Signal(str)

    def __init__(self, name: str, title: str, ok: str, before: str, longest: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        self.line = LineEdit(self)
        self.line.setObjectName(f"{name}.line")
        self.line.setAccessibleName(self.tr("Name"))
        self.line.setMaxLength(longest)
        self.line.setText(before)
        self.line.selectAll()
        words = label(self.tr("&Name"), "label", self)
        words.setBuddy(self.line)
        self.said = label("", "problem", self)
        self.said.setObjectName(f"{name}.said")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(self.said.fontMetrics().lineSpacing() * 2)
        self.ok = push_button(f"{name}.ok", ok, "primary", self)
        self.ok.setDefault(True)
        cancel = push_button(f"{name}.cancel", self.tr("Cancel"), parent=self)
        self.ok.clicked.connect(self._tell)
        cancel.clicked.connect(self.reject)
        self.line.textChanged.connect(self._look)
        self.finished.connect(self.deleteLater)
        buttons = row(None, self.ok, cancel, spacing=SPACE_M)
        margins = (SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        self.setLayout(column(words, self.line, self.said, buttons, spacing=SPACE_M, margins=margins))
        self._look()

    def refuse(self, sentence: str) -> None:
        """Say why the name cannot be."""
        sentence = language.sentence(sentence)
        self.said.setText(sentence)
        mark_problem(self.line, sentence)
        self.line.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus()

    def _look(self) -> None:
        self.ok.setEnabled(bool(self.line.text().strip()))
        self.said.clear()
        mark_problem(self.line, None)

    def _tell(self) -> None:
        self.named.emit(self.line.text())
