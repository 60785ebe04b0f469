"""Rows of tabs: the screens at the top of the window, and the views of one record."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.models import formats
from desktop.views.icons import icon
from desktop.views.tokens import ICON, Tone


class Tabs(QTabBar):
    """Tabs known by their keys; ``chosen`` carries the key that a person went to, never one that was set.

    Who refuses to leave the tab of before sets it again with ``set_current``.
    """

    chosen = Signal(str)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(QSize(ICON, ICON))
        self._keys: list[str] = []
        self._texts: dict[str, str] = {}
        self._quiet = False
        self.currentChanged.connect(self._tell)

    def add(self, key: str, text: str, icon_name: str = "") -> None:
        """Add a tab at the end."""
        self._keys.append(key)
        self._texts[key] = text
        self._quiet = True
        self.addTab(text)
        self._quiet = False
        if icon_name:
            self.setTabIcon(self.count() - 1, icon(icon_name, Tone.MUTED))

    def show_count(self, key: str, count: int | None) -> None:
        """Write how many there are behind the tab's text; None writes nothing."""
        shown = self._texts[key]
        if count is not None:
            shown = self.tr("{text} ({count})").format(text=shown, count=formats.number(count))
        self.setTabText(self._keys.index(key), shown)

    def current(self) -> str:
        """Return the key of the current tab, or empty text."""
        return self._keys[self.currentIndex()] if self._keys else ""

    def set_current(self, key: str) -> None:
        """Go to a tab without telling anybody."""
        self._quiet = True
        self.setCurrentIndex(self._keys.index(key))
        self._quiet = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Going to another tab leaves the record and saves it: no work for a wheel that slipped.
        event.ignore()

    def _tell(self, number: int) -> None:
        if not self._quiet and number >= 0:
            self.chosen.emit(self._keys[number])
