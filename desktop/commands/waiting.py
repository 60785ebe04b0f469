"""`hearth queue`: shows what waits to be sent, in order."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import documents, opening, pictures
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_command
from desktop.store import outbox


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `queue`."""
    add_command(subparsers, "queue", show)


def show(arguments: argparse.Namespace) -> int:
    """Run `queue`."""
    with opening.store(arguments) as store, store.read() as view:
        waiting = outbox.waiting(view, opening.connection(arguments, view))
    document = {"deliveries": [documents.delivery(each) for each in waiting]}
    answer(arguments, document, pictures.queue(waiting))
    return 0
