"""A home of its own for each test, and an environment that says nothing else about Hearth."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop import defaults


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that ``HEARTH_HOME`` names; it does not exist yet. No other ``HEARTH_`` variable is set."""
    for name in [name for name in os.environ if name.startswith("HEARTH_")]:
        monkeypatch.delenv(name)
    # Nor has an administrator set anything for the machine.
    monkeypatch.setitem(defaults._PLACES, sys.platform, tmp_path / "machine")
    folder = tmp_path / "home"
    monkeypatch.setenv("HEARTH_HOME", str(folder))
    return folder
