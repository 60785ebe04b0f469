"""The one broadcast of what changed in the store: whoever shows something looks whether it is concerned."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.store.types import Changes


class Broadcast(QObject):
    """Tells each unit of work's Changes once, whoever made it: a view, the worker or another program."""

    told = Signal(object)

    def tell(self, changes: Changes) -> None:
        """Tell everyone who listens what changed."""
        if changes:
            self.told.emit(changes)
