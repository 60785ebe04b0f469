"""Fills a store with invented households, the same ones for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from desktop.store import bulk, catalogues, entities, files, indexing
from desktop.store.sample.doings import Letter
from desktop.store.sample.rows import Catalogues, Rows, invented
from desktop.store.sample.vocabulary import work
from desktop.store.store import Store
from desktop.store.types import Origin
from desktop.store.unit import Unit
from desktop.values import Value

DEFAULT_SEED: Final = 1
# Some 5,000 rows: fewer cost a flush of the disk each, more keep other writers waiting.
_AT_ONCE: Final = 300
_MANY: Final = 10_000

Progress = Callable[[int, int], object]


def fill(
    store: Store, *, households: int, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> tuple[int, int]:
    """Add invented households and return how many households and contacts were added.

    A seed stands for one endless row of households. The store remembers how many of them it was given and
    goes on there, so that two times 500 are the same as 1,000. ``progress`` is told how many of how many are
    in after each step.
    """
    contacts = 0
    for done in range(0, households, _AT_ONCE):
        count = min(_AT_ONCE, households - done)
        with store.write(Origin.IMPORT, "Hearth") as unit:
            rows = invented(seed, _advance(unit, seed, count), count, _catalogues(unit))
            _write(unit, rows)
        contacts += len(rows.records["contact"])
        if progress is not None:
            progress(done + count, households)
    indexing.finish(store)
    return households, contacts


def _write(unit: Unit, rows: Rows) -> None:
    """Write parents before what refers to them."""
    for kind, records in rows.records.items():
        bulk.insert(unit, kind, records)
    for (kind, component), children in rows.children.items():
        bulk.insert_children(unit, kind, component, children)


def _advance(unit: Unit, seed: int, count: int) -> int:
    """Return the place of the next household of the seed, and remember that ``count`` were taken."""
    table, name = entities.store_info, f"sample:{seed}"
    taken = unit.execute(sa.select(table.c.value).where(table.c.name == name).with_for_update()).scalar()
    first = int(taken or 0)
    if taken is None:
        unit.execute(sa.insert(table), [{"name": name, "value": str(count)}])
    else:
        unit.execute(sa.update(table).where(table.c.name == name).values(value=str(first + count)))
    return first


def _catalogues(unit: Unit) -> Catalogues:
    """Return the row ids of the positions, organizations and accounts, adding those that are missing."""
    words = work()
    return Catalogues(
        _picked(unit, "position", ("position", "login", "division"), words.positions),
        _picked(unit, "organization", ("organization",), tuple((each,) for each in words.organizations)),
        _picked(unit, "account", ("account", "account_organization", "account_location"), words.accounts),
        [_letter(unit, *each) for each in words.letters],
    )


def _letter(unit: Unit, name: str, words: str, text: str) -> Letter:
    content = text.encode()
    return Letter(name, words, len(content), files.keep(unit, content))


def _picked(unit: Unit, kind: str, fields: tuple[str, ...], wanted: tuple[tuple[str, ...], ...]) -> list[str]:
    there = {str(row[fields[0]]): str(row["id"]) for row in catalogues.rows(unit, kind, limit=_MANY)}
    missing: list[dict[str, Value]] = [
        {"id": _row_id(kind, words[0]), **dict(zip(fields, words, strict=True))}
        for words in wanted
        if words[0] not in there
    ]
    bulk.insert_catalogue(unit, kind, missing)
    there |= {str(row[fields[0]]): str(row["id"]) for row in missing}
    return [there[words[0]] for words in wanted]


def _row_id(kind: str, name: str) -> str:
    """Return a row id that is the same in every store."""
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:26].upper()
