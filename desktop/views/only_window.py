"""Lets a home have one window."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLockFile

_LOCK_FILE: Final = "window.lock"


class OnlyWindow:
    """The lock that lets a home have one window; a lock of a program that died counts for nothing."""

    def __init__(self, home: Path) -> None:
        self._lock = QLockFile(str(home / _LOCK_FILE))
        # However old a lock is, the window that holds it may still be open.
        self._lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Take the lock; return False while another window of this home is open.

        Where no file can be made the store says what is wrong with the folder, in the window.
        """
        return self._lock.tryLock(0) or self._lock.error() is not QLockFile.LockError.LockFailedError

    def release(self) -> None:
        """Let the next window open."""
        self._lock.unlock()
