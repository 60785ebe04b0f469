"""The engine under the store: settings for SQLite and PostgreSQL, transactions, errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from desktop.errors import HearthError, StoreDamaged, StoreUnavailable, UsageError

# How long a writer waits for another process to finish its transaction before giving up, in seconds.
BUSY_TIMEOUT: Final = 20.0
_WRITES: Final = "hearth_writes"


class Database:
    """One store file or server; threads share it, each unit of work has a connection of its own."""

    def __init__(self, url: str) -> None:
        self.url = _parse(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _prepare_file(self.url)
        self.engine = self._make_engine()
        # In SQLite every transaction reads one state; on PostgreSQL a reader must ask for it.
        self._reader = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @cached_property
    def shown_url(self) -> str:
        """Return the address of the store without its password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Yield a connection that sees one consistent state of the store."""
        with translated(self.shown_url), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Yield a connection in a writing transaction, committed at the end, rolled back on any exception.

        SQLite's write lock is taken at the start: a transaction that reads first and writes later would lose
        updates, or fail at once however long the busy timeout is.
        """
        with translated(self.shown_url), self.engine.connect() as plain:
            connection = plain.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _make_engine(self) -> Engine:
        if not self.is_sqlite:
            wait = {"connect_timeout": int(BUSY_TIMEOUT)}
            return sa.create_engine(self.url, pool_pre_ping=True, connect_args=wait)
        engine = sa.create_engine(self.url, connect_args={"timeout": BUSY_TIMEOUT})
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
        return engine


@contextmanager
def translated(where: str = "") -> Generator[None]:
    """Turn what the database's driver raises in the block into our own errors."""
    try:
        yield
    except DBAPIError as problem:
        raise translate(problem, where) from problem
    except SQLAlchemyError as problem:
        raise StoreUnavailable(f"The store cannot be used: {problem}", concerns=where) from problem


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError:
        raise _not_a_store(url) from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise _not_a_store(parsed.render_as_string(hide_password=True))
    return parsed


def _not_a_store(url: str) -> UsageError:
    return UsageError(
        f"{url} is not the address of a store.",
        concerns="--store",
        way_out="Give sqlite:///PATH or postgresql+psycopg://USER@HOST/DATABASE.",
    )


def _prepare_file(url: sa.URL) -> None:
    if not url.database or url.database == ":memory:":
        raise UsageError(
            "A store in memory would lose everything.",
            concerns="--store",
            way_out="Give sqlite:///PATH with the path of a file.",
        )
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Households are personal data: the file is for its owner alone.
        path.touch(mode=0o600)
    except OSError as problem:
        raise StoreUnavailable(
            f"The store {path} cannot be opened for writing: {problem.strerror or problem}.",
            concerns=str(path),
            way_out="Choose a folder you may write to with --home or --store.",
        ) from problem


def _prepare_connection(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN is deferred and silent; ours is sent in _begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise sqlite3.OperationalError("write-ahead log is not available in this folder")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-16000")
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # It takes no lock yet, so that nothing can go wrong that would have to be told.
        connection.connection.cursor().execute("BEGIN")


RECOVER: Final = "The newest back-up and the changes since come back with: hearth store recover."
_DAMAGE: Final = frozenset({"malformed", "not a database"})
_TROUBLE: Final = (
    ("locked", "is kept busy by another program", "Close other windows of Hearth and try again."),
    ("full", "has no room left on its disk", "Free some space; nothing that was saved is lost."),
    ("readonly", "may not be written", "Check the rights of the file and its folder."),
    ("read-only", "may not be written", "Check the rights of the file and its folder."),
    ("malformed", "is damaged", RECOVER),
    (
        "not a database",
        "is not a store of Hearth, or is damaged",
        f"{RECOVER} Or name another: --store.",
    ),
    ("unable to open", "cannot be opened", "Check that its folder exists and may be written."),
    ("write-ahead log", "lies in a folder that cannot hold it", "Use a folder on a local disk."),
    ("disk i/o", "cannot be read from its disk", "Check the disk."),
)


def translate(problem: DBAPIError, where: str) -> HearthError:
    """Return the sentence for what the database's driver said."""
    said = str(problem.orig).strip()
    for sign, what, way_out in _TROUBLE:
        if sign in said.casefold():
            kind = StoreDamaged if sign in _DAMAGE else StoreUnavailable
            return kind(f"The store {what} ({where}).", concerns=where, way_out=way_out)
    first_line = said.splitlines()[0].rstrip(".") if said else "no reason given"
    if isinstance(problem, OperationalError) or problem.connection_invalidated:
        return StoreUnavailable(
            f"The store cannot be reached ({where}): {first_line}.",
            concerns=where,
            way_out="Check that its server is running and that you may use it.",
        )
    return HearthError(f"The store refused a change: {first_line}.", concerns=where)
