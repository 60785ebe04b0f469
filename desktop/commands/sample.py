"""`hearth sample`: fills the store with invented households."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.progress import Progress
from desktop.commands.record import count
from desktop.store import sample


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `sample`."""
    parser = add_command(subparsers, "sample", fill)
    parser.add_argument("--households", metavar="N", type=count, required=True, help="how many to add")
    parser.add_argument(
        "--seed",
        metavar="S",
        type=int,
        default=sample.DEFAULT_SEED,
        help=f"the same seed gives the same people ({sample.DEFAULT_SEED})",
    )


def fill(arguments: argparse.Namespace) -> int:
    """Run `sample`."""
    with opening.store(arguments) as store, Progress("households") as progress:
        households, contacts = sample.fill(
            store, households=arguments.households, seed=arguments.seed, progress=progress.show
        )
    document = {"households": households, "contacts": contacts}
    answer(arguments, document, f"Added {households} households with {contacts} contacts.")
    return 0
