"""Lists of values: data that an administrator can add to, and the rule that bounded ones make."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from desktop import resources
from desktop.errors import UsageError
from desktop.fields import Field
from desktop.store import entities, locks
from desktop.store.unit import Unit, View
from desktop.values import Value

LONGEST: Final = 255
_LISTS, _VALUES = entities.pick_list, entities.pick_value


def names(view: View) -> tuple[str, ...]:
    """Return the names of all lists."""
    return tuple(view.execute(sa.select(_LISTS.c.name).order_by(_LISTS.c.name)).scalars())


def values(view: View, name: str) -> tuple[str, ...]:
    """Return the values of a list in their order; an unknown list is empty."""
    found = sa.select(_VALUES.c.value).where(_VALUES.c.list_name == name).order_by(_VALUES.c.place)
    return tuple(view.execute(found).scalars())


def all_values(view: View) -> Mapping[str, tuple[str, ...]]:
    """Return the values of every list by its name."""
    kept = _kept(view)
    return {name: tuple(kept[name]) for name in names(view)}


def is_bounded(view: View, name: str) -> bool:
    """Tell whether a value outside the list is refused rather than kept."""
    return bool(view.execute(sa.select(_LISTS.c.bounded).where(_LISTS.c.name == name)).scalar())


def bounded(view: View) -> Mapping[str, frozenset[str]]:
    """Return the values of the bounded lists by name: what a reply may contain."""
    found = (
        sa.select(_VALUES.c.list_name, _VALUES.c.value)
        .join(_LISTS, _LISTS.c.name == _VALUES.c.list_name)
        .where(_LISTS.c.bounded == sa.true())
    )
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for name, value in view.execute(found):
        lists[name].add(value)
    return {name: frozenset(allowed) for name, allowed in lists.items()}


def add(unit: Unit, name: str, value: str) -> None:
    """Add a value at the end of a list; one that is there already stays where it is."""
    locks.refuse_list(unit, name)
    text = value.strip()
    if name not in names(unit):
        raise UsageError(
            f"There is no list {name}.", concerns=name, way_out=f"There are: {', '.join(names(unit))}."
        )
    if not text or len(text) > LONGEST:
        raise UsageError(f"A value of a list has 1 to {LONGEST} characters.", concerns=name)
    there = values(unit, name)
    if text not in there:
        unit.execute(sa.insert(_VALUES), [{"list_name": name, "value": text, "place": len(there)}])


def give(unit: Unit, name: str, wanted: Sequence[str], *, only: bool) -> None:
    """Add values to a list, or with ``only`` take all others out of it; records keep what they hold."""
    if only:
        others = sa.delete(_VALUES).where(_VALUES.c.list_name == name, _VALUES.c.value.not_in(wanted))
        unit.execute(others)
    for value in wanted:
        add(unit, name, value)
    if only:
        for place, value in enumerate(wanted):
            here = (_VALUES.c.list_name == name) & (_VALUES.c.value == value.strip())
            unit.execute(sa.update(_VALUES).where(here).values(place=place))


def check(view: View, field: Field, value: Value) -> None:
    """Raise InvalidValue when the field's list is bounded and lacks the value."""
    if value is None or not field.pick_list or not is_bounded(view, field.pick_list):
        return
    allowed = values(view, field.pick_list)
    if value not in allowed:
        raise field.refuse("list", f"must be one of: {', '.join(allowed)}", value)


def seed(unit: Unit) -> None:
    """Add the lists and values that travel with the program and are not in the store yet."""
    declared = json.loads(resources.text("pick_lists.json"))
    there, kept = set(names(unit)), _kept(unit)
    lists = [
        {"name": name, "bounded": bool(each["bounded"])}
        for name, each in declared.items()
        if name not in there
    ]
    rows = [row for name, each in declared.items() for row in _added(name, each["values"], kept[name])]
    if lists:
        unit.execute(sa.insert(_LISTS), lists)
    if rows:
        unit.execute(sa.insert(_VALUES), rows)


def _added(name: str, wanted: Sequence[str], there: Sequence[str]) -> list[dict[str, object]]:
    """Return the rows that put the wanted values behind those that a list has."""
    new = enumerate((value for value in wanted if value not in there), len(there))
    return [{"list_name": name, "value": value, "place": place} for place, value in new]


def _kept(view: View) -> defaultdict[str, list[str]]:
    """Return the values of every list in their order, in one question to the store."""
    lists: defaultdict[str, list[str]] = defaultdict(list)
    found = sa.select(_VALUES.c.list_name, _VALUES.c.value).order_by(_VALUES.c.place)
    for name, value in view.execute(found):
        lists[name].append(value)
    return lists
