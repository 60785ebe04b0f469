"""The store URL of each database that keeps a store, for the suites that run against all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, once as an SQLite file and once on a PostgreSQL server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return request.getfixturevalue("postgresql_url")
