"""Lets the window's thread stop what the store's thread is reading, in the middle of a statement."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from desktop.models.job import Stopped

if TYPE_CHECKING:  # The window paints before the database's library is imported.
    from desktop.store.unit import View


class Interruption:
    """Knows what is being read now, if anything is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._driver: Any = None
        self._asked = False

    @contextmanager
    def over(self, view: View) -> Generator[None]:
        """Let what is read in the block be stopped, which raises Stopped there."""
        with self._lock:
            self._driver, self._asked = view.connection.connection.driver_connection, False
        try:
            yield
        except Exception:
            if self._asked:
                raise Stopped from None
            raise
        finally:
            with self._lock:
                self._driver = None

    def stop(self) -> bool:
        """Stop what is being read; return False if nothing is."""
        with self._lock:
            if self._driver is None:
                return False
            self._asked = True
            # SQLite's driver calls it one way, PostgreSQL's the other; both may be asked from any thread.
            stop = getattr(self._driver, "interrupt", None) or self._driver.cancel
            stop()
            return True
