"""Runs work on the store on a thread of its own and brings the results back to the window's thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from shiboken6 import isValid

from desktop.errors import HearthError, StoreDamaged, StoreUnavailable
from desktop.models.interrupting import Interruption
from desktop.store.types import Changes, Origin

if TYPE_CHECKING:  # The window paints before the database's library is imported.
    from desktop.store.store import Store
    from desktop.store.unit import Unit, View

T = TypeVar("T")
Opener = Callable[[], "Store"]
OnError = Callable[[HearthError], None]

_PATIENCE_MS: Final = 1_000
_BRIEFLY_MS: Final = 20
CLOSING_SECONDS: Final = 25.0  # longer than SQLite waits for another program's lock


@dataclass(frozen=True, slots=True)
class _Task:
    """One piece of work, who wants its result, and in the end what came of it."""

    work: Callable[[Store], tuple[Any, Changes]]
    on_done: Callable[[Any], None] | None
    on_error: OnError | None
    long: bool = False
    result: Any = None
    changes: Changes | None = None
    problem: Exception | None = None


class _StoreThread(QObject):
    """Lives on a thread of the store's: opens it or is lent it, does what it is asked in order."""

    opened = Signal()
    not_opened = Signal(object)
    done = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.store: Store | None = None

    @Slot(object)
    def open(self, opener: Opener) -> None:
        try:
            self.store = opener()
        except Exception as problem:  # noqa: BLE001 -- it is told, or raised again, on the window's thread
            self.not_opened.emit(problem)
        else:
            self.opened.emit()

    @Slot(object)
    def carry_out(self, task: _Task) -> None:
        try:
            result, changes = task.work(self._open_store())
        except Exception as problem:  # noqa: BLE001 -- as above
            self.done.emit(replace(task, problem=problem))
        else:
            self.done.emit(replace(task, result=result, changes=changes))

    @Slot()
    def close(self) -> None:
        if self.store is not None:
            self.store.close()
            self.store = None
        QThread.currentThread().quit()

    def _open_store(self) -> Store:
        if self.store is None:
            raise StoreUnavailable("The store is not open.", way_out="Start Hearth again.")
        return self.store


