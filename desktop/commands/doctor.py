"""`hearth doctor`: looks at the workstation and says what is wrong, each with its cure."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.commands.answers import answer, detail
from desktop.commands.failures import without_secrets
from desktop.commands.grammar import Subparsers, add_command
from desktop.doctor import examination, support
from desktop.errors import ExitCode, UsageError
from desktop.findings import Finding, Standing
from desktop.settings import Settings

_MARKS = {Standing.GOOD: "ok", Standing.NOTE: "note", Standing.PROBLEM: "WRONG"}


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `doctor`."""
    parser = add_command(subparsers, "doctor", run)
    parser.add_argument(
        "--support-file", metavar="FILE", help="also write what was found to a file to give away"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `doctor`; the exit code is 1 when something is wrong."""
    # A home that cannot be made is a finding, too.
    settings = Settings.chosen(arguments.home, arguments.store)
    found = [_safe(each) for each in examination.examine(settings)]
    if arguments.support_file:
        _write(Path(arguments.support_file), settings, found)
    ok = all(each.standing is not Standing.PROBLEM for each in found)
    answer(arguments, {"ok": ok, "findings": [asdict(each) for each in found]}, _text(found))
    return int(ExitCode.DONE if ok else ExitCode.UNEXPECTED)


def _safe(finding: Finding) -> Finding:
    return Finding(
        finding.subject,
        finding.standing,
        without_secrets(finding.text),
        without_secrets(finding.cure),
        finding.about,
    )


def _write(file: Path, settings: Settings, found: Sequence[Finding]) -> None:
    try:
        support.write(file, settings, found)
    except OSError as problem:
        raise UsageError(
            f"{file} cannot be written: {problem.strerror or problem}.",
            concerns="--support-file",
            way_out="Name another file.",
        ) from problem
    detail(f"Written to {file}; it holds no passwords and nothing of the records.")


def _text(found: Sequence[Finding]) -> str:
    return "\n".join(_line(each) for each in found)


def _line(finding: Finding) -> str:
    about = f" ({finding.about})" if finding.about and finding.about not in finding.text else ""
    line = f"{_MARKS[finding.standing]:<6}{finding.subject}{about}: {finding.text}"
    return f"{line}\n      {finding.cure}" if finding.cure else line
