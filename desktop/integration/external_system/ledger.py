"""The file in which the built-in external system keeps its records and the journal of what arrived.

What it has acknowledged is on the disk: a message and its journal entry commit together, before the reply.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from desktop.errors import ExternalSystemProblem
from desktop.integration.external_system.kept import JournalEntry, Record
from desktop.integration.external_system.rules import Kind

# "Hext"; tells our files from anybody else's.
_APPLICATION_ID: Final = 0x48657874
_TABLES: Final = """
CREATE TABLE record (
    serial INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    integration_id TEXT NOT NULL UNIQUE,
    contents TEXT NOT NULL
) STRICT;
CREATE TABLE identity (
    kind TEXT NOT NULL,
    tag TEXT NOT NULL,
    value TEXT NOT NULL,
    integration_id TEXT NOT NULL REFERENCES record (integration_id) ON DELETE CASCADE,
    PRIMARY KEY (kind, tag, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_of_record ON identity (integration_id);
CREATE TABLE issued (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    operation TEXT NOT NULL,
    kind TEXT NOT NULL,
    keys TEXT NOT NULL,
    outcome TEXT NOT NULL,
    trouble TEXT NOT NULL,
    answered INTEGER NOT NULL,
    request TEXT NOT NULL,
    reply TEXT NOT NULL
) STRICT;
"""
_ENTRY: Final = tuple(each.name for each in fields(JournalEntry))


class Ledger:
    """Records and journal in one SQLite file; one message at a time, from any thread.

    Raises ExternalSystemProblem when the file cannot be used or is somebody else's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                file, isolation_level=None, check_same_thread=False, timeout=10
            )
        except sqlite3.Error as problem:
            raise self._unusable(problem) from problem
        try:
            self._open()
        except sqlite3.Error as problem:
            self._connection.close()
            raise self._unusable(problem) from problem

    def close(self) -> None:
        """Close the file, after the message that is being worked on."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Keep all that the block writes, or nothing if it raises."""
        try:
            with self._lock, self._written_whole():
                yield
        except sqlite3.Error as problem:
            raise self._unusable(problem) from problem

    def find(self, kind: Kind, tag: str, value: str) -> Record | None:
        """Return the record of that kind with ``value`` in the key field ``tag``."""
        found = self._rows(
            "SELECT contents FROM record JOIN identity USING (integration_id)"
            " WHERE identity.kind = ? AND tag = ? AND value = ?",
            (kind.name, tag, value),
        )
        return Record.from_json(json.loads(found[0][0])) if found else None

    def records(self, kind: str = "") -> list[Record]:
        """Return the records of one kind, or all, in the order in which they came."""
        found = self._rows("SELECT contents FROM record WHERE ?1 IN ('', kind) ORDER BY serial", (kind,))
        return [Record.from_json(json.loads(contents)) for (contents,) in found]

    def issue(self, kind: Kind) -> str:
        """Return an integration id that was never given before."""
        found = self._rows(
            "INSERT INTO issued VALUES (?1, ?2) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (kind.name, kind.numbering[1]),
        )
        return kind.integration_id(found[0][0])

    def keep(self, kind: Kind, record: Record) -> None:
        """Write a record, new or changed, and the keys by which it is found from now on."""
        contents = json.dumps(record.as_json(), ensure_ascii=False)
        self._connection.execute(
            "INSERT INTO record (kind, integration_id, contents) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (integration_id) DO UPDATE SET contents = ?3",
            (kind.name, record.integration_id, contents),
        )
        self._connection.execute("DELETE FROM identity WHERE integration_id = ?", (record.integration_id,))
        self._connection.executemany(
            "INSERT INTO identity VALUES (?, ?, ?, ?)",
            [
                (kind.name, tag, value, record.integration_id)
                for tag in kind.key_fields
                if (value := record.fields.get(tag))
            ],
        )

    def forget(self, record: Record) -> None:
        """Remove a record; its integration id stays used."""
        self._connection.execute("DELETE FROM record WHERE integration_id = ?", (record.integration_id,))

    def enter(self, entry: JournalEntry) -> None:
        """Write a journal entry; its sequence is given by the file."""
        values = {**entry.as_json(), "keys": json.dumps(entry.keys, ensure_ascii=False), "sequence": None}
        names = ", ".join(_ENTRY)
        places = ", ".join(f":{name}" for name in _ENTRY)
        self._connection.execute(f"INSERT INTO journal ({names}) VALUES ({places})", values)  # noqa: S608 -- our own column names

    def journal(self, after: int = 0) -> list[JournalEntry]:
        """Return what arrived, oldest first, from the entry that follows ``after`` on."""
        names = ", ".join(_ENTRY)
        found = self._rows(f"SELECT {names} FROM journal WHERE sequence > ? ORDER BY sequence", (after,))  # noqa: S608 -- our own column names
        return [_entry(dict(zip(_ENTRY, row, strict=True))) for row in found]

    def _rows(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    @contextmanager
    def _written_whole(self) -> Generator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _open(self) -> None:
        with self._written_whole():
            ((owner,),) = self._rows("PRAGMA application_id", ())
            ((tables,),) = self._rows("SELECT count(*) FROM sqlite_schema", ())
            if owner != _APPLICATION_ID and tables:
                raise sqlite3.DatabaseError("it belongs to another program")
            if not tables:
                self._create()
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {setting}")

    def _create(self) -> None:
        for statement in _TABLES.split(";\n")[:-1]:
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")

    def _unusable(self, problem: sqlite3.Error) -> ExternalSystemProblem:
        return ExternalSystemProblem(
            f"The built-in external system cannot keep its records in {self._file}: {problem}.",
            concerns=str(self._file),
            way_out="Name another file with --data.",
        )


def _entry(values: dict[str, Any]) -> JournalEntry:
    return JournalEntry.from_json(
        {**values, "keys": json.loads(values["keys"]), "answered": bool(values["answered"])}
    )
