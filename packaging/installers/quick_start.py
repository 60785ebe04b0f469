"""Makes the frozen program start as quickly as its source: what every start reads is not compressed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

# Our own modules, and those of others that any command loads before it knows what it is asked for.
READ_AT_EVERY_START: Final = frozenset(
    {
        "__future__", "_compression", "argparse", "ast", "bisect", "bz2", "contextlib", "copy", "dataclasses",
        "datetime", "desktop", "dis", "fnmatch", "getpass", "gettext", "importlib", "inspect", "ipaddress",
        "json", "logging", "lzma", "opcode", "pathlib", "platformdirs", "random", "shutil", "string",
        "tempfile", "textwrap", "threading", "token", "tokenize", "typing", "urllib",
    }
)  # fmt: skip
_PACKED: Final = 9
_BOOTSTRAP: Final = "pyiboot01_bootstrap"
_CTYPES: Final = "    import pyimod03_ctypes  # noqa: E402\n    pyimod03_ctypes.install()\n"

Script = tuple[str, str, str]


class Writer(Protocol):
    """The freezing tool's writer of the archive of modules."""

    _COMPRESSION_LEVEL: int
    _write_entry: Any


def store_plainly(writer: type[Writer]) -> None:
    """Let the writer leave uncompressed what every start reads, and pack the rest as small as may be."""
    before = writer._write_entry.__func__  # noqa: SLF001 -- the tool knows one level for all

    def write(cls: type[Writer], file: object, entry: Sequence[str], codes: object) -> object:
        cls._COMPRESSION_LEVEL = 0 if entry[0].partition(".")[0] in READ_AT_EVERY_START else _PACKED
        return before(cls, file, entry, codes)

    writer._write_entry = classmethod(write)  # noqa: SLF001


def without_ctypes(scripts: Sequence[Script], folder: Path) -> list[Script]:
    """Return the scripts with a bootstrap that does not load ctypes at every start.

    It does so to find libraries inside the folder by their bare names, and on Linux nothing looks for such.
    """
    return [_lightened(each, folder) if each[0] == _BOOTSTRAP else each for each in scripts]


def _lightened(script: Script, folder: Path) -> Script:
    if sys.platform != "linux":
        return script
    name, source, kind = script
    text = Path(source).read_text("utf-8")
    if _CTYPES not in text:
        raise SystemExit(f"The freezing tool starts otherwise than it did: look at {source}.")
    folder.mkdir(parents=True, exist_ok=True)
    lighter = folder / Path(source).name
    lighter.write_text(text.replace(_CTYPES, ""), "utf-8")
    return (name, str(lighter), kind)
