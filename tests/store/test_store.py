"""The store itself: made, upgraded, refused, shared by threads and processes."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from desktop.errors import StoreTooNew, StoreUnavailable, UsageError
from desktop.store import entities, pick_lists, records, upgrade
from desktop.store.database import Database
from desktop.store.store import Store, open_store
from desktop.store.types import Ref
from desktop.store.upgrades import configuration
from tests.support.records import contact, read

ADD_TO_COMMENT = """
import sys
from desktop.store import records
from desktop.store.database import Database
from desktop.store.store import open_store
from desktop.store.types import RecordKind, Ref
url, row_id, sign, times = sys.argv[1:]
ref = Ref(RecordKind.CONTACT, row_id)
with open_store(url) as store:
    for _ in range(int(times)):
        with store.write() as unit:
            before = records.read(unit, ref).values["comment"] or ""
            records.update(unit, ref, {"comment": before + sign})
"""


def test_an_upgraded_store_has_the_tables_that_the_program_expects(store: Store) -> None:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        # SQLite's full-text indexes are tables to it, and to nobody else; a server has indexes of its own.
        own = "(household|contact)_terms" if kind == "table" else "ix_.*_begins|ix_.*_search_terms"
        return not (name and re.match(own, name))

    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        assert compare_metadata(context, entities.metadata) == []


def test_the_newest_step_is_the_one_the_program_expects() -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == upgrade.REVISION


def test_a_newer_store_is_refused_with_a_sentence(sqlite_store: Store) -> None:
    with sqlite_store.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    asked: list[Database] = []
    with pytest.raises(StoreTooNew, match="newer Hearth"):
        open_store(str(sqlite_store.database.url), before_upgrade=asked.append)
    assert asked == [], "A back-up of what is not upgraded would push out one that somebody needs."


def test_a_store_opens_again_with_what_it_held(sqlite_store: Store) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit)
    with open_store(str(sqlite_store.database.url)) as again:
        assert read(again, ref) == read(sqlite_store, ref)


def test_sqlite_is_set_to_keep_what_it_confirmed(sqlite_store: Store) -> None:
    with sqlite_store.database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def test_a_store_file_is_for_its_owner_alone(sqlite_store: Store) -> None:
    file = Path(sqlite_store.database.url.database or "")
    fresh = file.with_name("fresh.sqlite")
    open_store(f"sqlite:///{fresh}").close()
    assert fresh.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["", "sqlite://", "mysql://host/db", "no address"])
def test_an_address_that_is_no_store_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match=r"store"):
        open_store(url)


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Ngozi, " * 1000)
    with pytest.raises(StoreUnavailable, match="not a store"):
        open_store(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear Ngozi")


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with pytest.raises(StoreUnavailable, match=f"cannot be reached.*{port}") as refused:
        open_store(f"postgresql+psycopg://hearth:topsecret@127.0.0.1:{port}/none")
    assert "topsecret" not in str(refused.value) + refused.value.concerns


def test_lists_of_values_are_data_that_can_grow(store: Store) -> None:
    with store.write() as unit:
        pick_lists.add(unit, "HOUSEHOLD_TYPE", "Empty Nest")
        pick_lists.add(unit, "HOUSEHOLD_TYPE", "Empty Nest")
    with store.read() as view:
        assert pick_lists.values(view, "HOUSEHOLD_TYPE")[-2:] == ("Single", "Empty Nest")
    with store.write() as unit:
        records.create(unit, "household", {"household_name": "Berg", "type": "Empty Nest"})


@pytest.mark.parametrize(("name", "value"), [("NO_LIST", "x"), ("HOUSEHOLD_TYPE", " ")])
def test_a_value_for_no_list_or_no_value_is_refused(store: Store, name: str, value: str) -> None:
    with pytest.raises(UsageError), store.write() as unit:
        pick_lists.add(unit, name, value)


def add_to_comment(store: Store, ref: Ref, sign: str, times: int) -> None:
    for _ in range(times):
        with store.write() as unit:
            records.lock(unit, ref)
            before = records.read(unit, ref).values["comment"] or ""
            records.update(unit, ref, {"comment": f"{before}{sign}"})


def test_four_threads_lose_no_update(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda sign: add_to_comment(store, ref, sign, 15), "abcd"))
    assert sorted(str(read(store, ref).values["comment"])) == sorted("abcd" * 15)


def test_two_processes_lose_no_update(sqlite_store: Store) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit)
    url = str(sqlite_store.database.url)
    programs = [
        subprocess.Popen([sys.executable, "-c", ADD_TO_COMMENT, url, ref.id, sign, "25"]) for sign in "ab"
    ]
    assert [program.wait(60) for program in programs] == [0, 0]
    assert sorted(str(read(sqlite_store, ref).values["comment"])) == sorted("ab" * 25)


def test_a_new_store_is_made_once_by_two_processes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    make = f"from desktop.store.store import open_store; open_store({url!r}).close()"
    programs = [subprocess.Popen([sys.executable, "-c", make]) for _ in range(3)]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    with open_store(url) as store, store.read() as view:
        assert "HOUSEHOLD_TYPE" in pick_lists.names(view)
