"""What would go out: a record as it would be sent, against what the external system last told us of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.fields import RELATED_HOUSEHOLDS, Component, Field, Role, component
from desktop.store import connections, families, knowing, snapshots, telling
from desktop.store.types import Child, Ref, Values
from desktop.store.unit import View
from desktop.values import Value, same


class Effect(StrEnum):
    """What sending does to one thing there."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that would change there, or a row that would come or go: ``there`` is what it holds now."""

    effect: Effect
    component: str
    row: str
    field: str
    there: Value
    here: Value


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go out; ``known`` tells whether the external system ever said what it holds.

    ``members`` are those who would go before their household.
    """

    ref: Ref
    connection: str
    known: bool
    differences: tuple[Difference, ...]
    members: tuple[Ref, ...] = ()


def of(view: View, ref: Ref, connection: str | None = None) -> Preview:
    """Return what Update External System would change there; nothing is written. Raises ConnectionProblem."""
    name = connections.read(view, connection).name
    there = knowing.last_known(view, ref, name)
    here = snapshots.take(view, ref, name)
    of_record = component(ref.kind)
    found = _fields(of_record, there.values if there else {}, here.values)
    for each in of_record.children:
        if each.name != RELATED_HOUSEHOLDS.name and each.tag:
            before = there.children.get(each.name, ()) if there else ()
            found += _rows(each, before, here.children.get(each.name, ()))
    members = tuple(families.members_in_need(view, ref, name))
    return Preview(ref, name, there is not None, tuple(found), members)


def _fields(of: Component, there: Values, here: Values, row: str = "", name: str = "") -> list[Difference]:
    return [
        Difference(Effect.CHANGED, name, row, each.name, there.get(each.name), here.get(each.name))
        for each in of
        if _travels(each) and not same(each.kind, there.get(each.name), here.get(each.name))
    ]


def _rows(of: Component, there: tuple[Child, ...], here: tuple[Child, ...]) -> list[Difference]:
    before = {each.id: each for each in there}
    found: list[Difference] = []
    for row in here:
        title = telling.title(of, row)
        if row.id in before:
            found += _fields(of, before[row.id].values, row.values, title, of.name)
        else:
            found.append(Difference(Effect.ADDED, of.name, title, "", None, title))
    kept = {each.id for each in here}
    gone = [(telling.title(of, each), each) for each in there if each.id not in kept]
    return found + [Difference(Effect.REMOVED, of.name, title, "", title, None) for title, _ in gone]


def _travels(field: Field) -> bool:
    return bool(field.tag) and field.role is Role.OWN
