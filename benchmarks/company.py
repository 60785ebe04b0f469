"""How much of the machine other programs took while a figure was measured: wall-clock figures hang on it."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

# A machine of which others keep more cores busy gives wall-clock figures that nobody can compare.
QUIET_CORES: Final = 0.2
_LOOK_SECONDS: Final = 0.5
_TICKS: Final = Path("/proc/stat")


@dataclass(frozen=True)
class Company:
    """How many cores others kept busy before a script began, and on average while it ran; None: not known."""

    before: float | None
    meanwhile: float | None

    @property
    def is_quiet(self) -> bool:
        return None not in (self.before, self.meanwhile) and max(self.before or 0, self.meanwhile or 0) <= (
            QUIET_CORES
        )

    def __str__(self) -> str:
        return (
            "not known"
            if self.before is None or self.meanwhile is None
            else (f"{self.before:.1f} → {self.meanwhile:.1f}")
        )


class Watch:
    """Counts what others use from ``begin`` to ``end``; what children used counts as ours once they ended."""

    @classmethod
    def begin(cls) -> Self:
        return cls()

    def __init__(self) -> None:
        before = _Moment.now()
        time.sleep(_LOOK_SECONDS)
        self._begun = _Moment.now()
        self._before = self._begun.others_since(before)

    def end(self) -> Company:
        return Company(self._before, _Moment.now().others_since(self._begun))


@dataclass(frozen=True)
class _Moment:
    """A point in time, with the CPU seconds that all programs and that ours had used by then."""

    at: float
    everybody: float | None
    ours: float

    @classmethod
    def now(cls) -> Self:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return cls(time.monotonic(), _used_by_all(), sum(each.ru_utime + each.ru_stime for each in used))

    def others_since(self, earlier: _Moment) -> float | None:
        if self.everybody is None or earlier.everybody is None:
            return None
        theirs = self.everybody - earlier.everybody - (self.ours - earlier.ours)
        return max(0.0, theirs / (self.at - earlier.at))


def _used_by_all() -> float | None:
    """Return the seconds in which a core was not idle, or was another machine's; None where nobody counts."""
    if not _TICKS.exists():
        return None
    user, nice, system, _, _, interrupts, soft, stolen = map(int, _TICKS.read_text().split()[1:9])
    ticks = user + nice + system + interrupts + soft + stolen
    return ticks / os.sysconf("SC_CLK_TCK")
