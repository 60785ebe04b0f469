"""How the line to the external system stands and how much waits, as icon, word and colour together."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.models import words
from desktop.views.icons import icon
from desktop.views.tokens import ICON, Tone

_LOOKS: Final[dict[bool | None, tuple[str, Tone]]] = {
    True: ("online", Tone.GOOD),
    False: ("offline", Tone.ATTENTION),
    None: ("offline", Tone.IDLE),
}


class LineMark(QToolButton):
    """Says whether the external system answers; a click is for what waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("line_mark")
        self.setIconSize(QSize(ICON, ICON))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_line(online=None, waiting=0)

    def show_line(self, *, online: bool | None, waiting: int) -> None:
        """Show the standing; ``online`` is None while nobody has tried."""
        word = words.line_word(online, waiting, QCoreApplication.translate)
        tip = words.line_tip(online, waiting, QCoreApplication.translate)
        name, tone = _LOOKS[online]
        self.setIcon(icon(name, tone))
        self.setText(word)
        self.setToolTip(tip)
        self.setAccessibleName(word)
        self.setAccessibleDescription(tip)
