"""`hearth store`: looks at the local store, checks it, and upgrades it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer, pairs
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.errors import ExitCode
from desktop.store import condition, upgrade
from desktop.store.database import Database


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `store` and its actions."""
    actions = add_actions(add_subject(subparsers, "store"))
    add_command(actions, "info", info, "where the store is, how large, and what it holds")
    add_command(actions, "check", check, "whether the store is sound")
    add_command(actions, "upgrade", bring_up, "bring an older store to the form of this program")


def info(arguments: argparse.Namespace) -> int:
    """Run `store info`."""
    with opening.store(arguments) as store:
        found = condition.look(store)
    document = asdict(found)
    shown = {**document, **document["counts"]}
    del shown["counts"]
    answer(
        arguments, document, pairs(((name.capitalize(), value) for name, value in shown.items()), indent="")
    )
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Run `store check`; the exit code is 1 when something is wrong."""
    with opening.store(arguments) as store:
        problems = condition.check(store)
    answer(
        arguments, {"ok": not problems, "problems": problems}, "\n".join(problems) or "The store is sound."
    )
    return int(ExitCode.UNEXPECTED if problems else ExitCode.DONE)


def bring_up(arguments: argparse.Namespace) -> int:
    """Run `store upgrade`."""
    before = _revision(arguments)
    with opening.store(arguments):
        # Opening is what upgrades.
        after = _revision(arguments)
    upgraded = before != after
    text = f"Upgraded from {before or 'nothing'} to {after}." if upgraded else f"Up to date: {after}."
    answer(arguments, {"from": before or None, "to": after, "upgraded": upgraded}, text)
    return 0


def _revision(arguments: argparse.Namespace) -> str:
    database = Database(opening.settings(arguments).store_url)
    try:
        with database.reading() as connection:
            return upgrade.revision(connection)
    finally:
        database.close()
