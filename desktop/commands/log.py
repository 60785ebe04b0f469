"""`hearth log`: shows the delivery log, sets two attempts against each other, and writes support files."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from desktop import __version__
from desktop.commands import documents, opening, pictures
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.record import count
from desktop.errors import RecordNotFound, UsageError
from desktop.store import attempts, support_file
from desktop.store.types import Attempt, RecordKind, Ref
from desktop.store.unit import View, iso


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `log`."""
    parser = add_command(subparsers, "log", show)
    parser.add_argument("--record", metavar="ID", help="only of this household or contact")
    parser.add_argument("--limit", metavar="N", type=count, default=200, help="how many at most (200)")
    parser.add_argument("--attempt", metavar="N", type=count, help="this attempt alone, with its envelopes")
    parser.add_argument(
        "--compare", metavar="N", type=count, help="what --attempt has otherwise than this one"
    )
    parser.add_argument("--support-file", metavar="FILE", help="write the attempts to a file to give away")
    parser.add_argument(
        "--with-personal-data", action="store_true", help="leave names, numbers and addresses in that file"
    )


def show(arguments: argparse.Namespace) -> int:
    """Run `log`."""
    _check(arguments)
    with opening.store(arguments) as store, store.read() as view:
        found = _found(arguments, view)
        base = attempts.read(view, arguments.compare)[0] if arguments.compare else None
    if arguments.support_file:
        return _write_support_file(arguments, found)
    document: dict[str, object] = {"attempts": [documents.attempt(each) for each in found]}
    if base is not None:
        document["differences"] = documents.differences(base, found[0])
        answer(arguments, document, pictures.differences(base, found[0]))
        return 0
    whole = arguments.verbose or arguments.attempt is not None
    answer(arguments, document, pictures.attempts(found, envelopes=whole))
    return 0


def _check(arguments: argparse.Namespace) -> None:
    if arguments.compare and not arguments.attempt:
        raise UsageError("--compare needs another attempt.", way_out="Give it with --attempt N.")
    if arguments.with_personal_data and not arguments.support_file:
        raise UsageError(
            "--with-personal-data is about a support file.", way_out="Name it: --support-file FILE."
        )


def _found(arguments: argparse.Namespace, view: View) -> list[Attempt]:
    connection = opening.connection(arguments, view)
    if arguments.attempt:
        return attempts.read(view, arguments.attempt)
    found = _attempts(view, arguments.record, connection, arguments.limit)
    return [each for each in found if connection in (None, each.connection)]


def _write_support_file(arguments: argparse.Namespace, found: list[Attempt]) -> int:
    personal = arguments.with_personal_data
    content = support_file.text(found, __version__, iso(datetime.now(UTC)), with_personal_data=personal)
    support_file.write(arguments.support_file, content)
    document = {"file": arguments.support_file, "attempts": len(found), "personal_data": personal}
    answer(arguments, document, f"Wrote {len(found)} attempts to {arguments.support_file}.")
    return 0


def _attempts(view: View, key: str | None, connection: str | None, limit: int) -> list[Attempt]:
    if key is None:
        return attempts.log(view, limit=limit)
    try:
        return attempts.log(view, _any_record(view, key, connection), limit)
    except RecordNotFound:
        # The log outlives a record that was deleted; its row id still finds what was sent.
        if found := attempts.log(view, Ref(RecordKind.CONTACT, key), limit):
            return found
        raise


def _any_record(view: View, key: str, connection: str | None) -> Ref:
    """Return the household or, if there is none, the contact that ``key`` names."""
    try:
        return opening.record(view, "household", key, connection)
    except RecordNotFound:
        pass
    try:
        return opening.record(view, "contact", key, connection)
    except RecordNotFound:
        raise RecordNotFound(
            f"There is no household or contact {key!r}.",
            concerns=key,
            way_out="Give its row id, Household # or integration id.",
        ) from None
