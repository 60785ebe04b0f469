"""Tells an agent who looks elsewhere that a delivery was refused or that a conflict waits."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop import language
from desktop.models.changes import Broadcast
from desktop.models.operations import Operations
from desktop.store import history, outbox
from desktop.store.types import Changes, Delivery, DeliveryState, RecordKind
from desktop.store.unit import View
from desktop.views import layouts
from desktop.views.icons import icon
from desktop.views.main_window import MainWindow
from desktop.views.thread import PageName, Place
from desktop.views.tokens import Tone

_CALLS_FOR_ONE: Final = frozenset({DeliveryState.REFUSED, DeliveryState.CONFLICT})
_PAGES: Final = {RecordKind.HOUSEHOLD: PageName.HOUSEHOLD, RecordKind.CONTACT: PageName.CONTACT}
_SHOWN_MS: Final = 10_000


class Notices(QObject):
    """Messages of the desktop, where it shows them; else the window asks for attention in the task bar.

    ``told`` carries the title and the sentence of each.
    """

    told = Signal(str, str)

    def __init__(self, window: MainWindow, operations: Operations, broadcast: Broadcast) -> None:
        super().__init__(window)
        self._window = window
        self._operations = operations
        self._tray: QSystemTrayIcon | None = None
        self._about: Delivery | None = None
        broadcast.told.connect(self._follow)

    def _follow(self, changes: Changes) -> None:
        if changes.deliveries and not self._window.isActiveWindow():
            self._operations.read(partial(_bad_news, ids=tuple(changes.deliveries)), self._tell)

    def _tell(self, found: list[tuple[Delivery, str]]) -> None:
        for delivery, name in found:
            self._about = delivery
            title, sentence = self._words(delivery, name)
            self._show(title, sentence)
            self.told.emit(title, sentence)

    def _words(self, delivery: Delivery, name: str) -> tuple[str, str]:
        if delivery.state is DeliveryState.CONFLICT:
            sentence = self.tr("Changed here and in the external system. Choose which values stay.")
            return self.tr("Conflict: {name}").format(name=name), sentence
        reason = delivery.error.message if delivery.error else self.tr("The external system said no.")
        return self.tr("Refused: {name}").format(name=name), language.sentence(reason)

    def _show(self, title: str, sentence: str) -> None:
        QApplication.alert(self._window)
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("household", Tone.PLAIN), self)
            self._tray.messageClicked.connect(self._open)
        self._tray.show()
        self._tray.showMessage(title, sentence, QSystemTrayIcon.MessageIcon.Warning, _SHOWN_MS)

    def _open(self) -> None:
        """Go to the record that the last message was about."""
        if self._about is not None:
            ref = self._about.ref
            place = Place(_PAGES[ref.kind], ref, title=layouts.kind_label(ref.kind))
            self._window.come_forward()
            self._window.leave_for(partial(self._window.open_place, place))


def _bad_news(view: View, ids: tuple[str, ...]) -> list[tuple[Delivery, str]]:
    found = [each for each in outbox.of_units(view, ids) if each.id in ids and each.state in _CALLS_FOR_ONE]
    names = history.names(view, {each.ref.id for each in found})
    return [(each, names.get(each.ref.id, "")) for each in found]
