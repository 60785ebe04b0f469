"""The kinds of value a field can hold, each with the one form in which it is kept.

A value is ``None`` (nothing), ``str``, ``int`` or ``bool``. Dates are ISO text (``2021-02-14``), date-times
ISO text to the second (``2016-03-12T00:00:00``, no zone), amounts plain decimals as text (``68250.50``),
phone numbers digits with an optional leading ``+``. The same form stands in the store, the journal and JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

Value = str | int | bool | None

# xsd:int, which is what DTYPE_INTEGER becomes in a typed WSDL.
INTEGER_MIN: Final = -(2**31)
INTEGER_MAX: Final = 2**31 - 1


class Kind(StrEnum):
    """What sort of value a field holds."""

    TEXT = "text"
    NOTE = "note"
    ID = "id"
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    CURRENCY = "currency"
    FLAG = "flag"


class BadValue(ValueError):
    """A value that is not of its kind; the text says what would be."""


def clean(kind: Kind, raw: object) -> Value:
    """Return ``raw`` in the form in which a value of ``kind`` is kept; empty text becomes ``None``.

    Raises BadValue when it is not of that kind.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        raw = raw.strip()
        if not raw:
            return None
    return _CLEANERS[kind](raw)


def same(kind: Kind, one: Value, other: Value) -> bool:
    """Tell whether two kept values mean the same, so that 68250.5 equals 68250.50."""
    if one == other:
        return True
    if kind is Kind.CURRENCY and isinstance(one, str) and isinstance(other, str):
        return Decimal(one) == Decimal(other)
    return False


def _text(raw: object) -> str:
    # str() of an int or a bool would hide a caller's mistake, but JSON numbers in text fields are harmless.
    text = str(raw)
    if _NOT_IN_XML.search(text):
        raise BadValue("must not contain control characters")
    return text


# XML 1.0 can carry neither most control characters nor lone surrogates; PostgreSQL cannot keep NUL.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PHONE_PUNCTUATION: Final = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")
_PHONE: Final = re.compile(r"\+?[0-9A-Za-z*#,;]+")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_URL: Final = re.compile(r"https?://[^\s/@:]+\.[^\s/@:]+(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_TRUE: Final = frozenset({"true", "y", "yes", "1"})
_FALSE: Final = frozenset({"false", "n", "no", "0"})


def _phone(raw: object) -> str:
    digits = _PHONE_PUNCTUATION.sub("", _text(raw))
    if not _PHONE.fullmatch(digits):
        raise BadValue("must be a phone number: digits, with + and the country code first if it is foreign")
    return digits


def _email(raw: object) -> str:
    text = _text(raw)
    if not _EMAIL.fullmatch(text):
        raise BadValue("must be an e-mail address such as name@example.com")
    return text


def _url(raw: object) -> str:
    text = _text(raw)
    address = text if "://" in text else f"https://{text}"
    if not _URL.fullmatch(address):
        raise BadValue("must be the address of a web page such as https://example.com")
    return address


def _date(raw: object) -> str:
    text = _text(raw)
    try:
        # A date-time at midnight is how a date travels through a database that has no other type for it.
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("must be a date such as 2021-02-14") from None
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0) or not _starts_like_iso_date(text):
        raise BadValue("must be a date such as 2021-02-14")
    return moment.date().isoformat()


def _datetime(raw: object) -> str:
    text = _text(raw)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("must be a date and time such as 2021-02-14T09:30:00") from None
    if not _starts_like_iso_date(text):
        raise BadValue("must be a date and time such as 2021-02-14T09:30:00")
    return moment.replace(tzinfo=None, microsecond=0).isoformat()


def _starts_like_iso_date(text: str) -> bool:
    # fromisoformat() also takes 20210214 and 2021-W06-7, which people type by accident.
    return re.match(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None


def _integer(raw: object) -> int:
    if isinstance(raw, bool):
        raise BadValue("must be a whole number")
    text = _text(raw)
    if not re.fullmatch(r"[+-]?[0-9]{1,22}", text, re.ASCII):
        raise BadValue("must be a whole number")
    number = int(text)
    if not INTEGER_MIN <= number <= INTEGER_MAX:
        raise BadValue(f"must be a whole number between {INTEGER_MIN} and {INTEGER_MAX}")
    return number


def _currency(raw: object) -> str:
    match = _DECIMAL.fullmatch(_text(raw))
    if match is None or not (match[2] or match[3] or "0" in match[0]):
        raise BadValue("must be a plain amount such as 68250.50, without currency sign or grouping")
    sign, whole, fraction = match[1], match[2] or "0", match[3] or ""
    amount = f"{whole}.{fraction}" if fraction else whole
    return f"-{amount}" if sign == "-" and amount.strip("0.") else amount


def _flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    text = _text(raw).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise BadValue("must be true or false")


_CLEANERS: Final[dict[Kind, Callable[[object], Value]]] = {
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.ID: _text,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
    Kind.URL: _url,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.INTEGER: _integer,
    Kind.CURRENCY: _currency,
    Kind.FLAG: _flag,
}
