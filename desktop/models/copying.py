"""Rows of a list as a table for other programs: as text with tabs, and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from desktop.models.cells import cell, spoken
from desktop.models.columns import Column
from desktop.models.job import Job
from desktop.store import lists
from desktop.store.unit import View

MOST: Final = 50_000
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table in both forms, and how many rows it has below its headings."""

    text: str
    html: str
    rows: int


def copied(view: View, kind: str, numbers: Sequence[int], columns: Sequence[Column], job: Job) -> CopiedTable:
    """Return the rows of these records with what the columns show."""
    lines: list[list[str]] = []
    names = [each.name for each in columns]
    for at in range(0, len(numbers), _AT_ONCE):
        part = numbers[at : at + _AT_ONCE]
        found = lists.rows(view, kind, part, names)
        lines += [_words(columns, found[number][1:]) for number in part if number in found]
        job.tell(at + len(part))
    return table([each.title for each in columns], lines)


def table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> CopiedTable:
    """Return a table of headings and lines."""
    text = "\n".join("\t".join(_plain(each) for each in line) for line in (titles, *lines))
    head = "".join(f"<th>{escape(each)}</th>" for each in titles)
    body = "".join(f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in line)}</tr>" for line in lines)
    return CopiedTable(text, f"<table><tr>{head}</tr>{body}</table>", len(lines))


def _words(columns: Sequence[Column], values: Sequence[object]) -> list[str]:
    shown = zip(columns, values, strict=True)
    return [spoken(cell(column, value)) for column, value in shown]  # type: ignore[arg-type]


def _plain(text: str) -> str:
    return " ".join(text.split())
