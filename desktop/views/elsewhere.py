"""What a record's form does with one of several external systems: send to it, fetch from it, tell its ids."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.models import systems
from desktop.models.sights import Sight
from desktop.models.systems import System
from desktop.store.types import Ref
from desktop.views.aftermath import Aftermath
from desktop.views.desk import Desk
from desktop.views.form import FormApplet
from desktop.views.message_bar import MessageKind
from desktop.views.refreshing import Refreshing
from desktop.views.system_choice import SystemChoice


class OneRecord(Protocol):
    """The record in a form."""

    form: FormApplet
    sight: Sight | None

    @property
    def ref(self) -> Ref | None: ...

    def leave(self, then: Callable[[], object]) -> None: ...

    def send_to(self, connection: str) -> None: ...


class Elsewhere(QObject):
    """Asks which external system is meant where there are several, and goes there."""

    def __init__(self, record: OneRecord, desk: Desk, aftermath: Aftermath) -> None:
        super().__init__(record.form)
        self._record = record
        self._desk = desk
        self.refreshing = Refreshing(record.form, desk, aftermath)
        self.choice = SystemChoice(record.form.menu_button, desk)

    def update_one(self) -> None:
        """Save the record and keep the command to send it to an external system that is chosen."""
        self.choice.ask(self._record.ref, self._send_to)

    def refresh(self) -> None:
        """Save the record, then merge what an external system holds of it."""
        self._record.leave(self._choose_where_from)

    def about(self) -> None:
        """Say the record's row id, its version, and under which ids it is known where."""
        if self._record.ref is not None:
            self._desk.operations.read(partial(systems.of, ref=self._record.ref), self._tell_about)

    def forget(self) -> None:
        """Say nothing more of a record that is left."""
        self.refreshing.forget()

    def _send_to(self, connection: str) -> None:
        # The default one's standing is what is shown anyway, so that it needs no name.
        self._record.send_to("" if connection == self.choice.default else connection)

    def _choose_where_from(self) -> None:
        ref = self._record.ref
        if ref is not None:
            self.choice.ask(ref, partial(self._refresh_from, ref))

    def _refresh_from(self, ref: Ref, connection: str) -> None:
        if ref != self._record.ref:
            return
        if connection:
            self.refreshing.ask(ref, connection)
        else:
            text = self.tr("No external system is defined; an administrator can define one.")
            self._record.form.message_bar.show_message(MessageKind.ERROR, text)

    def _tell_about(self, found: tuple[System, ...]) -> None:
        sight = self._record.sight
        if sight is None:
            return
        text = self.tr("Row id {id}, version {version}.")
        sentence = text.format(id=sight.record.ref.id, version=sight.record.version)
        known = systems.ids_in_words(found)
        self._record.form.message_bar.show_message(MessageKind.INFO, f"{sentence} {known}".strip())
