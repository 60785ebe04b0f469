"""A home of its own for each test, and an environment that says nothing else about Hearth."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop import defaults


def bare(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Lets nothing be said about Hearth: by no variable, and by no administrator for the machine."""
    for name in [name for name in os.environ if name.startswith("HEARTH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(defaults._PLACES, sys.platform, folder / "machine")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that ``HEARTH_HOME`` names; it does not exist yet. No other ``HEARTH_`` variable is set."""
    bare(monkeypatch, tmp_path)
    folder = tmp_path / "home"
    monkeypatch.setenv("HEARTH_HOME", str(folder))
    return folder
