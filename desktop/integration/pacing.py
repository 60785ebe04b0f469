"""When to try again, and when to leave an external system alone for a while."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

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


@dataclass(slots=True)
class _Line:
    failures: int = 0
    probe_at: datetime | None = None


class Circuit:
    """Opens to an external system after five transport failures in a row; one that succeeds closes it.

    While it is open, one delivery every half minute goes through as a probe.
    """

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._lock = threading.Lock()

    def allows(self, connection: str, now: datetime) -> bool:
        """Tell whether a delivery may be tried now."""
        with self._lock:
            line = self._lines.setdefault(connection, _Line())
            if line.probe_at is None:
                return True
            if now < line.probe_at:
                return False
            line.probe_at = now + _PROBE_AFTER
            return True

    def note(self, connection: str, now: datetime, *, reached: bool) -> None:
        """Remember whether the external system was reached."""
        with self._lock:
            line = self._lines.setdefault(connection, _Line())
            if reached:
                line.failures, line.probe_at = 0, None
                return
            line.failures += 1
            if line.failures >= OPENS_AFTER:
                line.probe_at = now + _PROBE_AFTER
