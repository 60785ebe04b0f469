"""The strip that shows where the agent is and how they came there, with the way back and forward."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop.views import theme
from desktop.views.icons import pixmap
from desktop.views.parts import icon_button, row
from desktop.views.tokens import ICON, SPACE_M, SPACE_S, WEIGHT_NORMAL, WEIGHT_STRONG

# An entry is cut in the middle below this width only where the strip is full, and never below the second.
_WIDE: Final = 640
_NARROW: Final = 140
_PADDING: Final = 10
_MORE_WIDTH: Final = 56
# The first entry and the last.
_ALWAYS_SHOWN: Final = 2


class ThreadBar(QFrame):
    """Draws the entries of the thread; all but the last can be clicked.

    ``entry_chosen`` carries the entry's number, from 0; the owner goes there and shows the entries anew.
    """

    entry_chosen = Signal(int)
    back_requested = Signal()
    forward_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thread_bar")
        self.setAccessibleName(self.tr("Thread"))
        self._texts: tuple[str, ...] = ()
        self._parts: list[QWidget] = []
        self._back = icon_button("thread_bar.back", "back", self.tr("Back (Alt+Left)"), self)
        self._forward = icon_button("thread_bar.forward", "forward", self.tr("Forward (Alt+Right)"), self)
        self._back.clicked.connect(self.back_requested)
        self._forward.clicked.connect(self.forward_requested)
        self._entries = QWidget(self)
        self._row = QHBoxLayout(self._entries)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_S)
        self._slot = QHBoxLayout()
        whole = row(self._back, self._forward, self._entries, self._slot, spacing=SPACE_S)
        whole.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._entries.setMinimumWidth(_NARROW)
        theme.current().changed.connect(self._draw)
        self.show_entries((), can_go_back=False, can_go_forward=False)

    def show_entries(self, texts: Sequence[str], *, can_go_back: bool, can_go_forward: bool) -> None:
        """Show the entries, the place of now last, such as ``Household: Okafor``."""
        self._texts = tuple(texts)
        self._back.setEnabled(can_go_back)
        self._forward.setEnabled(can_go_forward)
        self._draw()

    def texts(self) -> tuple[str, ...]:
        """Return the entries in full, whatever of them there is room for."""
        return self._texts

    def entry(self, number: int) -> QToolButton | None:
        """Return the button of an entry, or None where there is no room for it."""
        return self.findChild(QToolButton, f"thread_bar.entry.{number}")

    def add_at_end(self, part: QWidget) -> None:
        """Put ``part`` at the right end, as the connection mark stands."""
        self._slot.addWidget(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    # --- Drawing ----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            part.setObjectName("")
            part.deleteLater()
        self._parts = []
        shown = self._fitting()
        for place, number in enumerate(shown):
            if place:
                self._put(self._chevron())
            if number is None:
                self._put(self._more())
            else:
                self._put(self._entry(number, self._width_of_entry(len(shown) - shown.count(None))))
        if self._row.count() == len(self._parts):
            self._row.addStretch(1)

    def _put(self, part: QWidget) -> None:
        self._row.insertWidget(len(self._parts), part)
        self._parts.append(part)
        part.show()

    def _fitting(self) -> list[int | None]:
        """Return the numbers of the entries there is room for; None stands for those left out between."""
        count = len(self._texts)
        room = self._entries.width()
        if (
            count <= _ALWAYS_SHOWN
            or sum(min(self._natural(text), _NARROW) + ICON for text in self._texts) <= room
        ):
            return list(range(count))
        return [0, None, count - 1]

    def _width_of_entry(self, shown: int) -> int:
        natural = sum(self._natural(text) + ICON + 2 * SPACE_S for text in self._texts)
        if natural <= self._entries.width():
            return _WIDE
        entries = min(len(self._texts), shown)
        between = shown * (ICON + 2 * SPACE_S) + (_MORE_WIDTH if shown < len(self._texts) else 0)
        return max(_NARROW, (self._entries.width() - between) // entries - _PADDING)

    def _natural(self, text: str) -> int:
        # Any entry may become the last one, which is written strongly.
        return self._metrics(strong=True).horizontalAdvance(text) + _PADDING

    def _metrics(self, *, strong: bool) -> QFontMetrics:
        font = QFont(self.font())
        font.setWeight(QFont.Weight(WEIGHT_STRONG if strong else WEIGHT_NORMAL))
        return QFontMetrics(font)

    def _entry(self, number: int, width: int) -> QToolButton:
        text, last = self._texts[number], number == len(self._texts) - 1
        button = QToolButton(self)
        button.setObjectName(f"thread_bar.entry.{number}")
        button.setProperty("look", "here" if last else "link")
        cut = self._metrics(strong=last).elidedText(text, Qt.TextElideMode.ElideMiddle, min(width, _WIDE))
        button.setText(cut.replace("&", "&&"))
        button.setAccessibleName(self.tr("You are here: {entry}").format(entry=text) if last else text)
        button.setToolTip(text if cut != text else "")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus if last else Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._choose, number))
        return button

    def _more(self) -> QToolButton:
        button = icon_button("thread_bar.more", "menu", self.tr("Entries between"), self)
        menu = QMenu(button)
        for number in range(1, len(self._texts) - 1):
            menu.addAction(self._texts[number].replace("&", "&&")).triggered.connect(
                partial(self._choose, number)
            )
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _chevron(self) -> QLabel:
        mark = QLabel(self)
        mark.setPixmap(pixmap("chevron-right", theme.tokens().muted, 12, self.devicePixelRatioF()))
        return mark

    def _choose(self, number: int, _checked: bool = False) -> None:
        self.entry_chosen.emit(number)
