"""What was acknowledged is in the file, whatever happens to the process that wrote it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop.errors import ExternalSystemProblem
from desktop.integration.external_system import start
from desktop.integration.external_system.ledger import Ledger
from tests.integration.external_system.messages import contact, envelope, post, wrapped


def synchronize(address: str, number: int) -> str:
    return post(address, envelope(wrapped("Synchronize", contact(Id=f"C-{number}", LastName="Okafor"))))[
        "IntegrationId"
    ]


def test_records_and_journal_survive_a_kill(data: Path) -> None:
    system = start(data)
    given = [synchronize(system.contact_address, number) for number in range(5)]
    system.kill()
    with start(data) as again:
        assert [each.integration_id for each in again.records()] == given
        assert [each.outcome for each in again.journal()] == ["insert"] * 5
        assert synchronize(again.contact_address, 0) == given[0]
        assert synchronize(again.contact_address, 9) not in given


def test_the_file_can_be_read_while_it_is_served(data: Path) -> None:
    with start(data) as system:
        synchronize(system.contact_address, 1)
        reader = sqlite3.connect(f"{data.as_uri()}?mode=ro", uri=True)
        assert reader.execute("SELECT outcome, operation FROM journal").fetchall() == [
            ("insert", "ExternalContactSynchronize")
        ]
        reader.close()


def test_a_file_of_another_program_is_refused_and_left_as_it_is(data: Path) -> None:
    other = sqlite3.connect(data)
    other.execute("CREATE TABLE household (id)")
    other.close()
    before = data.read_bytes()
    with pytest.raises(ExternalSystemProblem, match="belongs to another program"):
        Ledger(data)
    assert data.read_bytes() == before


@pytest.mark.parametrize("content", [None, "no database at all " * 99])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "nowhere" / "file" if content is None else tmp_path / "file"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ExternalSystemProblem) as problem:
        Ledger(file)
    assert problem.value.concerns == str(file)
    assert "--data" in problem.value.way_out
