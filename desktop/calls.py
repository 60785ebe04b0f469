"""What a running window can be asked from outside, and how it is asked: a record, or whoever is calling."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import unquote

from desktop.errors import ExitCode, HearthError, UsageError

Answer = Mapping[str, object]
SCHEME: Final = "hearth:"
# How long a window may take to find a record and go to it before whoever asked is told that it is busy.
PATIENCE: Final = 5.0
LONGEST: Final = 4096
# A socket's path may be no longer on the strictest of the systems.
_LONGEST_PATH: Final = 100


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be shown: at most one of these. With none the window just comes to the front.

    ``phone`` is a number as it was dialled or signalled, ``household`` and ``contact`` are any name of a
    record: row id, Household # or integration id.
    """

    phone: str = ""
    household: str = ""
    contact: str = ""


class NoWindow(HearthError):
    """No window is open on this home."""


def of_url(url: str) -> Call:
    """Return what ``hearth:phone/NUMBER``, ``hearth:household/ID`` or ``hearth:contact/ID`` asks for.

    Raises UsageError for an address of another form.
    """
    scheme, _, rest = url.partition(":")
    what, _, which = rest.strip("/").partition("/")
    names = set(asdict(Call()))
    if f"{scheme.casefold()}:" != SCHEME or (what and (what not in names or not which)):
        raise UsageError(
            f"{url!r} is no address that Hearth can open.",
            concerns="URL",
            way_out="Give hearth:phone/NUMBER, hearth:household/ID or hearth:contact/ID.",
        )
    return Call(**{what: unquote(which)}) if what else Call()


def address(home: Path) -> str:
    """Return where the window of this home listens: a socket that only its user can open, or a pipe."""
    key = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    if sys.platform == "win32":
        return rf"\\.\pipe\hearth-{key}"
    path = home / "window.socket"
    if len(os.fsencode(path)) > _LONGEST_PATH:
        path = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"hearth-{key}.socket"
    return str(path)


def ring(home: Path, call: Call, patience: float = PATIENCE) -> Answer:
    """Ask the running window and return what it answers, once it shows what it was asked for.

    Raises NoWindow when none is open, HearthError when it does not answer or says why it cannot.
    """
    try:
        line = _exchange(address(home), dump(asdict(call)), patience)
    except (FileNotFoundError, ConnectionRefusedError):
        raise NoWindow("No window of Hearth is open.", way_out="Open one with `hearth`.") from None
    except OSError as problem:
        raise _no_answer() from problem
    return _understood(line)


def dump(document: Mapping[str, object]) -> bytes:
    """Return a message as it travels: one line of JSON."""
    return json.dumps(document).encode() + b"\n"


def read(line: bytes) -> Call:
    """Return the call that a line carries; raise UsageError when it carries none."""
    try:
        said = cast("dict[str, Any]", json.loads(line))
        return Call(**{name: str(value) for name, value in said.items()})
    except (ValueError, TypeError, AttributeError):
        raise UsageError("The window was asked for something that it does not understand.") from None


def problem_answer(problem: HearthError) -> Answer:
    """Return the answer that says why nothing can be shown."""
    return {
        "error": problem.what,
        "concerns": problem.concerns,
        "way_out": problem.way_out,
        "exit_code": int(problem.exit_code),
    }


def _exchange(where: str, line: bytes, patience: float) -> bytes:
    if sys.platform == "win32":
        with Path(where).open("r+b", buffering=0) as pipe:
            pipe.write(line)
            return pipe.readline(LONGEST)
    with socket.socket(socket.AF_UNIX) as connected:
        connected.settimeout(patience)
        connected.connect(where)
        connected.sendall(line)
        with connected.makefile("rb") as heard:
            return heard.readline(LONGEST)


def _understood(line: bytes) -> Answer:
    try:
        said = cast("dict[str, Any]", json.loads(line))
    except ValueError:
        raise _no_answer() from None
    if "error" in said:
        problem = HearthError(said["error"], concerns=said["concerns"], way_out=said["way_out"])
        problem.exit_code = ExitCode(said["exit_code"])
        raise problem
    return said


def _no_answer() -> HearthError:
    return HearthError(
        "The window of Hearth that is open does not answer.", way_out="Look at it: it may ask something."
    )
