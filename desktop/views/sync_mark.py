"""How a record stands with the external system, as icon, word and colour together."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from desktop.models import formats, wait_words, words
from desktop.store.types import Sync, SyncState
from desktop.store.waits import Wait
from desktop.views.icons import pixmap
from desktop.views.parts import row
from desktop.views.theme import current
from desktop.views.tokens import ICON, SPACE_S, Tone


class SyncLook(NamedTuple):
    """The icon and the colour of a state."""

    icon: str
    tone: Tone


LOOKS: Final = MappingProxyType(
    {
        SyncState.NEVER_SENT: SyncLook("unsent", Tone.IDLE),
        SyncState.PENDING: SyncLook("edited", Tone.ATTENTION),
        SyncState.QUEUED: SyncLook("clock", Tone.BUSY),
        SyncState.SENDING: SyncLook("send", Tone.BUSY),
        SyncState.SYNCHRONIZED: SyncLook("done", Tone.GOOD),
        SyncState.REFUSED: SyncLook("error", Tone.BAD),
        SyncState.CONFLICT: SyncLook("conflict", Tone.ATTENTION),
        SyncState.DOUBTFUL: SyncLook("question", Tone.ATTENTION),
    }
)


class SyncMark(QWidget):
    """Icon and word for one record's standing; the tooltip says since when and what comes next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sync_mark")
        self._sync: Sync | None = None
        self._waits_for = ""
        self._system = ""
        self._icon = QLabel(self)
        self._word = QLabel(self)
        self.setLayout(row(self._icon, self._word, spacing=SPACE_S))
        current().changed.connect(self._draw)
        self.hide()

    def show_sync(self, sync: Sync | None) -> None:
        """Show ``sync``; a record that is not saved yet has none, and no mark."""
        self._sync, self._waits_for = sync, ""
        self._draw()
        self.setVisible(sync is not None)

    def show_wait(self, wait: Wait | None) -> None:
        """Say what the delivery waits for, where it does."""
        translate = QCoreApplication.translate
        self._waits_for = wait_words.wait_sentence(wait, formats.moment, translate) if wait else ""
        self._draw()

    def name_system(self, name: str) -> None:
        """Say whose standing will be shown, where it is not the default external system's."""
        self._system = name

    def text(self) -> str:
        """Return the words that are shown."""
        return self._word.text()

    def _draw(self) -> None:
        if self._sync is None:
            return
        look, colour = LOOKS[self._sync.state], current().tokens.tone(LOOKS[self._sync.state].tone)
        self._icon.setPixmap(pixmap(look.icon, colour, ICON, self.devicePixelRatioF()))
        word = sync_text(self._sync)
        self._word.setText(f"{self._system}: {word}" if self._system else word)
        self._word.setStyleSheet(f"color: {colour};")
        tip = words.sync_tip(self._sync, formats.moment, QCoreApplication.translate, self._waits_for)
        self.setToolTip(tip)
        self.setAccessibleName(self._word.text())
        self.setAccessibleDescription(tip)


def sync_text(sync: Sync) -> str:
    """Return the word for a standing, and when it was reached if that is what an agent asks next."""
    word = words.sync_word(sync.state, QCoreApplication.translate)
    if sync.state is SyncState.SYNCHRONIZED and sync.last_sent:
        return f"{word} {formats.moment(sync.last_sent)}"
    return word
