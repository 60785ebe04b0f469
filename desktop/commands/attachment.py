"""`hearth attachment`: attaches files to a contact, and writes them out again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.commands.record import show_record
from desktop.errors import UsageError
from desktop.fields import CONTACT
from desktop.store import files


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `attachment` and its actions."""
    actions = add_actions(add_subject(subparsers, "attachment"))
    adding = add_command(actions, "add", add, "attach a file to a contact")
    adding.add_argument("id", metavar="CONTACT", help="row id or integration id")
    adding.add_argument("file", metavar="FILE", type=Path, help="the file; its content is kept in the store")
    adding.add_argument("--description", metavar="TEXT", help="what it is")
    saving = add_command(actions, "save", save, "write an attached file")
    saving.add_argument("child_id", metavar="ROW", help="the attachment's id, as `record show` tells it")
    saving.add_argument("file", metavar="FILE", type=Path, help="where; a file that is there is not replaced")


def add(arguments: argparse.Namespace) -> int:
    """Run `attachment add`."""
    file = files.read_file(arguments.file)
    with opening.store(arguments) as store:
        with store.write() as unit:
            ref = opening.record(unit, CONTACT.name, arguments.id, opening.connection(arguments, unit))
            files.attach(unit, ref, file, arguments.description)
        return show_record(arguments, store, ref)


def save(arguments: argparse.Namespace) -> int:
    """Run `attachment save`."""
    path: Path = arguments.file
    if path.exists():
        raise UsageError(f"{path} is there already.", concerns=str(path), way_out="Give another name.")
    with opening.store(arguments) as store, store.read() as view:
        files.save_as(view, arguments.child_id, path)
    answer(arguments, {"file": str(path)}, f"Written to {path}.")
    return 0
