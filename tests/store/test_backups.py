"""Back-ups: whole, rotated, put back, and never half-written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.errors import StoreUnavailable, UsageError
from desktop.store import backups, outbox
from desktop.store.store import Store, open_store
from tests.support.records import contact, read

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def store_file(store: Store) -> Path:
    return Path(store.database.url.database or "")


def test_a_back_up_holds_records_and_outbox(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit)
        outbox.add(unit, ref)
    copy = backups.make(sqlite_store.database, tmp_path / "backups", NOW)
    with open_store(f"sqlite:///{copy}") as opened:
        assert read(opened, ref) == read(sqlite_store, ref)


def test_the_newest_are_kept(sqlite_store: Store, tmp_path: Path) -> None:
    made = [
        backups.make(sqlite_store.database, tmp_path, NOW + timedelta(days=day), keep=3) for day in range(5)
    ]
    assert backups.existing(tmp_path) == made[:1:-1]


def test_two_back_ups_of_one_second_are_two(sqlite_store: Store, tmp_path: Path) -> None:
    assert backups.make(sqlite_store.database, tmp_path, NOW) != backups.make(
        sqlite_store.database, tmp_path, NOW
    )


def test_one_back_up_a_day_is_due(sqlite_store: Store, tmp_path: Path) -> None:
    assert backups.is_due(tmp_path, NOW)
    backups.make(sqlite_store.database, tmp_path, NOW)
    assert not backups.is_due(tmp_path, NOW + timedelta(hours=5))
    assert backups.is_due(tmp_path, NOW + timedelta(days=1))


def test_a_restored_store_is_as_it_was_and_the_other_is_set_aside(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit)
    before = read(sqlite_store, ref)
    copy = backups.make(sqlite_store.database, tmp_path / "backups", NOW)
    with sqlite_store.write() as unit:
        later = contact(unit, "Berg")
    sqlite_store.close()
    aside = backups.restore(sqlite_store.database, copy, NOW)
    assert read(sqlite_store, ref) == before
    assert aside is not None
    with open_store(f"sqlite:///{aside}") as other:
        assert read(other, later).values["last_name"] == "Berg"


def test_what_is_no_back_up_is_refused_and_the_store_left_alone(sqlite_store: Store, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ngozi, " * 1000)
    with pytest.raises(UsageError, match="no sound back-up"):
        backups.restore(sqlite_store.database, letter, NOW)
    assert store_file(sqlite_store).exists()


def test_a_folder_that_cannot_be_written_leaves_no_half_file(sqlite_store: Store, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(StoreUnavailable, match="No back-up"):
        backups.make(sqlite_store.database, blocked / "backups", NOW)


def test_a_store_on_a_server_is_the_servers_business(postgresql_url: str, tmp_path: Path) -> None:
    with open_store(postgresql_url) as store, pytest.raises(UsageError, match="pg_dump"):
        backups.make(store.database, tmp_path, NOW)
