"""Rows of tabs: the screens at the top of the window, and the views of one record."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtWidgets import QMenu, QTabBar, QToolButton, QWidget

from desktop.models import formats
from desktop.views.icons import icon
from desktop.views.tokens import ICON, Tone


class Tabs(QTabBar):
    """Tabs known by their keys; ``chosen`` carries the key that a person went to, never one that was set.

    ``chosen_again`` carries the key of the current tab when it is clicked: a screen's tab leads to its list.
    Who refuses to leave the tab of before sets it again with ``set_current``.
    """

    chosen = Signal(str)
    chosen_again = Signal(str)

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
        self.tabBarClicked.connect(self._tell_again)

    def add(self, key: str, text: str, icon_name: str = "") -> None:
        """Add a tab at the end."""
        self._keys.append(key)
        self._texts[key] = text
        self._quiet = True
        self.addTab(text)
        self._quiet = False
        if icon_name:
            self.setTabIcon(self.count() - 1, icon(icon_name, Tone.MUTED))

    def show_tab(self, key: str, *, shown: bool) -> None:
        """Show a tab, or hide one that is seldom needed."""
        self._quiet = True
        self.setTabVisible(self._keys.index(key), shown)
        self._quiet = False

    def show_count(self, key: str, count: int | None) -> None:
        """Write how many there are behind the tab's text; None writes nothing."""
        shown = self._texts[key]
        if count is not None:
            shown = self.tr("{text} ({count})").format(text=shown, count=formats.number(count))
        self.setTabText(self._keys.index(key), shown)

    def current(self) -> str:
        """Return the key of the current tab, or empty text."""
        return self._keys[self.currentIndex()] if self._keys else ""

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the tabs in order."""
        return tuple(self._keys)

    def shown(self) -> tuple[str, ...]:
        """Return the keys of the tabs that are not hidden."""
        return tuple(key for number, key in enumerate(self._keys) if self.isTabVisible(number))

    def go_to(self, key: str) -> None:
        """Go to a tab as a person does."""
        self.setCurrentIndex(self._keys.index(key))

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

    def _tell_again(self, number: int) -> None:
        # Qt tells of the click before it goes to another tab.
        if number == self.currentIndex() and number >= 0:
            self.chosen_again.emit(self._keys[number])


ALL_VIEWS_KEYS: Final = "Ctrl+Alt+V"


class AllViews(QToolButton):
    """The button beside tabs that lists all of them, also those for which there is no room."""

    def __init__(self, tabs: Tabs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._icons: dict[str, str] = {}
        words = self.tr("All Views")
        keys = QKeySequence(ALL_VIEWS_KEYS)
        self.setObjectName(f"{tabs.objectName()}.all")
        self.setIcon(icon("chevron-down", Tone.MUTED))
        self.setIconSize(QSize(ICON, ICON))
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({keys.toString(QKeySequence.SequenceFormat.NativeText)})")
        self.setShortcut(keys)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName(f"{self.objectName()}.menu")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def draw(self, key: str, icon_name: str) -> None:
        """Let a view have this icon in the list."""
        self._icons[key] = icon_name

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for number, key in enumerate(self._tabs.keys()):
            action = menu.addAction(icon(self._icons[key], Tone.MUTED), self._tabs.tabText(number))
            action.triggered.connect(partial(self._go, key))
            if key == self._tabs.current():
                menu.setActiveAction(action)

    def _go(self, key: str, _checked: bool = False) -> None:
        self._tabs.go_to(key)
