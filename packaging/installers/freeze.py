"""Freezes the program into one folder with PyInstaller."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from installers.icons import picture
from installers.release import PACKAGING, Release
from installers.running import run, say


def freeze(release: Release, work: Path) -> Path:
    """Return the folder with the frozen program of a release."""
    say(f"Freezing Hearth {release.version}.")
    work.mkdir(parents=True, exist_ok=True)
    stamp, icon = work / "build.json", work / "hearth.png"
    stamp.write_text(release.stamp, "utf-8")
    picture(256, icon)
    command = [
        Path(sys.executable).with_name("pyinstaller"), "--noconfirm", "--log-level=WARN",
        "--distpath", work / "frozen", "--workpath", work / "work", PACKAGING / "hearth.spec",
    ]  # fmt: skip
    chosen = {
        "HEARTH_SOURCE": str(release.source),
        "HEARTH_STAMP": str(stamp),
        "HEARTH_VERSION": release.version,
        "HEARTH_ICON": str(icon) if sys.platform != "linux" else "",
        # Both let two builds of one commit give the same bytes.
        "SOURCE_DATE_EPOCH": str(release.epoch),
        "PYTHONHASHSEED": "0",
    }
    run(command, environment={**os.environ, **chosen})
    frozen = work / "frozen" / "hearth"
    _open_to_all(frozen)
    return frozen


def _open_to_all(folder: Path) -> None:
    """Let everyone read what the habits of the builder's machine may have kept to the builder alone."""
    for each in (folder, *folder.rglob("*")):
        if not each.is_symlink():
            each.chmod(0o755 if each.stat().st_mode & 0o100 else 0o644)
