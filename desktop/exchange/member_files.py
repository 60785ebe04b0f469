"""Members of households as a file of their own: who, of which household, since when, until when, as what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop.errors import HearthError, InvalidValue, UsageError
from desktop.exchange.checking import Rejected
from desktop.exchange.csv_files import MEMBER_COLUMNS
from desktop.exchange.vcards import Read, Texts
from desktop.fields import RELATED_CONTACT
from desktop.store import children, members, records
from desktop.store.types import Ref
from desktop.store.unit import Unit
from desktop.values import Kind, clean

# Each membership moves primaries and heads by the rules, one by one; a unit of work should stay short.
AT_ONCE: Final = 500
_FIELDS: Final = {
    "relationship": "relationship",
    "entered": "date_entered_household",
    "exited": "date_exited_household",
}


def check_columns(columns: Sequence[str]) -> None:
    """Raise UsageError for a column that a file of members does not have."""
    strange = [name for name in columns if name not in MEMBER_COLUMNS]
    if strange:
        raise UsageError(
            f"A file of members has no column {strange[0]!r}.",
            concerns=strange[0],
            way_out=f"Columns may be: {', '.join(MEMBER_COLUMNS)}.",
        )


def take(unit: Unit, batch: Sequence[Read], rejected: list[Rejected]) -> tuple[int, int]:
    """Take memberships in; return how many are new and how many changed."""
    created = updated = 0
    for line, texts, _, problem in batch:
        try:
            if problem:
                rejected.append(Rejected(line, "", problem))
            elif _take_one(unit, texts):
                created += 1
            else:
                updated += 1
        except InvalidValue as invalid:
            rejected.append(Rejected(line, _column(invalid.field), invalid.why))
        except HearthError as refused:
            rejected.append(Rejected(line, "", refused.what))
    return created, updated


def _take_one(unit: Unit, texts: Texts) -> bool:
    """Take one membership in; tell whether it is a new one."""
    household = records.find(unit, "household", texts.get("household_id", ""))
    contact = records.find(unit, "contact", texts.get("contact_id", ""))
    values = {of: RELATED_CONTACT[of].clean(texts[name]) for name, of in _FIELDS.items() if name in texts}
    primary = bool(clean(Kind.FLAG, texts.get("primary")))
    there = _membership(unit, household, contact)
    if there is None:
        there = children.add(unit, household, RELATED_CONTACT.name, values, picked_id=contact.id)
        is_new = True
    else:
        members.change(unit, household, contact, values)
        is_new = False
    if primary:
        children.set_primary(unit, household, RELATED_CONTACT.name, there)
    if clean(Kind.FLAG, texts.get("head")):
        records.update(unit, household, {"head_of_household": contact.id})
    return is_new


def _membership(unit: Unit, household: Ref, contact: Ref) -> str | None:
    try:
        return children.find(unit, household, RELATED_CONTACT.name, contact.id)
    except HearthError:
        return None


def _column(field: str) -> str:
    return next((name for name, of in _FIELDS.items() if of == field), field)
