"""Builds the Debian package, its dependencies found from the libraries that the program really loads."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from installers.parts import owner_of
from installers.release import PACKAGING, Release
from installers.running import run, say

_ELF: Final = b"\x7fELF"
_SCRIPTS: Final = {
    "preinst": "scripts/before-install",
    "postinst": "scripts/after-install",
    "postrm": "debian/postrm",
}
_CHANGELOG: Final = """\
hearth ({version}) stable; urgency=medium

  * What is new stands in NEWS.md.gz.

 -- The Hearth authors <packages@hearth-desktop.example>  {date}
"""
_CONTROL: Final = """\
Package: hearth
Version: {version}
Architecture: {architecture}
Maintainer: The Hearth authors <packages@hearth-desktop.example>
Installed-Size: {size}
Depends: {depends}
Recommends: gnome-keyring | kwalletmanager | keepassxc, xdg-utils
Section: misc
Priority: optional
Homepage: https://github.com/hearth-desktop/hearth
Description: households and contacts for call-centre agents
 Hearth keeps households and their contacts on the agent's workstation, so that
 work goes on when the line is down, and tells an external system about them
 over SOAP when the agent says so.
 .
 Window and command line are one program, hearth. It brings its own Python and
 Qt; an administrator's defaults go to /etc/hearth/defaults.json.
"""


def build(release: Release, tree: Path, target: Path) -> Path:
    """Return the package made from ``tree``, which holds ``usr``."""
    say("Building the .deb.")
    root = tree.with_name("deb")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(tree, root, symlinks=True)
    _add_debian_files(root, release)
    _set_modes(root)
    about = root / "DEBIAN"
    about.mkdir()
    architecture = run(["dpkg", "--print-architecture"]).strip()
    size = sum(each.lstat().st_size for each in root.rglob("*")) // 1024
    depends = dependencies(root)
    (about / "control").write_text(
        _CONTROL.format(version=release.version, architecture=architecture, size=size, depends=depends),
        "utf-8",
    )
    (about / "md5sums").write_text("".join(_sums(root)), "utf-8")
    for name, script in _SCRIPTS.items():
        shutil.copy(PACKAGING / script, about / name)
        (about / name).chmod(0o755)
    package = target / f"hearth_{release.version}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", root, package]
    run(command, environment={**os.environ, "SOURCE_DATE_EPOCH": str(release.epoch)})
    return package


def dependencies(root: Path) -> str:
    """Return what the package depends on: the packages of all libraries that are not inside it."""
    files = [str(each) for each in root.rglob("*") if is_program(each)]
    private = sorted({str(Path(each).parent) for each in files})
    bench = root.with_name("shlibdeps")
    (bench / "debian").mkdir(parents=True, exist_ok=True)
    (bench / "debian" / "control").write_text(
        "Source: hearth\n\nPackage: hearth\nArchitecture: any\n", "utf-8"
    )
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *(f"-l{folder}" for folder in private)]
    # What the program brings along need not be installed, although the tool knows a package of it.
    brought = (owner_of(name) for name in {Path(each).name for each in files if "/_internal/lib" in each})
    without = [f"-x{each}" for each in sorted(set(brought)) if each]
    said = run([*command, *without, *(f"-e{file}" for file in files)], cwd=bench)
    return said.partition("shlibs:Depends=")[2].strip()


def is_program(file: Path) -> bool:
    """Tell whether a file is a program or a library of this system."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(_ELF)) == _ELF


def _add_debian_files(root: Path, release: Release) -> None:
    changelog = _CHANGELOG.format(version=release.version, date=format_datetime(release.date))
    packed = gzip.compress(changelog.encode(), mtime=0)
    (root / "usr" / "share" / "doc" / "hearth" / "changelog.gz").write_bytes(packed)
    overrides = root / "usr" / "share" / "lintian" / "overrides" / "hearth"
    overrides.parent.mkdir(parents=True)
    shutil.copy(PACKAGING / "debian" / "lintian-overrides", overrides)


def _set_modes(root: Path) -> None:
    for each in root.rglob("*"):
        if each.is_symlink():
            continue
        runs = each.is_dir() or (each.name == "hearth" and each.parent.name == "hearth" and is_program(each))
        each.chmod(0o755 if runs else 0o644)


def _sums(root: Path) -> Iterator[str]:
    for each in sorted(root.rglob("*")):
        if each.is_file() and not each.is_symlink() and "DEBIAN" not in each.parts:
            digest = hashlib.md5(each.read_bytes(), usedforsecurity=False).hexdigest()
            yield f"{digest}  {each.relative_to(root)}\n"
