"""A built-in external system for each test, on a real socket and a real file, and someone to call it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.integration.external_system.kept import JournalEntry, Record
from desktop.integration.external_system.system import ExternalSystem, Setup
from tests.integration.external_system.messages import Answer, Message, envelope, post, wrapped


class Caller:
    """Calls the services of a system in the test's own process."""

    def __init__(self, system: ExternalSystem) -> None:
        self.system = system
        self.addresses = system.addresses()

    def call(self, operation: str, message: Message, before: str = "", after: str = "") -> Answer:
        return self.post(message.kind, envelope(wrapped(operation, message, before, after)))

    def post(self, kind: str, body: str | bytes, query: str = "", **headers: str) -> Answer:
        return post(f"{self.addresses[kind]}?{query}", body, **headers)

    def synchronize(self, message: Message, before: str = "") -> Answer:
        return self.call("Synchronize", message, before)

    def upsert(self, message: Message) -> Answer:
        return self.call("InsertOrUpdate", message)

    def find(self, kind: str, row_id: str) -> Answer:
        """Query by id."""
        title = kind.title()
        asked = f'<a:External{title}QueryById_Input xmlns:a="http://siebel.com/asi/"><a:PrimaryRowId>{row_id}'
        return self.post(kind, envelope(f"{asked}</a:PrimaryRowId></a:External{title}QueryById_Input>"))

    def records(self, kind: str = "") -> list[Record]:
        return self.system.records(kind)

    def journal(self) -> list[JournalEntry]:
        return self.system.journal(0)

    def conduct(self, **told: object) -> None:
        self.system.set_conduct(told)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The file of the external system."""
    return tmp_path / "external.sqlite"


@pytest.fixture
def caller(data: Path) -> Iterator[Caller]:
    """Somebody who calls an external system that knows nobody yet."""
    system = ExternalSystem(Setup(data))
    system.start()
    yield Caller(system)
    system.stop()
