"""Stores of invented households for the figures: made once for each size, and kept under build/."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from desktop.store import sample
from desktop.store.store import Store, open_store

FOLDER = Path("build/benchmarks")


def path(contacts: int) -> Path:
    """Return a store with about so many contacts, in two households for every five of them."""
    file = FOLDER / f"{contacts}.db"
    if not file.exists():
        _make(file, contacts * 2 // 5)
    return file


def opened(contacts: int) -> Store:
    """Return the store of this size, open; it is shared by all figures, so leave it as it was."""
    return open_store(url(path(contacts)))


def copied(contacts: int, name: str) -> Path:
    """Return a copy of the store of this size, to be written to."""
    copy = FOLDER / f"{name}.db"
    removed(copy)
    shutil.copy(path(contacts), copy)
    return copy


def removed(copy: Path) -> None:
    """Remove a copy with all that lies beside it."""
    for end in ("", "-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)


def url(file: Path) -> str:
    """Return the address of a store in this file."""
    return f"sqlite:///{file.resolve()}"


def _make(file: Path, households: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    print(f"making a store of {households:,} households …", file=sys.stderr, flush=True)
    half = file.with_suffix(".half")
    half.unlink(missing_ok=True)
    with open_store(url(half)) as store:
        sample.fill(store, households=households)
        with store.database.writing() as connection:
            connection.exec_driver_sql("ANALYZE")
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    half.rename(file)
