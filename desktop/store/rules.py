"""The rules between values: what one field cannot tell alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import cast

import sqlalchemy as sa

from desktop.fields import HOUSEHOLD, RELATED_CONTACT, Component
from desktop.store import entities, pick_lists
from desktop.store.types import Values
from desktop.store.unit import View
from desktop.values import Value

_MEMBERSHIP = entities.membership


def clean(view: View, component: Component, values: Mapping[str, object]) -> dict[str, Value]:
    """Return the values in their kept form, each checked alone, or raise InvalidValue or UnknownField."""
    cleaned: dict[str, Value] = {}
    for name, raw in values.items():
        field = component[name]
        cleaned[name] = field.clean(raw)
        pick_lists.check(view, field, cleaned[name])
    return cleaned


def check_record(view: View, component: Component, values: Values) -> None:
    """Raise InvalidValue when the values of a record contradict each other or the day."""
    birth_date = values.get("birth_date")
    if birth_date is not None and str(birth_date) > view.at[:10]:
        raise component["birth_date"].refuse("dates", "must not lie in the future", birth_date)


def check_child(component: Component, values: Values) -> None:
    """Raise InvalidValue when the values of a child row contradict each other."""
    entered, exited = values.get("date_entered_household"), values.get("date_exited_household")
    if entered is not None and exited is not None and str(exited) < str(entered):
        raise component["date_exited_household"].refuse(
            "dates", f"must not be before the date of entry, {entered}", exited
        )


def is_current(view: View, values: Values) -> bool:
    """Tell whether a membership with these values holds today."""
    exited = values.get("date_exited_household")
    return exited is None or str(exited) > view.at[:10]


def check_head(view: View, household_id: str, contact_id: Value) -> None:
    """Raise InvalidValue unless the contact is a member of the household today."""
    if contact_id is None:
        return
    found = sa.select(_MEMBERSHIP.c.date_exited_household).where(
        _MEMBERSHIP.c.household_id == household_id, _MEMBERSHIP.c.contact_id == contact_id
    )
    row = view.execute(found).first()
    if row is None or not is_current(view, {"date_exited_household": cast(Value, row[0])}):
        raise HOUSEHOLD["head_of_household"].refuse(
            "member", "must be a contact who is in this household today", contact_id
        )


def check_primary(view: View, component: Component, values: Values) -> None:
    """Raise InvalidValue when someone who has left the household is to be its primary."""
    if component is RELATED_CONTACT and not is_current(view, values):
        raise RELATED_CONTACT["date_exited_household"].refuse(
            "member", "is in the past: the primary must be in the household today"
        )


def fold(text: str) -> str:
    """Return ``text`` without case and accents, as lists sort and searches compare it."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def sort_name(kind: str, values: Values) -> str:
    """Return the folded name by which a record is sorted: a household's, or last and first name."""
    if kind == "household":
        return fold(str(values.get("household_name") or ""))
    parts = (values.get("last_name"), values.get("first_name"), values.get("middle_name"))
    return fold(" ".join(str(part) for part in parts if part))
