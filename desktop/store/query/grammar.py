"""The grammar of queries: comparisons of fields with values, joined by AND, OR, NOT and parentheses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop.store.query.words import QueryProblem, Sort, Word, words

_MEANT: Final = frozenset({"LIKE", "IS"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field held against a value; ``exact`` takes the value letter by letter, without wildcards."""

    field: Word
    operator: str
    value: str
    exact: bool
    at: int
    length: int


@dataclass(frozen=True, slots=True)
class Empty:
    """A field that holds nothing."""

    field: Word


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fulfil a condition."""

    of: Condition


@dataclass(frozen=True, slots=True)
class All:
    """What fulfils every one."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """What fulfils one at least."""

    of: tuple[Condition, ...]


Condition = Comparison | Empty | Not | All | Any


def is_query(text: str) -> bool:
    """Tell whether a text is meant as a query, and not as words to find."""
    try:
        found = list(words(text))
    except QueryProblem:
        return any(mark in text for mark in "=<>[")
    operators = any(each.sort in {Sort.OPERATOR, Sort.FIELD} for each in found)
    return operators or any(each.sort is Sort.KEYWORD and each.text in _MEANT for each in found[1:])


def parse(text: str) -> Condition:
    """Return what a query asks; raise QueryProblem pointing at the first character that makes no sense."""
    return _Parser(text).whole()


def parse_criterion(field: str, text: str) -> Condition:
    """Return what a text asks of one field, which it does not name: ``>= 5 AND < 9``, or a value alone."""
    return _Parser(text, Word(Sort.FIELD, field, 0, 1)).whole()


class _Parser:
    """Reads from left to right; NOT binds closer than AND, AND closer than OR."""

    def __init__(self, text: str, field: Word | None = None) -> None:
        self._text = text
        self._field = field
        self._words = list(words(text))
        self._next = 0

    def whole(self) -> Condition:
        found = self._either()
        if self._here.sort is not Sort.END:
            raise self._problem("An AND or OR is missing before this.")
        return found

    @property
    def _here(self) -> Word:
        return self._words[self._next]

    def _take(self) -> Word:
        word = self._here
        self._next += 1
        return word

    def _takes(self, keyword: str) -> bool:
        there = self._here.sort is Sort.KEYWORD and self._here.text == keyword
        self._next += there
        return there

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._takes("OR"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._takes("AND"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Condition:
        if self._takes("NOT"):
            return Not(self._one())
        if self._here.sort is Sort.OPEN:
            return self._inside()
        return self._comparison()

    def _inside(self) -> Condition:
        self._take()
        inside = self._either()
        if self._here.sort is not Sort.CLOSE:
            raise self._problem("A ) is missing here.")
        self._take()
        return inside

    def _comparison(self) -> Condition:
        field = self._field or self._named()
        if self._takes("IS"):
            return self._emptiness(field)
        negated = self._takes("NOT")
        if self._takes("LIKE"):
            found: Condition = self._value(field, "=", exact=False)
        elif self._here.sort is Sort.OPERATOR and not negated:
            found = self._value(field, self._take().text)
        elif self._field is not None and not negated:
            found = self._value(field, "=")
        else:
            wanted = "LIKE is missing here." if negated else "=, <, >, LIKE or IS is missing here."
            raise self._problem(wanted)
        return Not(found) if negated else found

    def _named(self) -> Word:
        if self._here.sort not in {Sort.PLAIN, Sort.FIELD}:
            raise self._problem("The name of a field is missing here.")
        return self._take()

    def _emptiness(self, field: Word) -> Condition:
        negated = self._takes("NOT")
        if not self._takes("NULL"):
            raise self._problem("NULL is missing here.")
        return Not(Empty(field)) if negated else Empty(field)

    def _value(self, field: Word, operator: str, *, exact: bool = True) -> Comparison:
        """Take the value; quoted it is exact, but behind LIKE a pattern all the same."""
        first = self._here
        if first.sort is Sort.QUOTED:
            self._take()
            return Comparison(field, operator, first.text, exact, first.at, first.length)
        last = first
        while self._here.sort is Sort.PLAIN:
            last = self._take()
        if last is first and first.sort is not Sort.PLAIN:
            raise self._problem("A value is missing here.")
        end = last.at + last.length
        return Comparison(field, operator, self._text[first.at : end], False, first.at, end - first.at)

    def _problem(self, what: str) -> QueryProblem:
        here = self._here
        way_out = 'Put a value that holds such a word or sign in quotes: name = "And".'
        return QueryProblem(what, here.at, here.length, way_out=way_out)
