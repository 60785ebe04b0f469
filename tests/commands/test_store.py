"""`hearth store`: what an administrator is told about the local store."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop.store.upgrade import REVISION
from tests.commands.conftest import Hearth


def test_info_counts_what_the_store_holds(hearth: Hearth, store_url: str) -> None:
    home, person = hearth.household()["id"], hearth.contact()["id"]
    hearth.answer("member", "add", home, person)
    info = hearth.answer("store", "info")
    assert info["database"] in store_url
    assert info["revision"] == REVISION
    assert info["size"] > 10_000
    counted = {name: info["counts"][name] for name in ("households", "contacts", "memberships", "waiting")}
    assert counted == {"households": 1, "contacts": 1, "memberships": 1, "waiting": 0}


def test_info_for_a_person_names_the_store(local_hearth: Hearth) -> None:
    shown = local_hearth.run("store", "info").out
    assert "Database     sqlite\n" in shown
    assert "Households   0\n" in shown


def test_a_new_store_is_sound(hearth: Hearth) -> None:
    assert hearth.answer("store", "check") == {"ok": True, "problems": []}


def test_upgrade_makes_a_store_where_there_is_none(
    bare_store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = Hearth(bare_store_url, capsys)
    assert bare.answer("store", "upgrade") == {
        "from": None,
        "to": REVISION,
        "upgraded": True,
        "back_up": None,
    }
    assert bare.answer("store", "upgrade") == {
        "from": REVISION,
        "to": REVISION,
        "upgraded": False,
        "back_up": None,
    }


def test_a_broken_rule_is_found_and_named(sqlite_url: str, local_hearth: Hearth) -> None:
    home, person = local_hearth.household()["id"], local_hearth.contact()["id"]
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as file:
        file.execute("UPDATE household SET head_of_household = ?", [person])
    file.close()
    found = local_hearth.answer("store", "check", code=1)
    assert found["ok"] is False
    assert found["problems"] == [f"The head of a household is no member of it: {home}."]


def test_a_damaged_file_is_found(sqlite_url: str, local_hearth: Hearth) -> None:
    for number in range(30):
        local_hearth.household(f"Okafor {number}")
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'ix_household_sort_name_number'"
        )
    connection.close()
    ran = local_hearth.run("store", "check")
    assert ran.code == 1
    assert "damaged" in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_something_that_is_no_store_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all,\n" * 200)
    said = Hearth(f"sqlite:///{letter}", capsys).refusal("store", "info", code=1)
    assert "is not a store of Hearth" in said
    assert letter.read_text() == "Dear all,\n" * 200


def test_an_address_of_no_store_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert "is not the address of a store" in Hearth("mailto:me", capsys).refusal("queue")


def test_a_back_up_is_written_and_put_back(local_hearth: Hearth) -> None:
    kept = local_hearth.household()["id"]
    file = local_hearth.answer("store", "backup")["file"]
    local_hearth.answer("record", "delete", "household", kept)
    restored = local_hearth.answer("store", "restore", "newest")
    assert Path(restored["set_aside"]).exists()
    assert local_hearth.answer("record", "show", "household", kept)["id"] == kept
    assert Path(file).parent.name == "backups"


def test_without_a_back_up_there_is_nothing_to_restore(local_hearth: Hearth) -> None:
    assert "no back-up" in local_hearth.refusal("store", "restore", "newest")
