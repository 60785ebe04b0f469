"""Takes a call from outside to its record: a caller's, a named one, or a new contact with the number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer

from desktop import calls
from desktop.calls import Answer, Call
from desktop.errors import HearthError
from desktop.models import formats
from desktop.models.operations import Operations
from desktop.store import callers, records
from desktop.store.callers import Caller
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import View
from desktop.values import Kind
from desktop.views.main_window import MainWindow
from desktop.views.message_bar import MessageKind, WayOut
from desktop.views.record_list_page import RecordListPage, screen_title
from desktop.views.thread import PageName, Place

# A page that has nothing to ask has let go by then.
_LETS_GO_MS: Final = 2000
_MOST_BUTTONS: Final = 4
_PAGES: Final = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}


class Question(Protocol):
    """What is asked, and the way to answer it once."""

    @property
    def call(self) -> Call: ...

    @property
    def answered(self) -> bool: ...

    def answer(self, answer: Answer) -> None: ...


class Reception(QObject):
    """Shows in the window what it is asked for, and answers with what it shows."""

    def __init__(self, window: MainWindow, operations: Operations) -> None:
        super().__init__(window)
        self._window = window
        self._operations = operations

    def take(self, question: Question) -> None:
        """Bring the window to the front and go to what is asked for."""
        self._window.come_forward()
        call = question.call
        fail = partial(self._fail, question)
        if call.phone:
            look = partial(_look_for, dialled=call.phone)
            self._operations.read(look, partial(self._show_callers, question), fail)
        elif call.household or call.contact:
            kind = RecordKind.HOUSEHOLD if call.household else RecordKind.CONTACT
            look = partial(records.find, kind=kind, key=call.household or call.contact)
            self._operations.read(look, partial(self._show_record, question), fail)
        else:
            question.answer({"shown": "window"})

    # --- Who is calling -----------------------------------------------------------------------------------

    def _show_callers(self, question: Question, found: tuple[str, str, tuple[Caller, ...]]) -> None:
        number, field, people = found
        ref = _the_record(people)
        if not people:
            self._show_stranger(question, number, field)
        elif ref is not None:
            self._show_record(question, ref)
        else:
            self._offer(number, people)
            question.answer({"shown": "choice", "matches": [each.ref.id for each in people]})

    def _show_stranger(self, question: Question, number: str, field: str) -> None:
        self._go(question, {"shown": "new"}, partial(self._new_contact, number, {field: number}))

    def _new_contact(self, number: str, values: Mapping[str, str]) -> None:
        self._window.open_screen(PageName.CONTACTS)
        page = self._window.current_page()
        if isinstance(page, RecordListPage):
            page.new_with(values)
            sentence = self.tr("Nobody here has the number {number}. Saving makes a new contact with it.")
            told = sentence.format(number=formats.shown(Kind.PHONE, number))
            page.form.message_bar.show_message(MessageKind.INFO, told)

    def _offer(self, number: str, people: tuple[Caller, ...]) -> None:
        """Let the agent choose between several who can be reached under the number."""
        sentence = self.tr("Several can be reached under {number}: {count}.")
        told = sentence.format(number=formats.shown(Kind.PHONE, number), count=len(people))
        buttons = [WayOut(each.name, partial(self._choose, each)) for each in people[:_MOST_BUTTONS]]
        self._window.message_bar.show_message(MessageKind.INFO, told, *buttons)

    def _choose(self, caller: Caller) -> None:
        self._window.leave_for(partial(self._window.open_place, _place(caller.ref)))

    # --- A record -----------------------------------------------------------------------------------------

    def _show_record(self, question: Question, ref: Ref) -> None:
        answer = {"shown": "record", "kind": str(ref.kind), "id": ref.id}
        self._go(question, answer, partial(self._window.open_place, _place(ref)))

    def _go(self, question: Question, answer: Answer, arrive: Callable[[], object]) -> None:
        """Leave the page for another; where it cannot be left yet the agent gets a button to follow."""

        def arrived() -> None:
            arrive()
            question.answer(answer)

        self._window.leave_for(arrived)
        if not question.answered:
            QTimer.singleShot(_LETS_GO_MS, self, partial(self._wait, question, arrived))

    def _wait(self, question: Question, arrived: Callable[[], object]) -> None:
        if question.answered:
            return
        sentence = self.tr("A call waits: what stands here has to be saved or undone first.")
        follow = WayOut(self.tr("Show the Caller"), partial(self._window.leave_for, arrived))
        self._window.message_bar.show_message(MessageKind.WARNING, sentence, follow)
        question.answer({"shown": "waits"})

    def _fail(self, question: Question, problem: HearthError) -> None:
        self._window.show_problem(str(problem))
        question.answer(calls.problem_answer(problem))


def _look_for(view: View, dialled: str) -> tuple[str, str, tuple[Caller, ...]]:
    """Return the number, who has it, and the field that it belongs in if nobody has."""
    number = callers.number(dialled)
    people = callers.of_number(view, number)
    return number, "" if people else callers.field_for(number), people


def _the_record(people: tuple[Caller, ...]) -> Ref | None:
    """Return the one record to show: the only one, or the household that all of them share."""
    if len(people) == 1:
        return people[0].ref
    contacts = [each for each in people if each.ref.kind is RecordKind.CONTACT]
    households = frozenset(each.ref.id for each in people if each.ref.kind is RecordKind.HOUSEHOLD)
    if len(contacts) == 1 and households <= contacts[0].households:
        return contacts[0].ref
    shared = frozenset[str].intersection(*(each.households for each in contacts)) if contacts else households
    shared = shared & households or shared
    return Ref(RecordKind.HOUSEHOLD, next(iter(shared))) if len(shared) == 1 else None


def _place(ref: Ref) -> Place:
    # The page says the record's name as soon as it has read it.
    return Place(_PAGES[ref.kind], ref, title=screen_title(ref.kind))
