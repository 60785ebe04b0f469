"""`hearth log`: shows the delivery log."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import documents, opening, pictures
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.record import count
from desktop.errors import RecordNotFound
from desktop.store import outbox
from desktop.store.types import Attempt, RecordKind, Ref
from desktop.store.unit import View


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `log`."""
    parser = add_command(subparsers, "log", show)
    parser.add_argument("--record", metavar="ID", help="only of this household or contact")
    parser.add_argument("--limit", metavar="N", type=count, default=200, help="how many at most (200)")


def show(arguments: argparse.Namespace) -> int:
    """Run `log`."""
    with opening.store(arguments) as store, store.read() as view:
        connection = opening.connection(arguments, view)
        found = _attempts(view, arguments.record, connection, arguments.limit)
    found = [each for each in found if connection in (None, each.connection)]
    document = {"attempts": [documents.attempt(each) for each in found]}
    answer(arguments, document, pictures.attempts(found, envelopes=arguments.verbose))
    return 0


def _attempts(view: View, key: str | None, connection: str | None, limit: int) -> list[Attempt]:
    if key is None:
        return outbox.attempts(view, limit=limit)
    try:
        return outbox.attempts(view, _any_record(view, key, connection), limit)
    except RecordNotFound:
        # The log outlives a record that was deleted; its row id still finds what was sent.
        if found := outbox.attempts(view, Ref(RecordKind.CONTACT, key), limit):
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
