"""Runs `hearth` as a person or a script does, in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.__main__ import main
from desktop.integration.external_system.system import ExternalSystem, Setup


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit code and what it said."""

    code: int
    out: str
    err: str


class Hearth:
    """The command line on one store."""

    def __init__(self, store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._store_url = store_url
        self._capsys = capsys

    def run(self, *words: str) -> Ran:
        """Runs one command and returns what came of it."""
        self._capsys.readouterr()
        code = main(["--store", self._store_url, *words])
        said = self._capsys.readouterr()
        return Ran(code, said.out, said.err)

    def answer(self, *words: str, code: int = 0) -> dict[str, Any]:
        """Runs one command with --json, checks its exit code and returns the one document it printed."""
        ran = self.run(*words, "--json")
        assert ran.code == code, ran.err
        return json.loads(ran.out)

    def refusal(self, *words: str, code: int = 2) -> str:
        """Runs a command that fails, checks that it says why in one line, and returns that line."""
        ran = self.run(*words)
        assert (ran.code, ran.out) == (code, ""), ran
        assert ran.err.startswith("hearth: ")
        assert ran.err.count("\n") == 1
        return ran.err

    def household(self, name: str = "Okafor-Lindqvist", **values: str) -> dict[str, Any]:
        """Makes a household and returns its record."""
        return self.answer("record", "new", "household", f"household_name={name}", *_words(values))

    def contact(self, first: str = "Ngozi", last: str = "Okafor", **values: str) -> dict[str, Any]:
        """Makes a contact and returns its record."""
        names = (f"first_name={first}", f"last_name={last}")
        return self.answer("record", "new", "contact", *names, *_words(values))


def _words(values: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in values.items()]


@pytest.fixture
def hearth(store_url: str, capsys: pytest.CaptureFixture[str]) -> Hearth:
    """The command line on a new store, once on SQLite and once on PostgreSQL."""
    return Hearth(store_url, capsys)


@pytest.fixture
def local_hearth(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> Hearth:
    """The command line on a new SQLite store, for what does not depend on the database."""
    return Hearth(sqlite_url, capsys)


@pytest.fixture
def system(tmp_path: Path) -> Iterator[ExternalSystem]:
    """A built-in external system that knows nobody yet, on its socket."""
    running = ExternalSystem(Setup(tmp_path / "external.sqlite"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def connected(hearth: Hearth, system: ExternalSystem) -> Hearth:
    """The command line on a new store that knows the external system as ``crm``."""
    return _connect(hearth, system)


@pytest.fixture
def connected_locally(local_hearth: Hearth, system: ExternalSystem) -> Hearth:
    """The same on SQLite alone."""
    return _connect(local_hearth, system)


def _connect(hearth: Hearth, system: ExternalSystem) -> Hearth:
    address = system.addresses()["household"].removesuffix("/asi/household")
    hearth.answer("connection", "set", "crm", "--address", address, "--timeout", "60")
    return hearth
