"""What lists and forms have in common: a frame with a title, buttons, one menu and a bar for messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.views import direction
from desktop.views.actions import Act, ActionSet
from desktop.views.message_bar import MessageBar
from desktop.views.parts import ElidedLabel, action_button, column, menu_button, row
from desktop.views.theme import current
from desktop.views.tokens import CONTROL_HEIGHT, SPACE_L, SPACE_M, SPACE_S

# Below this width the buttons show their icons alone, so that the title keeps its place.
_ROOM_FOR_WORDS: Final = 1080
_TITLE_WIDTH: Final = 120


class Applet(QFrame):
    """A list or a form with its title row.

    ``name`` begins the object names of everything in it. ``stepped_back`` is emitted when Esc found nothing
    nearer to leave.
    """

    stepped_back = Signal()

    def __init__(
        self, name: str, acts: Iterable[Act], buttons: Iterable[Act], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "applet")
        self.actions_of_record = ActionSet(self, f"action.{name}", acts)
        self.menu = QMenu(self)
        self.menu.setObjectName(f"{name}.menu")
        self.actions_of_record.fill(self.menu)
        self.title = ElidedLabel(role="title", parent=self)
        self.title.setObjectName(f"{name}.title")
        self.title.setMinimumWidth(_TITLE_WIDTH)
        self.subtitle = ElidedLabel(role="muted", parent=self)
        self.subtitle.setObjectName(f"{name}.subtitle")
        self._left = QHBoxLayout()
        self._right = QHBoxLayout()
        # Their words come with the room for them.
        self._buttons = [action_button(self.actions_of_record[act], self, text=False) for act in buttons]
        self.menu_button = menu_button(f"{name}.menu_button", self.tr("Menu"), self.menu, self)
        self.message_bar = MessageBar(self)
        self._body = column(self._title_row(), self._message_row(), spacing=0)
        self.setLayout(self._body)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Write the title row; the applet's accessible name is the title."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)
        self.menu_button.setAccessibleName(self.tr("Menu of {title}").format(title=title))

    def add_beside_title(self, part: QWidget) -> None:
        """Put ``part`` to the right of the title, as a visibility drop-down stands."""
        self._left.addWidget(part)

    def add_before_buttons(self, part: QWidget) -> None:
        """Put ``part`` to the left of the buttons, as the sync mark and the record count stand."""
        self._right.addWidget(part)

    def button(self, act: Act) -> QToolButton:
        """Return the title row's button for ``act``."""
        action = self.actions_of_record[act]
        return next(button for button in self._buttons if button.defaultAction() is action)

    def open_menu(self) -> None:
        """Open the applet's menu at its button, as the Menu key does."""
        self.menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))
        self.menu.setActiveAction(self.menu.actions()[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._buttons:
            button.setToolButtonStyle(beside if event.size().width() >= _ROOM_FOR_WORDS else alone)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
        else:
            self.menu.popup(event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._step_back()
        else:
            super().keyPressEvent(event)

    def _step_back(self) -> None:
        if self.message_bar.isVisible():
            self.message_bar.close_message()
        else:
            self.stepped_back.emit()

    def _title_row(self) -> QHBoxLayout:
        self.subtitle.hide()
        self._left.setSpacing(SPACE_M)
        self._right.setSpacing(SPACE_L)
        buttons = row(*self._buttons, self.menu_button, spacing=0)
        title = row(self.title, self.subtitle, self._left, None, self._right, buttons, spacing=SPACE_L)
        # The dots of the menu bring room of their own; without them the row ends where the fields end.
        has_menu = not self.menu.isEmpty()
        self.menu_button.setVisible(has_menu)
        end = SPACE_S if has_menu else SPACE_L
        title.setContentsMargins(*direction.margins(SPACE_L, SPACE_S, end, SPACE_S))
        title.addStrut(CONTROL_HEIGHT[current().density])
        return title

    def _message_row(self) -> QHBoxLayout:
        return row(self.message_bar, margins=(SPACE_L, 0, SPACE_L, SPACE_S))
