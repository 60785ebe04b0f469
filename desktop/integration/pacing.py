"""When to try again, and when to leave an external system alone for a while."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from desktop.store.types import Line
from desktop.store.unit import iso, lies_ahead

SHORTEST: Final = 2.0
LONGEST: Final = 300.0
OPENS_AFTER: Final = 5
_PROBE_AFTER: Final = timedelta(seconds=30)
_RANDOM: Final = random.SystemRandom()


def delay(attempts: int, draw: Callable[[float, float], float] = _RANDOM.uniform) -> float:
    """Return the seconds to wait after so many attempts: exponential with full jitter, 2 s to 5 min.

    The jitter keeps a call centre's workstations from coming back all at once.
    """
    ceiling = min(LONGEST, SHORTEST * 2 ** min(attempts, 10))
    return draw(SHORTEST, ceiling)


class Circuit:
    """Opens to an external system after five transport failures in a row; one that succeeds closes it.

    While it is open, one delivery every half minute goes through as a probe. How each line stands is handed
    to ``keep``, so that the next run knows.
    """

    def __init__(self, keep: Callable[[Line], object] = lambda _: None) -> None:
        self._lines: dict[str, Line] = {}
        self._keep = keep
        self._lock = threading.Lock()

    def learn(self, lines: Iterable[Line]) -> None:
        """Take over how the lines stand in the store, where other runs may have tried them since."""
        with self._lock:
            self._lines = {each.connection: each for each in lines}

    def is_open(self, connection: str) -> bool:
        """Tell whether the external system is left alone but for probes."""
        with self._lock:
            return self._line(connection).resting

    def allows(self, connection: str, now: datetime, *, asked: bool = False) -> bool:
        """Tell whether a delivery may be tried now; one that a person asked for is a probe at any time."""
        with self._lock:
            line = self._line(connection)
            if not line.resting:
                return True
            if not asked and lies_ahead(line.probe_at, now):
                return False
            self._lines[connection] = replace(line, probe_at=iso(now + _PROBE_AFTER))
            return True

    def note(self, connection: str, now: datetime, *, reached: bool) -> None:
        """Remember whether the external system was reached."""
        with self._lock:
            before = self._line(connection)
            after = _reached(before) if reached else _failed(before, now)
            self._lines[connection] = after
        if after != before:
            self._keep(after)

    def _line(self, connection: str) -> Line:
        return self._lines.get(connection) or Line(connection)


def _reached(line: Line) -> Line:
    return replace(line, failures=0, opened_at=None, probe_at=None)


def _failed(line: Line, now: datetime) -> Line:
    failures = line.failures + 1
    if failures < OPENS_AFTER:
        return replace(line, failures=failures)
    return replace(
        line,
        failures=failures,
        opened_at=line.opened_at or iso(now),
        probe_at=iso(now + _PROBE_AFTER),
    )
