"""Waits until a window is painted: what loads much begins only then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

# A window that opens minimised is not painted; what waits for it must begin all the same.
_PATIENCE_MS: Final = 300


class FirstPaint(QObject):
    """Calls ``then`` once, when the window is painted for the first time, or is not painted for a while."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then: Callable[[], None] | None = then
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._begin)
        self._soon.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # Only when the frame and all in it stand on the screen.
            self._soon.start(0)
            self._window.removeEventFilter(self)
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
