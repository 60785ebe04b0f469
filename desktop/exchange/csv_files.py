"""CSV files as the command line's contract has them: UTF-8, the first row names the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from desktop.errors import UsageError
from desktop.fields import component
from desktop.values import Value

MEMBER_COLUMNS: Final = ("household_id", "contact_id", "primary", "relationship", "entered", "exited", "head")


class Reader:
    """Reads a CSV file row by row; ``columns`` are what its first row says, as our names.

    ``mapping`` names the field for a column that is called otherwise, or nothing for one to be left out.
    """

    def __init__(self, lines: IO[str], mapping: Mapping[str, str] | None = None) -> None:
        self._rows = csv.reader(lines, strict=True)
        first = next(self._rows, list[str]())
        named = [name.strip() for name in first]
        if not any(named):
            raise UsageError("The file is empty.", way_out="Its first row must name the columns.")
        self.headings = tuple(named)
        self.columns = tuple((mapping or {}).get(name, name) for name in named)
        twice = {name for name in self.columns if name and self.columns.count(name) > 1}
        if twice:
            raise UsageError(f"Two columns are called {min(twice)}.", concerns=min(twice))

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield each row with its line, or in the place of its cells the reason why it cannot be read."""
        while True:
            line = self._rows.line_num + 1
            try:
                row = next(self._rows)
            except StopIteration:
                return
            except csv.Error as problem:
                yield line, f"is no CSV: {problem}"
                continue
            if not row:
                continue
            if len(row) != len(self.columns):
                yield line, f"has {len(row)} cells, and the first row {len(self.columns)}"
            else:
                yield line, row


def kind_of(columns: Sequence[str]) -> str:
    """Return what a file with these columns holds: household, contact or member; raise UsageError."""
    named = set(columns)
    if {"household_id", "contact_id"} <= named:
        return "member"
    fitting = [kind for kind in ("household", "contact") if _own(kind) & named]
    if len(fitting) != 1:
        raise UsageError(
            "What the file holds cannot be told from its columns.",
            way_out="Name a column after a field, such as household_name or last_name, or say --kind.",
        )
    return fitting[0]


def _own(kind: str) -> set[str]:
    other = "contact" if kind == "household" else "household"
    return {each.name for each in component(kind).kept} - {each.name for each in component(other)}


def beginning(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of a file's columns, and what stands in its first row; raise UsageError."""
    try:
        with opened(path) as lines:
            reader = Reader(lines)
            first = next((cells for _, cells in reader.rows() if not isinstance(cells, str)), list[str]())
    except (OSError, csv.Error) as problem:
        raise UsageError(f"{path} cannot be read: {problem}.", concerns=str(path)) from problem
    return reader.headings, (*first, *[""] * (len(reader.headings) - len(first)))


class Writer:
    """Writes a CSV file that ``Reader`` reads back."""

    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._rows = csv.writer(file, lineterminator="\r\n")
        self._rows.writerow(columns)

    def write(self, row: Sequence[Value]) -> None:
        """Write one record."""
        self._rows.writerow([_text(value) for value in row])


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def opened(path: Path) -> IO[str]:
    """Open a CSV file to be read; a byte order mark is welcome, and bytes that are no UTF-8 are rejected."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
