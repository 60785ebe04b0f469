"""Finds the libraries that nothing in the frozen folder loads, once what loaded them was left out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from PyInstaller.depend import bindepend  # pyright: ignore -- lies in the environment of the packages alone

# Where it goes in the folder, where it comes from, and the kind of file.
Entry = tuple[str, str, str]


def without_orphans(entries: list[Entry]) -> list[Entry]:
    """Return the binaries without shared libraries that no other one needs."""
    if sys.platform != "linux":
        return entries
    by_name: dict[str, list[Entry]] = {}
    for each in entries:
        by_name.setdefault(Path(each[0]).name, []).append(each)
    needed, open_ones = set[str](), [each for each in entries if not _is_library(each)]
    while open_ones:
        for name in _needs(open_ones.pop()):
            if name in by_name and name not in needed:
                needed.add(name)
                open_ones += by_name[name]
    return [each for each in entries if not _is_library(each) or Path(each[0]).name in needed]


def _is_library(entry: Entry) -> bool:
    # What lies in a folder of plug-ins, or is a module of Python, is loaded by its place and not by its name.
    path = Path(entry[0])
    beside = len(path.parts) == 1 or path.parent.name == "lib"
    return beside and fnmatch(path.name, "lib*.so*") and not fnmatch(path.name, "libpython*")


def _needs(entry: Entry) -> Iterable[str]:
    if entry[2] == "SYMLINK":
        return [Path(entry[1]).name]
    return [name for name, _ in bindepend.get_imports(entry[1])]
