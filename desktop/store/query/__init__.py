"""The query language: what an agent types to list the records that fulfil a condition."""

from __future__ import annotations

from desktop.store.query.conditions import condition, names, plain_name
from desktop.store.query.criteria import by_field, joined, mapped, written, written_criterion
from desktop.store.query.grammar import All, Any, Comparison, Condition, is_query, parse, parse_criterion
from desktop.store.query.words import QueryProblem

__all__ = [
    "All",
    "Any",
    "Comparison",
    "Condition",
    "QueryProblem",
    "by_field",
    "condition",
    "is_query",
    "joined",
    "mapped",
    "names",
    "parse",
    "parse_criterion",
    "plain_name",
    "written",
    "written_criterion",
]
