"""The life of one package in one clean system, in the order a workstation lives through it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from installers.previous import Previous
from installers.smoke import desktop, rollout, upgrading
from installers.smoke.check import Check, checked
from installers.smoke.roots import Ended, Root

_SCREEN: Final = ("xvfb", "xauth")
_RUNS: Final = 7


def of_deb(root: Root, new: Path, old: Previous | None) -> Iterator[Check]:
    """Live through a workstation's life: install, work, upgrade, remove, purge."""
    if old is not None:
        yield from upgrading.of(root, old, new)
    yield from rollout.of(root, new)
    yield from desktop.of(root)
    yield from _plays(root, "hearth", rollout.LANGUAGE)
    yield from _starts(root, "hearth")
    yield from _ends(root)


def of_folder(root: Root, program: str) -> Iterator[Check]:
    """Start a program that was only unpacked, with the libraries of the desktop beside it."""
    yield checked(root, "start", root.enter(program, "--version"))
    yield from _plays(root, program, "en")
    yield _examined(root, program)


def _examined(root: Root, program: str) -> Check:
    """Let the doctor look at a machine that lacks nothing but the definition of an external system."""
    said = root.enter(program, "doctor", "--json").said
    wrong = [each["subject"] for each in json.loads(said)["findings"] if each["standing"] == "problem"]
    return Check(root.name, "the doctor finds no fault", wrong == ["external systems"], ", ".join(wrong))


def _ends(root: Root) -> Iterator[Check]:
    yield checked(root, "remove", root.enter("apt-get", "remove", "-y", "-qq", "hearth"))
    kept = root.home_file("hearth.sqlite").is_file()
    yield Check(root.name, "removing keeps the user's work", kept and not _there(root), "")
    said = root.enter("apt-get", "purge", "-y", "-qq", "hearth").said
    left = [f"/{root.home}", "/etc/hearth"]
    told = all(f"leaves {each}" in said for each in left)
    yield Check(root.name, "purging says what it leaves", told and kept, ", ".join(left))


def _there(root: Root) -> bool:
    return (root.folder / "usr" / "bin" / "hearth").exists()


def _plays(root: Root, program: str, language: str) -> Iterator[Check]:
    """Play the tour unseen and on a screen, in the language that the window should speak."""
    offscreen = root.enter(program, "demo", "--tour", "--json", environment={"QT_QPA_PLATFORM": "offscreen"})
    yield _played(root, "seven steps offscreen", offscreen, language)
    root.need("apt-get", "install", "-y", "-qq", "--no-install-recommends", *_SCREEN)
    on_screen = root.enter("xvfb-run", "-a", program, "demo", "--tour", "--json")
    yield _played(root, "seven steps under Xvfb", on_screen, language)


def _played(root: Root, what: str, ended: Ended, language: str) -> Check:
    try:
        said = json.loads(ended.said)
        steps, spoken = said["steps"], said["language"]
    except (ValueError, KeyError):
        return Check(root.name, what, ok=False, tells=ended.complained[-300:])
    good = sum(each["ok"] for each in steps)
    ok = ended.code == 0 and good == len(steps) > 0 and spoken == language
    return Check(root.name, what, ok, f"{good} of {len(steps)} steps, language {spoken}")


def _starts(root: Root, program: str) -> Iterator[Check]:
    """Time the command line; the first start, which fills the machine's cache, is not counted."""
    root.enter(program, "--version")
    took = statistics.median(_inside(root, program, "--version") for _ in range(_RUNS))
    yield Check(root.name, "command line starts in under half a second", took < 0.5, f"{took * 1000:.0f} ms")  # noqa: PLR2004


def _inside(root: Root, *command: str) -> float:
    """Return the seconds that a command takes in there, without the way in."""
    script = 'start=$(date +%s%N); "$@" >/dev/null; end=$(date +%s%N); echo $(((end - start) / 1000))'
    return int(root.need("sh", "-c", script, "sh", *command)) / 1e6
