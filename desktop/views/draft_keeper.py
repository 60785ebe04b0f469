"""Keeps what is being typed into a form each second, and puts it back after a crash when it is wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from desktop.errors import HearthError
from desktop.models import formats, words
from desktop.store import drafts
from desktop.store.drafts import KeptDraft, Subject
from desktop.store.unit import Unit
from desktop.views.desk import Desk
from desktop.views.form import FormApplet
from desktop.views.message_bar import MessageBar, MessageKind, WayOut

_EACH_MS: Final = 1000
_FIELDS_NAMED: Final = 4


class DraftKeeper(QObject):
    """The draft of one form; ``found`` tells that it is known now what a crash left behind.

    Nothing here waits for the store, and a draft that cannot be kept says nothing: what is wrong with the
    store is said when the record is saved.
    """

    found = Signal()

    def __init__(self, form: FormApplet, desk: Desk) -> None:
        super().__init__(form)
        self._form = form
        self._desk = desk
        self._subject: Subject | None = None
        self._version: int | None = None
        self._turn = 0
        self._keeping = False
        self.draft_id: str | None = None
        self._left_behind: list[KeptDraft] = []
        self._soon = QTimer(self, singleShot=True, interval=_EACH_MS)
        self._soon.timeout.connect(self._keep)
        form.edited.connect(self.keep_soon)
        desk.operations.change(_mine, self._take_left_behind, _say_nothing)

    # --- What the form's owner tells ------------------------------------------------------------------------

    def begin(self, subject: Subject) -> None:
        """Take in that the form shows something else; what it showed before was saved or undone."""
        self.end()
        self._subject, self._version = subject, None

    def look(self, version: int) -> None:
        """Take in which version is shown, and offer what was typed for it before a crash."""
        self._version = version
        draft = self.left_behind(self._subject) if self._subject else None
        if draft is not None and not self._form.is_dirty():
            self.offer(draft, self._form.message_bar, partial(self.take_up, draft))

    def left_behind(self, subject: Subject) -> KeptDraft | None:
        """Return what a crash left of this, if nobody took it up or discarded it yet."""
        return next((each for each in self._left_behind if each.subject == subject), None)

    def offer(self, draft: KeptDraft, bar: MessageBar, take_up: Callable[[], object]) -> None:
        """Say in the bar what was typed before a crash, with both ways out."""
        sentence = offer_sentence(self._form, draft)
        if self._version is not None and draft.version not in (None, self._version):
            sentence += " " + self.tr("The record was changed since.")
        bar.show_message(
            MessageKind.WARNING,
            sentence,
            WayOut(self.tr("Take Up What You Typed"), take_up),
            WayOut(self.tr("Discard"), partial(self._discard, draft, bar)),
        )

    def end(self) -> None:
        """Forget the draft: what was typed was saved, undone or deleted."""
        self._soon.stop()
        self._turn += 1
        if self.draft_id is not None:
            self._forget(self.draft_id)
        self.draft_id = None

    def take_up(self, draft: KeptDraft) -> None:
        """Put what was typed into the form; from here on it is this form's draft."""
        self._form.message_bar.clear()
        self._drop(draft)
        self.draft_id = draft.id
        self._form.take_up({name: str(text) for name, text in draft.typed.items()})

    # --- Keeping --------------------------------------------------------------------------------------------

    def keep_soon(self) -> None:
        """Keep what is typed within a second."""
        if not self._soon.isActive():
            self._soon.start()

    def _keep(self) -> None:
        typed = self._form.typed() if self._form.is_dirty() else {}
        if self._keeping or not typed or self._subject is None:
            if self._keeping:
                self._soon.start()
            return
        self._keeping = True
        keep = partial(
            drafts.keep, subject=self._subject, typed=typed, version=self._version, draft_id=self.draft_id
        )
        self._desk.operations.change(keep, partial(self._note_kept, self._turn), self._note_not_kept)

    def _note_kept(self, turn: int, draft_id: str) -> None:
        self._keeping = False
        if turn == self._turn:
            self.draft_id = draft_id
        else:
            self._forget(draft_id)  # it was saved or undone while the draft was being written

    def _note_not_kept(self, _error: HearthError) -> None:
        self._keeping = False

    def _forget(self, draft_id: str) -> None:
        self._desk.operations.change(partial(drafts.discard, draft_id=draft_id), None, _say_nothing)

    # --- After a crash --------------------------------------------------------------------------------------

    def _take_left_behind(self, found: list[KeptDraft]) -> None:
        self._left_behind = found
        if self._version is not None:
            self.look(self._version)
        self.found.emit()

    def _discard(self, draft: KeptDraft, bar: MessageBar) -> None:
        bar.clear()
        self._drop(draft)
        self._forget(draft.id)

    def _drop(self, draft: KeptDraft) -> None:
        self._left_behind = [each for each in self._left_behind if each.id != draft.id]


def offer_sentence(form: FormApplet, draft: KeptDraft) -> str:
    """Return what is said of a draft that a crash left behind."""
    translate = QCoreApplication.translate
    known = [form.component[name] for name in draft.typed if name in form.component]
    fields = ", ".join(words.label(each, translate) for each in known[:_FIELDS_NAMED])
    fields += " …" if len(known) > _FIELDS_NAMED else ""
    text = translate("Drafts", "You typed something here at {when} that was not saved: {fields}.")
    return text.format(when=formats.moment(draft.kept_at), fields=fields)


def _mine(unit: Unit) -> list[KeptDraft]:
    # Only a unit of work knows who it is that works here.
    return drafts.waiting(unit, unit.who)


def _say_nothing(_error: HearthError) -> None:
    """A draft is an extra: what is wrong with the store is said where it matters."""
