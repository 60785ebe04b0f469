"""What the window asks of the courier, carried out on the courier's own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QThread, Signal, Slot

from desktop.errors import CredentialsNeeded, HearthError
from desktop.settings import Settings
from desktop.store.types import Changes, Delivery

if TYPE_CHECKING:  # All of them are loaded on the worker's own thread, after the window has been painted.
    from desktop.integration.bulk import Bulk
    from desktop.integration.courier import Courier
    from desktop.integration.tidings import Tidings
    from desktop.store.store import Store

_SOONEST: Final = 2.0
_LATEST: Final = 300.0
_PAUSED_SECONDS: Final = 30.0


class WindowErrands(QObject):
    """Lives on the worker's thread and owns its store and courier."""

    changed = Signal(object)
    answered = Signal(object)
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

    @Slot(str, str)
    def keep_password(self, name: str, password: str) -> None:
        from desktop.integration import credentials, defining

        defining.keep(name, password, credentials.Purpose.SIGN_IN, self._environment)
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


def _seconds_to(next_attempt: str | None, now: datetime) -> float:
    return 0.0 if next_attempt is None else (datetime.fromisoformat(next_attempt) - now).total_seconds()
