"""Looks while a new record is typed whether it is here already; it never holds the agent up."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import HearthError
from desktop.store import likeness
from desktop.store.likeness import Likely
from desktop.store.types import RecordKind, Values
from desktop.views.desk import Desk
from desktop.views.form import FormApplet

_PAUSE_MS: Final = 350


class DuplicateGuard(QObject):
    """Watches one form. ``chosen`` carries the record that the agent says the new one is."""

    chosen = Signal(object)

    def __init__(self, form: FormApplet, desk: Desk) -> None:
        super().__init__(form)
        self._form = form
        self._desk = desk
        self._kind = RecordKind(form.component.name)
        self._asked: Values = {}
        self._dismissed = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        form.edited.connect(self._wait)
        form.likely_matches.chosen.connect(self.chosen)
        form.likely_matches.closed.connect(self._dismiss)

    def forget(self) -> None:
        """Begin anew with another record."""
        self._pause.stop()
        self._asked, self._dismissed = {}, False
        self._form.likely_matches.show_matches(())

    def _dismiss(self) -> None:
        self._dismissed = True

    def _wait(self) -> None:
        if self._form.is_new() and not self._dismissed:
            self._pause.start()

    def _look(self) -> None:
        typed = self._form.sound_values()
        if typed == self._asked or not self._form.is_new():
            return
        self._asked = typed
        look = partial(likeness.likely, kind=self._kind, typed=typed)
        self._desk.operations.read(look, partial(self._show, typed), _ignore)

    def _show(self, typed: Values, found: tuple[Likely, ...]) -> None:
        # What was typed meanwhile asks anew.
        if typed == self._asked and self._form.is_new() and not self._dismissed:
            self._form.likely_matches.show_matches(found)


def _ignore(_problem: HearthError) -> None:
    """The agent did not ask; what is wrong with the store is said where it matters."""
