"""Cuts a query into words, each with its place, so that a problem can point at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.errors import UsageError


class QueryProblem(UsageError):
    """A query that cannot be understood: what is wrong in it, as ``said``.

    ``at`` and ``length`` say where, counted from 0.
    """

    def __init__(self, what: str, at: int, length: int = 1, *, way_out: str = "") -> None:
        super().__init__(f"Character {at + 1}: {what}", concerns=f"character {at + 1}", way_out=way_out)
        self.said = what
        self.at = at
        self.length = max(length, 1)


class Sort(StrEnum):
    """What a word of a query is."""

    PLAIN = "plain"
    QUOTED = "quoted"
    FIELD = "field"
    OPERATOR = "operator"
    KEYWORD = "keyword"
    OPEN = "open"
    CLOSE = "close"
    END = "end"


@dataclass(frozen=True, slots=True)
class Word:
    """One word, without its quotes or brackets."""

    sort: Sort
    text: str
    at: int
    length: int


KEYWORDS: Final = frozenset({"AND", "OR", "NOT", "LIKE", "IS", "NULL"})
_WORD: Final = re.compile(
    r"""\s*(?:
        (?P<quoted>"(?:[^"]|"")*"|'(?:[^']|'')*'(?=[\s)]|$))
      | (?P<field>\[[^\]]*\])
      | (?P<operator><>|<=|>=|=|<|>)
      | (?P<open>\()
      | (?P<close>\))
      | (?P<plain>[^\s"\[\]<>=()]+)
    )""",
    re.VERBOSE,
)


def words(text: str) -> Iterator[Word]:
    """Yield the words of a query and an END; raise QueryProblem at a quote or bracket that is not closed."""
    at = 0
    while text[at:].strip():
        found = _WORD.match(text, at)
        if found is None:
            at = len(text) - len(text[at:].lstrip())
            raise QueryProblem(f"{text[at]!r} opens something that is not closed.", at)
        sort = str(found.lastgroup)
        yield _word(Sort(sort), found.group(sort), found.start(sort))
        at = found.end()
    yield Word(Sort.END, "", len(text.rstrip()), 1)


def _word(sort: Sort, raw: str, at: int) -> Word:
    if sort is Sort.PLAIN and raw.upper() in KEYWORDS:
        return Word(Sort.KEYWORD, raw.upper(), at, len(raw))
    text = raw
    if sort is Sort.QUOTED:
        text = raw[1:-1].replace(raw[0] * 2, raw[0])
    elif sort is Sort.FIELD:
        text = raw[1:-1].strip()
    return Word(sort, text, at, len(raw))
