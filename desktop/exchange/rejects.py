"""The file of lines that an import did not take, each with its number, the field and the reason."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from desktop.errors import UsageError
from desktop.exchange.checking import Rejected

_HEADINGS = ("line", "field", "why")


class Rejects:
    """Writes the rejected lines of an import beside its file, or where it was asked to; none, no file.

    Where nothing can be put beside the file, as on a read-only disk, they go where temporary files go.
    Raises UsageError for a place that was asked for and cannot be written to.
    """

    def __init__(self, file: Path | None, source: Path, resumed: int) -> None:
        self._path = file or _beside(source)
        self._file: IO[str] | None = None
        if self._path.is_dir() or not _takes_files(self._path.parent):
            raise self._no_place("there is no folder that takes it")
        if not resumed:
            self._path.unlink(missing_ok=True)

    def write(self, rejected: Sequence[Rejected]) -> None:
        """Add lines and let them reach the disk before what was taken beside them is committed."""
        if not rejected:
            return
        rows = csv.writer(self._file or self._open())
        rows.writerows((each.line, each.field, each.why) for each in rejected)
        if self._file is not None:
            self._file.flush()

    def close(self) -> Path | None:
        """Close the file and return where it is, or None if no line was rejected."""
        if self._file is not None:
            self._file.close()
        return self._path if self._path.exists() else None

    def _open(self) -> IO[str]:
        is_new = not self._path.exists()
        try:
            self._file = self._path.open("a", encoding="utf-8", errors="backslashreplace", newline="")
        except OSError as problem:
            raise self._no_place(str(problem.strerror)) from problem
        if is_new:
            csv.writer(self._file).writerow(_HEADINGS)
        return self._file

    def _no_place(self, why: str) -> UsageError:
        return UsageError(
            f"The file of rejected lines {self._path} cannot be written: {why}.",
            concerns="--rejects",
            way_out="Name another file for them.",
        )


def _beside(source: Path) -> Path:
    folder = source.parent if _takes_files(source.parent) else Path(tempfile.gettempdir())
    return folder / f"{source.name}.rejected.csv"


def _takes_files(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)
