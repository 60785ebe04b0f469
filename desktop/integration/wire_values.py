"""Values as they stand on the wire, and back: what a WSDL's types make of dates, flags and numbers."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Final

from desktop.fields import Field, Role
from desktop.values import Kind, Value


class Form(StrEnum):
    """How an element's type writes a value."""

    TEXT = "text"  # a weakly typed WSDL: Y and N, MM/DD/YYYY, and empty for nothing
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "dateTime"
    NUMBER = "number"


_AMERICAN: Final = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)
# A date of XML Schema may carry a zone, which says nothing about a birthday.
_DATE_WITH_ZONE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})", re.ASCII)


def to_wire(kind: Kind, value: str | int | bool, form: Form) -> str:
    """Return a kept value as an element of this form carries it."""
    if kind is Kind.FLAG:
        return _flag(bool(value), form)
    if kind is Kind.DATE or kind is Kind.DATETIME:
        return _moment(datetime.fromisoformat(str(value)), kind, form)
    return str(value)


def from_wire(field: Field, text: str) -> Value:
    """Return what ``text`` means in the field's kept form, whichever of the known forms it has.

    Raises InvalidValue. A value that is only shown from another record is taken as it comes: it serves to
    find that record, and is never kept.
    """
    if field.role is Role.MIRROR:
        return text.strip() or None
    if field.kind in (Kind.DATE, Kind.DATETIME):
        return field.clean(_iso(text.strip(), field.kind))
    return field.clean(text)


def _flag(value: bool, form: Form) -> str:
    match form:
        case Form.BOOLEAN:
            return "true" if value else "false"
        case Form.NUMBER:
            return "1" if value else "0"
        case _:
            return "Y" if value else "N"


def _moment(moment: datetime, kind: Kind, form: Form) -> str:
    match form:
        case Form.DATE:
            return moment.date().isoformat()
        case Form.DATETIME:
            return moment.isoformat()
        case _:
            time = "" if kind is Kind.DATE else f" {moment:%H:%M:%S}"
            return f"{moment.month:02}/{moment.day:02}/{moment.year:04}{time}"


def _iso(text: str, kind: Kind) -> str:
    """Return the American form as ISO; anything else, impossible days too, as it is, to be refused."""
    if match := _DATE_WITH_ZONE.fullmatch(text):
        return match[1]
    match = _AMERICAN.fullmatch(text)
    if match is None:
        return text
    month, day, year, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        # What is on the wire has no zone.
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return text
    midnight = kind is Kind.DATE and not any((hour, minute, second))
    return moment.date().isoformat() if midnight else moment.isoformat()
