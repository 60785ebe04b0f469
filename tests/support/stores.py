"""The stores that tests work on: new ones, made from a copy, on each database that keeps stores."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.store import open_store
from tests.support.postgresql import PostgresqlServer, store_address

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite store as the program makes it, to be copied."""
    file = tmp_path_factory.mktemp("model") / "store.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def postgresql_model(postgresql_server: PostgresqlServer) -> str:
    """The name of a database with a store as the program makes it, to be copied."""
    database = postgresql_server.new_database()
    open_store(store_address(postgresql_server, database)).close()
    return database


@pytest.fixture
def sqlite_url(sqlite_model: Path, tmp_path: Path) -> str:
    """The URL of a new store in an SQLite file; all copies of one, so with the same Household # prefix."""
    return f"sqlite:///{shutil.copy(sqlite_model, tmp_path / 'store.db')}"


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer, postgresql_model: str) -> Iterator[str]:
    """The URL of a new store on the PostgreSQL server; all of them are copies of one."""
    database = postgresql_server.new_database(postgresql_model)
    yield store_address(postgresql_server, database)
    postgresql_server.drop_database(database)


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new store, once as an SQLite file and once on a PostgreSQL server."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=DATABASES)
def bare_store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a store that nobody has made yet, on each of the databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    return request.getfixturevalue("bare_postgresql_url")
