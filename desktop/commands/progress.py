"""Shows on a terminal how far a long command has come; says nothing where nobody watches."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final, Self

_WIDTH: Final = 30
# Drawing costs more than the work when there is much of it.
_SECONDS_BETWEEN: Final = 0.1
# A rate that is made of less than this says nothing.
_SECONDS_TO_JUDGE: Final = 1.0


class Progress:
    """A bar on standard error that is gone again at the end of the block."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._watched = sys.stderr.isatty()
        self._drawn_at: float | None = None
        self._began_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn_at is not None:
            self._draw("\r\x1b[K")

    def show(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are through."""
        now = time.monotonic()
        if not self._watched or (self._drawn_at is not None and now - self._drawn_at < _SECONDS_BETWEEN):
            return
        self._drawn_at = now
        said = f"{done} of {total} {self._what}{pace(done, total, now - self._began_at)}"
        self._draw(f"\r\x1b[K{bar(done, total)} {said}")

    def say(self, what: str, done: int) -> None:
        """Say what is being done and how much there is so far, of nobody knows how much."""
        now = time.monotonic()
        if self._watched and (self._drawn_at is None or now - self._drawn_at >= _SECONDS_BETWEEN):
            self._drawn_at = now
            self._draw(f"\r\x1b[K{what}: {done} {self._what}")

    def _draw(self, text: str) -> None:
        print(text, end="", file=sys.stderr, flush=True)


class UpgradeProgress:
    """The bars of a store's upgrade, one for each phase; most stores need none."""

    def __init__(self) -> None:
        self._bars: dict[str, Progress] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for bar in self._bars.values():
            bar.__exit__(kind, error, trace)

    def show(self, phase: str, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are through in this phase."""
        self._bars.setdefault(phase, Progress(_OF_AN_UPGRADE[phase])).show(done, total)


_OF_AN_UPGRADE: Final = {
    "back-up": "pages of the store backed up",
    "steps": "steps of the store's upgrade taken",
}


def pace(done: int, total: int, seconds: float) -> str:
    """Return how many a second there were and how long the rest takes; nothing before that can be said."""
    if not done or seconds < _SECONDS_TO_JUDGE:
        return ""
    rate = done / seconds
    minutes, rest = divmod(round((total - done) / rate), 60)
    left = f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
    return f", {rate:.3g} a second, {left} left"


def bar(done: int, total: int) -> str:
    """Return a bar as long as the part that is done."""
    filled = round(_WIDTH * min(done, total) / total) if total else _WIDTH
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}]"
