"""The thread on which the external system is asked what it holds while the window is open."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QThread, Signal, Slot

from desktop.errors import CredentialsNeeded, HearthError
from desktop.settings import Settings
from desktop.store.types import RecordKind, Ref

if TYPE_CHECKING:  # Loaded on the thread, when something is asked for the first time.
    from desktop.integration.courier import Courier
    from desktop.integration.inbound import FoundThere
    from desktop.integration.telling import TellingStore

    Ask = Callable[[Courier, TellingStore], object]

_GRACE_SECONDS: Final = 25.0
_CUT_AGAIN_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing to ask, and which external system it goes to."""

    number: int
    ask: Ask
    connection: str


class _Asking(QObject):
    """Lives on the thread and owns its store and courier."""

    changed = Signal(object)
    answered = Signal(object, object)
    not_answered = Signal(object, object)

    def __init__(
        self, settings: Settings, environment: Mapping[str, str], unwanted: Callable[[int], bool]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._environment = environment
        self._unwanted = unwanted
        self._store: TellingStore | None = None
        self._courier: Courier | None = None
        self.under_way = 0
        self.thread_number = 0

    @Slot(object)
    def carry_out(self, question: _Question) -> None:
        self.thread_number, self.under_way = threading.get_ident(), question.number
        if not self._unwanted(question.number):
            self._ask(question)
        self.under_way = 0

    def _ask(self, question: _Question) -> None:
        try:
            result = question.ask(*self._opened())
        except HearthError as problem:
            self.not_answered.emit(question, problem)
        else:
            self.answered.emit(question, result)

    @Slot()
    def close(self) -> None:
        if self._courier is not None:
            self._courier.close()
        if self._store is not None:
            self._store.close()
        self._courier = self._store = None
        QThread.currentThread().quit()

    def _opened(self) -> tuple[Courier, TellingStore]:
        from desktop.integration.courier import Courier  # loads zeep
        from desktop.integration.telling import TellingStore

        if self._store is None:
            self._store = TellingStore(self._settings, self.changed.emit)
        if self._courier is None:
            self._courier = Courier(self._store, self._settings, self._environment)
        return self._courier, self._store


class Inquirer(QObject):
    """Asks one thing after the other, beside the courier that sends; nothing of it blocks the window.

    Each question has a number. ``answered`` carries it with what came of it, ``not_answered`` with the error;
    of one that was given up nothing is heard any more. ``changed`` carries the Changes of each unit of work,
    ``password_needed`` the external system that wants one.
    """

    changed = Signal(object)
    answered = Signal(int, object)
    not_answered = Signal(int, object)
    password_needed = Signal(str)
    _asked = Signal(object)
    _close_asked = Signal()

    def __init__(
        self, settings: Settings, environment: Mapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._number = 0
        self._given_up: set[int] = set()
        self._closing = threading.Event()
        self._thread = QThread(self)
        self._thread.setObjectName("inquirer")
        self._asking = _Asking(settings, environment, self._is_unwanted)
        self._asking.moveToThread(self._thread)
        self._asked.connect(self._asking.carry_out)
        self._close_asked.connect(self._asking.close)
        self._asking.changed.connect(self.changed)
        self._asking.answered.connect(self._tell)
        self._asking.not_answered.connect(self._tell_problem)

    def refresh(self, ref: Ref, connection: str) -> int:
        """Merge what an external system holds of a record."""
        return self._ask(lambda courier, _: courier.refresh(ref, connection), connection)

    def find(self, kind: RecordKind, values: Mapping[str, str], connection: str) -> int:
        """Look for records that are like the example."""
        return self._ask(lambda courier, _: courier.find(kind, values, connection), connection)

    def take(self, found: Sequence[object], kind: RecordKind, connection: str) -> int:
        """Make records of some that were found, but not of those that are here already."""
        chosen = cast("Sequence[FoundThere]", found)
        return self._ask(lambda _, store: _taken(store, chosen, kind, connection), connection)

    def give_up(self, number: int) -> None:
        """Let a question be: one that waits is not asked, one under way is cut off, its answer dropped."""
        self._given_up.add(number)
        if number == self._asking.under_way:
            self._cut()

    def close(self) -> bool:
        """End the thread; what is under way is cut off, for nothing that was asked changes anything there."""
        self._closing.set()
        if not self._thread.isRunning():
            return True
        self._close_asked.emit()
        for _ in range(int(_GRACE_SECONDS / _CUT_AGAIN_SECONDS)):
            self._cut()
            if self._thread.wait(int(_CUT_AGAIN_SECONDS * 1000)):
                return True
        return False

    def _ask(self, ask: Ask, connection: str) -> int:
        self._number += 1
        if not self._closing.is_set():
            self._thread.start()
            self._asked.emit(_Question(self._number, ask, connection))
        return self._number

    def _is_unwanted(self, number: int) -> bool:
        return number in self._given_up or self._closing.is_set()

    def _cut(self) -> None:
        from desktop.integration import deadline  # it is there already, if a request is under way

        deadline.cut_thread(self._asking.thread_number)

    @Slot(object, object)
    def _tell(self, question: _Question, result: object) -> None:
        if not self._is_unwanted(question.number):
            self.answered.emit(question.number, result)

    @Slot(object, object)
    def _tell_problem(self, question: _Question, problem: HearthError) -> None:
        if self._is_unwanted(question.number):
            return
        if isinstance(problem, CredentialsNeeded):
            self.password_needed.emit(question.connection)
        self.not_answered.emit(question.number, problem)


def _taken(
    store: TellingStore, found: Sequence[FoundThere], kind: RecordKind, connection: str
) -> tuple[Ref, ...]:
    from desktop.integration import inbound  # loaded by now

    return tuple(inbound.take(store, each, kind, connection) for each in found)
