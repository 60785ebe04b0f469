"""The `hearth` command as a process: what it loads, what it prints, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.commands import record
from desktop.integration.external_system.system import ExternalSystem
from tests.commands.conftest import Hearth

HEAVY = ("PySide6", "zeep", "lxml", "sqlalchemy", "alembic", "psycopg")


def hearth(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "desktop", *words],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=60,
    )


def loaded_by(*words: str) -> set[str]:
    """Runs a command in a Python of its own and names the heavy libraries it loaded."""
    program = (
        "import sys; from desktop.__main__ import main\n"
        f"code = main({list(words)!r})\n"
        f"print(code, *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    code, *names = ran.stderr.split()
    assert code == "0", ran.stderr
    return set(names)


def test_the_overview_loads_nothing_heavy() -> None:
    assert loaded_by("--help") == set()


def test_looking_at_the_store_loads_the_store_alone(sqlite_url: str) -> None:
    assert loaded_by("--store", sqlite_url, "record", "list", "household") == {"sqlalchemy"}
    assert loaded_by("--store", sqlite_url, "queue") == {"sqlalchemy"}


def test_sync_delivers_without_a_window(
    connected_locally: Hearth, sqlite_url: str, system: ExternalSystem
) -> None:
    system.set_conduct({"mode": "offline"})
    made = connected_locally.contact()
    connected_locally.answer("send", "contact", made["id"], code=3)
    system.set_conduct({"mode": "normal"})
    assert "PySide6" not in loaded_by("--store", sqlite_url, "sync")
    assert [each.fields["Id"] for each in system.records("contact")] == [made["id"]]


def test_home_comes_from_the_option_or_the_environment(tmp_path: Path) -> None:
    hearth("store", "upgrade", HEARTH_HOME=str(tmp_path / "one"))
    hearth("--home", str(tmp_path / "two"), "store", "upgrade")
    assert {file.parent.name for file in tmp_path.rglob("hearth.sqlite")} == {"one", "two"}


def test_a_store_named_by_the_environment_is_used(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'named.db'}"
    ran = hearth("record", "new", "household", "household_name=Okafor", HEARTH_STORE=url)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "named.db").exists()
    assert not list(tmp_path.rglob("hearth.sqlite"))


def test_every_letter_is_printed_whatever_the_locale(sqlite_url: str, local_hearth: Hearth) -> None:
    local_hearth.household("Öhman–東京")
    words = ("--store", sqlite_url, "record", "list", "household")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    assert "Öhman–東京" in hearth(*words, **plain).stdout
    document = json.loads(hearth(*words, "--json", **plain).stdout)
    assert document["records"][0]["fields"]["household_name"] == "Öhman–東京"


def test_a_reader_who_had_enough_is_no_error(sqlite_url: str, local_hearth: Hearth) -> None:
    local_hearth.answer("sample", "--households", "200")
    words = [
        sys.executable,
        "-m",
        "desktop",
        "--store",
        sqlite_url,
        "record",
        "list",
        "contact",
        "--limit",
        "500",
    ]
    writer = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.read(10)
    writer.stdout.close()
    _, said = writer.communicate(timeout=60)
    assert (writer.returncode, said) == (0, b"")


def test_a_home_that_is_a_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = hearth("--home", str(tmp_path / "file"), "queue")
    assert ran.returncode == 2
    assert "cannot be used" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_an_error_nobody_foresaw_is_one_line_and_its_details_are_kept(
    local_hearth: Hearth, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: object) -> None:
        raise ZeroDivisionError("at https://agent:open-sesame@crm.example.com with s3cret")

    monkeypatch.setenv("HEARTH_PASSWORD_CRM", "s3cret")
    monkeypatch.setattr(record.lists, "page", burst)
    said = local_hearth.refusal("record", "list", "contact", code=1)
    details = (home / "logs" / "errors.log").read_text("utf-8")
    assert str(home / "logs" / "errors.log") in said
    assert "Traceback" in details
    for text in (said, details):
        assert "ZeroDivisionError" in text
        assert "open-sesame" not in text
        assert "s3cret" not in text


def test_ctrl_c_ends_quietly(local_hearth: Hearth, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(record.lists, "page", interrupt)
    ran = local_hearth.run("record", "list", "contact")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_ctrl_c_lets_sync_finish_the_record_under_way(
    connected_locally: Hearth, sqlite_url: str, system: ExternalSystem
) -> None:
    system.set_conduct({"mode": "offline"})
    for name in ("Ada", "Bo", "Cy"):
        made = connected_locally.contact(name)
        connected_locally.answer("send", "contact", made["id"], code=3)
    system.set_conduct({"mode": "slow", "delay": 60})
    words = [sys.executable, "-m", "desktop", "--store", sqlite_url, "--json", "sync"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    arrived = threading.Event()
    while not system.journal(0) and not arrived.wait(0.05):
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    arrived.wait(0.3)
    system.set_conduct({"mode": "normal"})
    said, complaints = running.communicate(timeout=30)
    assert (running.returncode, complaints) == (130, b"")
    done = json.loads(said)
    assert (done["delivered"], done["waiting"], len(system.records("contact"))) == (1, 2, 1)


def test_main_may_be_called_by_a_program() -> None:
    assert main(["--version"]) == 0
