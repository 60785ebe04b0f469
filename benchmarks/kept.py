"""What a run has measured so far, in a file, so that a run that is cut can go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.company import Company
from benchmarks.stores import FOLDER

Line = dict[str, object]


@dataclass(frozen=True)
class Measured:
    """One script: the figures it told, what went wrong with it if anything did, and who else was there."""

    script: str
    lines: list[Line]
    failed: str
    seconds: float
    company: Company


def read(contacts: int) -> dict[str, Measured]:
    """Return what is kept of a run with so many contacts, by script."""
    file = _file(contacts)
    if not file.exists():
        return {}
    rows = json.loads(file.read_text("utf-8"))
    return {row["script"]: Measured(**{**row, "company": Company(**row["company"])}) for row in rows}


def write(contacts: int, found: Mapping[str, Measured]) -> None:
    """Keep what was measured so far."""
    file = _file(contacts)
    half = file.with_suffix(".half")
    half.write_text(json.dumps([asdict(each) for each in found.values()], ensure_ascii=False), "utf-8")
    half.replace(file)


def _file(contacts: int) -> Path:
    return FOLDER / f"figures-{contacts}.json"
