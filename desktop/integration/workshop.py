"""The thread on which external systems are defined, tested and mapped, while the courier goes on sending."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QThread, Signal, Slot

from desktop.errors import HearthError
from desktop.settings import Settings
from desktop.store.types import ConnectionSettings

if TYPE_CHECKING:  # Loaded on the thread, when something is asked for the first time.
    from desktop.integration.telling import TellingStore

_GRACE_SECONDS: Final = 25.0
_CUT_AGAIN_SECONDS: Final = 0.25
_SEEN_SECONDS: Final = 0.1


class _Bench(QObject):
    """Lives on the thread and owns its store."""

    changed = Signal(object)
    checked = Signal(object)
    tested = Signal()
    defined = Signal(object, str)
    not_defined = Signal(object)
    mapped = Signal(str, object)
    not_mapped = Signal(str, object)
    reading = Signal(str, int)
    failed = Signal(object)

    def __init__(
        self, settings: Settings, environment: MutableMapping[str, str], closing: threading.Event
    ) -> None:
        super().__init__()
        self._settings = settings
        self._environment = environment
        self._closing = closing
        self._kept_store: TellingStore | None = None
        self._told_at = 0.0
        self.thread_number = 0

    @Slot(object, object)
    def test(self, settings: ConnectionSettings, passwords: Mapping[str, str]) -> None:
        from desktop.integration import defining  # loads lxml and what it takes to send

        if self._closing.is_set():
            return
        try:
            for each in defining.test(
                self._store(), settings, passwords, self._environment, self._settings.cache_folder
            ):
                self.checked.emit(each)
        except HearthError as problem:
            self.failed.emit(problem)
        self.tested.emit()

    @Slot(object, object)
    def define(self, settings: ConnectionSettings, passwords: Mapping[str, str]) -> None:
        from desktop.integration import defining  # as above

        try:
            kept, where = defining.define(self._store(), settings, passwords, self._environment)
        except HearthError as problem:
            self.not_defined.emit(problem)
        else:
            self.defined.emit(kept, where)

    @Slot(object)
    def map(self, wanted: tuple[str, str, str, object]) -> None:
        from desktop.integration import mapping_errands  # as above

        if self._closing.is_set():
            return
        errand, cache = wanted[2], self._settings.cache_folder
        try:
            result = mapping_errands.carry_out(self._store(), wanted, cache, self._environment, self._tell)
        except HearthError as problem:
            self.not_mapped.emit(errand, problem)
        else:
            self.mapped.emit(errand, result)

    def _tell(self, stage: str, size: int) -> None:
        """Tell how far the reading of a WSDL is, as often as a person can see."""
        now = time.monotonic()
        if now - self._told_at > _SEEN_SECONDS:
            self._told_at = now
            self.reading.emit(str(stage), size)

    @Slot()
    def close(self) -> None:
        if self._kept_store is not None:
            self._kept_store.close()
        self._kept_store = None
        QThread.currentThread().quit()

    def _store(self) -> TellingStore:
        from desktop.integration.telling import TellingStore  # loads the database's library

        self.thread_number = threading.get_ident()
        if self._kept_store is None:
            self._kept_store = TellingStore(self._settings, self.changed.emit)
        return self._kept_store


class Workshop(QObject):
    """Carries out one errand of an administrator after the other; nothing of it blocks the window.

    ``checked`` and ``tested`` report on a test. ``defined`` carries a definition that was kept and where its
    passwords are now, ``keychain`` or ``session``, ``not_defined`` why it was not. ``mapped`` and
    ``not_mapped`` report on an errand about a mapping, ``reading`` on how far its WSDL has been read.
    ``changed`` carries the Changes of each unit of work, ``failed`` an error that concerns none of these.
    """

    changed = Signal(object)
    checked = Signal(object)
    tested = Signal()
    defined = Signal(object, str)
    not_defined = Signal(object)
    mapped = Signal(str, object)
    not_mapped = Signal(str, object)
    reading = Signal(str, int)
    failed = Signal(object)
    _test_asked = Signal(object, object)
    _define_asked = Signal(object, object)
    _map_asked = Signal(object)
    _close_asked = Signal()

    def __init__(
        self, settings: Settings, environment: MutableMapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._closing = threading.Event()
        self._thread = QThread(self)
        self._thread.setObjectName("workshop")
        self._bench = _Bench(settings, environment, self._closing)
        self._bench.moveToThread(self._thread)
        self._connect()

    def test(self, settings: ConnectionSettings, passwords: Mapping[str, str]) -> None:
        """Check that the external system can be reached so; ``checked`` and ``tested`` follow."""
        self._thread.start()
        self._test_asked.emit(settings, passwords)

    def define(self, settings: ConnectionSettings, passwords: Mapping[str, str]) -> None:
        """Keep a definition with its passwords, by purpose; ``defined`` or ``not_defined`` follows."""
        self._thread.start()
        self._define_asked.emit(settings, passwords)

    def map(self, connection: str, kind: str, errand: str, argument: object = None) -> None:
        """Look at a mapping or change it; ``mapped`` or ``not_mapped`` follows, with the errand's name."""
        self._thread.start()
        self._map_asked.emit((connection, kind, errand, argument))

    def close(self) -> bool:
        """End the thread; a test or a WSDL under way is cut off, what was to be saved is saved."""
        self._closing.set()
        if not self._thread.isRunning():
            return True
        self._close_asked.emit()
        from desktop.integration import deadline  # it is there already, if a request is under way

        for _ in range(int(_GRACE_SECONDS / _CUT_AGAIN_SECONDS)):
            deadline.cut_thread(self._bench.thread_number)
            if self._thread.wait(int(_CUT_AGAIN_SECONDS * 1000)):
                return True
        return False

    def _connect(self) -> None:
        bench = self._bench
        self._test_asked.connect(bench.test)
        self._define_asked.connect(bench.define)
        self._map_asked.connect(bench.map)
        self._close_asked.connect(bench.close)
        for theirs, ours in (
            (bench.changed, self.changed),
            (bench.checked, self.checked),
            (bench.tested, self.tested),
            (bench.defined, self.defined),
            (bench.not_defined, self.not_defined),
            (bench.mapped, self.mapped),
            (bench.not_mapped, self.not_mapped),
            (bench.reading, self.reading),
            (bench.failed, self.failed),
        ):
            theirs.connect(ours)
