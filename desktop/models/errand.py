"""One long piece of work on a thread of its own, which tells how far it is and can be stopped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal, Slot

from desktop.errors import HearthError

# Told how much of how much is done; returns False when the work is to stop.
Tell = Callable[[int, int], bool]
_CLOSING_MS = 25_000


class Errand(QObject):
    """Runs ``work`` once; ``advanced`` tells how far it is, then ``done`` or ``failed`` what came of it."""

    advanced = Signal(int, int)
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[Tell], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _Thread(work, self)
        self._thread.advanced.connect(self.advanced)
        self._thread.ended.connect(self._end)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end after the step that it is at."""
        self._thread.stopped = True

    def close(self) -> bool:
        """Stop it and wait; return whether it ended."""
        self.stop()
        return self._thread.wait(_CLOSING_MS)

    @Slot(object, object)
    def _end(self, result: object, problem: Exception | None) -> None:
        self._thread.wait()
        if problem is None:
            self.done.emit(result)
        elif isinstance(problem, HearthError):
            self.failed.emit(problem)
        else:
            raise problem


class _Thread(QThread):
    advanced = Signal(int, int)
    ended = Signal(object, object)

    def __init__(self, work: Callable[[Tell], object], parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("errand")
        self._work = work
        self.stopped = False

    def run(self) -> None:
        try:
            result = self._work(self._tell)
        except Exception as problem:  # noqa: BLE001 -- it is told, or raised again, on the window's thread
            self.ended.emit(None, problem)
        else:
            self.ended.emit(result, None)

    def _tell(self, done: int, total: int) -> bool:
        self.advanced.emit(done, total)
        return not self.stopped
