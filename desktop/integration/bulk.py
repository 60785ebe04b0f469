"""Sends many deliveries from a process of its own, so that no window waits for the interpreter's lock."""

from __future__ import annotations

import contextlib
import logging
import subprocess
from collections.abc import Callable, Mapping
from typing import Final

from desktop import installed
from desktop.errors import ExitCode
from desktop.integration import tidings
from desktop.integration.tidings import Tidings
from desktop.settings import Settings

# So many deliveries outweigh the second that a process takes to start.
FROM: Final = 100
WORKERS: Final = 8
_LOG: Final = logging.getLogger(__name__)
_ENDED: Final = frozenset({ExitCode.DONE, ExitCode.KEPT, ExitCode.REFUSED, ExitCode.WAITS})
# Where there are consoles, the process must not open one.
_NO_CONSOLE: Final = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))


class Bulk:
    """One process at a time that sends what waits, as `hearth sync` does; ``stop`` from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[str] | None = None

    def send(
        self, environment: Mapping[str, str], hear: Callable[[Tidings], object], *, due_only: bool
    ) -> bool:
        """Send, tell what happens meanwhile, and return whether the process did what it was started for.

        ``environment`` may hold passwords, which the words of a command would show to everyone.
        """
        where = {"HEARTH_HOME": str(self._settings.home), "HEARTH_STORE": self._settings.store_url}
        words = ["sync", "--report", "--workers", str(WORKERS), *(["--due"] if due_only else [])]
        try:
            process = subprocess.Popen(  # noqa: S603 -- ourselves
                [*installed.command(), *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**environment, **where, "HEARTH_USER": self._settings.who},
                encoding="utf-8",
                creationflags=_NO_CONSOLE,
            )
        except OSError as problem:
            _LOG.warning("No process could be started to send with: %s", problem)
            return False
        self._process = process
        with process:
            for line in process.stdout or ():
                _hear(line, hear)
        self._process = None
        return process.returncode in _ENDED

    def stop(self) -> None:
        """Let the process end between two records."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                process.stdin.close()

    def kill(self) -> None:
        """End the process at once; what it was sending stays in doubt and is asked about."""
        process = self._process
        if process is not None:
            process.kill()


def _hear(line: str, hear: Callable[[Tidings], object]) -> None:
    try:
        told = tidings.load(line)
    except (ValueError, KeyError, TypeError):
        _LOG.warning("The process that sends said something that cannot be read.")
    else:
        hear(told)
