"""Keeps the keys that an external system gave to a group of records, in as few statements as for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from desktop.store import entities, journal, keys
from desktop.store.closing import Ended
from desktop.store.prepared import Prepared, among, inserting, parameter
from desktop.store.types import Claim, Outcome, RecordKind
from desktop.store.unit import Unit

_KEY = entities.external_key
_INSERT: Final = inserting(_KEY, "connection", "component", "row_id", "integration_id")
_TAKEN: Final = Prepared(
    sa.select(_KEY.c.integration_id).where(
        _KEY.c.connection == parameter("at"),
        _KEY.c.component == parameter("kind"),
        among(_KEY.c.integration_id, "wanted"),
    )
)
Given = tuple[Claim, Outcome]


def assign(unit: Unit, given: Sequence[Given]) -> list[Ended]:
    """Apply outcomes that bring nothing but a key of the record, and return those that could be applied.

    Left out are those whose key another record has: each of them is a case of its own.
    """
    groups: dict[tuple[str, RecordKind], list[Given]] = {}
    for claim, outcome in given:
        of = (claim.delivery.connection, claim.delivery.ref.kind)
        groups.setdefault(of, []).append((claim, outcome))
    return [each for (at, kind), group in groups.items() for each in _assign(unit, at, kind, group)]


def _assign(unit: Unit, connection: str, kind: RecordKind, group: Sequence[Given]) -> list[Ended]:
    free = _without_clashes(unit, connection, kind, group)
    wanted = {claim.delivery.ref.id: _key(outcome) for claim, outcome in free}
    before = keys.of_rows(unit, connection, list(wanted))
    change_sets = unit.change_sets([claim.delivery.id for claim, _ in free])
    if free:
        if before:
            keys.forget(unit, list(before), connection)
        _INSERT.run_for_each(unit, [_row(connection, kind, *each) for each in wanted.items()])
        entries = [_entry(claim, outcome, before, change_sets) for claim, outcome in free]
        journal.INSERT.run_for_each(unit, entries)
        _touch(unit, kind, list(wanted))
    return [
        Ended(
            claim,
            outcome,
            {"integration_id": (before.get(claim.delivery.ref.id), _key(outcome))},
            change_sets[claim.delivery.id],
        )
        for claim, outcome in free
    ]


def _without_clashes(
    unit: Unit, connection: str, kind: RecordKind, group: Sequence[Given]
) -> Sequence[Given]:
    wanted = Counter(_key(outcome) for _, outcome in group)
    taken = _TAKEN.rows(unit, {"at": connection, "kind": kind, "wanted": list(wanted)})
    clashing = {key for (key,) in taken} | {key for key, n in wanted.items() if n > 1}
    return [each for each in group if _key(each[1]) not in clashing]


def _key(outcome: Outcome) -> str:
    decision = outcome.decision
    return "" if decision is None or decision.integration_id is None else decision.integration_id


def _row(connection: str, kind: RecordKind, row_id: str, key: str) -> Mapping[str, object]:
    return {"connection": connection, "component": kind, "row_id": row_id, "integration_id": key}


def _entry(
    claim: Claim, outcome: Outcome, before: Mapping[str, str], change_sets: Mapping[str, int]
) -> Mapping[str, object]:
    ref = claim.delivery.ref
    return {
        "change_set_id": change_sets[claim.delivery.id],
        "kind": ref.kind,
        "record_id": ref.id,
        "component": "",
        "row_id": None,
        "field": "integration_id",
        "before": journal.dump(before.get(ref.id)),
        "after": journal.dump(_key(outcome)),
    }


def _touch(unit: Unit, kind: RecordKind, row_ids: Sequence[str]) -> None:
    """Count a change of each record; as it came with a reply, none of them is to be sent for it."""
    _touched(kind).run(unit, {"row_ids": list(row_ids), "now": unit.at})


@cache
def _touched(kind: RecordKind) -> Prepared:
    table = entities.RECORD_TABLES[kind]
    counted: dict[str, Any] = {"version": table.c.version + 1, "updated_at": parameter("now")}
    return Prepared(sa.update(table).where(among(table.c.id, "row_ids")).values(counted))
