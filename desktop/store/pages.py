"""All records of a kind in the order in which they were made, some at a time, to be exported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from desktop.fields import component
from desktop.store import entities, keys
from desktop.store.lists import ListQuery, numbers
from desktop.store.types import Ref
from desktop.store.unit import View
from desktop.values import Value

_AT_ONCE: Final = 500
_MEMBERSHIP, _HOUSEHOLD = entities.membership, entities.household


def refs(view: View, query: ListQuery) -> Iterator[list[Ref]]:
    """Yield the listed records, some at a time."""
    table = entities.RECORD_TABLES[query.kind]
    for part in _parts(view, query):
        found = view.execute(sa.select(table.c.number, table.c.id).where(table.c.number.in_(part)))
        by_number = {int(number): str(row_id) for number, row_id in found}
        yield [Ref(query.kind, by_number[number]) for number in part if number in by_number]


def rows(view: View, query: ListQuery) -> Iterator[list[tuple[Value, ...]]]:
    """Yield of each record its id, its integration id at the default external system, and what it keeps."""
    table = entities.RECORD_TABLES[query.kind]
    columns = [table.c[each.name] for each in component(query.kind).kept]
    for part in _parts(view, query):
        found = sa.select(table.c.id, *columns).where(table.c.number.in_(part)).order_by(table.c.number)
        listed = view.execute(found).all()
        known = keys.of_rows(view, view.default_connection, [str(row[0]) for row in listed])
        yield [(str(row[0]), known.get(str(row[0])), *row[1:]) for row in listed]


def memberships(view: View) -> Iterator[list[tuple[Any, ...]]]:
    """Yield all memberships in the order in which they were made, with whether the member is the head."""
    member = _MEMBERSHIP
    is_head = _HOUSEHOLD.c.head_of_household == member.c.contact_id
    asked = (
        sa.select(
            member.c.number,
            member.c.household_id,
            member.c.contact_id,
            member.c.is_primary,
            member.c.relationship,
            member.c.date_entered_household,
            member.c.date_exited_household,
            sa.func.coalesce(is_head, sa.false()),
        )
        .join(_HOUSEHOLD, _HOUSEHOLD.c.id == member.c.household_id)
        .order_by(member.c.number)
        .limit(_AT_ONCE)
    )
    after = 0
    while found := view.execute(asked.where(member.c.number > after)).all():
        after = int(found[-1][0])
        yield [tuple(row[1:]) for row in found]


def _parts(view: View, query: ListQuery) -> Iterator[Sequence[int]]:
    order = sorted(numbers(view, query))
    return (order[at : at + _AT_ONCE] for at in range(0, len(order), _AT_ONCE))
