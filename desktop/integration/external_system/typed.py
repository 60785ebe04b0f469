"""Values between the types of a WSDL and the one form in which the built-in external system keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}:\d{2}))?(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?")
_PLAIN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{2}:\d{2}:\d{2}))?")
_MIDNIGHT: Final = "00:00:00"
_TEXTS: Final = frozenset({"string", "normalizedString", "token", "anySimpleType", ""})


def is_text(xsd_type: str) -> bool:
    """Tell whether an element of the type may be empty."""
    return xsd_type in _TEXTS


def plain(text: str, xsd_type: str) -> str:
    """Return a value of a message as it is kept: MM/DD/YYYY, Y and N; what is not of its type stays."""
    read = _READ.get(xsd_type)
    return text if read is None or not text.strip() else read(text.strip())


def typed(text: str, xsd_type: str) -> str:
    """Return a kept value as an element of the type has it; what cannot be converted stays."""
    write = _WRITE.get(xsd_type)
    return text if write is None or not text else write(text)


def _date(text: str) -> str:
    found = _ISO.fullmatch(text)
    if found is None:
        return text
    year, month, day, time = found.groups()
    return f"{month}/{day}/{year}" + (f" {time}" if time and time != _MIDNIGHT else "")


def _iso_date(text: str) -> str:
    found = _PLAIN.fullmatch(text)
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else text


def _iso_moment(text: str) -> str:
    found = _PLAIN.fullmatch(text)
    return f"{_iso_date(f'{found[1]}/{found[2]}/{found[3]}')}T{found[4] or _MIDNIGHT}" if found else text


def _flag(text: str) -> str:
    return {"true": "Y", "1": "Y", "false": "N", "0": "N"}.get(text, text)


def _boolean(text: str) -> str:
    return {"Y": "true", "N": "false"}.get(text, text)


_READ: Final[Mapping[str, Callable[[str], str]]] = {"date": _date, "dateTime": _date, "boolean": _flag}
_WRITE: Final[Mapping[str, Callable[[str], str]]] = {
    "date": _iso_date,
    "dateTime": _iso_moment,
    "boolean": _boolean,
}
