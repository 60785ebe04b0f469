"""What a command says when it fails: one line, an exit code, and a document for programs."""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop.commands.answers import complain, detail, say
from desktop.errors import ExitCode, HearthError, InvalidValue
from desktop.settings import Settings

INTERRUPTED: Final = 130
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/\s'\"]*@")


def tell(problem: HearthError, argv: Sequence[str]) -> int:
    """Print the error in one line, with --json also as a document; return its exit code."""
    complain(str(problem))
    if "--verbose" in argv and problem.__cause__ is not None:
        complain(f"caused by: {without_secrets(repr(problem.__cause__))}")
    if "--json" in argv:
        say(json.dumps({"error": document(problem)}, ensure_ascii=False, indent=2))
    return int(problem.exit_code)


def tell_unexpected(problem: Exception, argv: Sequence[str], home: str | None) -> int:
    """Print a mistake of ours in one line and keep where it happened in the log folder."""
    report = without_secrets("".join(traceback.format_exception(problem)))
    if "--verbose" in argv:
        detail(report)
    kept = _keep(report, home)
    way_out = f"The details are in {kept}." if kept else "Add --verbose to see the details."
    what = f"This should not have happened: {without_secrets(repr(problem))}."
    tell(HearthError(what, way_out=way_out), [word for word in argv if word != "--verbose"])
    return int(ExitCode.UNEXPECTED)


def document(problem: HearthError) -> dict[str, object]:
    """Return an error as programs read it; its code is the name of its class."""
    said: dict[str, object] = {
        "code": re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(problem).__name__).lower(),
        "message": problem.what,
        "concerns": problem.concerns or None,
        "way_out": problem.way_out or None,
    }
    if isinstance(problem, InvalidValue):
        said |= {
            "message": str(problem),
            "field": problem.field,
            "rule": problem.rule,
            "limit": problem.limit,
        }
    return said


def without_secrets(text: str) -> str:
    """Return the text without the passwords that addresses and the environment carry."""
    for name, secret in os.environ.items():
        if name.startswith("HEARTH_") and "PASSWORD_" in name and secret:
            text = text.replace(secret, "•••")
    return _CREDENTIALS.sub("•••@", text)


def _keep(report: str, home: str | None) -> Path | None:
    """Add the report to the log folder's file; return that, or nothing where it cannot be written."""
    try:
        folder = Settings.gather(home).log_folder
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "errors.log"
        with file.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{report}\n")
    except (HearthError, OSError):
        return None
    return file
