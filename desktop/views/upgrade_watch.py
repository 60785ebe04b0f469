"""Notices that the program was upgraded while its window is open, and reminds until somebody has read it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop import installed

_EVERY_MS: Final = 20_000


class UpgradeWatch(QObject):
    """Looks from time to time whether another build lies where this one was started from."""

    upgraded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = installed.running()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        if installed.is_package():
            self._timer.start(_EVERY_MS)

    def look(self) -> None:
        """Look now."""
        if installed.was_upgraded() and installed.on_disk() != self._read:
            self.upgraded.emit()

    def rest(self) -> None:
        """Tell no more of the build that lies there now; another one is told of again."""
        self._read = installed.on_disk()
