"""Keeps on disk what was found in a large WSDL, so that the same one is not searched again.

What is kept is text, and what cannot be read of it counts as not there: nothing in it is ever carried out.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from desktop import __version__

# Belongs to every name, so that what another Hearth has kept is not found.
_FORMAT: Final = f"1 {__version__}"
_OTHERS_MAY_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Larder:
    """Texts by a key that says all they were made from."""

    folder: Path

    def get(self, key: str) -> Mapping[str, str] | None:
        """Return what is kept under the key; None if there is nothing, or others could have put it there."""
        path = self._path(key)
        try:
            if not (_is_ours(self.folder) and _is_ours(path)):
                return None
            told: Any = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return _texts(told)

    def put(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep texts under the key; a folder that cannot be written keeps nothing."""
        path = self._path(key)
        unfinished = path.with_suffix(f".{os.getpid()}.new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_text(json.dumps(dict(texts), ensure_ascii=False), "utf-8")
            unfinished.chmod(0o600)
            unfinished.replace(path)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self.folder / f"{fingerprint(f'{_FORMAT} {key}'.encode())}.json"


def fingerprint(content: bytes) -> str:
    """Return what the same content, and no other, has."""
    return hashlib.sha256(content).hexdigest()


def _texts(told: object) -> Mapping[str, str] | None:
    if not isinstance(told, dict):
        return None
    pairs = cast("dict[object, object]", told)
    if not all(isinstance(each, str) for pair in pairs.items() for each in pair):
        return None
    return cast("dict[str, str]", pairs)


def _is_ours(path: Path) -> bool:
    """Tell whether nobody else can write there, where the system has a word for it."""
    if not hasattr(os, "getuid"):
        return True
    about = path.stat()
    return about.st_uid == os.getuid() and not about.st_mode & _OTHERS_MAY_WRITE
