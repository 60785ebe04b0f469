"""The values the built-in external system refuses, and those it puts right.

Put right: a household of category Silver whose income is at least 60 000 becomes Gold; phone numbers become
digits with ``+`` and the country code (a national number, with one leading 0, counts as Swedish; a number
without any prefix keeps its bare digits, one with letters stays as it is); e-mail addresses lose their
capitals; names lose needless spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from desktop.integration.external_system import faults
from desktop.integration.external_system.kept import Fields

GOLD_INCOME: Final = Decimal(60000)
HOME_COUNTRY: Final = "+46"

LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "Category": ("Platinum", "Gold", "Silver", "Standard"),
    "Segment": ("White Collar", "Blue Collar", "Rural", "Own Residence", "Renter"),
    "Type": ("Family - Children", "Family - No children", "Family - Senior Citizen", "Single"),
}

_AMOUNTS: Final = ("Income", "Revenue", "HouseholdWealth")
_COUNTS: Final = ("HouseholdSize",)
_DATES: Final = ("BirthDate", "IncomeExchangeDate", "DateEnteredHousehold", "DateExitedHousehold")
_FLAGS: Final = (
    "PersonalContact",
    "DisableDataCleansing",
    "SuppressAllCalls",
    "SuppressAllEmails",
    "SuppressAllMailings",
)
_PHONES: Final = (
    "PhoneNumber",
    "FaxNumber",
    "CellularPhone",
    "FaxPhone",
    "HomePhone",
    "WorkPhone",
    "AlternatePhone",
)
_EMAILS: Final = ("EmailAddress", "AlternateEmailAddress")
_NAMES: Final = ("HouseholdName", "FirstName", "MiddleName", "LastName")


def taken(component: str, tag: str, text: str) -> str:
    """Return ``text`` as it is kept under ``tag``; raises the fault for a value outside its list or form."""
    if not text:
        return text
    if tag in LISTS and text not in LISTS[tag]:
        raise faults.not_in_list(component, tag, text)
    if tag in _FORMS:
        form, fits = _FORMS[tag]
        if not fits(text):
            raise faults.wrong_form(component, tag, text, form)
    correct = _CORRECTIONS.get(tag)
    return text if correct is None else correct(text)


def merged(component: str, stored: Fields, told: Fields) -> dict[str, str]:
    """Return the stored fields with those a message told, each checked and put right."""
    return {**stored, **{tag: taken(component, tag, text) for tag, text in told.items()}}


def promoted(fields: Fields) -> dict[str, str]:
    """Return the fields of a household with the category its income deserves."""
    if fields.get("Category") == "Silver" and Decimal(fields.get("Income") or 0) >= GOLD_INCOME:
        return {**fields, "Category": "Gold"}
    return dict(fields)


def international(number: str) -> str:
    """Return a phone number as digits, with + and the country code where its beginning tells them."""
    if re.search(r"[^\W\d_]", number):
        return number.strip()
    abroad = re.match(r"\s*(\+|00)", number) is not None
    # Some write the national 0 in brackets after the country code, though nobody may dial it there.
    digits = re.sub(r"\D", "", number.replace("(0)", "") if abroad else number)
    if abroad:
        return f"+{digits.removeprefix('00')}"
    return f"{HOME_COUNTRY}{digits[1:]}" if digits.startswith("0") else digits


def _one_space(name: str) -> str:
    return " ".join(name.split())


def _lower(address: str) -> str:
    return address.strip().lower()


def _is_amount(text: str) -> bool:
    try:
        return Decimal(text).is_finite() and re.fullmatch(r"-?[0-9.]+", text) is not None
    except InvalidOperation:
        return False


def _is_count(text: str) -> bool:
    return re.fullmatch(r"[0-9]+", text) is not None


def _is_date(text: str) -> bool:
    for form in ("%m/%d/%Y", "%m/%d/%Y %H:%M:%S"):
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 -- the wire's dates have no zone
        except ValueError:
            continue
        return True
    return False


def _is_flag(text: str) -> bool:
    return text in ("Y", "N")


_FORMS: Final[Mapping[str, tuple[str, Callable[[str], bool]]]] = {
    **dict.fromkeys(_AMOUNTS, ("a plain decimal", _is_amount)),
    **dict.fromkeys(_COUNTS, ("a whole number", _is_count)),
    **dict.fromkeys(_DATES, ("a date as MM/DD/YYYY", _is_date)),
    **dict.fromkeys(_FLAGS, ("Y or N", _is_flag)),
}
_CORRECTIONS: Final[Mapping[str, Callable[[str], str]]] = {
    **dict.fromkeys(_PHONES, international),
    **dict.fromkeys(_EMAILS, _lower),
    **dict.fromkeys(_NAMES, _one_space),
}
