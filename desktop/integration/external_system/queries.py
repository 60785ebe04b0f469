"""Answers the queries: by id, by example, page by page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.integration.external_system import faults
from desktop.integration.external_system.kept import INTEGRATION_ID, Fields, Record
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.rules import Kind

PAGE_SIZE = 10


def by_id(ledger: Ledger, kind: Kind, row_id: str) -> list[Record]:
    """Return the record with that row id; its other single ids are taken as well. None is no fault."""
    for tag in ("Id", *kind.own_keys, INTEGRATION_ID):
        if (found := ledger.find(kind, tag, row_id)) is not None:
            return [found]
    return []


def by_example(ledger: Ledger, kind: Kind, example: Fields) -> list[Record]:
    """Return the records that match every filled field of ``example``; ``*`` and ``?`` stand for any text.

    An example without one whole user key finds nothing, as the ASIs have it.
    """
    if not any(all(example.get(tag) for tag in key) for key in kind.user_keys):
        return []
    return _matching(ledger, kind, example)


def page(ledger: Ledger, kind: Kind, example: Fields, size: str, start: str) -> tuple[list[Record], bool]:
    """Return one page of what matches ``example``, and whether it is the last."""
    found = _matching(ledger, kind, example)
    first = _number("StartRowNum", start, 0)
    end = first + _number("PageSize", size, PAGE_SIZE)
    return found[first:end], end >= len(found)


def _matching(ledger: Ledger, kind: Kind, example: Fields) -> list[Record]:
    patterns = [(tag, _pattern(text)) for tag, text in example.items() if text]
    return [record for record in ledger.records(kind.name) if _matches(record, patterns)]


def _matches(record: Record, patterns: Sequence[tuple[str, re.Pattern[str]]]) -> bool:
    return all((text := record.fields.get(tag)) and pattern.fullmatch(text) for tag, pattern in patterns)


def _pattern(text: str) -> re.Pattern[str]:
    escaped = re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.DOTALL)


def _number(name: str, text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise faults.bad_argument(f"{name} '{text}' is not a number")
    return int(text)
