"""What every field editor offers, and the few things all of them do alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop import language
from desktop.errors import InvalidValue
from desktop.fields import Field
from desktop.models import formats, words
from desktop.values import Value
from desktop.views import keymap, theme


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of the pick list ``name``; ``bounded`` forbids all others."""

    values: tuple[str, ...] = ()
    bounded: bool = False
    name: str = ""

    def shown(self) -> list[str]:
        """Return the values as the person reads them."""
        return [language.value(self.name, each) for each in self.values]


class Editing(Protocol):
    """What all editors promise; the widget itself is the editor.

    Their signals, which a protocol cannot name: ``edited`` with each change by hand, never by ``set_value``;
    ``left`` when the focus leaves; ``problem_changed`` with the problem's text, or empty text.
    """

    field: Field

    def set_value(self, value: Value, shown: str | None = None) -> None:
        """Show ``value`` (in its kept form); ``shown`` is what stands for an id that says nothing."""
        ...

    def value(self) -> Value:
        """Return the value in its kept form: the very one that was set while nobody touched it.

        Raises InvalidValue when what was typed breaks a rule of the field.
        """
        ...

    def is_touched(self) -> bool:
        """Tell whether a person has edited it since ``set_value``."""
        ...

    def typed(self) -> str:
        """Return what a person has put in, right or wrong, as ``take_up`` takes it."""
        ...

    def take_up(self, typed: str) -> None:
        """Put in what a person had put in before; it counts as edited."""
        ...

    def show_problem(self, text: str | None) -> None:
        """Mark the editor with what is wrong, or take the mark away."""
        ...

    def set_read_only(self, read_only: bool) -> None:
        """Let a person only look, or edit again."""
        ...

    def as_widget(self) -> QWidget:
        """Return the editor as the widget it is."""
        ...


def dress(widget: QWidget, field: Field) -> None:
    """Give an editor the names by which tests and screen readers find it."""
    widget.setObjectName(f"field.{field.name}")
    name = words.label(field, QCoreApplication.translate)
    if field.required:
        name = QCoreApplication.translate("Editor", "{label}, required").format(label=name)
    widget.setAccessibleName(name)


def mark_problem(widget: QWidget, text: str | None) -> None:
    """Colour an editor whose value is wrong, and say so to a screen reader."""
    widget.setProperty("problem", bool(text))
    widget.setAccessibleDescription(text or "")
    theme.restyle(widget)


def problem_of(field: Field, error: InvalidValue) -> str:
    """Return what is wrong, worded for a person, with an example in the locale's writing."""
    return words.problem(error, field, formats.example(field.kind), QCoreApplication.translate)


def check(editor: Editing) -> InvalidValue | None:
    """Look whether the value keeps the rules, mark the editor or free it of its mark; return the error."""
    try:
        editor.value()
    except InvalidValue as error:
        editor.show_problem(problem_of(editor.field, error))
        return error
    editor.show_problem(None)
    return None


def is_record_key(event: QEvent, *, can_undo: bool = False) -> bool:
    """Tell whether a text field is asking to keep a key that is an action's: Ctrl+U undoes the record.

    Ctrl+Z is the field's own as long as something typed there can be undone.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if can_undo and event.matches(QKeySequence.StandardKey.Undo):
        return False
    # Some platforms' text fields use Ctrl+U, Ctrl+D and others for themselves.
    return keymap.current().has(QKeySequence(event.keyCombination()))


def opens(event: QKeyEvent) -> bool:
    """Tell whether the key opens what hangs below a field: Alt+Down or F4."""
    alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
    return bool(alt_down) or event.key() == Qt.Key.Key_F4
