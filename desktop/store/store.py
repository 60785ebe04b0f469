"""The store as the rest of the program holds it: opened once, used in short units of work from any thread."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Connection

from desktop.store import numbers, on_save, pick_lists, search_index, upgrade
from desktop.store.database import Database
from desktop.store.types import Origin
from desktop.store.unit import Unit, View

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class Store:
    """An open store; ``who`` signs what is changed through it."""

    def __init__(self, database: Database, who: str = "agent", clock: Clock = _now) -> None:
        self.database = database
        self.who = who
        self.clock = clock

    @contextmanager
    def read(self) -> Generator[View]:
        """Yield a consistent view of the store."""
        with self.database.reading() as connection:
            yield View(connection, self.clock(), self.who)

    @contextmanager
    def write(self, origin: Origin = Origin.AGENT, who: str | None = None) -> Generator[Unit]:
        """Yield a unit of work, committed at the end of the block and rolled back by any exception."""
        with self.database.writing() as connection:
            unit = Unit(connection, self.clock(), who or self.who, origin)
            yield unit
            if origin is Origin.AGENT:
                on_save.command(unit)
            search_index.follow(unit, unit.changes)

    def close(self) -> None:
        """Close every connection to the store."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    url: str,
    who: str = "agent",
    clock: Clock = _now,
    before_upgrade: Callable[[Database], object] | None = None,
    tell: upgrade.Tell = upgrade.in_silence,
) -> Store:
    """Open the store at a SQLAlchemy URL, made or upgraded first if need be.

    ``before_upgrade`` is called with an older store before anything in it changes, ``tell`` hears how far the
    upgrade is. Raises UsageError for an address that is none, StoreUnavailable, or StoreTooNew.
    """
    database = Database(url)
    try:
        before = partial(before_upgrade, database) if before_upgrade else _do_nothing
        upgrade.bring_up(database, before, partial(_seed, clock), tell)
    except BaseException:
        database.close()
        raise
    return Store(database, who, clock)


def _do_nothing() -> None:
    """Back nothing up."""


def _seed(clock: Clock, connection: Connection) -> None:
    """Give a new store its lists of values and its own prefix for Household numbers."""
    unit = Unit(connection, clock(), "Hearth", Origin.IMPORT)
    numbers.seed(unit)
    pick_lists.seed(unit)
