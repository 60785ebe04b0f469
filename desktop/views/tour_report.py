"""What a tour through the window found, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what the person did, and whether all was as it must be; ``why`` says what was not."""

    step: int
    what: str
    ok: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tour:
    """The steps of a tour, and the pictures that were taken after them."""

    steps: tuple[Step, ...]
    screenshots: tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether every step was as it must be."""
        return bool(self.steps) and all(each.ok for each in self.steps)
