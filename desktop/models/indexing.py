"""Brings the search index up to the records behind the window, a little at a time."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.models.operations import Operations
from desktop.store import search_index

# A slice keeps the store for as long as a list takes to be read, so that nobody notices.
_SLICE: Final = 400


class Indexing(QObject):
    """Indexes what an upgrade or a large import left for later.

    ``advanced`` tells how many records searches do not find yet, each time that there are fewer.
    """

    advanced = Signal(int)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._left = 0
        # The store's thread does what it is asked in order: what the window wants meanwhile comes between.
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    @property
    def left(self) -> int:
        """Return how many records searches do not find yet."""
        return self._left

    def start(self) -> None:
        """Look whether anything is left to be indexed, and index it."""
        self._operations.read(search_index.unindexed, self._take_left)

    def _take_left(self, left: int) -> None:
        if left != self._left:
            self._left = left
            self.advanced.emit(left)
        if left:
            self._next.start()

    def _go_on(self) -> None:
        self._operations.change(partial(search_index.catch_up, most=_SLICE), self._take_left)
