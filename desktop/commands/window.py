"""Opens the window: the one command that loads Qt, and only when it is run."""

from __future__ import annotations

import argparse
import sys

from desktop import app
from desktop.errors import UsageError
from desktop.settings import Settings


def run(arguments: argparse.Namespace) -> int:
    """Run `hearth` alone; the store is opened behind the painted frame, and its library loaded then."""
    try:
        settings = Settings.gather(arguments.home, arguments.store)
    except UsageError as problem:
        # Whoever started it from the desktop's menu does not see what a command says.
        if not sys.stderr.isatty():
            app.show_refusal(problem)
        raise
    return app.run(settings)
