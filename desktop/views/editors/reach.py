"""The editor of what reaches someone: a phone number, an e-mail address or a web page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QEnterEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.errors import InvalidValue
from desktop.fields import Field
from desktop.values import Kind
from desktop.views.editors.editor import opens
from desktop.views.editors.line import LineEditor
from desktop.views.icons import icon
from desktop.views.tokens import Tone

_ICONS: Final = {Kind.PHONE: "phone", Kind.EMAIL: "email", Kind.URL: "link"}
_SCHEMES: Final = {Kind.PHONE: "tel:", Kind.EMAIL: "mailto:", Kind.URL: ""}
REACHING: Final = frozenset(_ICONS)


class ReachEditor(LineEditor):
    """Edits the value; Ctrl-click, Alt+Down, F4 or the button at its end hand it to the platform."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._button = self.addAction(
            icon(_ICONS[field.kind], Tone.MUTED), QLineEdit.ActionPosition.TrailingPosition
        )
        self._button.setToolTip(self._words())
        self._button.triggered.connect(self.reach)
        self.textChanged.connect(self._look)
        self._look()

    def reach(self) -> None:
        """Call, write to or open what stands in the field, if it is right."""
        if target := self._target():
            QDesktopServices.openUrl(QUrl(f"{_SCHEMES[self.field.kind]}{target}"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        with_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if with_control and event.button() == Qt.MouseButton.LeftButton and self._target():
            self.reach()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if opens(event):
            self.reach()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._point(event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point(event.modifiers())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(Qt.KeyboardModifier.NoModifier)

    def _point(self, modifiers: Qt.KeyboardModifier) -> None:
        """Show a hand where a click would hand the value on."""
        hand = bool(modifiers & Qt.KeyboardModifier.ControlModifier) and bool(self._target())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor)

    def _target(self) -> str:
        try:
            return str(self.value() or "")
        except InvalidValue:
            return ""

    def _look(self) -> None:
        self._button.setVisible(bool(self._target()))

    def _words(self) -> str:
        return {
            Kind.PHONE: self.tr("Call (Ctrl-click, Alt+Down)"),
            Kind.EMAIL: self.tr("Write an e-mail (Ctrl-click, Alt+Down)"),
            Kind.URL: self.tr("Open the page (Ctrl-click, Alt+Down)"),
        }[self.field.kind]
