"""Asks, without a dialog in the way, for the password that an external system wants."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.views import theme
from desktop.views.parts import label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_S


class PasswordBar(QFrame):
    """A line at the top of the window; ``given`` carries the external system's name and the password."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("password_bar")
        self.setProperty("role", "message")
        self.setProperty("kind", "warning")
        self._name = ""
        self._sentence = label("", parent=self)
        self.line = QLineEdit(self)
        self.line.setObjectName("password_bar.line")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(self.tr("Password"))
        self.line.setMinimumWidth(220)
        self.line.returnPressed.connect(self._give)
        sign_in = push_button("password_bar.sign_in", self.tr("Sign In"), "primary", self)
        sign_in.clicked.connect(self._give)
        later = push_button("password_bar.later", self.tr("Later"), parent=self)
        later.clicked.connect(self.hide)
        margins = (SPACE_L, SPACE_S, SPACE_S, SPACE_S)
        self.setLayout(row(self._sentence, None, self.line, sign_in, later, spacing=SPACE_M, margins=margins))
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for the password of the external system ``name``; what waits for it stays in the outbox."""
        self._ask(name, self.tr("{name} wants its password; everything stays in the outbox until then."))

    def ask_at_start(self, name: str, keychain: bool) -> None:
        """Ask for a password that is not kept, before anything waits for it."""
        if keychain:
            text = self.tr("No password is kept for {name} yet; until it is given, everything stays here.")
        else:
            text = self.tr(
                "This computer has no keychain: the password of {name} is asked for at each start, and kept"
                " nowhere."
            )
        self._ask(name, text)

    def _ask(self, name: str, text: str) -> None:
        if self.isVisible() and name == self._name:
            return
        self._name = name
        self._sentence.setText(text.format(name=name))
        self.setAccessibleName(self._sentence.text())
        self.line.clear()
        self.show()
        theme.announce(self, self._sentence.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        if self.line.text():
            self.given.emit(self._name, self.line.text())
            self.line.clear()
            self.hide()
