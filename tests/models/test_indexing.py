"""Indexing behind the window: all of it, in slices, and told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.models.indexing import Indexing
from desktop.models.operations import Operations
from desktop.store import bulk, search
from desktop.store.store import Store, open_store


@pytest.fixture
def operations(qtbot: QtBot, sqlite_url: str) -> Iterator[Operations]:
    """The store's thread, with its store open."""
    made = Operations()
    made.open(lambda: open_store(sqlite_url))
    yield made
    assert made.close()


def test_what_was_left_for_later_is_indexed_in_slices(
    qtbot: QtBot, operations: Operations, sqlite_store: Store
) -> None:
    with sqlite_store.write() as unit:
        bulk.insert(unit, "contact", [{"last_name": f"Berg {at}"} for at in range(1000)])
    indexing = Indexing(operations)
    told: list[int] = []
    indexing.advanced.connect(told.append)
    indexing.start()
    qtbot.waitUntil(lambda: told[-1:] == [0])
    assert told == [1000, 600, 200, 0]
    with sqlite_store.read() as view:
        assert [hit.name for hit in search.find(view, "999 berg")] == ["Berg 999"]
