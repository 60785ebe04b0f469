"""Which key does what: the keys actions come with, and those a person chose instead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from PySide6.QtCore import QKeyCombination, QObject, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from shiboken6 import isValid

_GROUP: Final = "keys"
_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
# What fields, lists and Qt itself do with these is not to be taken from them.
_TAKEN: Final = frozenset(
    QKeySequence(keys)
    for keys in ("F2", "F4", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Y", "Alt+Down", "Alt+F4")
)


@dataclass(slots=True)
class Assignment:
    """What one key does: the action's name, its words, the key it comes with and the one it has now."""

    name: str
    text: str
    default: QKeySequence
    keys: QKeySequence

    @property
    def is_changed(self) -> bool:
        """Tell whether a person chose this key."""
        return self.keys != self.default


class Keymap(QObject):
    """Gives every action its key; the same name in several places has the same key in all of them.

    ``changed`` carries the name of what got another key.
    """

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._assignments: dict[str, Assignment] = {}
        self._actions: dict[str, list[QAction]] = {}
        self._state: QSettings | None = None

    def remember(self, state: QSettings) -> None:
        """Take the keys that were chosen before from ``state``, and keep there what is chosen from now on."""
        self._state = state
        for each in self._assignments.values():
            self._assign(each, self._chosen(each.name, each.default))

    def give(self, action: QAction, name: str, default: str) -> None:
        """Give an action its key, now and whenever that changes."""
        there = self._assignments.get(name)
        if there is None:
            sequence = QKeySequence(default)
            there = Assignment(name, _words(action), sequence, self._chosen(name, sequence))
            self._assignments[name] = there
        self._actions[name] = [*self._living(name), action]
        _press(action, there.keys)

    def assignments(self) -> tuple[Assignment, ...]:
        """Return what every key does, in the order of the words."""
        return tuple(sorted(self._assignments.values(), key=lambda each: each.text.casefold()))

    def has(self, keys: QKeySequence) -> bool:
        """Tell whether the key does something."""
        return any(each.keys == keys for each in self._assignments.values())

    def holder(self, keys: QKeySequence, but: str) -> Assignment | None:
        """Return what else than ``but`` the key does already."""
        others = (each for each in self._assignments.values() if each.name != but)
        return next((each for each in others if not keys.isEmpty() and each.keys == keys), None)

    def change(self, name: str, keys: QKeySequence) -> None:
        """Give an action another key, or none; the caller has looked that nothing else has it."""
        assignment = self._assignments[name]
        if self._state is not None and keys == assignment.default:
            self._state.remove(f"{_GROUP}/{name}")
        elif self._state is not None:
            self._state.setValue(f"{_GROUP}/{name}", keys.toString())
        self._assign(assignment, keys)

    def _assign(self, assignment: Assignment, keys: QKeySequence) -> None:
        assignment.keys = keys
        for action in self._living(assignment.name):
            _press(action, keys)
        self.changed.emit(assignment.name)

    def _chosen(self, name: str, default: QKeySequence) -> QKeySequence:
        kept = None if self._state is None else self._state.value(f"{_GROUP}/{name}")
        return default if kept is None else QKeySequence(str(kept))

    def _living(self, name: str) -> list[QAction]:
        return [each for each in self._actions.get(name, ()) if isValid(each)]


def can_be_key(keys: QKeySequence) -> bool:
    """Tell whether an action can have the key: one stroke that types nothing and that no field needs."""
    if keys.count() != 1 or keys in _TAKEN:
        return False
    # The type that Qt's own stubs forget.
    stroke = cast("QKeyCombination", cast("Any", keys)[0])
    is_function = Qt.Key.Key_F1 <= stroke.key() <= Qt.Key.Key_F35
    return is_function or bool(stroke.keyboardModifiers() & _MODIFIERS)


def shown(keys: QKeySequence) -> str:
    """Return a key as the platform writes it."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText)


def _words(action: QAction) -> str:
    return action.text().replace("&", "").rstrip("…")


def _press(action: QAction, keys: QKeySequence) -> None:
    action.setShortcut(keys)
    # Without it a tooltip would say the words alone, and an agent learns the keys from tooltips.
    said = f" ({shown(keys)})" if not keys.isEmpty() else ""
    action.setToolTip(f"{_words(action)}{said}")


@cache
def current() -> Keymap:
    """Return the keymap of the running application."""
    return Keymap()
