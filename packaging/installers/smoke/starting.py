"""Measures how long the frozen program takes to start, against the same program from its source."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installers.release import CHECKOUT

_PAIRS: Final = 9


@dataclass(frozen=True, slots=True)
class Start:
    """One kind of start: milliseconds packaged and from source, medians of runs side by side."""

    what: str
    packaged: float
    source: float

    @property
    def ratio(self) -> float:
        """Return how many times as long the packaged program takes."""
        return self.packaged / self.source


def measure(program: Path) -> list[Start]:
    """Return the starts of the command line, of a command on the store, and of the window's seven steps."""
    return [_pairs(program, *each) for each in (("command line", "--version"), ("store", "store", "info"))]


def _pairs(program: Path, what: str, *words: str) -> Start:
    commands = ([str(program)], [sys.executable, "-m", "desktop"])
    for each in commands:
        _seconds([*each, *words])
    # Taken in turns, so that a busy moment of the machine falls on both.
    taken = [[_seconds([*each, *words]) for each in commands] for _ in range(_PAIRS)]
    packaged, source = (statistics.median(each) * 1000 for each in zip(*taken, strict=True))
    return Start(what, packaged, source)


def _seconds(command: Sequence[str]) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(CHECKOUT)}
    environment["HEARTH_HOME"] = str(CHECKOUT / "build" / "packaging" / "home")
    started = time.monotonic()
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=CHECKOUT)
    return time.monotonic() - started
