"""An agent's desk for each test: a real store, the courier, and the built-in external system."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.integration.courier import Courier
from desktop.integration.external_system.kept import JournalEntry
from desktop.integration.external_system.kept import Record as KeptThere
from desktop.integration.external_system.system import ExternalSystem, Setup
from desktop.settings import Settings
from desktop.store import attempts, connections, outbox, records
from desktop.store.store import Store, open_store
from desktop.store.types import Attempt, ConnectionSettings, Delivery, Record, Ref


class Clock:
    """The time as the test sets it forth; it begins now and stands still."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


class Desk:
    """What an agent has in front of them, and what the external system holds."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, system: ExternalSystem) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self.system = system
        self.environment: dict[str, str] = {}
        self.courier = Courier(store, settings, self.environment)

    def connect(self, **changes: object) -> None:
        """Change the definition of the external system ``crm``."""
        with self.store.write() as unit:
            before = connections.read(unit, "crm")
            connections.save(unit, replace(before, **changes))

    def queue(self, ref: Ref, connection: str = "crm") -> str:
        with self.store.write() as unit:
            return outbox.add(unit, ref, connection)

    def send(self, ref: Ref, connection: str = "crm") -> Delivery:
        """Update External System."""
        return self.courier.deliver(self.queue(ref, connection))

    def change(self, ref: Ref, **values: object) -> None:
        with self.store.write() as unit:
            records.update(unit, ref, values)

    def read(self, ref: Ref, connection: str = "crm") -> Record:
        with self.store.read() as view:
            return records.read(view, ref, connection=connection)

    def delivery(self, delivery_id: str) -> Delivery:
        with self.store.read() as view:
            return outbox.delivery(view, delivery_id)

    def log(self, ref: Ref | None = None) -> list[Attempt]:
        """The delivery log, oldest first."""
        with self.store.read() as view:
            return attempts.log(view, ref)[::-1]

    def conduct(self, **told: object) -> None:
        self.system.set_conduct(told)

    def arrived(self) -> list[JournalEntry]:
        return self.system.journal(0)

    def wait_for_arrival(self, before: int = 0) -> None:
        """Wait until the external system has worked on a message more than there were before."""
        deadline = time.monotonic() + 20
        while len(self.arrived()) <= before:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def there(self, kind: str = "") -> list[KeptThere]:
        return self.system.records(kind)

    def address(self) -> str:
        return self.system.addresses()["household"].removesuffix("/asi/household")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings.gather(str(home), environment={})


def _started(setup: Setup) -> Iterator[ExternalSystem]:
    running = ExternalSystem(setup)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[ExternalSystem]:
    """A built-in external system that knows nobody yet."""
    yield from _started(Setup(tmp_path / "external.sqlite"))


@pytest.fixture
def locked_system(tmp_path: Path) -> Iterator[ExternalSystem]:
    """One that lets nobody in but agent07."""
    yield from _started(Setup(tmp_path / "locked.sqlite", user="agent07", password="right one"))


@contextmanager
def _desk(url: str, clock: Clock, settings: Settings, system: ExternalSystem) -> Generator[Desk]:
    with open_store(url, who="agent07", clock=clock) as store:
        made = Desk(store, clock, settings, system)
        with store.write() as unit:
            connections.save(unit, ConnectionSettings("crm", address=made.address(), timeout=60))
        yield made
        made.courier.close()


@pytest.fixture
def desk(sqlite_url: str, clock: Clock, settings: Settings, system: ExternalSystem) -> Iterator[Desk]:
    """A desk whose external system ``crm`` is the built-in one."""
    with _desk(sqlite_url, clock, settings, system) as made:
        yield made


@pytest.fixture
def locked_desk(
    sqlite_url: str, clock: Clock, settings: Settings, locked_system: ExternalSystem
) -> Iterator[Desk]:
    """A desk whose external system lets nobody in but agent07."""
    with _desk(sqlite_url, clock, settings, locked_system) as made:
        yield made


@pytest.fixture
def team_desk(
    postgresql_url: str, clock: Clock, settings: Settings, system: ExternalSystem
) -> Iterator[Desk]:
    """A desk on a team's store."""
    with _desk(postgresql_url, clock, settings, system) as made:
        yield made
