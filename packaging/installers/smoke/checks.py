"""The checks of one package in one clean system, in the order a workstation lives through them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installers.smoke.roots import Ended, Root

_SCREEN: Final = ("xvfb", "xauth")
_HOME: Final = "/root/.local/share/hearth"
_RUNS: Final = 7


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried where, whether it went well, and what is worth telling."""

    where: str
    what: str
    ok: bool
    tells: str


def of_deb(root: Root, new: Path, old: Path | None) -> Iterator[Check]:
    """Live through a workstation's life: install, work, upgrade, remove, purge."""
    first = root.give(old or new)
    yield _checked(
        root,
        "install with apt",
        root.enter("apt-get", "install", "-y", "-qq", "--no-install-recommends", first),
    )
    before = _fill(root)
    yield Check(root.name, "work in it", bool(before), f"{before} records and what waits")
    if old is not None:
        yield _checked(
            root,
            "upgrade from the build before",
            root.enter("apt-get", "install", "-y", "-qq", root.give(new)),
        )
        after = _count(root)
        yield Check(
            root.name,
            "nothing lost by the upgrade",
            after == before,
            f"{before} records before, {after} after",
        )
        backups = list((root.folder / _HOME.lstrip("/") / "backups").glob("*"))
        yield Check(root.name, "store backed up first", bool(backups), f"{len(backups)} back-ups")
    yield from _plays(root, "hearth")
    yield from _starts(root, "hearth")
    yield _checked(root, "remove", root.enter("apt-get", "remove", "-y", "-qq", "hearth"))
    kept = (root.folder / _HOME.lstrip("/") / "hearth.sqlite").is_file()
    yield Check(root.name, "removing keeps the user's work", kept and not _there(root), "")
    purged = root.enter("apt-get", "purge", "-y", "-qq", "hearth")
    yield Check(root.name, "purging says what it leaves", f"leaves {_HOME}" in purged.said, _HOME)


def of_folder(root: Root, program: str) -> Iterator[Check]:
    """Start a program that was only unpacked, with the libraries of the desktop beside it."""
    yield _checked(root, "start", root.enter(program, "--version"))
    yield from _plays(root, program)


def _plays(root: Root, program: str) -> Iterator[Check]:
    offscreen = root.enter(program, "demo", "--tour", "--json", environment={"QT_QPA_PLATFORM": "offscreen"})
    yield _played(root, "seven steps offscreen", offscreen)
    root.need("apt-get", "install", "-y", "-qq", "--no-install-recommends", *_SCREEN)
    yield _played(
        root, "seven steps under Xvfb", root.enter("xvfb-run", "-a", program, "demo", "--tour", "--json")
    )


def _played(root: Root, what: str, ended: Ended) -> Check:
    try:
        steps = json.loads(ended.said)["steps"]
    except (ValueError, KeyError):
        return Check(root.name, what, ok=False, tells=ended.complained[-300:])
    good = sum(each["ok"] for each in steps)
    return Check(root.name, what, ended.code == 0 and good == len(steps) > 0, f"{good} of {len(steps)} steps")


def _starts(root: Root, program: str) -> Iterator[Check]:
    """Time the command line; the first start, which fills the machine's cache, is not counted."""
    root.enter(program, "--version")
    took = statistics.median(_inside(root, program, "--version") for _ in range(_RUNS))
    yield Check(root.name, "command line starts in under half a second", took < 0.5, f"{took * 1000:.0f} ms")  # noqa: PLR2004


def _inside(root: Root, *command: str) -> float:
    """Return the seconds that a command takes in there, without the way in."""
    script = 'start=$(date +%s%N); "$@" >/dev/null; end=$(date +%s%N); echo $(((end - start) / 1000))'
    return int(root.need("sh", "-c", script, "sh", *command)) / 1e6


def _fill(root: Root) -> int:
    root.need("hearth", "sample", "--households", "200", "--seed", "7")
    root.need("hearth", "record", "set", "household", _first(root), "household_size=7")
    return _count(root)


def _first(root: Root) -> str:
    found = json.loads(root.need("hearth", "record", "list", "household", "--limit", "1", "--json"))
    return str(found["records"][0]["id"])


def _count(root: Root) -> int:
    counts = json.loads(root.need("hearth", "store", "info", "--json"))["counts"]
    return sum(counts.values())


def _there(root: Root) -> bool:
    return (root.folder / "usr" / "bin" / "hearth").exists()


def _checked(root: Root, what: str, ended: Ended) -> Check:
    return Check(
        root.name, what, ended.code == 0, (ended.said + ended.complained)[-300:] if ended.code else ""
    )
