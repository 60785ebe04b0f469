"""The passwords that may go with an external system: typed here, kept in the keychain, never shown again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from desktop.views.parts import column, row
from desktop.views.tokens import SPACE_L

_WIDTH = 220


class Passwords(QWidget):
    """A line for each purpose that a password may have; ``edited`` tells that one was typed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named = {
            "sign-in": self.tr("Password"),
            "proxy": self.tr("Password of the Proxy"),
            "certificate": self.tr("Password of the Certificate"),
        }
        self.lines = {purpose: self._line(purpose, words) for purpose, words in named.items()}
        self._cells = {purpose: self._cell(self.lines[purpose], words) for purpose, words in named.items()}
        self.setLayout(row(*self._cells.values(), spacing=SPACE_L))

    def given(self) -> dict[str, str]:
        """Return what was typed, by purpose."""
        return {purpose: line.text() for purpose, line in self.lines.items() if line.text()}

    def clear(self) -> None:
        """Forget what was typed."""
        for line in self.lines.values():
            line.clear()

    def show_line(self, purpose: str, *, shown: bool) -> None:
        """Ask for the password of this purpose, or not."""
        self._cells[purpose].setVisible(shown)

    def _line(self, purpose: str, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(
            "connection.password" if purpose == "sign-in" else f"connection.password.{purpose}"
        )
        line.setAccessibleName(words)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setPlaceholderText(self.tr("Empty: the one that is kept"))
        line.setMinimumWidth(_WIDTH)
        line.textEdited.connect(self.edited)
        return line

    def _cell(self, line: QLineEdit, words: str) -> QWidget:
        cell, name = QWidget(self), QLabel(words, self)
        name.setProperty("role", "label")
        name.setBuddy(line)
        cell.setLayout(column(name, line, spacing=2))
        return cell
