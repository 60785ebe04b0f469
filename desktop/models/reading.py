"""Reads what a person typed in the locale's way: dates, times, numbers and amounts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QLocale

from desktop.models.formats import date_pattern
from desktop.values import Kind

# Two-digit years up to this many years ahead are taken as coming, all others as past.
_YEARS_AHEAD: Final = 10
_CENTURY: Final = 100
_NOON: Final = 12
_ISO_DATE: Final = re.compile(r"\d{4}\D")
_YEAR_LAST: Final = re.compile(r"\D\d{4}\D*$")
_MINUS: Final = "\N{MINUS SIGN}"
_MARKS: Final = frozenset("\u200e\u200f\u061c")
_BLANKS: Final = re.compile(r"[\s\u00a0\u202f']")

# Hours, minutes, seconds if there are any, and which half of the day; the blanks may be narrow ones.
_CLOCK: Final = re.compile(
    r"[T ,]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?[\s\u00a0\u202f]*([^\s\u00a0\u202f]*)$"
)


def read(kind: Kind, text: str) -> str:
    """Return what was typed in the form that the field's ``clean`` takes.

    What cannot be made out comes back as it is, for ``clean`` to refuse.
    """
    return _READ[kind](_in_plain_digits(text).strip()) if kind in _READ else text.strip()


def _in_plain_digits(text: str) -> str:
    """Return a text with the digits that all locales know, and without marks of the direction of writing."""
    if text.isascii():
        return text
    digits = (str(unicodedata.decimal(each, each)) for each in text)
    return "".join(each for each in digits if each not in _MARKS)


def _read_date(text: str) -> str:
    numbers = _date_numbers(text)
    if numbers is None:
        return text
    year, month, day = numbers
    try:
        return date(_full_year(year), int(month), int(day)).isoformat()
    except ValueError:
        return text


def _date_numbers(text: str) -> tuple[str, str, str] | None:
    """Return year, month and day out of three groups of digits, in ISO's order or the locale's."""
    groups = re.fullmatch(r"\D{0,2}(\d+)\D{1,3}(\d+)\D{1,3}(\d+)\D{0,2}", text, re.ASCII)
    if not groups:
        return None
    order = _locale_order()
    if _ISO_DATE.match(text):
        order = "yMd"
    elif _YEAR_LAST.search(text) and order[0] == "y":
        order = "dMy"
    parts = dict(zip(order, groups.groups(), strict=True))
    return parts["y"], parts["M"], parts["d"]


def _locale_order() -> str:
    return "".join(dict.fromkeys(letter for letter in date_pattern() if letter in "yMd"))


def _full_year(written: str) -> int:
    """Return the year that was written, in the likelier century if its last two digits are all there is."""
    year = int(written)
    if len(written) > len("21"):
        return year
    this_year = datetime.now().astimezone().year
    century = this_year // _CENTURY * _CENTURY
    return century + year if century + year <= this_year + _YEARS_AHEAD else century - _CENTURY + year


def _read_datetime(text: str) -> str:
    clock = _CLOCK.search(text)
    if not clock:
        day = _read_date(text)
        return f"{day}T00:00:00" if day != text else text
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4] and (hour := _hour_of_half_day(hour, clock[4])) < 0:
        return text
    return f"{_read_date(text[: clock.start()].strip())}T{hour:02}:{minute:02}:{second:02}"


def _hour_of_half_day(hour: int, mark: str) -> int:
    locale, folded = QLocale(), mark.casefold().rstrip(".")
    if not 1 <= hour <= _NOON:
        return -1
    if folded in {"pm", "p", locale.pmText().casefold()}:
        return hour % _NOON + _NOON
    return hour % _NOON if folded in {"am", "a", locale.amText().casefold()} else -1


def _read_number(text: str) -> str:
    """Takes the grouping out, but only where it stands as grouping does: 68.250 is no grouping in English."""
    locale = QLocale()
    plain = _BLANKS.sub("", text).replace(locale.negativeSign(), "-").replace(_MINUS, "-")
    group, point = locale.groupSeparator(), locale.decimalPoint()
    mark = re.escape(group)
    if re.fullmatch(rf"[+-]?\d{{1,3}}({mark}\d{{2,3}})*{mark}\d{{3}}(\D\d*)?", plain):
        plain = plain.replace(group, "")
    return plain.replace(point, ".") if plain.count(point) == 1 else plain


_READ: Final[dict[Kind, Callable[[str], str]]] = {
    Kind.DATE: _read_date,
    Kind.DATETIME: _read_datetime,
    Kind.INTEGER: _read_number,
    Kind.CURRENCY: _read_number,
}
