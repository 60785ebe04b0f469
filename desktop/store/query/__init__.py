"""The query language: what an agent types to list the records that fulfil a condition."""

from __future__ import annotations

from desktop.store.query.conditions import condition, names
from desktop.store.query.grammar import is_query, parse
from desktop.store.query.words import QueryProblem

__all__ = ["QueryProblem", "condition", "is_query", "names", "parse"]
