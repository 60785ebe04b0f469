"""Opens the window: the one command that loads Qt, and only when it is run."""

from __future__ import annotations

import argparse

from desktop import app
from desktop.settings import Settings


def run(arguments: argparse.Namespace) -> int:
    """Run `hearth` alone; the store is opened behind the painted frame, and its library loaded then."""
    return app.run(Settings.gather(arguments.home, arguments.store))
