"""Measures how long the frozen program takes to start, against the same program from its source."""

from __future__ import annotations

import contextlib
import os
import resource
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

# So many pairs at least; then until so many more make neither program quicker, or there are too many.
_PAIRS: Final = 9
_TOO_MANY: Final = 72
_SAME: Final = 0.98
_HOMES: Final = CHECKOUT / "build" / "packaging" / "homes"
_PATIENCE: Final = 60.0

# How long one start takes, and how much of the processor's time, of a program by its words and with its home.
Pair = tuple[tuple[float, float], ...]
Measure = Callable[[Sequence[str], Path], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Start:
    """One kind of start: milliseconds packaged and from source, the quickest of runs in turns.

    ``cpu`` are the medians of the processor's, which a busy machine prolongs less.
    """

    what: str
    packaged: float
    source: float
    cpu_packaged: float
    cpu_source: float

    @property
    def ratio(self) -> float:
        """Return how many times as long the packaged program takes."""
        return self.packaged / self.source

    @property
    def cpu_ratio(self) -> float:
        """Return how many times as much of the processor's time the packaged program takes."""
        return self.cpu_packaged / self.cpu_source


def measure(program: Path) -> list[Start]:
    """Return the starts of the command line, of commands on the store, and of the window."""
    listing = ("record", "list", "household", "--limit", "1")
    kinds: tuple[tuple[str, Measure], ...] = (
        ("command line", lambda words, home: _command(words, home, "--version")),
        ("help", lambda words, home: _command(words, home, "--help")),
        ("list of a record", lambda words, home: _command(words, home, *listing)),
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
    taken = list[Pair]()
    while not _settled(taken):
        taken.append(tuple(one(words, home) for words, home in commands))
    # A busy machine can only add to the clock on the wall, hence the quickest start.
    walls = [min(each[who][0] for each in taken) * 1000 for who in range(2)]
    cpus = [statistics.median(each[who][1] for each in taken) * 1000 for who in range(2)]
    return Start(what, walls[0], walls[1], cpus[0], cpus[1])


def _settled(taken: Sequence[Pair]) -> bool:
    """Tell whether starting further pairs would hardly find a quicker start of either program."""
    earlier, last = taken[:-_PAIRS], taken[-_PAIRS:]
    if not earlier or len(taken) >= _TOO_MANY:
        return bool(earlier)
    return all(
        min(each[who][0] for each in last) > _SAME * min(each[who][0] for each in earlier) for who in range(2)
    )


def _command(words: Sequence[str], home: Path, *more: str) -> tuple[float, float]:
    started, used = time.monotonic(), _used()
    options = ["--home", str(home), *more]
    subprocess.run([*words, *options], env=_environment(), check=True, capture_output=True, cwd=CHECKOUT)
    return time.monotonic() - started, _used() - used


def _used() -> float:
    """Return the processor's seconds that all programs took which were started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _window(words: Sequence[str], home: Path) -> tuple[float, float]:
    """Return the seconds until the window has its first screen and answers, and the processor's in all."""
    used = _used()
    return _until_it_answers(words, home), _used() - used


def _until_it_answers(words: Sequence[str], home: Path) -> float:
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
