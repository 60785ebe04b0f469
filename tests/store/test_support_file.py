"""The support file holds what happened, no secret, and personal data only when that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.store import support_file
from desktop.store.types import Attempt, Exchange, RecordKind, Ref

EXCHANGE = Exchange(
    started_at="2026-03-01T09:30:00.000Z",
    finished_at="2026-03-01T09:30:01.250Z",
    outcome="refused",
    http_status=500,
    note="ExternalContactSynchronize. The value 'Ngozi' is refused.",
    request="<Contact><FirstName>Ngozi</FirstName></Contact>",
    reply="<Fault><faultstring>'Ngozi' is unknown</faultstring></Fault>",
)
ATTEMPT = Attempt(7, "01DELIVERY", Ref(RecordKind.CONTACT, "01CONTACT"), "crm", EXCHANGE)


def test_values_are_hidden_unless_they_are_asked_for() -> None:
    told = support_file.text([ATTEMPT], "0.1.0", "2026-03-02T10:00:00.000Z")
    assert "Ngozi" not in told
    for part in ("<FirstName>Xxxxx (1)</FirstName>", "1.250 seconds", "HTTP status 500", "contact 01CONTACT"):
        assert part in told


def test_whoever_asks_for_personal_data_is_warned_in_the_file() -> None:
    told = support_file.text([ATTEMPT], "0.1.0", "2026-03-02T10:00:00.000Z", with_personal_data=True)
    assert "<FirstName>Ngozi</FirstName>" in told
    assert "ATTENTION" in told


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        support_file.write(str(tmp_path / "nowhere" / "file.txt"), "")
