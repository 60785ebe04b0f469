"""Builds the version before this one by today's recipe, so that upgrading from it can be tried."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import deb, freeze, release, share
from installers.release import CHECKOUT, Release
from installers.running import ToolFailed, run, say


def package(work: Path) -> Path | None:
    """Return a .deb of the version before, built once; nothing where the history does not reach back."""
    commit = _commit()
    if not commit:
        say("The history does not reach back to an earlier version: no upgrade can be tried.")
        return None
    kept = work / "previous" / commit
    made = sorted(kept.glob("*.deb"))
    return made[0] if made else _build(commit, kept)


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


def _build(commit: str, kept: Path) -> Path:
    source, bench = kept / "source", kept / "work"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    run(["git", "-C", CHECKOUT, "worktree", "prune"])
    run(["git", "clone", "--quiet", "--no-checkout", CHECKOUT, source])
    run(["git", "-C", source, "checkout", "--quiet", commit])
    built: Release = release.of(source)
    tree = bench / "tree"
    share.lay_out(tree / "usr", built, freeze.freeze(built, bench))
    made = deb.build(built, tree, kept)
    shutil.rmtree(bench)
    shutil.rmtree(source)
    return made


def _git(*words: str) -> str:
    return run(["git", "-C", CHECKOUT, *words]).strip()
