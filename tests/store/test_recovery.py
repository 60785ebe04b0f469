"""Damaged stores: set aside, replaced by the newest good back-up, and the changes since made again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.errors import StoreDamaged, UsageError
from desktop.store import backups, children, condition, members, preferences, records, recovery
from desktop.store.store import Store, open_store
from tests.support.records import contact, household, read

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def file_of(store: Store) -> Path:
    return Path(store.database.url.database or "")


def spoil(store: Store, *, page: bytes) -> None:
    """Close the store and overwrite the pages of its file that hold this text."""
    with store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    file = file_of(store)
    content = bytearray(file.read_bytes())
    places = [at for at in range(0, len(content), 4096) if page in content[at : at + 4096]]
    assert places
    for at in places:
        content[at : at + 4096] = b"\xff" * 4096
    file.write_bytes(content)


def test_changes_since_the_back_up_are_made_again(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as unit:
        home, ngozi, gone = household(unit), contact(unit), contact(unit, "Berg")
    good = backups.make(sqlite_store.database, tmp_path / "backups", NOW)
    (tmp_path / "backups" / "hearth-20261124-090000.sqlite").write_bytes(b"no store")
    with sqlite_store.write(who="agent09") as unit:
        records.update(unit, ngozi, {"alias": "Nana"})
        emeka = contact(unit, first_name="Emeka", job_title="Judge")
        address = children.add(unit, emeka, "personal_address", {"personal_city": "Uppsala"})
        children.update(unit, emeka, "personal_address", address, {"personal_city": "Visby"})
        members.add(unit, home, emeka, relationship="Son")
        records.delete(unit, gone)
    before = [read(sqlite_store, each) for each in (ngozi, emeka, home)]
    spoil(sqlite_store, page=b"okafor")
    done = recovery.recover(str(sqlite_store.database.url), tmp_path / "backups", NOW, "agent07")
    # The pages with the contacts' rows are gone; what the journal says of them is not.
    assert (done.back_up, done.set_aside is not None) == (good, True)
    with open_store(str(sqlite_store.database.url)) as store:
        assert condition.check(store) == []
        after = [read(store, each) for each in (ngozi, emeka, home)]
        assert [each.values for each in after] == [each.values for each in before]
        assert [row.values["personal_city"] for row in after[1].children["personal_address"]] == ["Visby"]
        assert [row.picked_id for row in after[2].children["related_contact"]] == [emeka.id]
    assert done.not_made == ()


def test_what_cannot_be_made_again_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit, alias="Nana")
    backups.make(sqlite_store.database, tmp_path / "backups", NOW)
    with sqlite_store.write(who="agent09") as unit:
        records.update(unit, ref, {"alias": "Gogo"})
        unit.connection.exec_driver_sql("UPDATE journal SET field = 'unknown' WHERE field = 'alias'")
    spoil(sqlite_store, page=b"okafor")
    done = recovery.recover(str(sqlite_store.database.url), tmp_path / "backups", NOW, "agent07")
    assert [(each.line.who, each.line.after) for each in done.not_made] == [("agent09", '"Gogo"')]
    assert (done.set_aside or Path()).exists()


def test_a_damaged_store_says_how_to_get_it_back(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.close()
    file_of(sqlite_store).write_bytes(b"This is no database, whatever it was before. " * 200)
    with pytest.raises(StoreDamaged, match="hearth store recover"):
        open_store(str(sqlite_store.database.url))
    with pytest.raises(UsageError, match=r"no good back-up .* untouched"):
        recovery.recover(str(sqlite_store.database.url), tmp_path / "none", NOW, "agent07")
    assert file_of(sqlite_store).read_bytes().startswith(b"This is no")


def test_a_sound_store_is_left_alone(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is sound"):
        recovery.recover(str(sqlite_store.database.url), tmp_path, NOW, "agent07")


def test_one_back_up_a_day_unless_nobody_wants_any(sqlite_store: Store, tmp_path: Path) -> None:
    assert backups.make_daily(sqlite_store, tmp_path) is not None
    assert backups.make_daily(sqlite_store, tmp_path) is None
    with sqlite_store.write() as unit:
        preferences.put(unit, preferences.BACK_UP_DAILY, "no")
    assert backups.make_daily(sqlite_store, tmp_path / "other") is None


def test_a_back_up_of_a_wrong_clock_does_not_push_out_the_new_one(
    sqlite_store: Store, tmp_path: Path
) -> None:
    for day in range(3):
        backups.make(sqlite_store.database, tmp_path, NOW + timedelta(days=3650 + day), keep=3)
    today = backups.make(sqlite_store.database, tmp_path, NOW, keep=3)
    assert today.exists()
    assert len(backups.existing(tmp_path)) == 3
