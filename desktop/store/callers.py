"""Who is calling: the contacts and households that have a telephone number, however either was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from desktop import language
from desktop.errors import InvalidValue
from desktop.fields import component
from desktop.store import entities, search
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import View
from desktop.values import BadValue, Kind, clean

# Beyond the country and trunk prefix; shorter numbers are extensions, which must be the same to the digit.
_TELLING: Final = 7
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Caller:
    """A record that has the number, its name, and the row ids of the households a contact is in."""

    ref: Ref
    name: str
    households: frozenset[str] = frozenset()


def number(dialled: str) -> str:
    """Return a telephone number in the form in which it is kept; raise InvalidValue when it is none."""
    try:
        kept = clean(Kind.PHONE, dialled)
    except BadValue as problem:
        raise InvalidValue("phone", "type", str(problem), value=dialled, label="Phone") from None
    if kept is None:
        raise InvalidValue("phone", "required", "must be a telephone number", label="Phone")
    return str(kept)


def of_number(view: View, kept: str) -> tuple[Caller, ...]:
    """Return the contacts, then the households, that can be reached under a number; fifty at most.

    ``+46 8 512 345 67``, ``0046851234567`` and ``08-512 345 67`` are the same number: what counts is that
    one ends in the other once prefixes of zeros are off.
    """
    contacts = [_contact(view, row_id) for row_id in _with_number(view, RecordKind.CONTACT, kept)]
    households = [_household(view, row_id) for row_id in _with_number(view, RecordKind.HOUSEHOLD, kept)]
    return (*contacts, *households)


def field_for(kept: str) -> str:
    """Return the field of a new contact that the number belongs in: a fixed line's is the one at home."""
    # Loads the numbering plans of the world, so it waits for the first call of a stranger.
    import phonenumbers

    try:
        kind = phonenumbers.number_type(phonenumbers.parse(kept))
    except phonenumbers.NumberParseException:
        return "home_phone"
    return "home_phone" if kind == phonenumbers.PhoneNumberType.FIXED_LINE else "cellular_phone"


def same_number(one: str, other: str) -> bool:
    """Tell whether two kept numbers reach the same telephone."""
    short, long = sorted((_significant(one), _significant(other)), key=len)
    return short == long or (len(short) >= _TELLING and long.endswith(short))


def _significant(kept: str) -> str:
    return kept.removeprefix("+").lstrip("0")


def _with_number(view: View, kind: RecordKind, kept: str) -> list[str]:
    near = _near(view, kind, kept)
    found: dict[str, None] = {}
    for table, owner, name in _columns(kind):
        ends_so = sa.select(owner, table.c[name]).where(table.c[name].like(f"%{tail(kept)}"))
        wanted = ends_so if near is None else ends_so.where(owner.in_(near))
        for row_id, there in view.execute(wanted.limit(_MOST * 4)):
            if same_number(str(there), kept):
                found.setdefault(str(row_id))
    return list(found)[:_MOST]


def _near(view: View, kind: RecordKind, kept: str) -> list[str] | None:
    """Return the records in which the search index has the end of the number, None where it cannot tell.

    So few digits as an extension has stand in the numbers of many, of whom the index gives the newest.
    """
    end = tail(kept)
    if len(end) < _TELLING or search.unindexed(view):
        return None
    return [hit.ref.id for hit in search.find(view, end, kinds=(kind,))]


def tail(kept: str) -> str:
    """Return the digits at the end that every way of writing the number shares."""
    return (_significant(kept) or kept)[-_TELLING:]


def _columns(kind: RecordKind) -> list[tuple[sa.Table, sa.Column[Any], str]]:
    """Return where numbers of records of this kind stand: table, the record's row id, and field."""
    table = entities.RECORD_TABLES[kind]
    own = [(table, table.c.id, each.name) for each in component(kind).kept if each.kind is Kind.PHONE]
    if kind is RecordKind.HOUSEHOLD:
        return own
    other = entities.alternate_phone
    return [*own, (other, other.c.contact_id, "alternate_phone")]


def _contact(view: View, row_id: str) -> Caller:
    table, member = entities.contact, entities.membership
    first, last = view.execute(
        sa.select(table.c.first_name, table.c.last_name).where(table.c.id == row_id)
    ).one()
    exited = member.c.date_exited_household
    here = sa.or_(exited.is_(None), exited > view.at[:10])
    of = sa.select(member.c.household_id).where(member.c.contact_id == row_id, here)
    name = language.full_name(first, last)
    return Caller(Ref(RecordKind.CONTACT, row_id), name, frozenset(view.execute(of).scalars()))


def _household(view: View, row_id: str) -> Caller:
    table = entities.household
    name = view.execute(sa.select(table.c.household_name).where(table.c.id == row_id)).scalar_one()
    return Caller(Ref(RecordKind.HOUSEHOLD, row_id), str(name))
