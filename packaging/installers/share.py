"""Lays out what stands around the program in an installed system: entries, icons, man page, completion."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Final

from installers import completion, grammar, icons, licences, manual
from installers.release import CHECKOUT, PACKAGING, Release

NAME: Final = "io.github.hearth_desktop.Hearth"


def lay_out(usr: Path, release: Release, frozen: Path) -> None:
    """Fill ``usr`` with the program itself and all that belongs to it."""
    shutil.copytree(frozen, usr / "lib" / "hearth", symlinks=True)
    command = usr / "bin" / "hearth"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/hearth/hearth")
    share = usr / "share"
    _desktop(share, release)
    _shells(share, release)
    _documents(share / "doc" / "hearth", frozen)


def _desktop(share: Path, release: Release) -> None:
    for entry in (PACKAGING / "share").glob("*.desktop"):
        _write(share / "applications" / entry.name, entry.read_text("utf-8"))
    metainfo = (PACKAGING / "share" / f"{NAME}.metainfo.xml").read_text("utf-8")
    filled = metainfo.replace("@VERSION@", release.version).replace("@DATE@", f"{release.date:%Y-%m-%d}")
    _write(share / "metainfo" / f"{NAME}.metainfo.xml", filled)
    folder = share / "icons" / "hicolor"
    for size in icons.SIZES:
        icons.picture(size, folder / f"{size}x{size}" / "apps" / "hearth.png")
    _write(folder / "scalable" / "apps" / "hearth.svg", icons.DRAWING.read_text("utf-8"))


def _shells(share: Path, release: Release) -> None:
    command = grammar.read()
    _zip(share / "man" / "man1" / "hearth.1.gz", manual.page(command, release))
    _write(share / "bash-completion" / "completions" / "hearth", completion.bash(command))
    _write(share / "zsh" / "vendor-completions" / "_hearth", completion.zsh(command))
    _write(share / "fish" / "vendor_completions.d" / "hearth.fish", completion.fish(command))


def _documents(folder: Path, frozen: Path) -> None:
    _zip(folder / "NEWS.md.gz", (CHECKOUT / "CHANGELOG.md").read_text("utf-8"))
    _write(folder / "copyright", licences.copyright_file())
    _zip(folder / "third-parties.txt.gz", licences.third_parties(frozen))
    _write(folder / "examples" / "defaults.json", (PACKAGING / "share" / "defaults.json").read_text("utf-8"))


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def _zip(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Neither name nor time of writing: the same text gives the same bytes.
    target.write_bytes(gzip.compress(text.encode(), mtime=0))
