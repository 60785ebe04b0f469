"""Stores already open, signed by agent07 and knowing one external system called ``crm``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.store import connections
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings


def _opened(url: str) -> Iterator[Store]:
    with open_store(url, who="agent07") as opened:
        with opened.write() as unit:
            connections.save(unit, ConnectionSettings("crm"))
        yield opened


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store, once on SQLite and once on PostgreSQL."""
    yield from _opened(store_url)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An open store in an SQLite file."""
    yield from _opened(sqlite_url)
