"""How many requests are on the wire at a time, while the next ones are written and the last replies read."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator


class TurnedBack(Exception):
    """Nothing is to leave any more, and nothing of this errand has."""


class Berths:
    """Room for so many requests at a time; shared by all threads of a run."""

    def __init__(self, room: int = 1, stopped: Callable[[], bool] = lambda: False) -> None:
        self._room = threading.Semaphore(room)
        self._stopped = stopped

    @contextlib.contextmanager
    def taken(self, *, first: bool) -> Generator[None]:
        """Wait for room and keep it inside the block.

        Raises TurnedBack if that was stopped meanwhile and this is the first request of its errand.
        """
        with self._room:
            if first and self._stopped():
                raise TurnedBack
            yield
