"""Indexes what was left for later, in slices, so that no one else has to wait long for the store."""

from __future__ import annotations

from collections.abc import Callable

from desktop.store import search_index
from desktop.store.store import Store
from desktop.store.types import Origin

Progress = Callable[[int, int], None]


def finish(store: Store, progress: Progress | None = None) -> None:
    """Index all records that searches do not find yet; interrupted, it goes on there the next time."""
    with store.read() as view:
        total = left = search_index.unindexed(view)
    while left:
        with store.write(Origin.IMPORT, "Hearth") as unit:
            left = search_index.catch_up(unit)
        if progress is not None:
            progress(total - left, total)
