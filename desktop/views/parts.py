"""The smallest parts of a screen: labels, buttons and bars that look and are named the same everywhere."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views import direction
from desktop.views.icons import icon
from desktop.views.tokens import ICON, SPACE_M, Tone


class ElidedLabel(QLabel):
    """One line of text that ends in an ellipsis where there is no room; its tooltip then says it all."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._is_cut_off() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_cut_off():
            super().paintEvent(event)
            return
        room = self.contentsRect()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment()), text)

    def _is_cut_off(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()


class _ActionButton(QToolButton):
    """A button whose description is its action's key, whatever that is now."""

    def say_key(self) -> None:
        """Say the key to those who do not see the tooltip."""
        self.setAccessibleDescription(self.defaultAction().shortcut().toString())


def label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label in one of the style sheet's roles: title, muted, strong, label, section, problem."""
    made = QLabel(text, parent)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def action_button(action: QAction, parent: QWidget | None = None, *, text: bool = True) -> QToolButton:
    """Return a button for ``action`` that is enabled, named and explained as the action is."""
    button = _ActionButton(parent)
    button.setDefaultAction(action)
    button.setObjectName(f"button.{action.objectName()}")
    button.setAccessibleName(action.text().rstrip("…"))
    button.say_key()
    action.changed.connect(button.say_key)
    button.setIconSize(QSize(ICON, ICON))
    beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(beside if text else alone)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def icon_button(name: str, icon_name: str, words: str, parent: QWidget | None = None) -> QToolButton:
    """Return a small button without text; ``words`` say what it does."""
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(icon_name, Tone.MUTED))
    button.setIconSize(QSize(ICON, ICON))
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def menu_button(name: str, words: str, menu: QMenu, parent: QWidget | None = None) -> QToolButton:
    """Return the button with three dots that opens ``menu``."""
    button = icon_button(name, "menu", words, parent)
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button


def push_button(name: str, text: str, look: str = "", parent: QWidget | None = None) -> QPushButton:
    """Return a button with text; ``look`` is primary, danger or quiet, or nothing for an ordinary one."""
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setProperty("look", look)
    button.setAutoDefault(False)
    return button


def frame(role: str, name: str = "", parent: QWidget | None = None) -> QFrame:
    """Return a frame in one of the style sheet's roles: applet, bar, message, card, rule."""
    made = QFrame(parent)
    made.setObjectName(name)
    made.setProperty("role", role)
    return made


def row(
    *parts: QWidget | QLayout | None,
    spacing: int = SPACE_M,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QHBoxLayout:
    """Return ``parts`` side by side; None is the room that is left over."""
    layout = QHBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def column(
    *parts: QWidget | QLayout | None,
    spacing: int = SPACE_M,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> QVBoxLayout:
    """Return ``parts`` one below the other; None is the room that is left over."""
    layout = QVBoxLayout()
    _fill(layout, parts, spacing, margins)
    return layout


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    parts: tuple[QWidget | QLayout | None, ...],
    spacing: int,
    margins: tuple[int, int, int, int],
) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(*direction.margins(*margins))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
