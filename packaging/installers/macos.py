"""Packs the macOS bundle into a disk image. Not tried on macOS yet."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import bill, licences
from installers.release import CHECKOUT, Release
from installers.running import run, say


def build(release: Release, frozen: Path, target: Path) -> Path:
    """Return the disk image with the bundle, a link to drop it on, and the licences."""
    say("Packing the disk image.")
    folder = frozen.parent.with_name("image")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # Links inside the bundle are part of its signature.
    shutil.copytree(frozen.with_name("Hearth.app"), folder / "Hearth.app", symlinks=True)
    (folder / "Applications").symlink_to("/Applications")
    shutil.copy(CHECKOUT / "LICENSE", folder)
    (folder / "THIRD-PARTIES.txt").write_text(licences.third_parties(frozen), "utf-8")
    bill.write(folder / "sbom.cdx.json", release, frozen)
    image = target / f"hearth-{release.file_version}.dmg"
    run(["hdiutil", "create", "-volname", "Hearth", "-srcfolder", folder, "-format", "UDZO", "-ov", image])
    return image
