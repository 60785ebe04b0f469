"""Opens the window: the one command that loads Qt, and only when it is run."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop import app
from desktop.app import Tour
from desktop.commands import opening
from desktop.integration.external_system import RunningExternalSystem
from desktop.settings import Settings

__all__ = ["Tour", "open_window", "run", "tour"]


def run(arguments: argparse.Namespace) -> int:
    """Run `hearth` alone."""
    return open_window(opening.settings(arguments))


def open_window(settings: Settings) -> int:
    """Open the window and return when it is closed."""
    return app.run(settings)


def tour(settings: Settings, system: RunningExternalSystem, screenshots: Path | None) -> Tour:
    """Play the seven steps of Update External System in the window, and say how each ended."""
    return app.tour(settings, system, screenshots)
