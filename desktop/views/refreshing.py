"""Fetches what an external system holds of the record in a form, and shows it as a reply is shown."""

from __future__ import annotations

from functools import partial
from typing import Final, cast

from PySide6.QtCore import QObject, QTimer, Slot

from desktop import language
from desktop.errors import CredentialsNeeded, HearthError, NotKnownThere, NotSent
from desktop.store.types import Ref
from desktop.views.aftermath import Aftermath
from desktop.views.desk import Desk, Refreshed
from desktop.views.form import FormApplet
from desktop.views.message_bar import MessageKind, WayOut

# What is answered sooner needs no word in between.
_PATIENCE_MS: Final = 400


class Refreshing(QObject):
    """One question about one record at a time; the agent may go on meanwhile, or leave."""

    def __init__(self, form: FormApplet, desk: Desk, aftermath: Aftermath) -> None:
        super().__init__(form)
        self._form = form
        self._inquiries = desk.inquiries
        self._aftermath = aftermath
        self._number = 0
        self._ref: Ref | None = None
        self._connection = ""
        self._slow = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._slow.timeout.connect(self._say_asking)
        self._inquiries.answered.connect(self._take)
        self._inquiries.not_answered.connect(self._refuse)

    def ask(self, ref: Ref, connection: str) -> None:
        """Ask an external system for the record, and merge what it answers."""
        self._ref, self._connection = ref, connection
        self._form.message_bar.clear()
        self._number = self._inquiries.refresh(ref, connection)
        self._slow.start()

    def forget(self) -> None:
        """Say nothing more of what was asked: another record is shown. It is merged all the same."""
        self._number = 0
        self._slow.stop()

    def give_up(self) -> None:
        """Let the question be."""
        self._inquiries.give_up(self._number)
        self.forget()
        self._form.message_bar.clear()

    def _say_asking(self) -> None:
        text = self.tr("Asking {name} what it holds…").format(name=self._connection)
        self._form.message_bar.show_message(MessageKind.INFO, text, WayOut(self.tr("Cancel"), self.give_up))

    @Slot(int, object)
    def _take(self, number: int, result: object) -> None:
        if number != self._number or self._ref is None:
            return
        self.forget()
        refreshed = cast("Refreshed", result)
        self._form.message_bar.clear()
        if refreshed.applied or refreshed.kept:
            self._aftermath.tell_refreshed(self._ref, self._connection, refreshed)
        else:
            same = self.tr("{name} holds nothing else of this record.").format(name=self._connection)
            self._form.message_bar.show_message(MessageKind.GOOD, " ".join([same, *refreshed.notes]))

    @Slot(int, object)
    def _refuse(self, number: int, problem: HearthError) -> None:
        if number != self._number or self._ref is None:
            return
        self.forget()
        again = WayOut(self.tr("Try Again"), partial(self.ask, self._ref, self._connection))
        kind = MessageKind.INFO if isinstance(problem, NotKnownThere) else MessageKind.WARNING
        ways_out = () if isinstance(problem, NotKnownThere) else (again,)
        self._form.message_bar.show_message(kind, self._sentence(problem), *ways_out)

    def _sentence(self, problem: HearthError) -> str:
        if isinstance(problem, CredentialsNeeded):
            return self.tr("{name} wants a password before it tells anything.").format(name=self._connection)
        if isinstance(problem, NotSent):
            text = self.tr("{name} cannot be reached now: {reason} What is here stays as it is.")
            return text.format(name=self._connection, reason=language.sentence(problem.what))
        return str(problem)
