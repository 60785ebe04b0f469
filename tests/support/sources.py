"""The repository's own files, for the tests that hold its rules."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "desktop"


@cache
def tracked_files() -> tuple[Path, ...]:
    """The files that git keeps, but those that are about to be deleted."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def modules() -> tuple[Path, ...]:
    """The package's modules."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def syntax(path: Path) -> ast.Module:
    """The module at ``path`` as Python reads it."""
    return ast.parse(path.read_text("utf-8"), str(path))


def inside(path: Path) -> str:
    """Names a file by its place in the repository, with slashes on every system."""
    return path.relative_to(ROOT).as_posix()
