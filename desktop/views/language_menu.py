"""The menu in which a person chooses the language of the window."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QLocale, QSettings, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from desktop import defaults, language

_KEPT_AS: Final = "window/language"


def wanted(state: QSettings) -> str:
    """Return the language to begin in, empty for the system's."""
    given = defaults.language()
    return given.name if given.locked else str(state.value(_KEPT_AS, "")) or given.name


class LanguageMenu(QMenu):
    """Offers the languages there are, each by its own name; ``chosen`` tells that another one is wanted."""

    chosen = Signal()

    def __init__(self, state: QSettings, parent: QWidget) -> None:
        super().__init__(self.tr("&Language"), parent)
        self.setObjectName("menu.language")
        self._state = state
        self._group = QActionGroup(self)
        given = defaults.language()
        self._offer("", self.tr("As the System") if not given.name else self.tr("As for This Computer"))
        self.addSeparator()
        for name in language.offered():
            self._offer(name, _own_name(name))
        if given.locked:
            self._group.setEnabled(False)
            self.setToolTip(self.tr("The administrator of this machine has chosen the language."))

    def _offer(self, name: str, text: str) -> None:
        action = self._group.addAction(text)
        action.setObjectName(f"action.language.{name or 'system'}")
        action.setCheckable(True)
        action.setChecked(name == str(self._state.value(_KEPT_AS, "")))
        action.triggered.connect(partial(self._choose, name))
        self.addAction(action)

    def _choose(self, name: str) -> None:
        if name != str(self._state.value(_KEPT_AS, "")):
            self._state.setValue(_KEPT_AS, name)
            self.chosen.emit()


def _own_name(name: str) -> str:
    locale = QLocale(name)
    # Qt tells English by its country.
    own = "English" if name == language.SOURCE else locale.nativeLanguageName()
    return own[:1].upper() + own[1:]
