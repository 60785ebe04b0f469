"""Roll-ups: what a household and its contacts have of one kind, each row with whose it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from desktop.models.child_list import ChildRow, child_row
from desktop.models.sights import Sight, name_of
from desktop.store.types import Child, Record

WHOSE: Final = "whose"
# By the component of a contact: the view of the contact that shows it.
VIEWS: Final = {
    "activity": "activities",
    "personal_address": "addresses",
    "note": "notes",
    "attachment": "attachments",
    "opportunity": "opportunities",
    "service_request": "service_requests",
    "agreement": "agreements",
    "asset": "assets",
}
# What is looked at first: the next thing to do, the newest note, what is worth most.
_ORDER: Final[dict[str, tuple[str, bool]]] = {
    "activity": ("due", False),
    "note": ("created", True),
    "attachment": ("created", True),
    "opportunity": ("close_date", False),
    "service_request": ("created", True),
    "agreement": ("end_date", False),
}


def rows(sight: Sight, component: str) -> list[ChildRow]:
    """Return the household's own rows, then those of its members, which are edited at the member."""
    own = [child_row(child, whose=name_of(sight.record)) for child in own_children(sight, component)]
    theirs = [row for member in sight.members.values() for row in _of_member(member, component)]
    return _ordered(component, own + theirs)


def own_children(sight: Sight, component: str) -> tuple[Child, ...]:
    """Return what the record itself has of the component."""
    return sight.record.children.get(component, ())


def children(sight: Sight, component: str) -> dict[str, Child]:
    """Return every child that ``rows`` shows, by its id."""
    held = [own_children(sight, component)]
    held += [member.children.get(component, ()) for member in sight.members.values()]
    return {child.id: child for group in held for child in group}


def counter(component: str) -> Callable[[Sight], int]:
    """Return what counts the rows of a component."""
    return lambda sight: len(children(sight, component))


def _of_member(member: Record, component: str) -> list[ChildRow]:
    return [
        ChildRow(child.id, {**child.values, "primary": child.primary, WHOSE: name_of(member)}, member.ref,
                 locked=True)
        for child in member.children.get(component, ())
    ]  # fmt: skip


def _ordered(component: str, found: list[ChildRow]) -> list[ChildRow]:
    name, newest_first = _ORDER.get(component, ("", False))
    there = [row for row in found if row.values.get(name) is not None]
    rest = [row for row in found if row.values.get(name) is None]
    return sorted(there, key=lambda row: str(row.values[name]), reverse=newest_first) + rest
