"""What the built-in external system keeps, as plain values that travel as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

INTEGRATION_ID = "IntegrationId"

Fields = Mapping[str, str]


class Outcome(StrEnum):
    """What a message did to the records."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    QUERY = "query"
    SKIPPED = "skipped"  # the message itself asked to leave the record alone
    FAULT = "fault"
    NOTHING = "nothing"  # turned away before it was looked at: busy, login page, no credentials, cut


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a child list: its fields by tag, its attributes by name."""

    fields: Fields
    attributes: Fields = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Record:
    """One household or contact.

    ``fields`` holds by tag what the system was told: an empty text was cleared, an absent tag never told.
    ``rows`` does the same for the child lists, by container. ``by_name_only`` marks a contact that was never
    sent itself and is known as somebody's member alone.
    """

    kind: str
    fields: Fields
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict[str, tuple[Row, ...]])
    by_name_only: bool = False

    @property
    def integration_id(self) -> str:
        """Return the system's own key of the record, given once and never again."""
        return self.fields[INTEGRATION_ID]

    def as_json(self) -> dict[str, Any]:
        """Return the record as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Record:
        """Return the record that ``as_json`` described."""
        rows = {name: tuple(Row(**row) for row in rows) for name, rows in kept["rows"].items()}
        return cls(kept["kind"], kept["fields"], rows, kept["by_name_only"])


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One message that arrived; ``keys`` and ``outcome`` are those of its first record.

    ``trouble`` is the fault that was switched on. ``answered`` is false when the reply was kept back or cut
    on purpose: with an outcome of insert or update the work was then done and its reply lost.
    """

    time: str
    operation: str
    kind: str
    keys: Fields
    outcome: Outcome
    trouble: str
    answered: bool
    request: str
    reply: str
    sequence: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> JournalEntry:
        """Return the entry that ``as_json`` described."""
        values = dict(kept)
        return cls(outcome=Outcome(values.pop("outcome")), **values)
