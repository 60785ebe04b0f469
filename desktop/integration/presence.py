"""Tells whether a worker that took a delivery still lives, so that one killed here need not be waited for."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import IO
from uuid import uuid4

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Presence:
    """A lock that this process holds as long as it lives; the operating system lets go of it, come what may.

    ``name`` signs what this process claims. It tells machine and folder, because of a worker elsewhere
    nothing can be known from here: its lease decides.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        where = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
        self._here = f"{socket.gethostname()[:40]}/{where}/"
        self.name = f"{self._here}{uuid4().hex}"
        self._file = self._path(self.name).open("wb")
        _lock(self._file)

    def is_gone(self, name: str) -> bool:
        """Tell whether the worker called so was one of this machine and folder, and lives no more."""
        if not name.startswith(self._here) or name == self.name:
            return False
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                _lock(file)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        path.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """Let go of the lock."""
        self._file.close()
        with contextlib.suppress(OSError):
            self._path(self.name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{os.path.basename(name)}.lock"  # noqa: PTH119 -- a name, not a path


def _lock(file: IO[bytes]) -> None:
    """Take the lock or raise OSError at once."""
    if sys.platform == "win32":
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
