"""What every dialog of Hearth is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog

from desktop.views.reading_order import put_in_order

_FRAME: Final = QSize(16, 40)  # about what the platform draws around a window


class Dialog(QDialog):
    """Tab follows its layout, and it is no larger than the screen, as at 200 % it otherwise might be."""

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # as Qt has it
        put_in_order(self)
        return super().focusNextPrevChild(next)

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(self.size().boundedTo(self.screen().availableSize() - _FRAME))
        super().showEvent(event)
