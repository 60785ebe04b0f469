"""Small makers of households, contacts and families in a real store."""

from __future__ import annotations

from desktop.store import members, records
from desktop.store.store import Store
from desktop.store.types import Record, Ref
from desktop.store.unit import Unit


def household(unit: Unit, name: str = "Okafor-Lindqvist", **values: object) -> Ref:
    """Make a household."""
    return records.create(unit, "household", {"household_name": name, **values})


def contact(unit: Unit, last_name: str = "Okafor", first_name: str = "Ngozi", **values: object) -> Ref:
    """Make a contact."""
    return records.create(unit, "contact", {"last_name": last_name, "first_name": first_name, **values})


def family(unit: Unit, *first_names: str) -> tuple[Ref, list[Ref]]:
    """Make a household whose members have these first names; the first is primary."""
    home = household(unit)
    people = [contact(unit, first_name=name) for name in first_names]
    for person in people:
        members.add(unit, home, person)
    return home, people


def read(store: Store, ref: Ref) -> Record:
    """Read a record as it stands."""
    with store.read() as view:
        return records.read(view, ref)


def primary_of(store: Store, ref: Ref, component: str = "related_contact") -> list[str | None]:
    """Return whom the primary rows of a component pick: one, if all is well."""
    return [child.picked_id for child in read(store, ref).children[component] if child.primary]
