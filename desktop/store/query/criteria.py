"""Queries by field: what is asked of each, put together into one query and taken apart again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from desktop.store.query.grammar import All, Any, Comparison, Condition, Empty, Not
from desktop.store.query.words import KEYWORDS, QueryProblem, Sort, Word, words

_PLAIN_NAME: Final = re.compile(r"[^\W\d]\w*")


def joined(criteria: Mapping[str, Condition]) -> str:
    """Return the query that asks for all of them."""
    parts = tuple(criteria.values())
    return written(parts[0] if len(parts) == 1 else All(parts)) if parts else ""


def by_field(asked: Condition) -> dict[str, Condition] | None:
    """Return what a query asks of each field, by its name, or None where it asks for more than that."""
    parts = asked.of if isinstance(asked, All) else (asked,)
    found: dict[str, list[Condition]] = {}
    for part in parts:
        named = {each.text for each in _fields(part)}
        if len(named) != 1:
            return None
        found.setdefault(named.pop(), []).append(part)
    return {name: each[0] if len(each) == 1 else All(tuple(each)) for name, each in found.items()}


def mapped(asked: Condition, change: Callable[[Comparison], Comparison]) -> Condition:
    """Return the same with every comparison changed."""
    match asked:
        case Comparison():
            return change(asked)
        case Empty():
            return asked
        case Not(inner):
            return Not(mapped(inner, change))
        case All(parts):
            return All(tuple(mapped(each, change) for each in parts))
        case Any(parts):
            return Any(tuple(mapped(each, change) for each in parts))


def written(asked: Condition) -> str:
    """Return the text that asks for it."""
    return _Writer(named=True).text(asked)


def written_criterion(asked: Condition) -> str:
    """Return the text that asks for it where the field goes without saying."""
    return _Writer(named=False).text(asked)


def _fields(asked: Condition) -> Iterator[Word]:
    match asked:
        case Comparison() | Empty():
            yield asked.field
        case Not(inner):
            yield from _fields(inner)
        case All(parts) | Any(parts):
            for each in parts:
                yield from _fields(each)


def _stands_unquoted(value: str) -> bool:
    """Tell whether a value is read as it is written, without a quote around it."""
    try:
        *found, _ = words(value)
    except QueryProblem:
        return False
    return bool(found) and all(each.sort is Sort.PLAIN for each in found)


class _Writer:
    """Writes conditions with as few parentheses as their strength allows."""

    def __init__(self, *, named: bool) -> None:
        self._named = named

    def text(self, asked: Condition) -> str:
        match asked:
            case Any(parts):
                return " OR ".join(self.text(each) for each in parts)
            case All(parts):
                return " AND ".join(self._inside(each, Any) for each in parts)
            case Not(Empty(field)):
                return f"{self._field(field.text)}IS NOT NULL"
            case Not(inner):
                return f"NOT {self._inside(inner, Any, All)}"
            case Empty(field):
                return f"{self._field(field.text)}IS NULL"
            case Comparison():
                return self._comparison(asked)

    def _inside(self, asked: Condition, *weaker: type[Condition]) -> str:
        text = self.text(asked)
        return f"({text})" if isinstance(asked, weaker) else text

    def _comparison(self, asked: Comparison) -> str:
        plain = not asked.exact and _stands_unquoted(asked.value)
        value = asked.value if plain else '"{}"'.format(asked.value.replace('"', '""'))
        operator = asked.operator if plain or asked.exact else "LIKE"
        if not self._named and operator == "=":
            return value
        return f"{self._field(asked.field.text)}{operator} {value}"

    def _field(self, name: str) -> str:
        if not self._named:
            return ""
        plain = _PLAIN_NAME.fullmatch(name) and name.upper() not in KEYWORDS
        return f"{name} " if plain else f"[{name}] "
