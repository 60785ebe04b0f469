"""`hearth pick`: shows the lists of values and adds to them."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import given, opening
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.errors import UsageError
from desktop.store import pick_lists
from desktop.store.unit import View


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `pick` and its actions."""
    actions = add_actions(add_subject(subparsers, "pick"))
    listing = add_command(actions, "list", list_values, "show the values of one list or of all")
    listing.add_argument("name", metavar="LIST", nargs="?", help="such as HOUSEHOLD_CATEGORY")
    adding = add_command(actions, "add", add, "add a value at the end of a list")
    adding.add_argument("name", metavar="LIST", help="such as HOUSEHOLD_RELATIONSHIP")
    adding.add_argument("value", metavar="VALUE", help="the new value")


def list_values(arguments: argparse.Namespace) -> int:
    """Run `pick list`."""
    with opening.store(arguments) as store, store.read() as view:
        return _show(arguments, view, [arguments.name] if arguments.name else pick_lists.names(view))


def add(arguments: argparse.Namespace) -> int:
    """Run `pick add`."""
    with opening.store(arguments) as store:
        with store.write() as unit:
            pick_lists.add(unit, arguments.name, arguments.value)
        with store.read() as view:
            return _show(arguments, view, [arguments.name])


def _show(arguments: argparse.Namespace, view: View, names: list[str] | tuple[str, ...]) -> int:
    known = pick_lists.names(view)
    for name in names:
        if name not in known:
            hint = given.nearest(name.upper(), known)
            raise UsageError(
                f"There is no list {name!r}.", concerns=name, way_out=f"{hint}There are: {', '.join(known)}."
            )
    lists = [
        {"name": name, "bounded": pick_lists.is_bounded(view, name), "values": pick_lists.values(view, name)}
        for name in names
    ]
    answer(arguments, {"lists": lists}, "\n\n".join(_picture(view, name) for name in names))
    return 0


def _picture(view: View, name: str) -> str:
    rule = "only these" if pick_lists.is_bounded(view, name) else "a suggestion"
    return "\n  ".join([f"{name} ({rule})", *pick_lists.values(view, name)])
