"""Runs the tools that build and try the packages, and says in one line which of them failed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_SHOWN: Final = 40


class ToolFailed(Exception):
    """A tool ended with an error; its last lines are in the message."""


def run(
    command: Sequence[str | Path], cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Run a tool and return what it printed; raise ToolFailed with its last lines if it fails."""
    words = [str(word) for word in command]
    try:
        ended = subprocess.run(
            words, cwd=cwd, env=environment, capture_output=True, text=True, check=False, errors="replace"
        )
    except FileNotFoundError:
        raise ToolFailed(f"{words[0]} is not installed.") from None
    if ended.returncode:
        last = "\n".join((ended.stdout + ended.stderr).splitlines()[-_SHOWN:])
        raise ToolFailed(f"{' '.join(words[:6])} ended with {ended.returncode}:\n{last}")
    return ended.stdout


def say(sentence: str) -> None:
    """Tell the person who waits what is being done."""
    print(sentence, file=sys.stderr, flush=True)
