"""Finds the field that a message of the external system speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from desktop.fields import Component, Field


def field_in(messages: Iterable[str], of: Component) -> Field | None:
    """Return the field that the first of the messages names that names one, by tag, label or our own name."""
    return next((found for message in messages if (found := _in_one(message, of)) is not None), None)


def place_in_rows(messages: Iterable[str], of: Component) -> str:
    """Return the list and the field in it that the messages name, as a person reads them; empty for none."""
    told = list(messages)
    for each in of.children:
        names = {each.tag, _spaced(each.tag), each.label} - {""}
        if any(_whole(name).search(message) for message in told for name in names):
            field = field_in(told, each)
            return each.label if field is None else f"{each.label}, {field.label}"
    return ""


def _in_one(message: str, of: Component) -> Field | None:
    """Return the field named with the longest word, and among equals the first: the value may follow it."""
    found = [
        (-len(name), match.start(), each)
        for each in of
        if each.tag
        for name in _names(each)
        if (match := _whole(name).search(message))
    ]
    return min(found, key=lambda hit: hit[:2])[2] if found else None


def _names(field: Field) -> Iterator[str]:
    yield from {field.tag, _spaced(field.tag), field.label, field.name}


def _spaced(tag: str) -> str:
    """Return the tag as a repository writes it: ``Household Name`` for ``HouseholdName``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", tag)


def _whole(name: str) -> re.Pattern[str]:
    # A single word must be written as we write it: "name" and "type" are everyday words.
    flags = re.IGNORECASE if len(re.split(r"[ _]", name)) > 1 else re.NOFLAG
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", flags)
