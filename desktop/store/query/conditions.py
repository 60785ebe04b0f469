"""Turns what a query asks into a condition on the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from desktop import language
from desktop.errors import InvalidValue
from desktop.fields import Component, Field, component
from desktop.store import entities
from desktop.store.query import grammar
from desktop.store.query.grammar import Comparison, Condition, Empty, Not
from desktop.store.query.words import QueryProblem, Word
from desktop.store.rules import fold
from desktop.values import Kind

Column = sa.ColumnElement[Any]
# Gives the column that a list has by a name.
Columns = Callable[[str], Column]

_COMPARE: Final[dict[str, Callable[[Column, Any], Column]]] = {
    "=": lambda column, value: column == value,
    "<": lambda column, value: column < value,
    ">": lambda column, value: column > value,
    "<=": lambda column, value: column <= value,
    ">=": lambda column, value: column >= value,
}
_WILD: Final = re.compile(r"[*?]")
_ORDERED: Final = frozenset({Kind.DATE, Kind.DATETIME, Kind.INTEGER, Kind.CURRENCY, Kind.FLAG})
_DAY: Final = len("2021-02-14")


def names(kind: str, derived: Collection[str]) -> dict[str, str]:
    """Return what a person may call each field, without case: its name, or its label."""
    of = component(kind)
    called = {plain_name(each): each for each in derived}
    called |= {plain_name(each.label): each.name for each in of if each.kept}
    return called | {each.name: each.name for each in of if each.kept}


def condition(kind: str, asked: Condition, columns: Columns, derived: Collection[str]) -> Column:
    """Return the condition; raise QueryProblem for a field or value that does not exist."""
    return _Conditions(kind, columns, derived).of(asked)


def plain_name(name: str) -> str:
    """Return a field's name as it is compared with others: without case, blanks and signs."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


class _Conditions:
    """Makes the conditions on one kind of record."""

    def __init__(self, kind: str, columns: Columns, derived: Collection[str]) -> None:
        self._kind = kind
        self._of: Component = component(kind)
        self._columns = columns
        self._names = names(kind, derived)

    def of(self, asked: Condition) -> Column:
        match asked:
            case grammar.All(parts):
                return sa.and_(*(self.of(each) for each in parts))
            case grammar.Any(parts):
                return sa.or_(*(self.of(each) for each in parts))
            case Not(inner):
                # What holds nothing does not fulfil the condition either.
                return sa.not_(sa.func.coalesce(self.of(inner), sa.false()))
            case Empty(field):
                return self._columns(self._name(field)).is_(None)
            case Comparison():
                differs = asked.operator == "<>"
                return self.of(Not(replace(asked, operator="="))) if differs else self._compared(asked)

    def _name(self, word: Word) -> str:
        name = self._names.get(plain_name(word.text))
        if name is None:
            raise QueryProblem(
                f"A {self._kind} has no field {word.text!r}.",
                word.at,
                word.length,
                way_out=f"Its fields are: {', '.join(sorted(set(self._names.values())))}.",
            )
        return name

    def _compared(self, asked: Comparison) -> Column:
        name = self._name(asked.field)
        field = self._of[name] if name in self._of and self._of[name].kept else None
        if field is not None and field.kind in _ORDERED:
            return self._ordered(field, asked)
        if field is not None and field.kind is Kind.PHONE:
            return self._text(self._columns(name), asked, re.sub(r"[^\d+*?]", "", asked.value))
        return self._named(name, asked)

    def _named(self, name: str, asked: Comparison) -> Column:
        """Compare text; a household's name without case and accents, as its list is sorted."""
        if name == "household_name" and not asked.exact:
            return self._text(entities.household.c.sort_name, asked, fold(asked.value))
        found = self._text(self._columns(name), asked, asked.value)
        shown = self._of[name].pick_list if name in self._of else ""
        # Who reads a list of values in another language asks in it, too.
        meant = language.meant_by(asked.value, shown) if shown and asked.operator == "=" else []
        return sa.or_(found, self._columns(name).in_(meant)) if meant else found

    def _text(self, column: Column, asked: Comparison, value: str) -> Column:
        if asked.exact:
            return _COMPARE[asked.operator](column, value)
        if asked.operator == "=":
            return column.ilike(_pattern(value), escape="\\")
        if _WILD.search(value):
            raise QueryProblem("Only = and LIKE take * and ?.", asked.at, asked.length)
        return _COMPARE[asked.operator](sa.func.lower(column), value.lower())

    def _ordered(self, field: Field, asked: Comparison) -> Column:
        if _WILD.search(asked.value):
            raise QueryProblem(f"{field.label} takes no * and ?.", asked.at, asked.length)
        try:
            value = field.clean(asked.value)
        except InvalidValue as problem:
            what = f"{field.label} {problem.limit}."
            raise QueryProblem(what, asked.at, asked.length) from None
        column = self._columns(field.name)
        if field.kind is Kind.CURRENCY:
            amount = sa.Numeric(38, 10)
            return _COMPARE[asked.operator](sa.cast(column, amount), sa.cast(str(value), amount))
        if field.kind is Kind.FLAG:
            return _COMPARE[asked.operator](sa.func.coalesce(column, sa.false()), value)
        if field.kind is Kind.DATETIME and asked.operator == "=" and len(asked.value.strip()) == _DAY:
            return column.startswith(str(value)[:_DAY])
        return _COMPARE[asked.operator](column, value)


def _pattern(value: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", value)
    return escaped.replace("*", "%").replace("?", "_")
