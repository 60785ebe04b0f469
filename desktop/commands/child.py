"""`hearth child`: adds, changes and removes the rows of a record's child components."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import given, opening
from desktop.commands.grammar import Parser, Subparsers, add_actions, add_command, add_subject
from desktop.commands.record import add_record, show_record
from desktop.errors import UnknownField, UsageError
from desktop.fields import (
    ATTACHMENT,
    RECORDS,
    RELATED_CONTACT,
    RELATED_HOUSEHOLDS,
    Component,
    Link,
    component,
)
from desktop.store import catalogues, children
from desktop.store.unit import View

_MEMBERSHIPS = (RELATED_CONTACT, RELATED_HOUSEHOLDS)


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `child` and its actions."""
    actions = add_actions(add_subject(subparsers, "child"))
    adding = add_command(actions, "add", add, "add a row")
    _add_component(adding)
    _add_values(adding)
    adding.add_argument(
        "--pick", metavar="WHICH", help="the position, organization, account or contact: name or row id"
    )
    change = add_command(actions, "set", update, "change a row")
    _add_component(change)
    change.add_argument("child_id", metavar="ROW", help="the row's id, as `record show` tells it")
    _add_values(change)
    removing = add_command(actions, "remove", remove, "remove a row")
    _add_component(removing)
    removing.add_argument("child_id", metavar="ROW", help="the row's id, as `record show` tells it")


def add(arguments: argparse.Namespace) -> int:
    """Run `child add`."""
    of = _component(arguments)
    values = given.values(of, arguments.values)
    _check_pick(of, arguments.pick)
    with opening.store(arguments) as store:
        with store.write() as unit:
            ref = opening.record(unit, arguments.kind, arguments.id, opening.connection(arguments, unit))
            picked = _picked(unit, of, arguments.pick) if arguments.pick else None
            children.add(unit, ref, of.name, values, picked_id=picked, primary=arguments.primary)
        return show_record(arguments, store, ref)


def update(arguments: argparse.Namespace) -> int:
    """Run `child set`."""
    of = _component(arguments)
    values = given.values(of, arguments.values)
    if not values and not arguments.primary:
        raise UsageError("There is nothing to change.", way_out="Give FIELD=VALUE or --primary.")
    with opening.store(arguments) as store:
        with store.write() as unit:
            ref = opening.record(unit, arguments.kind, arguments.id, opening.connection(arguments, unit))
            children.update(unit, ref, of.name, arguments.child_id, values)
            if arguments.primary:
                children.set_primary(unit, ref, of.name, arguments.child_id)
        return show_record(arguments, store, ref)


def remove(arguments: argparse.Namespace) -> int:
    """Run `child remove`."""
    of = _component(arguments)
    with opening.store(arguments) as store:
        with store.write() as unit:
            ref = opening.record(unit, arguments.kind, arguments.id, opening.connection(arguments, unit))
            children.remove(unit, ref, of.name, arguments.child_id)
        return show_record(arguments, store, ref)


def _component(arguments: argparse.Namespace) -> Component:
    """Return the component that was named; memberships have a command of their own."""
    known = {each.name: each for each in component(arguments.kind).children if each not in _MEMBERSHIPS}
    if arguments.component in known:
        return known[arguments.component]
    hint = given.nearest(arguments.component, known)
    raise UnknownField(
        f"A {arguments.kind} has no component {arguments.component!r}.",
        concerns=arguments.component,
        way_out=f"{hint}There are: {', '.join(known)}. For members see: hearth member --help",
    )


def _picked(view: View, of: Component, named: str) -> str:
    """Return the id of what is linked: a record by its keys, a row of a catalogue by its name or id."""
    if of.picks in RECORDS:
        return opening.record(view, of.picks, named).id
    return catalogues.must_find(view, of, named)


def _check_pick(of: Component, pick: str | None) -> None:
    if of.link is Link.PICKED and not pick:
        raise UsageError(f"Which {of.picks}?", concerns="--pick", way_out="Name it with --pick.")
    if of is ATTACHMENT:
        raise UsageError("A file is attached by: hearth attachment add CONTACT FILE")
    if of.link is Link.OWNED and pick:
        raise UsageError(f"{of.plural} are not picked.", concerns="--pick", way_out="Give FIELD=VALUE.")


def _add_component(parser: Parser) -> None:
    add_record(parser)
    parser.add_argument("component", metavar="COMPONENT", help="such as personal_address or alternate_phone")


def _add_values(parser: Parser) -> None:
    parser.add_argument("values", nargs="*", metavar="FIELD=VALUE", help=given.HELP)
    parser.add_argument("--primary", action="store_true", help="make this row the primary one")
