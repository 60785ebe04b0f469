"""The one thing that a workstation set up by an administrator asks of its agent: the password."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QWidget

from desktop import language
from desktop.store.types import ConnectionSettings
from desktop.views import theme
from desktop.views.desk import Bench, Check
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_M, SPACE_XL

_FIELD_WIDTH: Final = 320


class SignInCard(QFrame):
    """Asks for the password, tries it, and hands it on to be kept.

    ``accepted`` carries the external system as it was signed in to, and the password.
    """

    accepted = Signal(object, str)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in")
        self.setProperty("role", "applet")
        self._bench = bench
        self._settings = ConnectionSettings("")
        self._checks: list[Check] = []
        self._trying = False
        self.sentence = _wrapped("sign_in.sentence", "", self)
        self.user = self._line_edit("sign_in.user", self.tr("User"))
        self.password = self._line_edit("sign_in.password", self.tr("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.place = _wrapped("sign_in.place", "muted", self)
        self.verdict = _wrapped("sign_in.verdict", "strong", self)
        self.button = push_button("sign_in.button", self.tr("Sign In"), "primary", self)
        self.anyway = push_button("sign_in.anyway", self.tr("Keep It and Begin"), parent=self)
        self._user_label = self._label(self.tr("User"), self.user)
        self._lay_out()
        self.button.clicked.connect(self.sign_in)
        self.anyway.clicked.connect(self._accept)
        bench.checked.connect(self._note)
        bench.tested.connect(self._judge)

    def show_settings(self, settings: ConnectionSettings, sentence: str, *, user_is_fixed: bool) -> None:
        """Ask for the password of this external system; for the user, too, where nobody has set one."""
        self._settings = settings
        self.sentence.setText(sentence)
        asks = not settings.user and not user_is_fixed
        self.user.setVisible(asks)
        self._user_label.setVisible(asks)

    def show_place(self, keychain: str) -> None:
        """Say where the password will be kept; ``keychain`` is empty on a machine without one."""
        self.place.setText(
            self.tr("It is kept in the keychain of this computer ({name}).").format(name=keychain)
            if keychain
            else self.tr(
                "This computer has no keychain: Hearth asks for the password each time it is started, and"
                " keeps it nowhere."
            )
        )

    def take_focus(self) -> None:
        """Let the keyboard go where something is to be typed."""
        (self.password if self.user.isHidden() else self.user).setFocus()

    def sign_in(self) -> None:
        """Try what was typed, without sending a record."""
        if self._trying or not self.password.text() or (not self.user.isHidden() and not self.user.text()):
            self.take_focus()
            return
        self._checks, self._trying = [], True
        self.button.setEnabled(False)
        self.anyway.hide()
        self._say(self.tr("Signing in…"))
        self._bench.test(self._wanted(), {"sign-in": self.password.text()})

    def _wanted(self) -> ConnectionSettings:
        return replace(self._settings, user=self._settings.user or self.user.text())

    def _note(self, check: Check) -> None:
        if self._trying:
            self._checks.append(check)

    def _judge(self) -> None:
        if not self._trying:
            return
        self._trying = False
        self.button.setEnabled(True)
        wrong = next((each.text for each in self._checks if not each.ok), "")
        if self._checks and not wrong:
            self._accept()
            return
        # Whoever is off the line can work all the same: what is done waits in the outbox.
        self.anyway.show()
        self._say(wrong)
        self.password.setFocus()
        self.password.selectAll()

    def _accept(self) -> None:
        self._say("")
        self.accepted.emit(self._wanted(), self.password.text())
        self.password.clear()

    def _say(self, sentence: str) -> None:
        sentence = language.sentence(sentence)
        self.verdict.setText(sentence)
        self.verdict.setVisible(bool(sentence))
        if sentence:
            theme.announce(self, sentence)

    def _line_edit(self, name: str, words: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setFixedWidth(_FIELD_WIDTH)
        made.returnPressed.connect(self.sign_in)
        return made

    def _label(self, words: str, buddy: QWidget) -> QLabel:
        made = label(words, "label", self)
        made.setBuddy(buddy)
        return made

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(SPACE_L)
        fields.setVerticalSpacing(SPACE_M)
        fields.addWidget(self._user_label, 0, 0)
        fields.addWidget(self.user, 0, 1, Qt.AlignmentFlag.AlignLeading)
        fields.addWidget(self._label(self.tr("Password"), self.password), 1, 0)
        fields.addWidget(self.password, 1, 1, Qt.AlignmentFlag.AlignLeading)
        fields.setColumnStretch(1, 1)
        buttons = row(self.button, self.anyway, None)
        margins = (SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        parts = (self.sentence, fields, self.place, self.verdict, buttons)
        self.setLayout(column(*parts, spacing=SPACE_L, margins=margins))
        self.verdict.hide()
        self.anyway.hide()


def _wrapped(name: str, role: str, parent: QWidget) -> QLabel:
    made = label("", role, parent)
    made.setObjectName(name)
    made.setWordWrap(True)
    return made
