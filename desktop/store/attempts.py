"""The delivery log: every try on the wire, with what was sent and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from desktop.errors import RecordNotFound
from desktop.store import entities
from desktop.store.types import Attempt, Exchange, RecordKind, Ref
from desktop.store.unit import View

_TABLE = entities.attempt
_ENVELOPES: Final = ("request", "reply")


def log(view: View, ref: Ref | None = None, limit: int = 200) -> list[Attempt]:
    """Return the attempts with their envelopes, newest first: of one record, or of all."""
    return [_attempt(row) for row in view.execute(_newest(ref, limit)).mappings()]


def headings(view: View, ref: Ref, limit: int = 200) -> list[Attempt]:
    """Return the attempts of a record, newest first, with empty envelopes: those are long and read singly."""
    light = _newest(ref, limit).with_only_columns(*(each for each in _TABLE.c if each.name not in _ENVELOPES))
    return [_attempt(row) for row in view.execute(light).mappings()]


def read(view: View, *numbers: int) -> list[Attempt]:
    """Return the named attempts with their envelopes, in the order asked for; raise RecordNotFound."""
    found = sa.select(_TABLE).where(_TABLE.c.id.in_(numbers))
    by_number = {row["id"]: _attempt(row) for row in view.execute(found).mappings()}
    for number in numbers:
        if number not in by_number:
            raise RecordNotFound(
                f"The delivery log has no attempt {number}.",
                concerns=str(number),
                way_out="See: hearth log --json",
            )
    return [by_number[number] for number in numbers]


def seconds(exchange: Exchange) -> float:
    """Return how long the attempt took."""
    started, finished = (datetime.fromisoformat(each) for each in (exchange.started_at, exchange.finished_at))
    return max((finished - started).total_seconds(), 0.0)


def earlier(shown: Sequence[Attempt], number: int) -> Attempt | None:
    """Return the attempt before ``number`` in a list that has the newest first."""
    return next((each for each in shown if each.id < number), None)


def _newest(ref: Ref | None, limit: int) -> sa.Select[*tuple[object, ...]]:
    found = sa.select(_TABLE).order_by(_TABLE.c.id.desc()).limit(limit)
    return found if ref is None else found.where(_TABLE.c.record_id == ref.id)


def _attempt(row: RowMapping) -> Attempt:
    exchange = Exchange(**{name: row.get(name, "") for name in Exchange.__dataclass_fields__})
    ref = Ref(RecordKind(row["kind"]), row["record_id"])
    return Attempt(row["id"], row["delivery_id"], ref, row["connection"], exchange)
