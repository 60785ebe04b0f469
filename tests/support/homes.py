"""A home of its own for each test, and an environment that says nothing else about Hearth."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that ``HEARTH_HOME`` names; it does not exist yet. No other ``HEARTH_`` variable is set."""
    for name in [name for name in os.environ if name.startswith("HEARTH_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("HEARTH_HOME", str(folder))
    return folder
