"""What stands in the window until the store is open: a sentence, and how far an upgrade of the store is."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.views import theme
from desktop.views.parts import column, label, row
from desktop.views.tokens import SPACE_L

_BAR_WIDTH = 360


class OpeningPane(QWidget):
    """Says that the store is being opened; an older one is backed up first, then upgraded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opening")
        self.sentence = label(self.tr("Opening the store…"), "muted", self)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("opening.bar")
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.hide()
        self.setLayout(
            column(None, row(None, self.sentence, None), row(None, self.bar, None), None, spacing=SPACE_L)
        )

    def begin(self) -> None:
        """Say that the store is being opened, again perhaps."""
        self._say(self.tr("Opening the store…"))

    def stop(self, sentence: str) -> None:
        """Say how it ended, without a bar."""
        self.bar.hide()
        self._say(sentence)

    def show_upgrade(self, phase: str, done: int, total: int) -> None:
        """Say how much of a phase is done."""
        sentence = (
            self.tr("The store is backed up before it is upgraded…")
            if phase == "back-up"
            else self.tr("The store is upgraded; please let Hearth finish…")
        )
        self._say(sentence)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.show()

    def _say(self, sentence: str) -> None:
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
            self.bar.setAccessibleName(sentence)
            theme.announce(self, sentence)
