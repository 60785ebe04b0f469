"""Which build of the program runs, and whether another one has taken its place meanwhile."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from desktop import __version__, resources

_STAMP: Final = "build.json"


@dataclass(frozen=True, slots=True)
class Build:
    """A build of the program; a checkout has no commit and no date."""

    version: str = __version__
    commit: str = ""
    date: str = ""


def is_package() -> bool:
    """Tell whether the program runs from a package rather than from its source."""
    return bool(getattr(sys, "frozen", False))


@cache
def running() -> Build:
    """Return the build that was started."""
    return on_disk()


def on_disk() -> Build:
    """Return the build that would be started now: another one than ``running`` after an upgrade."""
    try:
        said = json.loads(resources.text(_STAMP))
        return Build(str(said["version"]), str(said["commit"]), str(said["date"]))
    except (OSError, ValueError, KeyError):
        # No stamp in a checkout; none for a moment while a package is being exchanged.
        return Build()


def was_upgraded() -> bool:
    """Tell whether another build lies where this one was started from."""
    now = on_disk()
    return is_package() and bool(now.commit) and now != running()


def portable_home() -> Path | None:
    """Return the folder beside a program that was only unpacked, in which it keeps everything."""
    beside = Path(sys.executable).with_name("home")
    return beside if is_package() and beside.is_dir() else None


def command() -> list[str]:
    """Return how the program is started anew."""
    return [sys.executable] if is_package() else [sys.executable, "-m", "desktop"]
