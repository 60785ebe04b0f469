"""The store in trouble: full, read-only, locked, damaged, the clock set back: a sentence, nothing lost."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.store import backups, database, records
from desktop.store.database import Database
from desktop.store.store import Store, open_store
from desktop.store.upgrade import REVISION
from tests.commands.conftest import Hearth
from tests.support import old_stores
from tests.support.records import contact, read

_PR_CAPBSET_DROP, _DAC_OVERRIDE, _DAC_READ_SEARCH = 24, 1, 2


def hearth(
    store: Store, *words: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `hearth` in a process of its own on the store."""
    told = [sys.executable, "-m", "desktop", "--store", str(store.database.url), *words]
    # What measures the tests' coverage would run into the same full disk and say so.
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(
        told, capture_output=True, text=True, timeout=60, check=False, preexec_fn=before, env=alone
    )


def says_one_line(ran: subprocess.CompletedProcess[str], said: str) -> None:
    assert ran.returncode == 1
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_full_disk_refuses_the_edit_and_keeps_what_was_saved(sqlite_store: Store) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit, alias="Nana")
    file = Path(sqlite_store.database.url.database or "")
    with sqlite_store.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    most = file.stat().st_size

    def no_room() -> None:
        # The log of SQLite may not grow beyond what a few pages take.
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, most))

    full = hearth(sqlite_store, "record", "set", "contact", ref.id, "alias=Gogo", before=no_room)
    says_one_line(full, "disk")
    assert read(sqlite_store, ref).values["alias"] == "Nana"
    assert hearth(sqlite_store, "record", "set", "contact", ref.id, "alias=Gogo").returncode == 0


def as_anybody() -> None:
    """Give up root's right to write what may not be written, in a process that is about to start."""
    libc = ctypes.CDLL(None)
    for capability in (_DAC_OVERRIDE, _DAC_READ_SEARCH):
        libc.prctl(_PR_CAPBSET_DROP, capability)


def test_a_store_that_may_not_be_written_says_so(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit)
    folder = tmp_path / "read-only"
    copy = backups.make(sqlite_store.database, folder, datetime.now(UTC))
    before = copy.read_bytes()
    copy.chmod(0o444)
    folder.chmod(0o555)
    closed = Store(Database(f"sqlite:///{copy}"))
    ran = hearth(closed, "record", "set", "contact", ref.id, "alias=Gogo", before=as_anybody)
    folder.chmod(0o755)
    closed.close()
    says_one_line(ran, "may not be written")
    assert copy.read_bytes() == before


def test_a_store_that_another_program_holds_says_so(
    sqlite_store: Store, sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    with sqlite_store.write() as unit:
        contact(unit)
        said = Hearth(sqlite_url, capsys).refusal("record", "new", "contact", "last_name=A", code=1)
    assert "kept busy by another program" in said


def test_an_older_store_is_backed_up_before_it_is_upgraded(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    old_stores.empty(tmp_path / "old.sqlite", "0001")
    answered = Hearth(url, capsys).answer("store", "upgrade")
    (kept,) = backups.existing(home / "backups")
    assert answered == {"from": "0001", "to": REVISION, "upgraded": True, "back_up": str(kept)}
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_sync_backs_up_once_a_day(local_hearth: Hearth, home: Path) -> None:
    local_hearth.answer("sync")
    local_hearth.answer("sync")
    assert len(backups.existing(home / "backups")) == 1


def test_a_damaged_store_is_recovered_by_command(
    sqlite_store: Store, sqlite_url: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite_store.write() as unit:
        ref = contact(unit, alias="Nana")
    backups.make(sqlite_store.database, home / "backups", datetime.now(UTC))
    sqlite_store.close()
    file = Path(sqlite_store.database.url.database or "")
    file.write_bytes(b"spoilt " * 3000)
    at_work = Hearth(sqlite_url, capsys)
    assert "hearth store recover" in at_work.refusal("record", "show", "contact", ref.id, code=1)
    done = at_work.answer("store", "recover", code=5)
    assert not done["readable"]  # nobody knows what was changed since
    assert Path(done["set_aside"]).read_bytes().startswith(b"spoilt")
    assert at_work.answer("record", "show", "contact", ref.id)["fields"]["alias"] == "Nana"


def test_a_clock_set_back_is_said_and_loses_nothing(sqlite_store: Store) -> None:
    ahead = datetime.now(UTC) + timedelta(days=400)
    with open_store(str(sqlite_store.database.url), clock=lambda: ahead) as later, later.write() as unit:
        ref = contact(unit)
    shown = hearth(sqlite_store, "record", "set", "contact", ref.id, "alias=Nana", "--json")
    assert (shown.returncode, json.loads(shown.stdout)["fields"]["alias"]) == (0, "Nana")
    assert "clock of this machine is behind" in shown.stderr
    with sqlite_store.read() as view:
        assert records.read(view, ref).version == 2
