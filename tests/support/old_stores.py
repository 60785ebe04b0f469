"""Stores as an earlier Hearth left them: the tables of its time, with what they held then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from desktop.store.database import Database
from desktop.store.upgrades import configuration

_MARKS = frozenset({"alembic_version", "sqlite_sequence"})


def revisions() -> list[str]:
    """Return the revisions that a store can have, the oldest first."""
    walked = ScriptDirectory.from_config(configuration()).walk_revisions()
    return [each.revision for each in walked][::-1]


def empty(file: Path, revision: str) -> None:
    """Make a store with the tables of a revision."""
    database = Database(f"sqlite:///{file}")
    with database.writing() as connection:
        steps = configuration()
        steps.attributes["connection"] = connection
        command.upgrade(steps, revision)
    database.close()


def read_only(file: Path) -> sqlite3.Connection:
    """Return a connection to a store's file that upgrades nothing."""
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def revision(store: sqlite3.Connection) -> str:
    """Return the form that a store has."""
    return str(store.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def as_of(file: Path, revision: str, today: Path) -> None:
    """Make a store of a revision that holds what one of today holds, as far as it has room for it."""
    empty(file, revision)
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        old.execute("ATTACH ? AS today", (str(today),))
        old.execute("BEGIN")
        for table in _tables(old, "main"):
            columns = ", ".join(sorted(_columns(old, "main", table) & _columns(old, "today", table)))
            # The names are our own tables'.
            old.execute(f"DELETE FROM main.{table}")  # noqa: S608
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")  # noqa: S608
        old.execute("COMMIT")


def contents(file: Path, like: Path) -> dict[str, set[tuple[object, ...]]]:
    """Return all rows of a store, by table, in the columns that another, older store has."""
    found: dict[str, set[tuple[object, ...]]] = {}
    with closing(sqlite3.connect(file)) as store, closing(sqlite3.connect(like)) as old:
        for table in _tables(old, "main"):
            columns = ", ".join(f"CAST({each} AS TEXT)" for each in sorted(_columns(old, "main", table)))
            found[table] = set(store.execute(f"SELECT {columns} FROM {table}"))  # noqa: S608
    return found


def _tables(connection: sqlite3.Connection, schema: str) -> Iterator[str]:
    """Name the tables that hold what somebody entered: no index of searches, no mark of the form."""
    named = connection.execute(f"SELECT name, sql FROM {schema}.sqlite_master WHERE type = 'table'")  # noqa: S608
    for name, sql in named.fetchall():
        if "VIRTUAL" not in sql and "_terms_" not in name and name not in _MARKS:
            yield name


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {str(row[1]) for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}
