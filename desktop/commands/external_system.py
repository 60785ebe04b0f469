"""`hearth external-system serve`: the built-in external system alone, to train and to test with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.integration.external_system.options import add_options, serve, setup
from desktop.settings import Settings

DATA_FILE: Final = "external-system.sqlite"


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Declare the command and its options."""
    actions = add_actions(add_subject(subparsers, "external-system"))
    parser = add_command(actions, "serve", run, "serve both services until Ctrl+C")
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help=f"where its records are kept; {DATA_FILE} under the home"
    )
    add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until it is told to stop; returns the exit code."""
    data = arguments.data or Settings.gather(arguments.home, arguments.store).home / DATA_FILE
    wanted = setup(arguments, data)
    return serve(wanted, as_json=arguments.json, while_stdin_open=arguments.while_stdin_open)
