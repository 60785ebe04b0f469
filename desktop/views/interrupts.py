"""Lets Ctrl+C in the terminal, or an ending session, close the window in order."""

from __future__ import annotations

import signal
import socket
from types import FrameType
from typing import Any, Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_MANY: Final = 64


class Interrupts(QObject):
    """Emits ``asked`` on the window's thread with how often the program was asked to end.

    While Qt's loop runs, Python never gets to its own signal handlers; it does write a byte to the socket
    that it was told of, and that wakes the loop. To be made on the main thread, and closed there.
    """

    asked = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times = 0
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._count)
        self._wakeup_before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        self._before: dict[signal.Signals, Any] = {each: signal.signal(each, _note) for each in _SIGNALS}

    def close(self) -> None:
        """Leave the signals to whoever had them before."""
        for each, handler in self._before.items():
            signal.signal(each, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._heard.close()
        self._told.close()

    def _count(self) -> None:
        self._times += len(self._heard.recv(_MANY))
        self.asked.emit(self._times)


def _note(_number: int, _frame: FrameType | None) -> None:
    """Take the place of the default handler; the byte in the socket says all."""
