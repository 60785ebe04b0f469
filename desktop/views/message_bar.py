"""What concerns no single field: one sentence at the top of an applet, with the way out as a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QSizePolicy, QWidget
from shiboken6 import isValid

from desktop import language
from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.parts import icon_button, push_button, row
from desktop.views.tokens import ICON, SPACE_L, SPACE_M, SPACE_S, Tone


class MessageKind(StrEnum):
    """How serious a message is."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class WayOut:
    """A button beside a message: its text, what it does, and whether that cannot be taken back."""

    text: str
    act: Callable[[], object]
    danger: bool = False


_LOOKS: Final = {
    MessageKind.INFO: ("info", Tone.BUSY),
    MessageKind.GOOD: ("done", Tone.GOOD),
    MessageKind.WARNING: ("warning", Tone.ATTENTION),
    MessageKind.ERROR: ("error", Tone.BAD),
}


class MessageBar(QFrame):
    """Shows one sentence until it is closed, replaced or cleared; hidden when there is nothing to say.

    ``closed`` carries the sentence that a person has read and took away.
    """

    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setProperty("role", "message")
        self._icon = QLabel(self)
        self._sentence = QLabel(self)
        self._sentence.setObjectName("message_bar.sentence")
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = icon_button("message_bar.close", "close", self.tr("Close the message"), self)
        self._close.clicked.connect(self.close_message)
        self._row = row(
            self._icon,
            self._sentence,
            self._close,
            spacing=SPACE_M,
            margins=(SPACE_L, SPACE_S, SPACE_S, SPACE_S),
        )
        self._row.setStretch(1, 1)
        self.setLayout(self._row)
        self._kind = MessageKind.INFO
        self._asked_from: QWidget | None = None
        theme.current().changed.connect(self._draw)
        self.hide()

    def show_message(self, kind: MessageKind, sentence: str, *ways_out: WayOut) -> None:
        """Say ``sentence``, in place of what was said before, and announce it to screen readers.

        What a floor below said comes in English and is said in the language of the window.
        """
        sentence = language.sentence(sentence)
        self._kind = kind
        self._sentence.setText(sentence)
        self._offer(ways_out)
        self.setProperty("kind", kind.value)
        self.setAccessibleName(sentence)
        theme.restyle(self)
        self._draw()
        self.show()
        theme.announce(self, sentence)

    def ask(self, question: str, *ways_out: WayOut) -> None:
        """Ask before what cannot be taken back; the keyboard goes to the last way out, the safe one.

        Esc leaves the question without an answer, which ``closed`` tells.
        """
        self._asked_from = QApplication.focusWidget()
        self.show_message(MessageKind.WARNING, question, *ways_out)
        self._buttons[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Say nothing any more; the keyboard goes back to where a question took it from."""
        self._give_focus_back()
        self.hide()
        self._sentence.clear()
        self._offer(())

    def close_message(self) -> None:
        """Take the message away because the person has read it."""
        read = self.text()
        self.clear()
        self.closed.emit(read)

    def text(self) -> str:
        """Return the sentence that is shown, or empty text."""
        return self._sentence.text()

    def buttons(self) -> list[QPushButton]:
        """Return the buttons of the ways out, in order."""
        return list(self._buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    def _give_focus_back(self) -> None:
        before, self._asked_from = self._asked_from, None
        focused = QApplication.focusWidget()
        if before and isValid(before) and focused and self.isAncestorOf(focused):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self, ways_out: tuple[WayOut, ...]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(number, way) for number, way in enumerate(ways_out)]

    def _button(self, number: int, way: WayOut) -> QPushButton:
        button = push_button(f"message_bar.way_out.{number}", way.text, "danger" if way.danger else "", self)
        button.clicked.connect(lambda _checked=False: way.act())
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _draw(self) -> None:
        name, tone = _LOOKS[self._kind]
        colour = theme.tokens().tone(tone)
        self._icon.setPixmap(pixmap(name, colour, ICON, self.devicePixelRatioF()))
