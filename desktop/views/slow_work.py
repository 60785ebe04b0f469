"""Says below the page that something takes a while, and stops it on request."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStatusBar, QWidget

from desktop.models.operations import Operations
from desktop.views import theme
from desktop.views.parts import label, push_button, row
from desktop.views.tokens import SPACE_M


class SlowWork(QObject):
    """Stands in the status bar while the store works for more than a second on one thing."""

    def __init__(self, bar: QStatusBar, operations: Operations) -> None:
        super().__init__(bar)
        self._operations = operations
        self.part = QWidget(bar)
        self.part.setObjectName("slow_work")
        self.said = label(self.tr("This takes a moment…"), "muted", self.part)
        self.said.setObjectName("slow_work.said")
        self.stop = push_button("slow_work.stop", self.tr("Stop"), "quiet", self.part)
        self.stop.setToolTip(self.tr("Leave what is being read; everything stays as it is"))
        self.stop.clicked.connect(self._stop)
        self.part.setLayout(row(self.said, self.stop, spacing=SPACE_M))
        self.part.hide()
        bar.insertPermanentWidget(0, self.part)
        operations.slow.connect(self._show)

    def _show(self, slow: bool) -> None:
        self.stop.setEnabled(slow)
        self.part.setVisible(slow)
        if slow:
            theme.announce(self.part, self.said.text())

    def _stop(self) -> None:
        self.stop.setEnabled(not self._operations.stop())
