"""Effective dates: the attributes that say from when to when a value or a link holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from desktop.integration.markup import Element, attribute

_FORMS: Final = ("%m/%d/%Y", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S")


def holds_on(element: Element, day: date) -> bool:
    """Tell whether the element's effective dates include the day; an open or unreadable end includes all."""
    start, end = (_day(attribute(element, name)) for name in ("EDStartDate", "EDEndDate"))
    return (start is None or start <= day) and (end is None or day <= end)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 -- dates have no zone
        except ValueError:
            continue
    return None
