"""Turns invented households into rows for the store's tables, with row ids made of the same chance."""

from __future__ import annotations

import base64
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Final

from desktop.store.ids import ALPHABET
from desktop.store.sample import doings
from desktop.store.sample.doings import Letter
from desktop.store.sample.people import Household, Member, Values, invent

# Crockford's alphabet in the place of the standard one, whose encoder is many times faster than a loop.
_CROCKFORD: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())
# Invented records look older than any that a person makes: 1 January 2020 in milliseconds.
_FIRST_MOMENT: Final = 1_577_836_800_000

_NOTES_OF_HOUSEHOLDS: Final = 8

# Kind of record, name of its child component.
ChildKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The row ids of what records link to, in the order of the vocabulary."""

    positions: list[str]
    organizations: list[str]
    accounts: list[str]
    letters: list[Letter] = field(default_factory=list[Letter])


@dataclass(slots=True)
class Rows:
    """Rows that are written together: records by kind, children by kind and component."""

    records: defaultdict[str, list[Values]] = field(default_factory=lambda: defaultdict(list))
    children: defaultdict[ChildKey, list[Values]] = field(default_factory=lambda: defaultdict(list))


class RowIds:
    """Row ids for the records of one household: ordered by its place, told apart by chance."""

    def __init__(self, chance: Random, place: int) -> None:
        # The first ten letters hold 48 bits of time; the bits above the 50 that ten letters have are nought.
        moment = (_FIRST_MOMENT + place).to_bytes(10, "big")
        self._moment = _encode(moment)[-10:]
        self._chance = chance

    def next(self) -> str:
        """Return another row id."""
        return self._moment + _encode(self._chance.randbytes(10))


def invented(seed: int, first: int, count: int, catalogues: Catalogues) -> Rows:
    """Return the rows of ``count`` households of this seed, beginning with the one at place ``first``.

    Each household depends on seed and place alone, so that any stretch of them can be made.
    """
    rows = Rows()
    prefix = household_prefix(seed)
    for place in range(first, first + count):
        chance = Random(f"{seed}:{place}")  # noqa: S311 -- the same chance each time is what is wanted
        ids, household = RowIds(chance, place), invent(chance)
        _add(rows, ids, household, f"{prefix}-{place + 1}", catalogues)
        # With a chance of its own, so that who lives where stays as it was before there were any of these.
        _add_doings(rows, Random(f"{seed}:{place}:doings"), place, household, catalogues)  # noqa: S311 -- as above
    return rows


def _add_doings(rows: Rows, chance: Random, place: int, household: Household, catalogues: Catalogues) -> None:
    """Add what goes on with the members, and now and then a note of the household."""
    ids = RowIds(chance, place)
    people = rows.records["contact"][-len(household.members) :]
    for contact, member in zip(people, household.members, strict=True):
        for name, values in doings.of_member(chance, member, catalogues.letters).items():
            own: Values = {"id": ids.next(), "contact_id": contact["id"]}
            rows.children["contact", name].append(values | own)
    of_home: Values = {"household_id": rows.records["household"][-1]["id"]}
    if chance.randrange(100) < _NOTES_OF_HOUSEHOLDS:
        rows.children["household", "note"].append(doings.remark(chance) | of_home | {"id": ids.next()})


def household_prefix(seed: int) -> str:
    """Return how the Household numbers of a seed begin: six letters, as in numbers that a store gives."""
    return _encode(Random(f"{seed}").randbytes(5))[:6]  # noqa: S311 -- as above


def _add(rows: Rows, ids: RowIds, household: Household, number: str, catalogues: Catalogues) -> None:
    row_id = ids.next()
    people = [ids.next() for _ in household.members]
    record: Values = {"id": row_id, "household_id": number, "head_of_household": people[0]}
    rows.records["household"].append(household.values | record)
    for person, member in zip(people, household.members, strict=True):
        rows.records["contact"].append(member.values | {"id": person})
        rows.children["household", "related_contact"].append(
            _membership(ids, row_id, person, member, primary=person == people[0])
        )
        _add_children(rows, ids, person, member, catalogues)
    _add_keepers(rows, ids, row_id, people[0], household, catalogues)


def _membership(ids: RowIds, household_id: str, contact_id: str, member: Member, *, primary: bool) -> Values:
    return {
        "id": ids.next(),
        "household_id": household_id,
        "contact_id": contact_id,
        "is_primary": primary,
        "is_primary_household": member.exited is None,
        "relationship": member.relationship,
        "date_entered_household": member.entered.isoformat(),
        "date_exited_household": member.exited.isoformat() if member.exited else None,
    }


def _add_children(rows: Rows, ids: RowIds, contact_id: str, member: Member, catalogues: Catalogues) -> None:
    for component, listed in (
        ("personal_address", member.addresses),
        ("communication_address", member.mails),
        ("alternate_phone", member.phones),
    ):
        for at, values in enumerate(listed):
            own: Values = {"id": ids.next(), "contact_id": contact_id, "is_primary": at == 0}
            rows.children["contact", component].append(values | own)
    for values in member.activities:
        rows.children["contact", "activity"].append(values | {"id": ids.next(), "contact_id": contact_id})
    if member.account is not None:
        account = catalogues.accounts[member.account]
        rows.children["contact", "related_account"].append(
            _link(ids, "contact", contact_id, "account", account)
        )


def _add_keepers(
    rows: Rows, ids: RowIds, household_id: str, contact_id: str, household: Household, catalogues: Catalogues
) -> None:
    """Add the team and the organization that deal with the household and its primary contact."""
    positions = [catalogues.positions[at] for at in household.positions]
    organization = catalogues.organizations[household.organization]
    for kind, parent in (("household", household_id), ("contact", contact_id)):
        for position in positions:
            link = _link(ids, kind, parent, "position", position, primary=position == positions[0])
            rows.children[kind, "related_sales_rep"].append(link)
        rows.children[kind, "related_organization"].append(
            _link(ids, kind, parent, "organization", organization)
        )


def _link(ids: RowIds, kind: str, parent: str, picks: str, picked: str, *, primary: bool = True) -> Values:
    return {"id": ids.next(), f"{kind}_id": parent, f"{picks}_id": picked, "is_primary": primary}


def _encode(some: bytes) -> str:
    return base64.b32encode(some).translate(_CROCKFORD).decode()