class Operations(QObject):
    """Everything the window does with the store, first come, first served; nothing of it blocks the window.

    What may take seconds is read on a thread of its own, so that nothing else has to wait for it.

    ``changed`` carries the Changes of each unit of work, after its caller got the result; ``failed`` an error
    that no caller wanted to hear; ``slow`` that one thing takes over a second, and that it is over.
    ``damaged`` carries the StoreDamaged that anything met, whatever its caller says of it. Results for a view
    that is gone are dropped.
    """

    opened = Signal()
    not_opened = Signal(object)
    changed = Signal(object)
    failed = Signal(object)
    damaged = Signal(object)
    slow = Signal(bool)
    _open_asked = Signal(object)
    _work_asked = Signal(object)
    _long_asked = Signal(object)
    _close_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = 0
        self._long_waiting = 0
        self._closing = False
        self._is_slow = False
        self._interruption = Interruption()
        self._long_interruption = Interruption()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(partial(self._tell_slow, True))
        self._thread, self._worker = self._made("store")
        self._long_thread, self._reader = self._made("store-long")
        self._open_asked.connect(self._worker.open)
        self._work_asked.connect(self._worker.carry_out)
        self._long_asked.connect(self._reader.carry_out)
        self._close_asked.connect(self._worker.close)
        self._worker.opened.connect(self._note_opened)
        self._worker.not_opened.connect(self._note_not_opened)
        self._worker.done.connect(self._finish)
        self._reader.done.connect(self._finish)

    def _made(self, name: str) -> tuple[QThread, _StoreThread]:
        thread, worker = QThread(self), _StoreThread()
        thread.setObjectName(name)
        worker.moveToThread(thread)
        return thread, worker

    @property
    def idle(self) -> bool:
        """Tell whether nothing is being done or waits to be done."""
        return not self._waiting

    def open(self, opener: Opener) -> None:
        """Start the thread and open the store on it; ``opened`` or ``not_opened`` follows."""
        if self._closing:
            return
        self._waiting += 1
        self._thread.start()
        self._open_asked.emit(opener)

    def read(
        self, function: Callable[[View], T], on_done: Callable[[T], None], on_error: OnError | None = None
    ) -> None:
        """Call ``function`` with a consistent view of the store, and ``on_done`` with what it returns."""
        self._ask(_Task(partial(_reading, function, self._interruption), on_done, on_error))

    def read_long(
        self, function: Callable[[View], T], on_done: Callable[[T], None], on_error: OnError | None = None
    ) -> None:
        """Read what may take long: it is done in the order of such readings, beside everything else."""
        self._ask(_Task(partial(_reading, function, self._long_interruption), on_done, on_error, long=True))

    def change(
        self,
        function: Callable[[Unit], T],
        on_done: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
        origin: Origin = Origin.AGENT,
    ) -> None:
        """Call ``function`` in a unit of work, ``on_done`` with what it returns, and tell the Changes."""
        self._ask(_Task(partial(_writing, function, origin), on_done, on_error))

    def stop(self) -> bool:
        """Stop what is being read; whoever asked hears Stopped. Return False if nothing is being read."""
        stopped = [each.stop() for each in (self._interruption, self._long_interruption)]
        return any(stopped)

    def close(self, seconds: float = CLOSING_SECONDS) -> bool:
        """Finish what was asked, close the store, end the thread; return False if that takes too long."""
        self._closing = True
        if not self._thread.isRunning():
            return True
        # What is read long serves nobody any more, and reads from the store that is to be closed.
        self._long_thread.quit()
        end = time.monotonic() + seconds
        while not self._long_thread.wait(_BRIEFLY_MS) and time.monotonic() < end:
            self._long_interruption.stop()
        self._close_asked.emit()
        return self._thread.wait(int(seconds * 1000)) and not self._long_thread.isRunning()

    def _ask(self, task: _Task) -> None:
        if self._closing:
            return
        self._waiting += 1
        self._long_waiting += task.long
        if self._waiting == 1:
            self._patience.start()
        (self._long_asked if task.long else self._work_asked).emit(task)

    @Slot()
    def _note_opened(self) -> None:
        self._waiting -= 1
        if self._closing:
            return
        self._reader.store = self._worker.store
        self._long_thread.start()
        self.opened.emit()

    @Slot(object)
    def _note_not_opened(self, problem: Exception) -> None:
        self._waiting -= 1
        if not isinstance(problem, HearthError):
            raise problem
        self.not_opened.emit(problem)

    def _tell_slow(self, slow: bool) -> None:
        if slow is not self._is_slow:
            self._is_slow = slow
            self.slow.emit(slow)

    def _watch_next(self) -> None:
        """Count anew for what is done now."""
        self._tell_slow(False)
        if self._waiting:
            self._patience.start()
        else:
            self._patience.stop()

    @Slot(object)
    def _finish(self, task: _Task) -> None:
        self._waiting -= 1
        self._long_waiting -= task.long
        if task.long or not self._long_waiting:
            self._watch_next()
        if self._closing:
            return
        if task.problem is not None:
            self._fail(task, task.problem)
            return
        if task.on_done is not None and _is_there(task.on_done):
            task.on_done(task.result)
        if task.changes:
            self.changed.emit(task.changes)

    def _fail(self, task: _Task, problem: Exception) -> None:
        if not isinstance(problem, HearthError):
            raise problem
        if task.on_error is None:
            self.failed.emit(problem)
        elif _is_there(task.on_error):
            task.on_error(problem)
        if isinstance(problem, StoreDamaged):
            self.damaged.emit(problem)


def _reading(function: Callable[[View], T], interruption: Interruption, store: Store) -> tuple[T, Changes]:
    with store.read() as view, interruption.over(view):
        return function(view), Changes()


def _writing(function: Callable[[Unit], T], origin: Origin, store: Store) -> tuple[T, Changes]:
    with store.write(origin) as unit:
        result = function(unit)
    return result, unit.changes


def _is_there(callback: Callable[[Any], None]) -> bool:
    """Tell whether the object whose method this is, if it is Qt's, has not been deleted meanwhile."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return not isinstance(owner, QObject) or isValid(owner)
