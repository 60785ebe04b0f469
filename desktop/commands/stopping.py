"""Lets Ctrl+C or an ending service stop a long command between two records instead of within one."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Final, Self

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
# How a shell tells that a signal ended a program.
_BY_SIGNAL: Final = 128


class Stop:
    """Inside the block the first signal only asks to stop; the second one interrupts."""

    def __init__(self) -> None:
        self.exit_code = 0
        self._before: dict[signal.Signals, Any] = {}

    def __call__(self) -> bool:
        """Tell whether somebody asked to stop."""
        return self.exit_code != 0

    def __enter__(self) -> Self:
        # Python lets the main thread alone decide about signals.
        if threading.current_thread() is threading.main_thread():
            self._before = {each: signal.signal(each, self._ask) for each in _SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for each, handler in self._before.items():
            signal.signal(each, handler)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        if self():
            raise KeyboardInterrupt
        self.exit_code = _BY_SIGNAL + number
