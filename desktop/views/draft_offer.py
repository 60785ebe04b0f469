"""Offers, when the window opens, what was typed before the program came to its end too early."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from desktop.errors import HearthError
from desktop.fields import component
from desktop.models import formats
from desktop.models.operations import Operations
from desktop.store import drafts, history
from desktop.store.drafts import KeptDraft
from desktop.store.types import RecordKind
from desktop.store.unit import Unit
from desktop.views import layouts
from desktop.views.detail_page import DetailPage
from desktop.views.main_window import MainWindow
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.record_list_page import PLACES, RecordListPage
from desktop.views.thread import PageName, Place

_PAGES = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}


class DraftOffer(QObject):
    """The sentence over the pages; one draft after the other, newest first."""

    def __init__(self, window: MainWindow, operations: Operations) -> None:
        super().__init__(window)
        self._window = window
        self._operations = operations
        self._waiting: list[tuple[KeptDraft, str]] = []

    def look(self) -> None:
        """Read what was left behind and offer it."""
        self._operations.change(_left_behind, self._take, self._ignore)

    def _take(self, found: list[tuple[KeptDraft, str]]) -> None:
        self._waiting = found
        if found:
            self._offer()

    def _offer(self) -> None:
        if not self._waiting:
            self._window.message_bar.clear()
            return
        draft, name = self._waiting[0]
        text = self.tr("What you typed into “{name}” at {when} was not saved.")
        sentence = text.format(name=self._named(draft, name), when=formats.moment(draft.kept_at))
        if len(self._waiting) > 1:
            sentence += " " + self.tr("There are more: {count}.").format(count=len(self._waiting) - 1)
        self._window.message_bar.show_message(
            MessageKind.WARNING,
            sentence,
            WayOut(self.tr("Take Up What You Typed"), partial(self._window.leave_for, self._take_up)),
            WayOut(self.tr("Discard"), self._discard),
        )

    def _named(self, draft: KeptDraft, name: str) -> str:
        of = draft.subject
        record = name or self.tr("New {kind}").format(kind=layouts.kind_label(of.kind))
        if not of.component:
            return record
        row = QCoreApplication.translate("Component", component(of.kind).child(of.component).label)
        return self.tr("{row} of {record}").format(row=row, record=record)

    def _take_up(self) -> None:
        draft, _ = self._waiting.pop(0)
        of = draft.subject
        if of.ref is None:
            self._take_up_new(draft)
        else:
            self._take_up_there(draft, Place(_PAGES[of.kind], of.ref, title=layouts.kind_label(of.kind)))
        if self._waiting:
            self._offer()

    def _take_up_there(self, draft: KeptDraft, place: Place) -> None:
        # What else was typed there is offered there.
        self._waiting = [each for each in self._waiting if each[0].subject.ref != place.ref]
        self._window.open_place(place)
        page = self._window.current_page()
        if isinstance(page, DetailPage):
            page.take_up(draft)

    def _take_up_new(self, draft: KeptDraft) -> None:
        self._window.open_screen(PLACES[draft.subject.kind])
        page = self._window.current_page()
        if isinstance(page, RecordListPage):
            page.take_up_new(draft)

    def _discard(self) -> None:
        draft, _ = self._waiting.pop(0)
        self._operations.change(partial(drafts.discard, draft_id=draft.id), None, self._ignore)
        self._offer()

    def _ignore(self, _error: HearthError) -> None:
        """Nothing is offered when the store cannot be asked; the page says what is wrong with it."""


def _left_behind(unit: Unit) -> list[tuple[KeptDraft, str]]:
    """Return the drafts of who works here, each with its record's name; those of deleted records go."""
    found = drafts.waiting(unit, unit.who)
    refs = {each.subject.ref for each in found if each.subject.ref}
    names = history.names(unit, {each.id for each in refs})
    there = history.existing(unit, refs)
    for each in found:
        if each.subject.ref is not None and each.subject.ref not in there:
            drafts.discard(unit, each.id)
    kept = [each for each in found if each.subject.ref is None or each.subject.ref in there]
    return [(each, names.get(each.subject.ref.id, "") if each.subject.ref else "") for each in kept]
