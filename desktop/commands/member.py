"""`hearth member`: takes contacts into households, changes memberships, and lets members leave."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from desktop.commands import opening
from desktop.commands.grammar import Parser, Subparsers, add_actions, add_command, add_subject
from desktop.commands.record import show_record
from desktop.errors import UsageError
from desktop.store import members
from desktop.store.types import Ref
from desktop.store.unit import Unit

Change = Callable[[Unit, Ref, Ref], object]


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `member` and its actions."""
    actions = add_actions(add_subject(subparsers, "member"))
    joining = add_command(actions, "add", add, "take a contact into a household")
    _add_both(joining)
    _add_particulars(joining)
    change = add_command(actions, "set", update, "change a membership")
    _add_both(change)
    _add_particulars(change)
    leaving = add_command(actions, "exit", leave, "let a member leave; the history stays")
    _add_both(leaving)
    leaving.add_argument("date", metavar="DATE", help="the day the member leaves, such as 2026-03-31")
    _add_both(add_command(actions, "remove", remove, "cut a contact off from a household"))


def add(arguments: argparse.Namespace) -> int:
    """Run `member add`."""
    return _change(
        arguments,
        lambda unit, household, contact: members.add(
            unit,
            household,
            contact,
            primary=arguments.primary,
            relationship=arguments.relationship,
            entered=arguments.entered,
        ),
    )


def update(arguments: argparse.Namespace) -> int:
    """Run `member set`."""
    given = {"relationship": arguments.relationship, "date_entered_household": arguments.entered}
    values = {name: value for name, value in given.items() if value is not None}
    if not values and not arguments.primary:
        raise UsageError(
            "There is nothing to change.", way_out="Give --primary, --relationship or --entered."
        )

    def change(unit: Unit, household: Ref, contact: Ref) -> None:
        members.change(unit, household, contact, values)
        if arguments.primary:
            members.set_primary(unit, household, contact)

    return _change(arguments, change)


def leave(arguments: argparse.Namespace) -> int:
    """Run `member exit`."""
    return _change(
        arguments, lambda unit, household, contact: members.exit(unit, household, contact, arguments.date)
    )


def remove(arguments: argparse.Namespace) -> int:
    """Run `member remove`."""
    return _change(arguments, members.remove)


def _change(arguments: argparse.Namespace, change: Change) -> int:
    """Make the change and answer with the household as it is then."""
    with opening.store(arguments) as store:
        with store.write() as unit:
            connection = opening.connection(arguments, unit)
            household = opening.record(unit, "household", arguments.household, connection)
            contact = opening.record(unit, "contact", arguments.contact, connection)
            change(unit, household, contact)
        return show_record(arguments, store, household)


def _add_both(parser: Parser) -> None:
    parser.add_argument("household", metavar="HOUSEHOLD", help="row id, Household # or integration id")
    parser.add_argument("contact", metavar="CONTACT", help="row id or integration id")


def _add_particulars(parser: Parser) -> None:
    parser.add_argument("--primary", action="store_true", help="make this member the primary contact")
    parser.add_argument("--relationship", metavar="R", help="the role in the household, such as Spouse")
    parser.add_argument("--entered", metavar="DATE", help="the day the member came, such as 2021-02-14")
