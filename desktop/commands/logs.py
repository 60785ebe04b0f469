"""Shows on standard error what the program logs about its work, as long as a command runs."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from desktop.commands.answers import complain
from desktop.commands.failures import without_secrets


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        complain(without_secrets(record.getMessage()))


@contextmanager
def logs_on_standard_error(*, verbose: bool) -> Generator[None]:
    """Print warnings of ours inside the block, and with ``verbose`` also what went well."""
    ours = logging.getLogger("desktop")
    lines = _Lines()
    level_before = ours.level
    ours.setLevel(logging.INFO if verbose else logging.WARNING)
    ours.addHandler(lines)
    try:
        yield
    finally:
        ours.removeHandler(lines)
        ours.setLevel(level_before)
