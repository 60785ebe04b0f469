"""`hearth search`: finds households and contacts by what is typed."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer, complain, table
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.record import count
from desktop.store import search
from desktop.store.search import Hit
from desktop.store.types import RecordKind


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `search`."""
    parser = add_command(subparsers, "search", find)
    parser.add_argument(
        "text", nargs="+", metavar="TEXT", help="beginnings of names, cities, e-mail; part of a phone; a key"
    )
    parser.add_argument("--kind", choices=[str(kind) for kind in RecordKind], help="only these (both)")
    parser.add_argument(
        "--limit", metavar="N", type=count, default=search.FIRST, help="how many at most (50)"
    )


def find(arguments: argparse.Namespace) -> int:
    """Run `search`."""
    kinds = (RecordKind(arguments.kind),) if arguments.kind else search.KINDS
    with opening.store(arguments) as store, store.read() as view:
        hits = search.find(view, " ".join(arguments.text), arguments.limit, kinds)
        left = search.unindexed(view)
    if left:
        complain(
            f"{left} records are not indexed yet and may be missing; `hearth store upgrade` indexes them."
        )
    answer(arguments, {"hits": [_document(hit) for hit in hits], "unindexed": left}, _picture(hits))
    return 0


def _document(hit: Hit) -> dict[str, object]:
    shown = {name: value for name, value in asdict(hit).items() if name not in {"ref", "number", "key"}}
    return {"kind": hit.ref.kind, "id": hit.ref.id, "household_id": hit.key or None, **shown}


def _picture(hits: tuple[Hit, ...]) -> str:
    if not hits:
        return "Nothing is found."
    rows = [(hit.ref.kind, hit.ref.id, hit.key, hit.name, hit.city, hit.phone, hit.email) for hit in hits]
    return table(("KIND", "ROW ID", "HOUSEHOLD #", "NAME", "CITY", "PHONE", "E-MAIL"), rows)
