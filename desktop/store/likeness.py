"""Who a new record may be that is here already: likely matches, found by name, sound, numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from desktop.fields import component
from desktop.store import callers, entities, search
from desktop.store.search import Hit
from desktop.store.search_terms import plain
from desktop.store.types import RecordKind, Ref, Values
from desktop.store.unit import View
from desktop.values import Kind

FIRST: Final = 3
# From here on a match is worth an agent's look; the words of a common name alone stay below it.
_LIKELY: Final = 0.8
_ALIKE: Final = 0.82
_SOUNDS_SAME: Final = 0.88
_BEGINS_SAME: Final = 0.85
_CANDIDATES: Final = 100


class Reason(StrEnum):
    """What two records have in common."""

    NAME = "name"
    SPELLING = "spelling"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the one being typed: how alike they are, from 0 to 1 and above, and why."""

    ref: Ref
    name: str
    city: str
    phone: str
    score: float
    reasons: tuple[Reason, ...]


def likely(view: View, kind: RecordKind, typed: Values, limit: int = FIRST) -> tuple[Likely, ...]:
    """Return the records that what was typed so far may be, the most alike first.

    A name counts once it says who: first and last name of a contact, or a household's. A telephone number,
    an e-mail address and a date of birth count by themselves or with it; another date of birth speaks
    against it. Candidates come from the search index, so that this is quick however many records there are.
    """
    hits = {hit.ref.id: hit for text in _questions(kind, typed) for hit in _find(view, kind, text)}
    rows = _rows(view, kind, list(hits))
    compared = ((hits[row_id], *likeness(kind, typed, values)) for row_id, values in rows.items())
    found = [
        Likely(hit.ref, hit.name, hit.city, hit.phone, score, reasons)
        for hit, score, reasons in compared
        if score >= _LIKELY
    ]
    return tuple(sorted(found, key=lambda each: -each.score)[:limit])


def likeness(kind: RecordKind, one: Values, other: Values) -> tuple[float, tuple[Reason, ...]]:
    """Return how alike two records are and why; 0.8 is worth a look, 1 is the same name."""
    score = _name_likeness(kind, one, other)
    reasons = [Reason.NAME if score >= 1 else Reason.SPELLING] if score else []
    if _share(kind, Kind.PHONE, one, other):
        score, reasons = score + 0.5, [*reasons, Reason.PHONE]
    if _share(kind, Kind.EMAIL, one, other):
        score, reasons = score + 0.8, [*reasons, Reason.EMAIL]
    if one.get("birth_date") and other.get("birth_date"):
        same = one["birth_date"] == other["birth_date"]
        score += 0.3 if same else -0.4
        reasons += [Reason.BIRTH_DATE] if same else []
    return score, tuple(reasons)


def sound(name: str) -> str:
    """Return how a name sounds, roughly and in several languages: Meyer, Maier and Mayr are the same."""
    heard = plain(name)
    for pattern, letter in _SOUNDS:
        heard = pattern.sub(letter, heard)
    consonants = heard[:1] + _SILENT.sub("", heard[1:])
    return _DOUBLED.sub(r"\1", consonants)


_SOUNDS: Final = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("[^a-z]", ""),
        ("sch|sh", "s"),
        ("ph", "f"),
        ("ck|ch|c|q", "k"),
        ("tz|z", "s"),
        ("th|dt", "t"),
        ("d$", "t"),
        ("x", "ks"),
        ("[vw]", "f"),
        ("[yj]", "i"),
        ("^h", ""),
    )
)
_SILENT: Final = re.compile("[aeiouh]")
_DOUBLED: Final = re.compile(r"(.)\1+")


# --- Comparing ----------------------------------------------------------------------------------------------


def _name_likeness(kind: RecordKind, one: Values, other: Values) -> float:
    if kind is RecordKind.HOUSEHOLD:
        return _alike(_text(one, "household_name"), _text(other, "household_name"))
    mine = (_text(one, "first_name"), _text(one, "last_name"))
    theirs = (_text(other, "first_name"), _text(other, "last_name"))
    straight = _both(mine, theirs)
    # First and last name are mixed up on the telephone, which is a little less likely than not.
    return max(straight, _both(mine, (theirs[1], theirs[0])) * 0.95)


def _both(mine: tuple[str, str], theirs: tuple[str, str]) -> float:
    first, last = _alike(mine[0], theirs[0]), _alike(mine[1], theirs[1])
    return (first + last) / 2 if first and last else 0.0


def _alike(one: str, other: str) -> float:
    """Return 1 for the same name but for accents and case, less for one that is spelt otherwise, or 0."""
    short, long = sorted((plain(one), plain(other)), key=len)
    if not short:
        return 0.0
    if short == long:
        return 1.0
    if len(short) > 1 and long.startswith(short):
        return _BEGINS_SAME
    ratio = SequenceMatcher(None, short, long).ratio()
    if sound(short) == sound(long) and ratio > 0.5:  # noqa: PLR2004 -- or Moore would be Meyer
        return _SOUNDS_SAME
    return ratio if ratio >= _ALIKE else 0.0


def _share(kind: RecordKind, of: Kind, one: Values, other: Values) -> bool:
    names = [each.name for each in component(kind).kept if each.kind is of]
    mine, theirs = ({_text(values, name) for name in names} - {""} for values in (one, other))
    if of is Kind.PHONE:
        return any(callers.same_number(number, another) for number in mine for another in theirs)
    return bool({each.casefold() for each in mine} & {each.casefold() for each in theirs})


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "").strip()


# --- Candidates ---------------------------------------------------------------------------------------------


def _questions(kind: RecordKind, typed: Values) -> Iterator[str]:
    """Return the searches that between them find whoever may be meant."""
    if kind is RecordKind.HOUSEHOLD:
        yield from _household_questions(_text(typed, "household_name"))
    else:
        yield from _contact_questions(_text(typed, "first_name"), _text(typed, "last_name"))
    for each in component(kind).kept:
        text = _text(typed, each.name)
        if text and each.kind is Kind.PHONE:
            yield callers.tail(text)
        elif text and each.kind is Kind.EMAIL:
            yield text


def _household_questions(name: str) -> Iterator[str]:
    if len(name) > 1:
        yield name
        yield name[:3]


def _contact_questions(first: str, last: str) -> Iterator[str]:
    """Either name may be spelt otherwise, but hardly both, and its first letter is mostly right."""
    if first and last:
        yield f"{last} {first}"
        yield f"{first} {last[:1]}"
        yield f"{last} {first[:1]}"
        yield f"{first[:3]} {last[:2]}"


def _find(view: View, kind: RecordKind, text: str) -> Iterable[Hit]:
    return search.find(view, text, _CANDIDATES, kinds=(kind,))


def _rows(view: View, kind: RecordKind, ids: list[str]) -> dict[str, Values]:
    table = entities.RECORD_TABLES[kind]
    names = [each.name for each in component(kind).kept if each.name in _COMPARED[kind] or each.kind in _KEYS]
    columns: list[sa.Column[Any]] = [table.c.id, *(table.c[name] for name in names)]
    found = view.execute(sa.select(*columns).where(table.c.id.in_(ids)))
    return {str(row_id): dict(zip(names, values, strict=True)) for row_id, *values in found}


_KEYS: Final = frozenset({Kind.PHONE, Kind.EMAIL})
_COMPARED: Final = {
    RecordKind.HOUSEHOLD: frozenset({"household_name"}),
    RecordKind.CONTACT: frozenset({"first_name", "last_name", "birth_date"}),
}
