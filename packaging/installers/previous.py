"""Builds the version before this one by today's recipe, and lets it make a store that can be upgraded."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installers import deb, freeze, release, share
from installers.release import CHECKOUT, Release
from installers.running import ToolFailed, run, say

# So many households have a few more than 100,000 contacts.
_DESK: Final = """
import sys
from tests.support import busy_desk
busy_desk.make(sys.argv[1], 41_400, waiting=5_000, in_conflict=20)
"""


@dataclass(frozen=True, slots=True)
class Previous:
    """The version before: its .deb, and a store that it made, in the middle of an agent's work."""

    package: Path
    store: Path


def of(work: Path) -> Previous | None:
    """Return the version before, built once; nothing where the history does not reach back."""
    commit = _commit()
    if not commit:
        say("The history does not reach back to an earlier version: no upgrade can be tried.")
        return None
    kept = work / "previous" / commit
    if not any(kept.glob("*.deb")):
        _build(commit, kept)
    return Previous(next(kept.glob("*.deb")), kept / "store.db")


def _commit() -> str:
    """Return the last release, or before the first one the last commit with an older form of the store."""
    tags = _git("tag", "--list", "v*", "--sort=-v:refname", "--merged", "HEAD~1").split()
    if tags:
        return _git("rev-list", "-1", tags[0])
    changed = _git("log", "-1", "--format=%H", "--", "desktop/store/upgrades/versions")
    try:
        return _git("rev-parse", "--verify", "--quiet", f"{changed}~1")
    except ToolFailed:
        return ""


def _build(commit: str, kept: Path) -> None:
    source, bench = kept / "source", kept / "work"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    run(["git", "-C", CHECKOUT, "worktree", "prune"])
    run(["git", "clone", "--quiet", "--no-checkout", CHECKOUT, source])
    run(["git", "-C", source, "checkout", "--quiet", commit])
    _make_store(source, kept / "store.db")
    built: Release = release.of(source)
    tree = bench / "tree"
    share.lay_out(tree / "usr", built, freeze.freeze(built, bench))
    deb.build(built, tree, kept)
    shutil.rmtree(bench)
    shutil.rmtree(source)


def _make_store(source: Path, file: Path) -> None:
    say("Filling a store of the version before with 100,000 contacts, an outbox, a draft and conflicts.")
    environment = {**os.environ, "PYTHONPATH": str(source)}
    run([sys.executable, "-c", _DESK, f"sqlite:///{file}"], cwd=source, environment=environment)


def _git(*words: str) -> str:
    return run(["git", "-C", CHECKOUT, *words]).strip()
