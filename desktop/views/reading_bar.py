"""Says how far the reading of a WSDL is, once that takes long enough to be noticed."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.models import formats
from desktop.views.desk import Bench
from desktop.views.parts import label, row
from desktop.views.tokens import SPACE_M

_PATIENCE_MS = 300
_WIDTH = 120
_THOUSAND = 1000
_READING = "reading"


class ReadingBar(QWidget):
    """A bar that moves, and beside it what is being done and how much there is so far."""

    def __init__(self, name: str, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._size = 0
        self.words = label("", "muted", self)
        self.bar = QProgressBar(self)
        self.bar.setObjectName(f"{name}.bar")
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_WIDTH)
        self.setLayout(row(self.bar, self.words, spacing=SPACE_M))
        self._slow = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._slow.timeout.connect(self.show)
        bench.reading.connect(self._show_stage)
        self.hide()

    @property
    def is_waiting(self) -> bool:
        """Tell whether a WSDL is being read."""
        return self._slow.isActive() or not self.isHidden()

    def begin(self) -> None:
        """Wait for a WSDL."""
        if not self.is_waiting:
            self.words.setText(self.tr("Reading the WSDL…"))
            self._slow.start()

    def end(self) -> None:
        """Wait no longer."""
        self._slow.stop()
        self.hide()

    @Slot(str, int)
    def _show_stage(self, stage: str, size: int) -> None:
        if self.is_waiting:
            text = (
                self.tr("Looking through the WSDL: {size} kB")
                if stage == _READING
                else self.tr("Fetching the WSDL: {size} kB")
            )
            self.words.setText(text.format(size=formats.number(size // _THOUSAND)))
