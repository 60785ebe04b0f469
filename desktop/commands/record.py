"""`hearth record`: creates, changes, shows, deletes and lists households and contacts."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import documents, given, opening, pictures
from desktop.commands.answers import answer
from desktop.commands.grammar import Parser, Subparsers, add_actions, add_command, add_subject
from desktop.errors import UsageError
from desktop.fields import component
from desktop.store import lists, records, saved_queries
from desktop.store.store import Store
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import Unit
from desktop.store.visibility import Visibility

# Read-only on the screen, but an administrator who knows what the external system calls a record may say so.
_KEY = "integration_id"
_MOST = 1_000_000_000


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `record` and its actions."""
    actions = add_actions(add_subject(subparsers, "record"))
    new = add_command(actions, "new", create, "create a household or a contact")
    _add_kind(new)
    _add_values(new)
    change = add_command(actions, "set", update, "change fields of a record")
    add_record(change)
    _add_values(change)
    add_record(add_command(actions, "show", show, "show a record with its children"))
    add_record(add_command(actions, "delete", delete, "delete a record; the journal keeps what it held"))
    listing = add_command(actions, "list", list_records, "list records in the order of their names")
    _add_kind(listing)
    listing.add_argument(
        "--query", metavar="Q", default="", help="words of the name, or a whole key or phone"
    )
    listing.add_argument("--saved", metavar="NAME", default="", help="a query saved under this name")
    listing.add_argument(
        "--whose", choices=list(Visibility), default=Visibility.ALL, help="my, my team's, or all records"
    )
    listing.add_argument("--limit", metavar="N", type=count, default=50, help="how many at most (50)")
    listing.add_argument("--after", metavar="CURSOR", help="go on where the page before ended: its `next`")


def add_record(parser: Parser) -> None:
    """Add the two words that name a record."""
    _add_kind(parser)
    parser.add_argument("id", metavar="ID", help="row id, Household # or integration id")


def count(text: str) -> int:
    """Return the number a person typed for how many, which is at least one."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def create(arguments: argparse.Namespace) -> int:
    """Run `record new`."""
    values = given.values(component(arguments.kind), arguments.values, extra=[_KEY])
    with opening.store(arguments) as store:
        with store.write() as unit:
            connection = opening.connection(arguments, unit)
            key = values.pop(_KEY, None) if connection else None
            ref = records.create(unit, arguments.kind, values)
            _set_key(unit, ref, connection, key)
        return show_record(arguments, store, ref)


def update(arguments: argparse.Namespace) -> int:
    """Run `record set`."""
    values = given.values(component(arguments.kind), arguments.values, extra=[_KEY])
    if not values:
        raise UsageError("There is nothing to change.", way_out="Give at least one FIELD=VALUE.")
    with opening.store(arguments) as store:
        with store.write() as unit:
            connection = opening.connection(arguments, unit)
            key = values.pop(_KEY, None) if connection else None
            ref = opening.record(unit, arguments.kind, arguments.id, connection)
            records.update(unit, ref, values)
            _set_key(unit, ref, connection, key)
        return show_record(arguments, store, ref)


def show(arguments: argparse.Namespace) -> int:
    """Run `record show`."""
    with opening.store(arguments) as store:
        with store.read() as view:
            ref = opening.record(view, arguments.kind, arguments.id, opening.connection(arguments, view))
        return show_record(arguments, store, ref)


def delete(arguments: argparse.Namespace) -> int:
    """Run `record delete`."""
    with opening.store(arguments) as store, store.write() as unit:
        ref = opening.record(unit, arguments.kind, arguments.id, opening.connection(arguments, unit))
        records.delete(unit, ref)
    answer(arguments, {"deleted": ref.id}, f"Deleted the {ref.kind} {ref.id}.")
    return 0


def list_records(arguments: argparse.Namespace) -> int:
    """Run `record list`."""
    kind, whose = RecordKind(arguments.kind), Visibility(arguments.whose)
    with opening.store(arguments) as store, store.read() as view:
        saved = saved_queries.find(view, kind, arguments.saved).text if arguments.saved else ""
        query = lists.ListQuery(kind, saved or arguments.query, visibility=whose)
        connection = opening.connection(arguments, view)
        page = lists.page(view, query, arguments.after, arguments.limit)
        listed = [records.read(view, ref, connection=connection) for ref in page.refs]
    document = {
        "records": [documents.record(each) for each in listed],
        "next": page.next,
        "total": page.total,
    }
    answer(arguments, document, pictures.records(listed, page.total, page.next))
    return 0


def show_record(arguments: argparse.Namespace, store: Store, ref: Ref) -> int:
    """Answer with the record as it is now."""
    with store.read() as view:
        found = records.read(view, ref, connection=opening.connection(arguments, view))
    answer(arguments, documents.record(found), pictures.record(found))
    return 0


def _set_key(unit: Unit, ref: Ref, connection: str | None, key: str | None) -> None:
    """Keep an integration id for the external system that was named."""
    if connection is not None and key is not None:
        records.set_integration_id(unit, ref, connection, component(ref.kind)[_KEY].clean(key))


def _add_kind(parser: Parser) -> None:
    parser.add_argument("kind", choices=[str(kind) for kind in RecordKind], help="household or contact")


def _add_values(parser: Parser) -> None:
    parser.add_argument("values", nargs="*", metavar="FIELD=VALUE", help=given.HELP)
