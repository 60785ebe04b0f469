"""A log line from WARNING up that no test announced fails the test in which it was written."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


class UnannouncedLogs(logging.Handler):
    """Keeps the warnings and errors that the running test has not said it expects."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        super().__init__(logging.WARNING)
        self._caplog = caplog
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if self._caplog.handler.level != record.levelno:
            self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails the test for log lines from WARNING up, but those of the level it announced.

    A test that expects a warning says so around the lines that cause it, with
    ``caplog.at_level(logging.WARNING)``; an error would still fail it there.
    """
    unannounced = UnannouncedLogs(caplog)
    logging.getLogger().addHandler(unannounced)
    yield
    logging.getLogger().removeHandler(unannounced)
    if unannounced.lines:
        pytest.fail("Nobody announced these log lines:\n" + "\n".join(unannounced.lines), pytrace=False)
