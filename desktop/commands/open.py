"""`hearth open`: takes the window to a record or to whoever is calling, opening one if none is open."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from desktop import calls
from desktop.calls import Answer, Call, NoWindow
from desktop.commands.answers import answer, complain
from desktop.commands.grammar import Subparsers, add_command
from desktop.settings import Settings

_SAYS = {
    "record": "The window shows the {kind} {id}.",
    "new": "Nobody has this number; the window shows a new contact with it.",
    "choice": "Several have this number; the window lets the agent choose.",
    "waits": "The window asks the agent first: something in it has to be saved or undone.",
    "window": "The window is in front.",
}


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `open`."""
    parser = add_command(subparsers, "open", run)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--phone", metavar="NUMBER", default="", help="who is calling")
    asked.add_argument("--household", metavar="ID", default="", help="row id, Household # or integration id")
    asked.add_argument("--contact", metavar="ID", default="", help="row id or integration id")
    asked.add_argument(
        "url", nargs="?", metavar="URL", help="hearth:phone/NUMBER, hearth:household/ID or hearth:contact/ID"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run `open`."""
    call = calls.of_url(arguments.url) if arguments.url else _named(arguments)
    settings = Settings.gather(arguments.home, arguments.store)
    try:
        _tell(arguments, calls.ring(settings.home, call), opened=False)
    except NoWindow:
        # Qt is loaded only where a window has to be opened.
        from desktop import app

        return app.run(settings, call, partial(_tell_opened, arguments))
    return 0


def _named(arguments: argparse.Namespace) -> Call:
    return Call(arguments.phone, arguments.household, arguments.contact)


def _tell_opened(arguments: argparse.Namespace, said: Answer) -> None:
    # The window that was opened says what is wrong, and stays.
    if "error" in said:
        complain(str(said["error"]))
    else:
        _tell(arguments, said, opened=True)


def _tell(arguments: argparse.Namespace, said: Answer, *, opened: bool) -> None:
    text = _SAYS.get(str(said.get("shown")), "").format_map(said)
    answer(arguments, {"opened": opened, **said}, text)
