"""`hearth import` and `hearth export`: households, contacts and members as CSV, contacts as vCards."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer, complain, table
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.progress import Progress
from desktop.errors import ExitCode, UsageError
from desktop.exchange import exporting, importing, undoing
from desktop.exchange.importing import Plan, Result
from desktop.store import imports

_FORMS = ("csv", "vcard")


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `import` and `export`."""
    taking = add_command(subparsers, "import", take_in)
    taking.add_argument("file", metavar="FILE", nargs="?", help="a CSV or vCard file in UTF-8")
    taking.add_argument("--format", choices=_FORMS, default="", help="what it is (by its name)")
    taking.add_argument("--kind", choices=exporting.KINDS, default="", help="what is in it (by its columns)")
    taking.add_argument("--dry-run", action="store_true", help="check and count, and change nothing")
    taking.add_argument("--rejects", metavar="FILE", help="where rejected lines go (FILE.rejected.csv)")
    taking.add_argument(
        "--column",
        metavar="NAME=FIELD",
        action="append",
        default=[],
        help="the field of a column; empty: none",
    )
    taking.add_argument("--undo", metavar="ID", help="take an import back as a whole")
    taking.add_argument("--list", action="store_true", help="the last imports and what came of them")
    giving = add_command(subparsers, "export", put_out)
    giving.add_argument("file", metavar="FILE", help="the file to write; one that is there is replaced")
    giving.add_argument("--format", choices=_FORMS, default="", help="what to write (by the file's name)")
    giving.add_argument("--kind", choices=exporting.KINDS, default="contact", help="what to write (contacts)")
    giving.add_argument("--query", metavar="Q", default="", help="only those that `record list` lists for it")


def take_in(arguments: argparse.Namespace) -> int:
    """Run `import`."""
    if sum((arguments.file is not None, arguments.undo is not None, arguments.list)) != 1:
        raise UsageError("Give a file to import, or --undo, or --list.")
    if arguments.list:
        return _list(arguments)
    if arguments.undo:
        return _undo(arguments)
    plan = Plan(
        Path(arguments.file),
        arguments.format,
        arguments.kind,
        arguments.dry_run,
        Path(arguments.rejects) if arguments.rejects else None,
        dict(_pair(each) for each in arguments.column),
    )
    with opening.store(arguments) as store, Progress("bytes") as progress:
        result = importing.take_in(store, plan, progress.show)
    answer(arguments, _document(result), _picture(result, dry=plan.dry_run))
    return int(ExitCode.DONE)


def put_out(arguments: argparse.Namespace) -> int:
    """Run `export`."""
    wish = exporting.Wish(Path(arguments.file), arguments.kind, arguments.format, arguments.query)
    with opening.store(arguments) as store, Progress("records") as progress:
        count = exporting.put_out(store, wish, progress.show)
    answer(arguments, {"file": str(wish.file), "exported": count}, f"{count} written to {wish.file}.")
    return int(ExitCode.DONE)


def _undo(arguments: argparse.Namespace) -> int:
    with opening.store(arguments) as store, Progress("steps") as progress:
        undone = undoing.undo(store, arguments.undo, progress.show)
    if undone.kept:
        complain(f"{len(undone.kept)} records stay as they are: they were changed or used since.")
    document = {
        "removed": undone.removed,
        "restored": undone.restored,
        "kept": [{"kind": ref.kind, "id": ref.id} for ref in undone.kept],
    }
    answer(arguments, document, f"Removed {undone.removed}, restored {undone.restored}.")
    return int(ExitCode.DONE)


def _list(arguments: argparse.Namespace) -> int:
    with opening.store(arguments) as store, store.read() as view:
        found = imports.newest(view)
    names = ("id", "at", "who", "file", "kind", "state", "created", "updated", "rejected")
    rows = [{name: getattr(each, name) for name in names} for each in found]
    text = table([name.upper() for name in names], (list(row.values()) for row in rows))
    answer(arguments, {"imports": rows}, text if rows else "Nothing was imported yet.")
    return int(ExitCode.DONE)


def _pair(text: str) -> tuple[str, str]:
    name, sign, field = text.partition("=")
    if not sign:
        raise UsageError(f"{text!r} is not NAME=FIELD.", concerns="--column")
    return name, field


def _document(result: Result) -> dict[str, object]:
    reached = result.reached
    return {
        "id": reached.id or None,
        "created": reached.created,
        "updated": reached.updated,
        "rejected": [{"line": each.line, "field": each.field, "why": each.why} for each in result.rejected],
        "rejected_total": reached.rejected,
        "rejects_file": str(result.rejects) if result.rejects else None,
    }


def _picture(result: Result, *, dry: bool) -> str:
    reached = result.reached
    said = "Would create" if dry else "Created"
    text = f"{said} {reached.created}, updated {reached.updated}, rejected {reached.rejected}."
    if result.rejects:
        text += f"\nThe rejected lines are in {result.rejects}."
    if not dry and reached.created + reached.updated:
        text += f"\nTo take it back: hearth import --undo {reached.id}"
    return text
