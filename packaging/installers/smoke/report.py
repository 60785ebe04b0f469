"""Tries all packages in dist/ and prints the table of artefacts, sizes, start times and checks."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from installers import previous
from installers.previous import Previous
from installers.running import ToolFailed, run, say
from installers.smoke import checks, roots, rpms, starting
from installers.smoke.check import Check

_SUITES: Final = ("bookworm", "trixie")
_PACKED: Final = 60e6
_INSTALLED: Final = 170e6
_RATIO: Final = 1.3


def smoke(dist: Path, work: Path) -> int:
    """Try everything; return 0 only if every check went well."""
    if os.geteuid() != 0:
        raise ToolFailed("Clean systems are made and entered as root: sudo ./dev package --smoke")
    deb, rpm, portable = (_only(dist, ending) for ending in ("*.deb", "*.rpm", "*.tar.xz"))
    done = [*_told(_of_files(dist, deb)), *_told(_of_starts(portable, work))]
    old = previous.of(work)
    for suite in _SUITES:
        done += _told(_of_deb(suite, deb, old, work))
    done += _told(_of_unpacked(_SUITES[0], rpm, portable, work))
    _print(dist, done)
    return 0 if all(each.ok for each in done) else 1


def _told(found: Iterator[Check]) -> Iterator[Check]:
    for each in found:
        say(f"{'ok  ' if each.ok else 'FAIL'} {each.where}: {each.what} {each.tells}")
        yield each


def _of_files(dist: Path, deb: Path) -> Iterator[Check]:
    sums = _sums(dist)
    good = all(hashlib.sha256((dist / name).read_bytes()).hexdigest() == sums[name] for name in sums)
    yield Check("dist", "checksums", good, f"{len(sums)} files")
    size = deb.stat().st_size
    yield Check("dist", "at most 60 MB packed", size <= _PACKED, f"{size / 1e6:.1f} MB")
    installed = int(run(["dpkg-deb", "--field", deb, "Installed-Size"])) * 1024
    yield Check("dist", "at most 170 MB installed", installed <= _INSTALLED, f"{installed / 1e6:.1f} MB")
    asked = ["lintian", "--fail-on", "error", "--tag-display-limit", "0", str(deb)]
    lint = subprocess.run(asked, capture_output=True, text=True, check=False)
    yield Check(
        "dist",
        "lintian without errors",
        lint.returncode == 0,
        "" if not lint.returncode else lint.stdout[-500:],
    )


def _sums(dist: Path) -> dict[str, str]:
    lines = (dist / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def _of_starts(portable: Path, work: Path) -> Iterator[Check]:
    program = _unpacked(portable, work / "unpacked")
    for each in starting.measure(program):
        tells = f"{each.packaged:.0f} ms / {each.source:.0f} ms = {each.ratio:.2f}"
        yield Check("start", f"{each.what}, packaged / source", each.ratio <= _RATIO, tells)
        cpu = f"{each.cpu_packaged:.0f} ms / {each.cpu_source:.0f} ms = {each.cpu_ratio:.2f}"
        yield Check("start", f"{each.what}, the same in CPU", each.cpu_ratio <= _RATIO, cpu)


def _of_deb(suite: str, deb: Path, old: Previous | None, work: Path) -> Iterator[Check]:
    root = roots.fresh(suite, work)
    try:
        yield from checks.of_deb(root, deb, old)
    finally:
        roots.discard(root.folder)


def _of_unpacked(suite: str, rpm: Path, portable: Path, work: Path) -> Iterator[Check]:
    """Try what apt does not install, beside the libraries that its own system would bring."""
    root = roots.fresh(suite, work)
    try:
        needed = run(["dpkg-deb", "--field", _only(rpm.parent, "*.deb"), "Depends"]).split(",")
        names = [each.partition("|")[0].partition("(")[0].strip() for each in needed]
        root.need("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names)
        yield from (_of(each, ".rpm") for each in rpms.of(root, rpm))
        program = _unpacked(portable, root.folder / "srv")
        inside = f"/{program.relative_to(root.folder)}"
        yield from (_of(each, "portable") for each in checks.of_folder(root, inside))
        kept = (program.parent / "home" / "hearth.sqlite").is_file() or not root.enter(
            inside, "store", "info"
        ).code
        yield Check(
            "portable", "keeps everything beside it", kept and any((program.parent / "home").iterdir()), ""
        )
    finally:
        roots.discard(root.folder)


def _of(check: Check, package: str) -> Check:
    return Check(f"{package}, {check.where}", check.what, check.ok, check.tells)


def _unpacked(portable: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run(["tar", "-C", folder, "-xf", portable])
    return next(each for each in folder.glob("hearth-*/hearth") if each.is_file())


def _only(dist: Path, pattern: str) -> Path:
    found = sorted(dist.glob(pattern))
    if len(found) != 1:
        raise ToolFailed(f"There should be one {pattern} in {dist}: run ./dev package first.")
    return found[0]


def _print(dist: Path, done: list[Check]) -> None:
    for each in sorted(dist.iterdir()):
        print(f"{each.name:<72} {each.stat().st_size / 1e6:8.1f} MB")
    print()
    for each in done:
        print(f"{'ok' if each.ok else 'FAILED':<7} {each.where:<24} {each.what:<44} {each.tells}")
    print(f"\n{sum(each.ok for each in done)} of {len(done)} checks went well.")
