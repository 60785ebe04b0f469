"""`./dev package`: builds all packages into dist/, or with --smoke tries those that are there."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from pathlib import Path

from installers import bill, deb, freeze, macos, portable, release, rpm, share, windows
from installers.release import Release
from installers.running import ToolFailed, run, say

_WORK = release.CHECKOUT / "build" / "packaging"
_DIST = release.CHECKOUT / "dist"


def main() -> int:
    """Build or try; return the exit code."""
    parser = argparse.ArgumentParser(prog="./dev package")
    parser.add_argument("--smoke", action="store_true", help="try the packages in clean systems")
    arguments = parser.parse_args()
    # Packages are for everyone, whatever the builder keeps to themselves.
    os.umask(0o022)
    try:
        if arguments.smoke:
            from installers.smoke import report

            return report.smoke(_DIST, _WORK)
        build(_DIST)
    except ToolFailed as problem:
        say(str(problem))
        return 1
    return 0


def build(dist: Path) -> None:
    """Build everything that this system can build."""
    built = release.of(release.CHECKOUT)
    dist.mkdir(exist_ok=True)
    for old in (each for each in dist.iterdir() if each.is_file()):
        old.unlink()
    frozen = freeze.freeze(built, _WORK)
    makers = {"win32": _for_windows, "darwin": _for_macos}
    made = makers.get(sys.platform, _for_linux)(built, frozen, dist)
    sbom = dist / f"hearth-{built.file_version}.cdx.json"
    bill.write(sbom, built, frozen)
    _sum_up(dist, [*made, sbom])


def _for_linux(built: Release, frozen: Path, dist: Path) -> list[Path]:
    tree = _tree(built, frozen)
    _check_metadata(tree)
    return [
        deb.build(built, tree, dist),
        rpm.build(built, tree, dist),
        portable.build(built, frozen, dist),
    ]


def _for_windows(built: Release, frozen: Path, dist: Path) -> list[Path]:
    return [windows.build(built, frozen, dist)]


def _for_macos(built: Release, frozen: Path, dist: Path) -> list[Path]:
    return [macos.build(built, frozen, dist)]


def _tree(built: Release, frozen: Path) -> Path:
    tree = _WORK / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    share.lay_out(tree / "usr", built, frozen)
    return tree


def _check_metadata(tree: Path) -> None:
    for file in (tree / "usr" / "share" / "metainfo").iterdir():
        run(["appstreamcli", "validate", "--no-net", file])


def _sum_up(dist: Path, made: list[Path]) -> None:
    lines = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in sorted(made)]
    (dist / "SHA256SUMS").write_text("".join(lines), "utf-8")
    for each in made:
        print(f"{each.stat().st_size / 1e6:8.1f} MB  {each.relative_to(dist.parent)}")


if __name__ == "__main__":
    sys.exit(main())
