"""The file of lines that an import did not take, each with its number, the field and the reason."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from desktop.exchange.checking import Rejected

_HEADINGS = ("line", "field", "why")


class Rejects:
    """Writes the rejected lines of an import beside its file, or where it was asked to; none, no file."""

    def __init__(self, file: Path | None, source: Path, resumed: int) -> None:
        self._path = file or source.with_name(f"{source.name}.rejected.csv")
        self._file: IO[str] | None = None
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
        self._file = self._path.open("a", encoding="utf-8", errors="backslashreplace", newline="")
        if is_new:
            csv.writer(self._file).writerow(_HEADINGS)
        return self._file
