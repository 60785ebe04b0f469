"""Measures how long the frozen program takes to start, against the same program from its source."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.calls import Call, NoWindow, ring
from installers.release import CHECKOUT
from installers.running import ToolFailed

_PAIRS: Final = 9
_HOMES: Final = CHECKOUT / "build" / "packaging" / "homes"
_PATIENCE: Final = 60.0

# How long one start takes, of a program by its words and with its home.
Measure = Callable[[Sequence[str], Path], float]


@dataclass(frozen=True, slots=True)
class Start:
    """One kind of start: milliseconds packaged and from source, the medians of runs in turns."""

    what: str
    packaged: float
    source: float

    @property
    def ratio(self) -> float:
        """Return how many times as long the packaged program takes."""
        return self.packaged / self.source


def measure(program: Path) -> list[Start]:
    """Return the starts of the command line, of a command on the store, and of the window."""
    kinds: tuple[tuple[str, Measure], ...] = (
        ("command line", lambda words, home: _command(words, home, "--version")),
        ("command on the store", lambda words, home: _command(words, home, "store", "info")),
        ("window", _window),
    )
    return [_pairs(program, what, one) for what, one in kinds]


def _pairs(program: Path, what: str, one: Measure) -> Start:
    # Each has a home of its own: the source may be ahead of the package.
    commands = (([str(program)], _HOMES / "packaged"), ([sys.executable, "-m", "desktop"], _HOMES / "source"))
    shutil.rmtree(_HOMES, ignore_errors=True)
    for words, home in commands:
        one(words, home)
    # Taken in turns, so that a busy moment of the machine falls on both.
    taken = [[one(words, home) for words, home in commands] for _ in range(_PAIRS)]
    packaged, source = (statistics.median(each) * 1000 for each in zip(*taken, strict=True))
    return Start(what, packaged, source)


def _command(words: Sequence[str], home: Path, *more: str) -> float:
    started = time.monotonic()
    options = ["--home", str(home), *more]
    subprocess.run([*words, *options], env=_environment(), check=True, capture_output=True, cwd=CHECKOUT)
    return time.monotonic() - started


def _window(words: Sequence[str], home: Path) -> float:
    """Return the seconds until the window has its first screen and answers."""
    started = time.monotonic()
    running = subprocess.Popen(
        [*words, "--home", str(home)], env=_environment(), cwd=CHECKOUT, stderr=subprocess.DEVNULL
    )
    try:
        while time.monotonic() - started < _PATIENCE:
            with contextlib.suppress(NoWindow):
                ring(home, Call(), _PATIENCE)
                return time.monotonic() - started
            time.sleep(0.01)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(_PATIENCE)
    raise ToolFailed(f"The window of {words[0]} did not answer.")


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(CHECKOUT)}
