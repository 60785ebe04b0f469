"""`hearth external-system serve` serves, says where, and stops when it is told to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from desktop.__main__ import main
from tests.integration.external_system.messages import contact, envelope, get, post, wrapped

NGOZI = envelope(wrapped("Synchronize", contact(Id="C-1", LastName="Okafor")))


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A served external system, with what it prints."""
    command = [sys.executable, "-m", "desktop", "external-system", "serve", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout
        finally:
            process.kill()


def test_the_addresses_are_one_json_document(home: Path) -> None:
    with serving("--json") as (process, printed):
        addresses = json.loads(printed.readline())
        assert get(f"{addresses['household']}?wsdl").status == 200
        assert post(addresses["contact"], NGOZI).operation == "insert"
        process.terminate()
        assert (printed.read(), process.wait(10)) == ("", 0)
    assert addresses["household"].endswith("/asi/household")
    assert Path(addresses["data"]).parent == home


def test_the_addresses_are_readable(tmp_path: Path) -> None:
    with serving("--data", str(tmp_path / "file")) as (process, printed):
        lines = [printed.readline() for _ in range(5)]
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert lines[0] == "The built-in external system is ready; Ctrl+C stops it.\n"
    assert lines[2].split()[0] == "contact"
    assert lines[4].split() == ["data", str(tmp_path / "file")]


def test_it_goes_on_from_its_file(tmp_path: Path) -> None:
    outcomes: list[str | None] = []
    for _ in range(2):
        with serving("--json", "--data", str(tmp_path / "file")) as (process, printed):
            outcomes.append(post(json.loads(printed.readline())["contact"], NGOZI).operation)
            process.terminate()
            process.wait(10)
    assert outcomes == ["insert", "update"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--faults", "sulking"], "mode = 'sulking' is not understood."),
        (["--faults", "{"], "--faults is no JSON object"),
        (["--port", "65536"], "'65536' is no port"),
        (["--household-wsdl", "nowhere.wsdl"], "The file nowhere.wsdl is not there."),
        (["--user", "agent07"], "There is no password for agent07."),
        (["--user", "agent07", "--password-env", "NOWHERE"], "There is no password for agent07."),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main(["external-system", "serve", *words]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_a_file_that_cannot_be_used_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no database at all " * 99)
    assert main(["external-system", "serve", "--port", "0", "--data", str(tmp_path / "file")]) == 1
    assert "cannot keep its records" in capsys.readouterr().err


def test_no_window_and_no_store_is_loaded() -> None:
    asked = (
        "import sys, desktop.integration.external_system.system as _;"
        "print(sorted({'PySide6', 'sqlalchemy', 'zeep'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
