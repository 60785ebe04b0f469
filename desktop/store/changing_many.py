"""Changes one field of many records at once: looked at first, then done in one unit of work or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

import sqlalchemy as sa

from desktop.errors import HearthError, InvalidValue
from desktop.fields import component
from desktop.store import batches, entities, rules
from desktop.store.types import RecordKind, Ref, Values
from desktop.store.unit import Unit, View
from desktop.values import Value, same

_AT_ONCE: Final = 500
_TOLD: Final = 100
# Is told after each part how many are done; raises to stop, and then nothing is changed.
Tell = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records (by the numbers of their list) get which value in which field."""

    kind: RecordKind
    numbers: Sequence[int]
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class Difference:
    """What happens to one record: its value before, or why it is refused."""

    ref: Ref
    name: str
    before: Value = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many records get another value, have it already, or are refused; ``told`` are the first of them.

    What is refused comes first, as nobody wants to find out about that afterwards.
    """

    value: Value
    changing: int
    alike: int
    refused: int
    told: tuple[Difference, ...]


class _Tally:
    """Counts what would happen, and keeps the first of it to be shown."""

    def __init__(self) -> None:
        self._alike = self._changing = self._refused = 0
        self._first: dict[bool, list[Difference]] = {True: [], False: []}

    def take(self, found: Difference | None) -> None:
        if found is None:
            self._alike += 1
            return
        refused = bool(found.refusal)
        self._refused += refused
        self._changing += not refused
        if len(self._first[refused]) < _TOLD:
            self._first[refused].append(found)

    def plan(self, value: Value) -> Plan:
        told = (*self._first[True], *self._first[False])[:_TOLD]
        return Plan(value, self._changing, self._alike, self._refused, told)


def look(view: View, wanted: Wanted, tell: Tell) -> Plan:
    """Return what would happen; raise InvalidValue when the field cannot take the value at all."""
    value, tally = _cleaned(view, wanted), _Tally()
    for done, part in _parts(wanted.numbers):
        for row in _read(view, wanted.kind, part):
            tally.take(_difference(view, wanted, row, value))
        tell(done)
    return tally.plan(value)


def carry_out(unit: Unit, wanted: Wanted, tell: Tell) -> int:
    """Change all records that take the value, under one change set; return how many are different now."""
    value = _cleaned(unit, wanted)
    changed = 0
    for done, part in _parts(wanted.numbers):
        rows = _read(unit, wanted.kind, part)
        able = [
            str(row["id"])
            for row in rows
            if (found := _difference(unit, wanted, row, value)) is not None and not found.refusal
        ]
        changed += batches.change(unit, wanted.kind, ((each, {wanted.field: value}) for each in able))
        tell(done)
    return changed


def refs(view: View, kind: RecordKind, numbers: Sequence[int]) -> list[Ref]:
    """Return the records at these places of their list, in that order; those that are gone are left out."""
    table = entities.RECORD_TABLES[kind]
    found: dict[int, str] = {}
    for _, part in _parts(numbers):
        asked = sa.select(table.c.number, table.c.id).where(table.c.number.in_(part))
        found |= {int(number): str(row_id) for number, row_id in view.execute(asked)}
    return [Ref(kind, found[number]) for number in numbers if number in found]


def _cleaned(view: View, wanted: Wanted) -> Value:
    of = component(wanted.kind)
    field = of[wanted.field]
    if not field.editable or not field.kept:
        raise field.refuse("read_only", "is filled by the program and cannot be changed")
    return rules.clean(view, of, {wanted.field: wanted.value})[wanted.field]


def _difference(view: View, wanted: Wanted, row: Values, value: Value) -> Difference | None:
    """Return what happens to a record, None if it has the value already."""
    of, before = component(wanted.kind), row[wanted.field]
    if same(of[wanted.field].kind, before, value):
        return None
    ref, name = Ref(wanted.kind, str(row["id"])), _name(wanted.kind, row)
    try:
        rules.check_record(view, of, {**row, wanted.field: value})
    except InvalidValue as error:
        return Difference(ref, name, before, error.what)
    except HearthError as error:
        return Difference(ref, name, before, str(error))
    return Difference(ref, name, before)


def _name(kind: str, row: Values) -> str:
    names = ("household_name",) if kind == "household" else ("first_name", "last_name")
    return " ".join(str(row[each]) for each in names if row[each])


def _read(view: View, kind: str, part: Sequence[int]) -> list[Values]:
    table = entities.RECORD_TABLES[kind]
    found = view.execute(sa.select(table).where(table.c.number.in_(part))).mappings()
    by_number = {int(row["number"]): cast("Values", dict(row)) for row in found}
    return [by_number[number] for number in part if number in by_number]


def _parts(numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the numbers some at a time, each part with how many are done after it."""
    for at in range(0, len(numbers), _AT_ONCE):
        part = numbers[at : at + _AT_ONCE]
        yield at + len(part), part
