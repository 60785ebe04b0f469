"""The ground every test stands on: a quiet log, an empty home, a keychain of our own, no screen."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "pytester",
    "tests.support.homes",
    "tests.support.keychain",
    "tests.support.logs",
    "tests.support.offices",
    "tests.support.opened_stores",
    "tests.support.postgresql",
    "tests.support.screens",
    "tests.support.stores",
    "tests.support.threads",
]

# Set before anything starts Qt or a subprocess; a developer who wants to watch sets the platform before.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LC_ALL", "C.UTF-8")

# Stores and databases are many small files, which memory makes ten times faster than a disk.
_MEMORY = Path("/dev/shm")  # noqa: S108  # what is made in it are folders with names of their own
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 * 2**30:
    tempfile.tempdir = str(_MEMORY)

# The machine may be busy: how long an example takes says nothing about the product. And the fixtures that
# surround every test need no new start for each example.
settings.register_profile(
    "hearth", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
settings.load_profile("hearth")

_MARKER_OF_FIXTURE = {"qapp": "gui", "postgresql_server": "postgresql"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by the fixtures it stands on: ``gui``, ``postgresql``."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if marker := _MARKER_OF_FIXTURE.get(fixture):
                item.add_marker(marker)
