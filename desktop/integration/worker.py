"""The thread on which the courier works while the window is open: commands in, outcomes out."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtNetwork import QNetworkInformation

from desktop.errors import CredentialsNeeded, HearthError, NotSent, UsageError
from desktop.settings import Settings
from desktop.store.types import CREDENTIALS, Changes, ConnectionSettings, Delivery, DeliveryState

if TYPE_CHECKING:  # All of them are loaded on the worker's own thread, after the window has been painted.
    from desktop.integration.bulk import Bulk
    from desktop.integration.courier import Courier
    from desktop.integration.tidings import Tidings
    from desktop.store.store import Store

_SOONEST: Final = 2.0
_LATEST: Final = 300.0
_GRACE_SECONDS: Final = 3.0
_SETTLING_SECONDS: Final = 25.0
_CUT_AGAIN_SECONDS: Final = 0.25
_PAUSED_SECONDS: Final = 30.0
_BACK: Final = frozenset(
    {
        QNetworkInformation.Reachability.Online,
        QNetworkInformation.Reachability.Site,
        QNetworkInformation.Reachability.Local,
    }
)
_NOT_REACHED: Final = frozenset({"not-sent", NotSent.__name__.casefold()})


class _Errands(QObject):
    """Lives on the worker's thread and owns its store and courier."""

    changed = Signal(object)
    answered = Signal(object)
    checked = Signal(object)
    tested = Signal()
    mapped = Signal(str, object)
    not_mapped = Signal(str, object)
    password_kept = Signal(str, str)
    password_missing = Signal(str, bool)
    failed = Signal(object)
    next_due = Signal(float)

    def __init__(
        self, settings: Settings, stopped: threading.Event, environment: MutableMapping[str, str]
    ) -> None:
        super().__init__()
        self._settings = settings
        self._stopped = stopped
        self._environment = environment
        self._store: Store | None = None
        self._courier: Courier | None = None
        self._moved = False
        self._bulk: Bulk | None = None

    def send_all(self, *, due_only: bool) -> None:
        self._guard(lambda courier: self._send(courier, due_only=due_only))

    def _send(self, courier: Courier, *, due_only: bool) -> None:
        """Send on this thread, or, what is much, from a process that takes no time from the window."""
        from desktop.integration.bulk import FROM, Bulk

        due = courier.count_due(due_only=due_only)
        if due >= FROM:
            self._bulk = self._bulk or Bulk(self._settings)
            done = self._bulk.send(self._environment, self._hear, due_only=due_only)
            if done or self._stopped.is_set():
                return
        if due:
            courier.deliver_all(progress=self._tell, stopped=self._stopped.is_set, due_only=due_only)

    def stop_bulk(self, *, at_once: bool) -> None:
        """End the process that sends, if there is one; from any thread."""
        if self._bulk is not None:
            (self._bulk.kill if at_once else self._bulk.stop)()

    def _hear(self, told: Tidings) -> None:
        self._tell_changes(told.changes)
        for each in told.answers.values():
            self.answered.emit(each)

    @Slot()
    def send_due(self) -> None:
        self.send_all(due_only=True)

    @Slot()
    def send_everything(self) -> None:
        self.send_all(due_only=False)

    @Slot()
    def send_on_reconnect(self) -> None:
        self._guard(lambda courier: courier.deliver_on_reconnect(self._tell, self._stopped.is_set))

    @Slot(str)
    def send_now(self, delivery_id: str) -> None:
        self._guard(lambda courier: self.answered.emit(courier.deliver(delivery_id)))

    @Slot(object, str)
    def test(self, settings: ConnectionSettings, password: str) -> None:
        from desktop.integration import checks, credentials  # loads lxml and what it takes to send

        environment = dict(self._environment)
        if password:
            environment[credentials.variable(settings.name)] = password
        for each in checks.run(settings, self._settings.cache_folder, environment):
            self.checked.emit(each)
        self.tested.emit()

    @Slot(object)
    def map(self, wanted: tuple[str, str, str, object]) -> None:
        from desktop.integration import mapping_errands  # loads lxml and what it takes to send

        self._opened()
        if self._store is None or self._stopped.is_set():
            return
        errand, folder = wanted[2], self._settings.cache_folder
        try:
            result = mapping_errands.carry_out(self._store, wanted, folder, self._environment)
        except HearthError as problem:
            self.not_mapped.emit(errand, problem)
        else:
            self.mapped.emit(errand, result)

    @Slot(str, str)
    def keep_password(self, name: str, password: str) -> None:
        from desktop.integration import credentials

        try:
            credentials.store_password(name, password)
            where = "keychain"
        except UsageError:
            self._environment[credentials.variable(name)] = password
            where = "session"
        self.password_kept.emit(name, where)
        self.send_everything()
        self.look_for_passwords()

    @Slot()
    def look_for_passwords(self) -> None:
        self._guard(lambda _: self._tell_missing())

    def _tell_missing(self) -> None:
        """Name one external system after the other, each when the one before has its password."""
        from desktop.integration import credentials
        from desktop.store import connections

        if self._store is None:
            return
        with self._store.read() as view:
            defined = connections.everyone(view)
        for each in defined:
            try:
                credentials.password(each, self._environment)
            except CredentialsNeeded:
                self.password_missing.emit(each.name, bool(credentials.keychain_name()))
                return

    @Slot()
    def close(self) -> None:
        if self._courier is not None:
            self._courier.close()
        if self._store is not None:
            self._store.close()
        self._courier = self._store = None
        QThread.currentThread().quit()

    def _guard(self, errand: Callable[[Courier], object]) -> None:
        if self._stopped.is_set():
            return
        try:
            errand(self._opened())
            self._tell_next_due()
            self._back_up()
        except HearthError as problem:
            self.failed.emit(problem)
            self.next_due.emit(_LATEST)

    def _opened(self) -> Courier:
        if self._courier is None:
            from desktop.integration.courier import Courier  # loads lxml and what it takes to send
            from desktop.integration.telling import TellingStore

            self._store = TellingStore(self._settings, self._tell_changes)
            self._courier = Courier(self._store, self._settings, self._environment)
        return self._courier

    def _back_up(self) -> None:
        """Write today's back-up, on this thread, where nobody waits for it."""
        from desktop.store import backups

        if self._store is None:
            return
        try:
            backups.make_daily(self._store, self._settings.backup_folder)
        except HearthError as problem:
            self.failed.emit(problem)

    def _tell(self, delivery: Delivery, _number: int, _all: int) -> None:
        self.answered.emit(delivery)

    def _tell_changes(self, changes: Changes) -> None:
        self._moved = True
        self.changed.emit(changes)

    def _tell_next_due(self) -> None:
        from desktop.store import outbox, waits

        if self._store is None:
            return
        with self._store.read() as view:
            waiting = waits.of(view, outbox.waiting(view)).values()
        moved, self._moved = self._moved, False
        now = self._store.clock()
        open_still = [each for each in waiting if each.waits_for not in waits.FOR_SOMEBODY]
        if open_still:
            soonest = min(_seconds_to(each.until, now) for each in open_still)
            # What was left alone although its time had come waits for a password or a line.
            least = _SOONEST if moved or soonest > 0 else _PAUSED_SECONDS
            self.next_due.emit(min(max(soonest, least), _LATEST))


class Worker(QObject):
    """The courier as the window has it.

    ``changed`` carries the Changes of each unit of work that the courier committed, ``online_changed`` tells
    whether the external system was reached (None while nobody has tried), ``checked`` and ``tested`` report
    on a test, ``password_needed`` names the external system that wants one, ``password_kept`` says where one
    is now: ``keychain`` or ``session``; ``password_missing`` names one that none is kept for,
    and tells whether there is a keychain. ``failed`` carries an error that concerns no single record.
    ``environment`` is where passwords are looked for, and kept until Hearth ends where there is no keychain.
    """

    changed = Signal(object)
    online_changed = Signal(object)
    checked = Signal(object)
    tested = Signal()
    mapped = Signal(str, object)
    not_mapped = Signal(str, object)
    password_needed = Signal(str)
    password_kept = Signal(str, str)
    password_missing = Signal(str, bool)
    failed = Signal(object)
    _missing_asked = Signal()
    _due_asked = Signal()
    _all_asked = Signal()
    _back_asked = Signal()
    _one_asked = Signal(str)
    _test_asked = Signal(object, str)
    _map_asked = Signal(object)
    _password_given = Signal(str, str)
    _close_asked = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.environment: MutableMapping[str, str] = dict(os.environ)
        self.online: bool | None = None
        self._stopped = threading.Event()
        self._thread = QThread(self)
        self._thread.setObjectName("courier")
        self._errands = _Errands(settings, self._stopped, self.environment)
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

    def test(self, settings: ConnectionSettings, password: str) -> None:
        """Check that the external system can be reached so; ``checked`` and ``tested`` follow."""
        self._test_asked.emit(settings, password)

    def map(self, connection: str, kind: str, errand: str, argument: object = None) -> None:
        """Look at a mapping or change it; ``mapped`` or ``not_mapped`` follows, with the errand's name."""
        self._map_asked.emit((connection, kind, errand, argument))

    def keep_password(self, name: str, password: str) -> None:
        """Keep a password, then send what waited for it; ``password_kept`` follows."""
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
        self._test_asked.connect(errands.test)
        self._map_asked.connect(errands.map)
        self._password_given.connect(errands.keep_password)
        self._missing_asked.connect(errands.look_for_passwords)
        self._close_asked.connect(errands.close)
        errands.changed.connect(self.changed)
        errands.checked.connect(self.checked)
        errands.tested.connect(self.tested)
        errands.mapped.connect(self.mapped)
        errands.not_mapped.connect(self.not_mapped)
        errands.password_kept.connect(self.password_kept)
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


def _seconds_to(next_attempt: str | None, now: datetime) -> float:
    return 0.0 if next_attempt is None else (datetime.fromisoformat(next_attempt) - now).total_seconds()


def _online(delivery: Delivery, code: str) -> bool | None:
    """Tell what a delivery's outcome says about the line; None for nothing."""
    if delivery.state is DeliveryState.SENDING or code == CREDENTIALS:
        return None
    if delivery.state is DeliveryState.QUEUED or delivery.in_doubt:
        return False if code in _NOT_REACHED else None
    return True
