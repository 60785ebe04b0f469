"""A list of contacts as the figures about its rows need it: by raw sqlite3, and through our layers."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import stores
from desktop.store import lists
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import RecordKind

NAMES = ("last_name", "first_name", "cellular_phone", "email_address", "job_title", "status")
COLUMNS = f"number, id, {', '.join(NAMES)}"
# The smaller of the two sizes between which growth is measured.
SMALL = 25_000


@dataclass(frozen=True)
class Listing:
    """The same contacts twice, in the order of names."""

    raw: sqlite3.Connection
    store: Store
    order: Sequence[int]

    def places(self, seed: int, count: int, seen: int) -> list[int]:
        """Return rows at random from which so many more follow."""
        return random.Random(seed).sample(range(len(self.order) - seen), count)

    def through_layers(self, row: int, seen: int) -> Any:
        """Return the rows from here on as the window fetches them."""
        with self.store.read() as view:
            return lists.rows(view, "contact", self.order[row : row + seen], NAMES)


@contextlib.contextmanager
def listing(contacts: int) -> Iterator[Listing]:
    """Open the store of this size in both ways."""
    raw = sqlite3.connect(stores.path(contacts), isolation_level=None)
    raw.execute("PRAGMA cache_size=-16000")
    with stores.opened(contacts) as store:
        with store.read() as view:
            order = lists.numbers(view, ListQuery(RecordKind.CONTACT))
        yield Listing(raw, store, order)
    raw.close()
