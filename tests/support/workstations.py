"""Workstations that can be killed at a chosen transaction, and a clock that tests set forth."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.integration.courier import Courier
from desktop.settings import Settings
from desktop.store import connections
from desktop.store.database import Database
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings, Origin
from desktop.store.unit import Unit
from tests.support.promise import CONNECTION


class Clock:
    """The time as the test sets it forth; it begins now and stands still."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


class Killed(BaseException):
    """The process ended here, between two instructions: nothing that follows is carried out."""


class MortalStore(Store):
    """A store whose process is killed in its n-th writing transaction: before the commit, or after it."""

    def __init__(self, database: Database, who: str, clock: Clock, dies_in: int, *, committed: bool) -> None:
        super().__init__(database, who, clock)
        self._left = dies_in
        self._committed = committed

    @contextmanager
    def write(self, origin: Origin = Origin.AGENT, who: str | None = None) -> Generator[Unit]:
        self._left -= 1
        with super().write(origin, who) as unit:
            yield unit
            if self._left == 0 and not self._committed:
                raise Killed
        if self._left == 0:
            raise Killed


class Workstation:
    """A program on a store, with a courier; it can be killed and started again."""

    def __init__(self, url: str, home: Path, clock: Clock, who: str) -> None:
        self._url, self._clock, self._who = url, clock, who
        self.settings = Settings.gather(str(home), url, environment={})
        self._open()

    def connect(self, address: str) -> None:
        """Define the external system."""
        with self.store.write() as unit:
            connections.save(unit, ConnectionSettings(CONNECTION, address=address, timeout=60))

    def restart(self) -> None:
        """Begin again on the same store."""
        self.close()
        self._open()

    def sync_and_be_killed(self, dies_in: int, *, committed: bool) -> bool:
        """Deliver what waits until the n-th writing transaction; return whether there were so many."""
        mortal = MortalStore(self.store.database, self._who, self._clock, dies_in, committed=committed)
        courier = Courier(mortal, self.settings, {})
        try:
            courier.deliver_all()
        except Killed:
            return True
        finally:
            courier.close()
        return False

    def close(self) -> None:
        self.courier.close()
        self.store.close()

    def _open(self) -> None:
        self.store = open_store(self._url, self._who, self._clock)
        self.courier = Courier(self.store, self.settings, {})
