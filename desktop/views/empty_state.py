"""What stands where a list has no rows: what to do first, with the button that does it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QWidget

from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.parts import column, label, push_button, row
from desktop.views.tokens import SPACE_L, SPACE_S

_ICON = 40
_ROOM_FOR_ICON = 140


class EmptyState(QWidget):
    """Covers ``over`` with an icon, a sentence and a button while it is shown."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("empty_state")
        self._icon_name = "search"
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = label("", "muted", self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._action: QAction | None = None
        self.button = push_button("empty_state.button", "", "primary", self)
        self.button.clicked.connect(self._act)
        middle = row(None, self.button, None)
        self._column = column(None, self._icon, self._sentence, middle, None, spacing=SPACE_L)
        self.setLayout(self._column)
        over.installEventFilter(self)
        theme.current().changed.connect(self._draw)
        self.hide()

    def say(self, icon: str, sentence: str, action: QAction | None = None) -> None:
        """Set what is said, and the action that is offered as a button."""
        self._icon_name, self._action = icon, action
        self._sentence.setText(sentence)
        self.button.setVisible(action is not None)
        if action:
            self.button.setText(action.text().rstrip("…"))
        self.setAccessibleName(sentence)
        self._draw()

    def sentence(self) -> str:
        """Return what is said."""
        return self._sentence.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            # Where there is little room, what is said and offered comes first.
            roomy = watched.height() >= _ROOM_FOR_ICON
            self._icon.setVisible(roomy)
            self._column.setSpacing(SPACE_L if roomy else SPACE_S)
        return False

    def _act(self) -> None:
        if self._action:
            self._action.trigger()

    def _draw(self) -> None:
        colour = theme.tokens().muted
        self._icon.setPixmap(pixmap(self._icon_name, colour, _ICON, self.devicePixelRatioF()))
