"""Where the tests put the screenshots they take, to be looked at by a person."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "build" / "screenshots"


@pytest.fixture
def screenshots() -> Path:
    """The folder for screenshots, the same for all tests and outside what git keeps."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER
