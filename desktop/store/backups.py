"""Back-ups of an SQLite store with all it holds, outbox included, and putting one back."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from desktop.errors import StoreUnavailable, UsageError
from desktop.store import preferences
from desktop.store.database import Database
from desktop.store.store import Store

KEPT: Final = 14
_STAMP: Final = "%Y%m%d-%H%M%S"
# Enough that looking up costs nothing, few enough that a bar moves.
_PAGES: Final = 2_000
_ABANDONED: Final = 3600.0
# Told how much of how much is copied.
Tell = Callable[[int, int], object]


def make(database: Database, folder: Path, now: datetime, keep: int = KEPT, tell: Tell | None = None) -> Path:
    """Write a back-up of the store into ``folder`` and return its file; only the newest ``keep`` stay.

    The store may be in use: the copy is one consistent state of it. ``tell`` hears how many of how many pages
    are copied; then the copy is made in pieces, and begins anew whenever somebody writes. Raises UsageError
    for a store on a server, StoreUnavailable when the copy cannot be written; then no half-written file is
    left.
    """
    source = _file_of(database)
    target = _free_name(folder, now)
    half = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_halves(folder)
        half.touch(mode=0o600)
        with closing(sqlite3.connect(source)) as store, closing(sqlite3.connect(half)) as copy:
            if tell is None:
                store.backup(copy)
            else:
                store.backup(copy, pages=_PAGES, progress=lambda _, left, all_: tell(all_ - left, all_))
        half.rename(target)
    except (OSError, sqlite3.Error) as problem:
        _drop(half)
        raise StoreUnavailable(
            f"No back-up could be written to {folder}: {problem}",
            concerns=str(folder),
            way_out="Free some space or name another folder; the store itself is untouched.",
        ) from problem
    _rotate(folder, keep, target)
    return target


def make_daily(store: Store, folder: Path) -> Path | None:
    """Write today's back-up unless there is one, or an administrator wants none; return its file.

    A store on a server is backed up by the server. Raises StoreUnavailable.
    """
    now = store.clock()
    if not store.database.is_sqlite or not is_due(folder, now):
        return None
    with store.read() as view:
        if not preferences.value(view, preferences.BACK_UP_DAILY):
            return None
        kept = preferences.value(view, preferences.BACK_UPS_KEPT)
    return make(store.database, folder, now, int(kept))


def newest_good(folder: Path) -> Path | None:
    """Return the newest back-up that is a sound store."""
    for each in existing(folder):
        try:
            check(each)
        except UsageError:
            continue
        return each
    return None


def existing(folder: Path) -> list[Path]:
    """Return the back-ups in a folder, newest first."""
    return sorted(folder.glob("hearth-*.sqlite"), reverse=True)


def moment(back_up: Path) -> str:
    """Return when a back-up was made (ISO, UTC), as its name tells; empty if that tells nothing."""
    try:
        made = datetime.strptime(back_up.name[len("hearth-") :][:15], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return ""
    return made.isoformat()


def is_due(folder: Path, now: datetime) -> bool:
    """Tell whether today has no back-up yet."""
    return not any(each.name.startswith(f"hearth-{now:%Y%m%d}-") for each in existing(folder))


def restore(database: Database, back_up: Path, now: datetime) -> Path | None:
    """Put a back-up in the place of the store's file; return where the file that was there now lies.

    No other program may have the store open. Raises UsageError when the back-up is none, StoreUnavailable
    when the files cannot be moved; then the store is as it was.
    """
    store_file = _file_of(database)
    check(back_up)
    half = store_file.with_name(f"{store_file.name}.restoring")
    aside = store_file.with_name(f"{store_file.stem}-set-aside-{now:{_STAMP}}{store_file.suffix}")
    try:
        half.touch(mode=0o600)
        with closing(sqlite3.connect(back_up)) as source, closing(sqlite3.connect(half)) as copy:
            source.backup(copy)
        moved = _set_aside(store_file, aside)
        half.rename(store_file)
    except (OSError, sqlite3.Error) as problem:
        _drop(half)
        raise StoreUnavailable(
            f"The back-up could not be put in place: {problem}", concerns=str(store_file)
        ) from problem
    return moved


def check(file: Path) -> None:
    """Raise UsageError unless the file is a sound store."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as store:
            said = store.execute("PRAGMA integrity_check").fetchone()[0]
            store.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as problem:
        said = str(problem)
    if said != "ok":
        raise UsageError(f"{file} is no sound back-up: {said}", concerns=str(file))


def _drop_halves(folder: Path) -> None:
    """Remove what a program that was killed had begun to write; nobody writes at one for so long."""
    for half in folder.glob("hearth-*.part"):
        with suppress(OSError):
            if time.time() - half.stat().st_mtime > _ABANDONED:
                _drop(half)


def _drop(half: Path) -> None:
    # What could not be written cannot always be removed either; the first trouble is the one to tell.
    with suppress(OSError):
        half.unlink(missing_ok=True)


def _file_of(database: Database) -> Path:
    if not database.is_sqlite:
        raise UsageError(
            "A store on a server is backed up by the server.",
            concerns=database.shown_url,
            way_out="Use pg_dump, or ask who keeps the server.",
        )
    return Path(database.url.database or "")


def _free_name(folder: Path, now: datetime) -> Path:
    stamp = f"hearth-{now:{_STAMP}}"
    names = (folder / f"{stamp}{number or ''}.sqlite" for number in range(100))
    return next(name for name in names if not name.exists())


def _rotate(folder: Path, keep: int, newest: Path) -> None:
    # One written while the clock was ahead looks newer than all that follow; the last one made stays anyway.
    others = [each for each in existing(folder) if each != newest]
    for old in others[max(keep - 1, 0) :]:
        old.unlink(missing_ok=True)


def _set_aside(store_file: Path, aside: Path) -> Path | None:
    """Move the store's file, and the log beside it that belongs to that file alone."""
    if not store_file.exists():
        return None
    for ending in ("-wal", "-shm"):
        beside = store_file.with_name(store_file.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return store_file.rename(aside)
