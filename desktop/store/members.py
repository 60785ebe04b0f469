"""Household membership: who is in a household, since when, until when, in which role."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.errors import InvalidValue
from desktop.fields import RELATED_CONTACT
from desktop.store import children, reading, rows
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import Unit

_NAME = RELATED_CONTACT.name


def add(
    unit: Unit,
    household: Ref,
    contact: Ref,
    *,
    primary: bool = False,
    relationship: str | None = None,
    entered: str | None = None,
) -> str:
    """Take a contact into a household and return the membership's id.

    The first member becomes primary contact and, if the household has none, its head. Someone who had left
    comes back under the same membership, with a new date of entry; the journal keeps the old dates.
    """
    _check_kinds(household, contact)
    returning = _left_before(unit, household, contact)
    values: dict[str, object] = {"date_entered_household": entered, "relationship": relationship}
    if returning is None:
        child_id = children.add(unit, household, _NAME, values, picked_id=contact.id, primary=primary)
    else:
        child_id = _return(unit, household, returning, values, primary=primary)
    rows.default_head(unit, household)
    return child_id


def exit(unit: Unit, household: Ref, contact: Ref, on: str) -> None:  # noqa: A001 -- the domain's word
    """Set the date on which the contact leaves; its history stays visible in the household.

    If the primary contact leaves, the member who has been there longest becomes primary.
    """
    change(unit, household, contact, {"date_exited_household": on})


def change(unit: Unit, household: Ref, contact: Ref, values: Mapping[str, object]) -> None:
    """Change dates, relationship or other fields of a membership."""
    _check_kinds(household, contact)
    child_id = children.find(unit, household, _NAME, contact.id)
    children.update(unit, household, _NAME, child_id, values)


def remove(unit: Unit, household: Ref, contact: Ref) -> None:
    """Cut the contact off from the household; the journal remembers that it was a member."""
    _check_kinds(household, contact)
    children.remove(unit, household, _NAME, children.find(unit, household, _NAME, contact.id))


def set_primary(unit: Unit, household: Ref, contact: Ref) -> None:
    """Make the contact the household's primary one, on whose address the household's address follows."""
    _check_kinds(household, contact)
    child_id = children.find(unit, household, _NAME, contact.id)
    children.set_primary(unit, household, _NAME, child_id)


def _check_kinds(household: Ref, contact: Ref) -> None:
    for ref, kind in ((household, RecordKind.HOUSEHOLD), (contact, RecordKind.CONTACT)):
        if ref.kind is not kind:
            raise InvalidValue(kind, "member", f"must be a {kind}", value=ref.id)


def _left_before(unit: Unit, household: Ref, contact: Ref) -> str | None:
    """Return the membership of someone who was here and has left; raise when it still holds."""
    for child in reading.read(unit, household).children[_NAME]:
        if child.picked_id == contact.id:
            exited = child.values["date_exited_household"]
            if exited is None or str(exited) > unit.at[:10]:
                raise InvalidValue("contact", "unique", "is in this household already", value=contact.id)
            return child.id
    return None


def _return(unit: Unit, household: Ref, child_id: str, values: Mapping[str, object], *, primary: bool) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    children.update(unit, household, _NAME, child_id, {"date_exited_household": None, **given})
    has_primary = any(child.primary for child in reading.read(unit, household).children[_NAME])
    if primary or not has_primary:
        children.set_primary(unit, household, _NAME, child_id)
    return child_id
