"""The thread on which the courier works while the window is open: commands in, outcomes out."""

from __future__ import annotations

import os
import threading
from collections.abc import MutableMapping
from typing import Final

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

from desktop.errors import NotSent
from desktop.integration.window_errands import WindowErrands
from desktop.settings import Settings
from desktop.store.types import CREDENTIALS, Delivery, DeliveryState

_GRACE_SECONDS: Final = 3.0
_SETTLING_SECONDS: Final = 25.0
_CUT_AGAIN_SECONDS: Final = 0.25
_BACK: Final = frozenset(
    {
        QNetworkInformation.Reachability.Online,
        QNetworkInformation.Reachability.Site,
        QNetworkInformation.Reachability.Local,
    }
)
_NOT_REACHED: Final = frozenset({"not-sent", NotSent.__name__.casefold()})


class Worker(QObject):
    """The courier as the window has it.

    ``changed`` carries the Changes of each unit of work that the courier committed, ``online_changed`` tells
    whether the external system was reached (None while nobody has tried). ``password_needed`` names the
    external system that wants one; ``password_missing`` names one that none is kept for, and tells whether
    there is a keychain. ``failed`` carries an error that concerns no single record. ``environment`` is where
    passwords are looked for, and kept until Hearth ends where there is no keychain.
    """

    changed = Signal(object)
    online_changed = Signal(object)
    password_needed = Signal(str)
    password_missing = Signal(str, bool)
    failed = Signal(object)
    _missing_asked = Signal()
    _due_asked = Signal()
    _all_asked = Signal()
    _back_asked = Signal()
    _one_asked = Signal(str)
    _password_given = Signal(str, str)
    _close_asked = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.environment: MutableMapping[str, str] = dict(os.environ)
        self.online: bool | None = None
        self._stopped = threading.Event()
        self._thread = QThread(self)
        self._thread.setObjectName("courier")
        self._errands = WindowErrands(settings, self._stopped, self.environment)
        self._errands.moveToThread(self._thread)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.send_due)
        self._network = _network()
        self._connect()
        self._thread.start()

    def send_due(self) -> None:
        """Deliver everything whose time has come."""
        self._due_asked.emit()

    def send_all(self) -> None:
        """Deliver everything that waits, due or not."""
        self._all_asked.emit()

    def send_now(self, delivery_id: str) -> None:
        """Deliver one now, whatever its next attempt."""
        self._one_asked.emit(delivery_id)

    def keep_password(self, name: str, password: str) -> None:
        """Keep a password, then send what waited for it."""
        self._password_given.emit(name, password)

    def look_for_passwords(self) -> None:
        """See whether each password is at hand; ``password_missing`` names the first that is not."""
        self._missing_asked.emit()

    def close(self) -> bool:
        """End the thread; a request under way gets a moment, then it is cut off and stays in doubt."""
        self._again.stop()
        self._stopped.set()
        self._errands.stop_bulk(at_once=False)
        self._close_asked.emit()
        if self._thread.wait(int(_GRACE_SECONDS * 1000)):
            return True
        from desktop.integration import deadline  # it is there already, if a request is under way

        for _ in range(int(_SETTLING_SECONDS / _CUT_AGAIN_SECONDS)):
            deadline.cut_all()
            self._errands.stop_bulk(at_once=True)
            if self._thread.wait(int(_CUT_AGAIN_SECONDS * 1000)):
                return True
        return False

    def _connect(self) -> None:
        errands = self._errands
        self._due_asked.connect(errands.send_due)
        self._all_asked.connect(errands.send_everything)
        self._back_asked.connect(errands.send_on_reconnect)
        self._one_asked.connect(errands.send_now)
        self._password_given.connect(errands.keep_password)
        self._missing_asked.connect(errands.look_for_passwords)
        self._close_asked.connect(errands.close)
        errands.changed.connect(self.changed)
        errands.password_missing.connect(self.password_missing)
        errands.failed.connect(self.failed)
        errands.answered.connect(self._note)
        errands.next_due.connect(self._wait)
        if self._network is not None:
            self._network.reachabilityChanged.connect(self._look_at_network)

    @Slot(QNetworkInformation.Reachability)
    def _look_at_network(self, reachability: QNetworkInformation.Reachability) -> None:
        """Try at once when the network is back; without a word from the platform the timer does it later."""
        if reachability in _BACK:
            self._back_asked.emit()

    @Slot(object)
    def _note(self, delivery: Delivery) -> None:
        code = delivery.error.code if delivery.error else ""
        if code == CREDENTIALS:
            self.password_needed.emit(delivery.connection)
        online = _online(delivery, code)
        if online is not None and online != self.online:
            self.online = online
            self.online_changed.emit(online)

    @Slot(float)
    def _wait(self, seconds: float) -> None:
        self._again.start(int(seconds * 1000))


def _network() -> QNetworkInformation | None:
    """Return what the platform says of the network, if it says anything."""
    if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
        return None
    return QNetworkInformation.instance()


def _online(delivery: Delivery, code: str) -> bool | None:
    """Tell what a delivery's outcome says about the line; None for nothing."""
    if delivery.state is DeliveryState.SENDING or code == CREDENTIALS:
        return None
    if delivery.state is DeliveryState.QUEUED or delivery.in_doubt:
        return False if code in _NOT_REACHED else None
    return True
