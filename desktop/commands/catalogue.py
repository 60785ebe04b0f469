"""`hearth catalogue`: keeps the positions, organizations and accounts that records link to."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import given, opening
from desktop.commands.answers import answer, table
from desktop.commands.grammar import Parser, Subparsers, add_actions, add_command, add_subject
from desktop.commands.record import count
from desktop.fields import CATALOGUES
from desktop.store import catalogues


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `catalogue` and its actions."""
    actions = add_actions(add_subject(subparsers, "catalogue"))
    listing = add_command(actions, "list", list_rows, "show what can be picked")
    _add_kind(listing)
    listing.add_argument("--query", metavar="Q", default="", help="how the name begins")
    listing.add_argument("--limit", metavar="N", type=count, default=50, help="how many at most (50)")
    adding = add_command(actions, "add", add, "add one; one like it is not added twice")
    _add_kind(adding)
    adding.add_argument("values", nargs="*", metavar="FIELD=VALUE", help=given.HELP)


def list_rows(arguments: argparse.Namespace) -> int:
    """Run `catalogue list`."""
    with opening.store(arguments) as store, store.read() as view:
        found = catalogues.rows(view, arguments.kind, arguments.query, arguments.limit)
    names = [each.name for each in CATALOGUES[arguments.kind]]
    headings = [name.upper().replace("_", " ") for name in names]
    text = table(headings, ([row[name] for name in names] for row in found)) if found else "Nothing here."
    answer(arguments, {"rows": [dict(row) for row in found]}, text)
    return 0


def add(arguments: argparse.Namespace) -> int:
    """Run `catalogue add`."""
    values = given.values(CATALOGUES[arguments.kind], arguments.values)
    with opening.store(arguments) as store, store.write() as unit:
        row_id = catalogues.add(unit, arguments.kind, values)
    answer(arguments, {"id": row_id}, f"The {arguments.kind} {row_id}.")
    return 0


def _add_kind(parser: Parser) -> None:
    parser.add_argument("kind", choices=list(CATALOGUES), help="position, organization or account")
