"""What is being built: the version and its date, the same for everyone who builds the same commit."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PACKAGING = Path(__file__).parent.parent
CHECKOUT = PACKAGING.parent


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the program; ``epoch`` is when its commit was made, in seconds."""

    source: Path
    version: str
    commit: str
    epoch: int

    @property
    def date(self) -> datetime:
        """Return when the commit was made."""
        return datetime.fromtimestamp(self.epoch, UTC)

    @property
    def file_version(self) -> str:
        """Return the version as it can stand in any file's name."""
        return self.version.replace("~", "-")

    @property
    def stamp(self) -> str:
        """Return what the program carries with it to know which build it is."""
        built = {"version": self.version, "commit": self.commit, "date": self.date.isoformat()}
        return json.dumps(built, indent=2) + "\n"


def of(source: Path) -> Release:
    """Return the release that a checkout holds; between two releases it is named after its commit."""
    number = _number(source)
    commit = _git(source, "rev-parse", "--short=10", "HEAD")
    epoch = int(_git(source, "log", "-1", "--format=%ct"))
    if f"v{number}" in _git(source, "tag", "--points-at", "HEAD").split():
        return Release(source, number, commit, epoch)
    # The tilde sorts before the release itself, with dpkg and with rpm.
    changed = ".changed" if _git(source, "status", "--porcelain", "--untracked-files=no") else ""
    version = f"{number}~{datetime.fromtimestamp(epoch, UTC):%Y%m%d%H%M}.g{commit}{changed}"
    return Release(source, version, commit, epoch)


def _number(source: Path) -> str:
    text = (source / "desktop" / "__init__.py").read_text("utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def _git(source: Path, *words: str) -> str:
    asked = ["git", "-C", str(source), *words]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
