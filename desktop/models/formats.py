"""How a kept value looks in the locale of the person: dates, numbers, amounts, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from desktop import language
from desktop.fields import Field
from desktop.values import Kind, Value

# Qt's integers hold that many digits of any size; longer amounts are shown without grouping.
_GROUPED_DIGITS: Final = 18
# Shorter numbers are extensions and services.
_LEAST_DIGITS: Final = 6


def shown(kind: Kind, value: Value) -> str:
    """Return ``value`` as a person reads it; nothing is empty text."""
    return "" if value is None else _SHOWN.get(kind, str)(value)


def of_field(field: Field, value: Value) -> str:
    """Return a field's value as a person reads it; one of a list of values in the person's language."""
    return (
        language.value(field.pick_list, str(value)) if field.pick_list and value else shown(field.kind, value)
    )


def typed(kind: Kind, value: Value) -> str:
    """Return ``value`` as a person edits it: without grouping, to the second where that says more."""
    return "" if value is None else _TYPED.get(kind, _SHOWN.get(kind, str))(value)


def example(kind: Kind) -> str:
    """Return a value of ``kind`` as the locale writes it, or nothing where the locale has no say."""
    return shown(kind, _EXAMPLES[kind]) if kind in _EXAMPLES else ""


def number(value: int) -> str:
    """Return a whole number with the locale's grouping."""
    return _grouped(str(value))


def moment(iso: str) -> str:
    """Return a time of the store (ISO, UTC) in local time: the hour if it is today, else the date too."""
    local = datetime.fromisoformat(iso)
    local = (local if local.tzinfo else local.replace(tzinfo=UTC)).astimezone()
    hour = QLocale().toString(QTime(local.hour, local.minute), _time_pattern())
    if local.date() == datetime.now().astimezone().date():
        return hour
    return f"{_shown_date(local.date().isoformat())} {hour}"


def date_pattern() -> str:
    """Return the locale's short form of a date, but with a four-digit year: births need the century."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        return "yyyy-MM-dd"
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return pattern if "yyyy" in pattern else pattern.replace("yy", "yyyy")


def date_hint() -> str:
    """Return the form of a date as a person writes it down: DD/MM/YYYY, or TT.MM.JJJJ in German."""
    translate = QCoreApplication.translate
    # Each letter stands for a digit of the day, month or year.
    said = {"d": translate("Date", "D"), "M": translate("Date", "M"), "y": translate("Date", "Y")}
    return "".join(said.get(sign, sign) for sign in date_pattern())


def _time_pattern() -> str:
    """Return the locale's short form of a time, with 24 hours where it names the half of the day first."""
    pattern = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return "HH:mm" if pattern[:1] in {"A", "a"} else pattern


def _shown_date(value: Value) -> str:
    day = QDate.fromString(str(value)[:10], "yyyy-MM-dd")
    return QLocale().toString(day, date_pattern()) if day.isValid() else str(value)


def _shown_datetime(value: Value) -> str:
    time = QTime.fromString(str(value)[11:19], "HH:mm:ss")
    if not time.isValid():
        return str(value)
    pattern = _time_pattern() if not time.second() else _time_pattern().replace("mm", "mm:ss")
    return f"{_shown_date(value)} {QLocale().toString(time, pattern)}"


def _shown_currency(value: Value) -> str:
    whole, point, fraction = str(value).partition(".")
    return _grouped(whole) + (QLocale().decimalPoint() + _in_own_digits(fraction) if point else "")


def _in_own_digits(digits: str) -> str:
    zero = ord(QLocale().zeroDigit())
    return digits if zero == ord("0") else "".join(chr(zero + int(each)) for each in digits)


def _typed_currency(value: Value) -> str:
    return str(value).replace(".", QLocale().decimalPoint())


def _grouped(number: str) -> str:
    locale, digits = QLocale(), number.removeprefix("-")
    grouped = locale.toString(int(digits)) if len(digits) <= _GROUPED_DIGITS else digits
    return grouped if digits == number else locale.negativeSign() + grouped


def _shown_flag(value: Value) -> str:
    translate = QCoreApplication.translate
    return translate("Flag", "Yes") if value else translate("Flag", "No")


def _shown_phone(value: Value) -> str:
    return _phone_in(str(value), QLocale.territoryToCode(QLocale().territory()))


@lru_cache(maxsize=4096)
def _phone_in(text: str, country: str) -> str:
    """Return a number as it is written down, one without a country code as ``country`` does."""
    is_foreign = text.startswith("+")
    if not is_foreign and not (country and text.isdecimal() and len(text) >= _LEAST_DIGITS):
        return text
    # Loads the numbering plans of the world, so it waits for the first number.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, None if is_foreign else country)
    except phonenumbers.NumberParseException:
        return text
    if not is_foreign and not phonenumbers.is_valid_number(parsed):
        return text
    forms = phonenumbers.PhoneNumberFormat
    pretty = phonenumbers.format_number(parsed, forms.INTERNATIONAL if is_foreign else forms.NATIONAL)
    return pretty if _digits(pretty) == _digits(text) else text


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z*#,;]", "", text)


_Show = Callable[[Value], str]
_SHOWN: Final[dict[Kind, _Show]] = {
    Kind.DATE: _shown_date,
    Kind.DATETIME: _shown_datetime,
    Kind.INTEGER: lambda value: _grouped(str(value)),
    Kind.CURRENCY: _shown_currency,
    Kind.PHONE: _shown_phone,
    Kind.FLAG: _shown_flag,
}
_TYPED: Final[dict[Kind, _Show]] = {Kind.INTEGER: str, Kind.CURRENCY: _typed_currency}
_EXAMPLES: Final[dict[Kind, Value]] = {
    Kind.DATE: "2021-02-14",
    Kind.DATETIME: "2021-02-14T09:30:00",
    Kind.CURRENCY: "68250.50",
}
