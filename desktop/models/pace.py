"""How fast the outbox empties: what left since sending began, how much is left, and for how long."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.models import formats

_SURE_AFTER = 3
_MINUTE = 60.0


class Pace:
    """One run of sending; ``note`` is told how many wait each time that is known."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = 0.0
        self._most = 0
        self._left = 0

    def begin(self, waiting: int) -> None:
        """Begin a run with that many."""
        self._began, self._most, self._left = self._clock(), waiting, waiting

    def note(self, waiting: int) -> None:
        """Take in how many wait now; what was added meanwhile belongs to the run as well."""
        self._most += max(0, waiting - self._left)
        self._left = waiting

    @property
    def done(self) -> int:
        """Return how many left in this run."""
        return self._most - self._left

    @property
    def most(self) -> int:
        """Return how many the run is about in all."""
        return self._most

    def sentence(self) -> str:
        """Return how it goes, with the rate and the time that is left once they are known."""
        translate, locale = QCoreApplication.translate, QLocale()
        text = translate("Pace", "Sending: {done} of {all}.")
        told = text.format(done=formats.number(self.done), all=formats.number(self._most))
        seconds = self._clock() - self._began
        if self.done < _SURE_AFTER or seconds <= 0:
            return told
        rate = self.done / seconds
        speed = translate("Pace", "{rate} a second, about {left} left.")
        shown = locale.toString(rate, "f", 1 if rate < 10 else 0)  # noqa: PLR2004 -- two digits are enough
        return f"{told} {speed.format(rate=shown, left=_time(self._left / rate))}"


def _time(seconds: float) -> str:
    translate = QCoreApplication.translate
    if seconds < _MINUTE:
        return translate("Pace", "{count} s").format(count=formats.number(max(1, round(seconds))))
    return translate("Pace", "{count} min").format(count=formats.number(round(seconds / _MINUTE)))
