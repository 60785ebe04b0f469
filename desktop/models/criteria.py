"""What a person asks of each field in a query row or form: checked, made one query, and taken apart again.

Values stand there as the locale writes them, in the query as the store does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop import language
from desktop.errors import InvalidValue, UsageError
from desktop.fields import Field, component
from desktop.models import formats, words
from desktop.models.reading import read
from desktop.store import lists, query
from desktop.store.query import Comparison, Condition, QueryProblem
from desktop.values import Kind

_IN_LOCALE: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.INTEGER, Kind.CURRENCY})
_WILD: Final = frozenset("*?")


class CriterionProblem(UsageError):
    """What is asked of one field makes no sense; ``at`` and ``length`` say where in it, counted from 0."""

    def __init__(self, field: str, problem: QueryProblem) -> None:
        super().__init__(problem.said, concerns=field, way_out=problem.way_out)
        self.field = field
        self.at = problem.at
        self.length = problem.length


def put_together(kind: str, typed: Mapping[str, str]) -> str:
    """Return the query that asks all this, empty for nothing; raise CriterionProblem for what makes none."""
    asked = {name: _criterion(kind, name, text) for name, text in typed.items() if text.strip()}
    return query.joined(asked)


def of_lines(kind: str, lines: Sequence[tuple[str, str]], *, any_of_them: bool) -> str:
    """Return the query that asks for all lines, or for any; each names a field and what is asked of it."""
    asked = tuple(_criterion(kind, name, text) for name, text in lines)
    if len(asked) < 2:  # noqa: PLR2004 -- one line is no conjunction
        return "".join(query.written(each) for each in asked)
    return query.written(query.Any(asked) if any_of_them else query.All(asked))


def take_apart(kind: str, text: str) -> dict[str, str] | None:
    """Return what a query asks of each field, or None for one that no row could show."""
    if not text.strip():
        return {}
    if not query.is_query(text):
        return None
    try:
        found = query.by_field(query.parse(text))
    except QueryProblem:
        return None
    names = lists.queryable(kind)
    if found is None or any(query.plain_name(each) not in names for each in found):
        return None
    by_name = {names[query.plain_name(called)]: asked for called, asked in found.items()}
    return {name: _typed(_field(kind, name), asked) for name, asked in by_name.items()}


def called(kind: str, name: str) -> str:
    """Return what a field is called in a query: its label, if no other has the same."""
    of = component(kind)
    label = of[name].label if name in of else name
    return label if lists.queryable(kind).get(query.plain_name(label)) == name else name


def _criterion(kind: str, name: str, text: str) -> Condition:
    try:
        asked = query.parse_criterion(called(kind, name), text)
        asked = query.mapped(asked, lambda each: _in_the_stores_form(_field(kind, name), each))
        lists.condition(kind, asked)
    except QueryProblem as problem:
        raise CriterionProblem(name, problem) from None
    return asked


def _in_the_stores_form(field: Field | None, asked: Comparison) -> Comparison:
    if field is not None and (meant := language.meant_by(asked.value, field.pick_list)):
        return replace(asked, value=meant[0]) if len(meant) == 1 else asked
    if field is None or field.kind not in _IN_LOCALE or set(asked.value) & _WILD:
        return asked
    value = read(field.kind, asked.value)
    try:
        field.clean(value)
    except InvalidValue as error:
        example = formats.example(field.kind)
        sentence = words.problem(error, field, example, QCoreApplication.translate)
        raise QueryProblem(sentence, asked.at, asked.length) from None
    return replace(asked, value=value, exact=False)


def _typed(field: Field | None, asked: Condition) -> str:
    def in_the_locales_form(each: Comparison) -> Comparison:
        if field is not None and field.pick_list:
            return replace(each, value=language.value(field.pick_list, each.value))
        if field is None or field.kind not in _IN_LOCALE:
            return each
        try:
            kept = field.clean(each.value)
        except InvalidValue:
            return each
        return replace(each, value=formats.typed(field.kind, kept))

    return query.written_criterion(query.mapped(asked, in_the_locales_form))


def _field(kind: str, name: str) -> Field | None:
    of = component(kind)
    return of[name] if name in of and of[name].kept else None
