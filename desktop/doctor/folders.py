"""Whether the folders can be written, have room, and lie on a disk of this machine."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from desktop.findings import Finding, good, note, problem
from desktop.settings import Settings

_MEGABYTE: Final = 2**20
# Below the first the store may soon not be written any more; below the second a back-up may not fit.
NEEDED: Final = 200 * _MEGABYTE
COMFORTABLE: Final = 1024 * _MEGABYTE
_MAKE_ROOM: Final = (
    "Free some space, or move the home to another disk and name it with --home or HEARTH_HOME."
)
_LET_WRITE: Final = "Let {who} write there, or name another folder with --home or HEARTH_HOME."
_SHARES: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"}
)
_REMOTE_DRIVE: Final = 4
_MOUNTS: Final = Path("/proc/self/mounts")


def examine(settings: Settings) -> Iterator[Finding]:
    """Yield what there is to say of home, logs and cache."""
    for name in dict.fromkeys((settings.home, settings.log_folder, settings.cache_folder)):
        yield writable(name)
    yield room(settings.home)
    yield place(settings.home)


def writable(folder: Path) -> Finding:
    """Tell whether files can be made in a folder; one that is not there yet is made by whoever needs it."""
    there = next(each for each in (folder, *folder.parents) if each.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"Hearth")
            file.flush()
    except OSError as trouble:
        full = trouble.errno == errno.ENOSPC
        cure = _MAKE_ROOM if full else _LET_WRITE.format(who=_who())
        text = f"{folder} cannot be written: {trouble.strerror or trouble}."
        return problem("folders", text, cure, str(folder))
    return good("folders", f"{folder} can be written.", str(folder))


def room(folder: Path, free: Callable[[Path], int] | None = None) -> Finding:
    """Tell whether the disk has room for what is to be kept."""
    left = (free or _free)(folder)
    text = f"{left // _MEGABYTE} MB are free where {folder} lies."
    if left < NEEDED:
        return problem("free space", text, _MAKE_ROOM, str(folder))
    if left < COMFORTABLE:
        return note("free space", text, "Free some space soon: a back-up may not fit.", str(folder))
    return good("free space", text, str(folder))


def place(folder: Path, mounts: str | None = None) -> Finding:
    """Tell whether the folder lies on a network share, where a store can neither be locked nor trusted."""
    kind = share(folder, mounts)
    if not kind:
        return good("place of the store", f"{folder} lies on a disk of this machine.", str(folder))
    return problem(
        "place of the store",
        f"{folder} lies on a network share ({kind}), where an SQLite store can be damaged.",
        "Name a folder of this machine with --home or HEARTH_HOME; PostgreSQL (--store) shares records.",
        str(folder),
    )


def share(folder: Path, mounts: str | None = None) -> str:
    """Return the kind of network share on which a folder lies, empty if it is none."""
    if sys.platform == "win32":
        return "a drive of the network" if _is_remote(folder) else ""
    lines = (_mounts() if mounts is None else mounts).splitlines()
    mounted = [line.split()[1:3] for line in lines if len(line.split()) > 2]  # noqa: PLR2004 -- device, place, kind
    path = folder.absolute()
    over = [(where, kind) for where, kind in mounted if path.is_relative_to(where.replace("\\040", " "))]
    kind = max(over, key=lambda each: len(each[0]), default=("", ""))[1]
    return kind if kind in _SHARES else ""


def _mounts() -> str:
    try:
        return _MOUNTS.read_text("utf-8", "replace")
    except OSError:
        return ""


def _is_remote(folder: Path) -> bool:
    import ctypes

    windows = getattr(ctypes, "windll", None)
    drive = folder.absolute().drive
    return drive.startswith("\\\\") or bool(
        windows and windows.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE
    )


def _free(folder: Path) -> int:
    there = next(each for each in (folder, *folder.parents) if each.is_dir())
    return shutil.disk_usage(there).free


def _who() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or "the agent"
