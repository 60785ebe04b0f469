"""`hearth settings`: shows and changes what an administrator can set for a store."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer, table
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.errors import UsageError
from desktop.store import preferences
from desktop.store.preferences import Found


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `settings` and its actions."""
    actions = add_actions(add_subject(subparsers, "settings"))
    showing = add_command(actions, "show", show, "what is set, and what can be")
    showing.add_argument("names", nargs="*", metavar="NAME", help="which ones (all)")
    setting = add_command(actions, "set", put, "set something, for the store or for one external system")
    setting.add_argument("words", nargs="+", metavar="NAME=VALUE", help="NAME= goes back to the default")


def show(arguments: argparse.Namespace) -> int:
    """Run `settings show`."""
    with opening.store(arguments) as store, store.read() as view:
        connection = opening.connection(arguments, view)
        named: list[str] = arguments.names
        found = [preferences.find(view, each, connection) for each in named]
        found = found or preferences.everything(view, connection)
    _answer(arguments, found)
    return 0


def put(arguments: argparse.Namespace) -> int:
    """Run `settings set`; all of it or nothing."""
    words: list[str] = arguments.words
    for word in words:
        if "=" not in word:
            raise UsageError(f"{word!r} is not NAME=VALUE.", concerns=word)
    with opening.store(arguments) as store, store.write() as unit:
        connection = opening.connection(arguments, unit)
        pairs = [word.partition("=") for word in words]
        found = [preferences.put(unit, name, value, connection) for name, _, value in pairs]
    _answer(arguments, found)
    return 0


def _answer(arguments: argparse.Namespace, found: list[Found]) -> None:
    rows = ((each.preference.name, str(each.value).casefold(), _source(each), _about(each)) for each in found)
    text = table(("NAME", "VALUE", "FROM", "ABOUT"), rows)
    answer(arguments, {"settings": [_document(each) for each in found]}, text)


def _source(found: Found) -> str:
    """Return where a value comes from; one with a lock cannot be changed here."""
    where = f"{found.source} {found.file or found.connection}".rstrip()
    return f"{where} (locked)" if found.locked else where


def _about(found: Found) -> str:
    return f"{found.preference.about}; {found.preference.allowed}"


def _document(found: Found) -> dict[str, object]:
    declared = found.preference
    return {
        "name": declared.name,
        "value": found.value,
        "default": declared.default,
        "from": found.source,
        "file": found.file or None,
        "locked": found.locked,
        "connection": found.connection or None,
        "kind": declared.kind,
        "choices": list(declared.choices),
        "about": declared.about,
    }
