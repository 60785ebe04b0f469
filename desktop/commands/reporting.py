"""What a long command tells the program that started it, line by line, and how that program stops it."""

from __future__ import annotations

import os
import sys
import threading
import time
from types import TracebackType
from typing import Final, Self

from desktop.integration import tidings
from desktop.integration.tidings import Tidings
from desktop.store.types import Changes, Delivery

# As often as somebody can follow; each report costs whoever shows it a look at the store.
_SECONDS_BETWEEN: Final = 0.5
_LESS_IMPORTANT: Final = 5


class Report:
    """Gathers what happens and says it now and then; what is left is said at the end of the block.

    Inside the block the process gives way to others, and is told to stop by the end of its standard input,
    which also comes when the program that started it is gone.
    """

    def __init__(self) -> None:
        self._told = Tidings()
        self._said_at = 0.0
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        if hasattr(os, "nice"):
            os.nice(_LESS_IMPORTANT)
        threading.Thread(target=self._wait_for_the_end, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._say()

    def stopped(self) -> bool:
        """Tell whether the process is to end between two records."""
        return self._stopped.is_set()

    def take(self, changes: Changes) -> None:
        """Take in what a unit of work changed."""
        self._told.take(changes)

    def answer(self, delivery: Delivery, done: int, total: int) -> None:
        """Take in how a delivery stands, and say all there is if it is time."""
        self._told.answer(delivery, done, total)
        if time.monotonic() - self._said_at >= _SECONDS_BETWEEN:
            self._say()

    def _say(self) -> None:
        told, self._told = self._told, Tidings()
        self._said_at = time.monotonic()
        try:
            print(tidings.dump(told), flush=True)
        except OSError:
            # Nobody listens any more.
            self._stopped.set()

    def _wait_for_the_end(self) -> None:
        while sys.stdin.buffer.read(1):
            pass
        self._stopped.set()
