"""What a process that sends tells the one that started it: a line of JSON for what happened since the last.

No value of a record stands in it, only which records changed and how the deliveries stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from desktop.store.types import Changes, Delivery, DeliveryError, DeliveryState, RecordKind, Ref


@dataclass(slots=True)
class Tidings:
    """What happened since somebody was told: changes, the latest answer of each external system, how many."""

    created: set[Ref] = field(default_factory=set[Ref])
    changed: dict[Ref, frozenset[str]] = field(default_factory=dict[Ref, frozenset[str]])
    deleted: set[Ref] = field(default_factory=set[Ref])
    deliveries: set[str] = field(default_factory=set[str])
    lines: set[str] = field(default_factory=set[str])
    answers: dict[str, Delivery] = field(default_factory=dict[str, Delivery])
    done: int = 0
    total: int = 0

    def take(self, changes: Changes) -> None:
        """Take in what a unit of work changed."""
        self.created |= changes.created
        self.deleted |= changes.deleted
        self.deliveries |= changes.deliveries
        self.lines |= changes.lines
        for ref, names in changes.changed.items():
            self.changed[ref] = self.changed.get(ref, frozenset()) | names

    def answer(self, delivery: Delivery, done: int, total: int) -> None:
        """Take in how a delivery stands after it was tried."""
        self.answers[delivery.connection] = delivery
        self.done, self.total = done, total

    @property
    def changes(self) -> Changes:
        """Return all that changed as if it had been one unit of work."""
        return Changes(
            frozenset(self.created),
            dict(self.changed),
            frozenset(self.deleted),
            frozenset(self.deliveries),
            lines=frozenset(self.lines),
        )


def dump(tidings: Tidings) -> str:
    """Return tidings as one line."""
    told = {
        "created": _refs(tidings.created),
        "changed": [[*ref, sorted(names)] for ref, names in tidings.changed.items()],
        "deleted": _refs(tidings.deleted),
        "deliveries": sorted(tidings.deliveries),
        "lines": sorted(tidings.lines),
        "answers": [_answer(each) for each in tidings.answers.values()],
        "done": tidings.done,
        "total": tidings.total,
    }
    return json.dumps(told, ensure_ascii=False)


def load(line: str) -> Tidings:
    """Return the tidings of a line; raise ValueError or KeyError for a line that is none."""
    told: dict[str, Any] = json.loads(line)
    return Tidings(
        {Ref(RecordKind(kind), row_id) for kind, row_id in told["created"]},
        {Ref(RecordKind(kind), row_id): frozenset(names) for kind, row_id, names in told["changed"]},
        {Ref(RecordKind(kind), row_id) for kind, row_id in told["deleted"]},
        set(told["deliveries"]),
        set(told["lines"]),
        {each["connection"]: _delivery(each) for each in told["answers"]},
        int(told["done"]),
        int(told["total"]),
    )


def _refs(refs: Iterable[Ref]) -> list[list[str]]:
    return [[*each] for each in sorted(refs)]


def _answer(delivery: Delivery) -> dict[str, object]:
    error = delivery.error
    return {
        "id": delivery.id,
        "connection": delivery.connection,
        "kind": delivery.ref.kind,
        "record": delivery.ref.id,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "in_doubt": delivery.in_doubt,
        "error": None if error is None else [error.code, error.message],
    }


def _delivery(told: dict[str, Any]) -> Delivery:
    return Delivery(
        told["id"],
        told["connection"],
        Ref(RecordKind(told["kind"]), told["record"]),
        DeliveryState(told["state"]),
        told["attempts"],
        told["created_at"],
        in_doubt=told["in_doubt"],
        error=None if told["error"] is None else DeliveryError(*told["error"]),
    )
