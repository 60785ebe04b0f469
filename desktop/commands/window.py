"""`hearth` alone: opens the window."""

from __future__ import annotations

import argparse

from desktop import app
from desktop.commands import opening


def run(arguments: argparse.Namespace) -> int:
    """Open the window and return when it is closed."""
    return app.run(opening.settings(arguments))
