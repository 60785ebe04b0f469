"""Builds the Windows installer with NSIS from a frozen folder. Not tried on Windows yet."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import bill, licences
from installers.release import CHECKOUT, PACKAGING, Release
from installers.running import run, say


def build(release: Release, frozen: Path, target: Path) -> Path:
    """Return the installer made from the frozen folder."""
    say("Building the Windows installer.")
    shutil.copy(CHECKOUT / "LICENSE", frozen)
    (frozen / "THIRD-PARTIES.txt").write_text(licences.third_parties(frozen), "utf-8")
    bill.write(frozen / "sbom.cdx.json", release, frozen)
    return compile_script(release.version, frozen, target / f"hearth-{release.file_version}-setup.exe")


def compile_script(version: str, folder: Path, installer: Path) -> Path:
    """Return the installer that the script makes of a folder."""
    told = {"VERSION": version, "SOURCE": folder, "TARGET": installer}
    defined = [f"-D{name}={value}" for name, value in told.items()]
    run(["makensis", "-V2", *defined, PACKAGING / "windows" / "hearth.nsi"])
    return installer
