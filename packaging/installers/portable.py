"""Packs the archive that runs from any folder and keeps everything beside the program."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path
from typing import Final

from installers import bill, licences
from installers.release import CHECKOUT, PACKAGING, Release
from installers.running import say

_README: Final = """\
Hearth {version}, to be run from any folder.

Start the program `hearth` here. Because the folder `home` lies beside it, everything is kept in there:
settings, store, back-ups and logs. Remove that folder, or say --home DIR, to keep them elsewhere; copy it to
take your work along.

It needs the libraries of a Linux desktop with glibc 2.36 or newer; `./hearth doctor` names what is missing.
The terms of the parts of others stand in THIRD-PARTIES.txt.
"""


def build(release: Release, frozen: Path, target: Path) -> Path:
    """Return the archive made from the frozen folder."""
    say("Packing the portable archive.")
    name = f"hearth-{release.file_version}-linux-x86_64"
    folder = frozen.parent.with_name("portable") / name
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(frozen, folder, symlinks=True)
    (folder / "home").mkdir()
    (folder / "README.txt").write_text(_README.format(version=release.version), "utf-8")
    (folder / "THIRD-PARTIES.txt").write_text(licences.third_parties(frozen), "utf-8")
    shutil.copy(CHECKOUT / "LICENSE", folder)
    shutil.copy(PACKAGING / "share" / "defaults.json", folder / "defaults.example.json")
    bill.write(folder / "sbom.cdx.json", release, frozen)
    archive = target / f"{name}.tar.xz"
    with tarfile.open(archive, "w:xz", preset=3) as packed:
        for each in sorted(folder.rglob("*")):
            packed.add(
                each,
                each.relative_to(folder.parent),
                recursive=False,
                filter=lambda info: _plain(info, release),
            )
    return archive


def _plain(info: tarfile.TarInfo, release: Release) -> tarfile.TarInfo:
    """Take out who built it, when and how, so that the same commit gives the same archive."""
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mtime = release.epoch
    info.mode = 0o755 if info.mode & 0o100 else 0o644
    return info
