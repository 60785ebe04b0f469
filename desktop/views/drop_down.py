"""A button that shows one choice and opens the others, as the visibility above a list does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


class DropDown(QToolButton):
    """Offers choices known by their keys; ``chosen`` carries the key that a person took."""

    chosen = Signal(str)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("look", "drop")
        self._words = words
        self._current = ""
        self._menu = QMenu(self)
        self._group = QActionGroup(self._menu)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(words)

    def set_choices(self, *groups: Mapping[str, str], acts: Sequence[QAction] = ()) -> None:
        """Offer choices, texts by key, in groups; the very first is the current one. ``acts`` stand below."""
        self._menu.clear()
        for choices in filter(None, groups):
            if not self._menu.isEmpty():
                self._menu.addSeparator()
            for key, text in choices.items():
                self._offer(key, text)
        if acts:
            self._menu.addSeparator()
            self._menu.addActions(acts)
        for choices in groups[:1]:
            self.set_current(next(iter(choices)))

    def _offer(self, key: str, text: str) -> None:
        action = self._menu.addAction(text.replace("&", "&&"))
        action.setData(key)
        action.setCheckable(True)
        action.triggered.connect(partial(self._take, key))
        self._group.addAction(action)

    def current(self) -> str:
        """Return the key of the current choice."""
        return self._current

    def set_current(self, key: str) -> None:
        """Show a choice without telling anybody."""
        self._current = key
        for action in self._menu.actions():
            if action.data() == key:
                action.setChecked(True)
                self.setText(action.text())
                self.setAccessibleName(f"{self._words}: {action.text().replace('&&', '&')}")

    def set_text(self, text: str) -> None:
        """Say something else than the current choice, which is none of those that are offered."""
        self.setText(text)
        self.setAccessibleName(f"{self._words}: {text}")

    def _take(self, key: str, _checked: bool = False) -> None:
        self.set_current(key)
        self.chosen.emit(key)
