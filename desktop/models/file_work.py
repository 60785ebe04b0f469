"""What is asked and told about work with files: an import, what came of it, and what taking it back did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class LeftLine(NamedTuple):
    """A line of a file that is not taken, the field it is about, and why."""

    number: int
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class TakeIn:
    """A file to be imported: what it holds, the field of each column, and whether it is only tried."""

    file: Path
    kind: str
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    dry: bool = False


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of an import; ``left`` holds the first lines that are not taken, ``rejects`` names all."""

    id: str
    created: int
    updated: int
    rejected: int
    left: tuple[LeftLine, ...]
    rejects: str
    stopped: bool


class TakenBack(NamedTuple):
    """How many records are as they were before an import, and how many stay as they are."""

    done: int
    kept: int
    stopped: bool = False
