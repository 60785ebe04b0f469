"""Takes a damaged store's place with its newest good back-up, and brings back what was journalled since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from desktop.errors import HearthError, StoreDamaged, UsageError
from desktop.fields import component
from desktop.store import backups, children, entities, journal, records
from desktop.store.database import RECOVER, Database
from desktop.store.store import Store, open_store
from desktop.store.types import Origin, RecordKind, Ref
from desktop.store.unit import Unit
from desktop.values import Value

# So many numbers in a row that cannot be read are the end of what is there.
_GAP: Final = 1000
_LINE: Final = (
    "SELECT j.id, s.at, s.who, s.origin, j.kind, j.record_id, j.component, j.row_id, j.field, j.before,"
    " j.after FROM journal j JOIN change_set s ON s.id = j.change_set_id WHERE j.id = ?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the damaged store's journal, as it was kept."""

    id: int
    at: str
    who: str
    origin: str
    kind: str
    record_id: str
    component: str
    row_id: str | None
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A change that could be read and not be made again, with the reason."""

    line: Line
    why: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a damaged store: where it lies now, what took its place, and the changes since.

    Where its journal is not ``readable`` nobody knows what was changed since.
    """

    set_aside: Path | None
    back_up: Path
    made_again: int
    not_made: tuple[Lost, ...]
    readable: bool = True

    @property
    def whole(self) -> bool:
        """Tell whether all that was changed since is there again."""
        return self.readable and not self.not_made


def recover(url: str, folder: Path, now: datetime, who: str) -> Recovered:
    """Put the newest good back-up in a damaged store's place, and make again what was changed since.

    The damaged file is set aside, never deleted. Raises UsageError for a store that is sound, or when there
    is no good back-up; then nothing was moved.
    """
    database = Database(url)
    try:
        back_up = _chosen(database, folder)
        aside = backups.restore(database, back_up, now)
    finally:
        database.close()
    with open_store(url, who) as store:
        lines = _since(store, aside) if aside else []
        lost = tuple(_make_again(store, lines or ()))
    return Recovered(aside, back_up, len(lines or ()) - len(lost), lost, lines is not None)


def is_damaged(url: str) -> bool:
    """Tell whether the store is a file that cannot be read whole; it may take a while for a large one."""
    try:
        database = Database(url)
        database.close()
        if database.is_sqlite:
            backups.check(Path(database.url.database or ""))
    except HearthError:
        return True
    return False


def refuse_damaged(url: str) -> None:
    """Raise StoreDamaged if the store is a file that cannot be read whole."""
    if is_damaged(url):
        where = Database(url).shown_url
        raise StoreDamaged(f"The store is damaged ({where}).", concerns=where, way_out=RECOVER)


def _chosen(database: Database, folder: Path) -> Path:
    file = Path(database.url.database or "")
    try:
        if database.is_sqlite:
            backups.check(file)
    except UsageError:
        found = backups.newest_good(folder)
        if found is None:
            raise UsageError(
                f"There is no good back-up in {folder}; the damaged store {file} is untouched.",
                concerns=str(folder),
                way_out="Put one there, or name one: hearth store restore FILE.",
            ) from None
        return found
    raise UsageError("The store is sound; nothing was changed.", concerns=database.shown_url)


def _since(store: Store, damaged: Path) -> list[Line] | None:
    """Return what was journalled since the back-up, None where the journal cannot be read at all."""
    with store.read() as view:
        last = int(view.execute(sa.select(sa.func.max(entities.journal.c.id))).scalar() or 0)
    try:
        with closing(sqlite3.connect(damaged)) as source:
            source.execute("SELECT id FROM journal LIMIT 1").fetchone()
            return list(_readable(source, last))
    except sqlite3.Error:
        return None


def _readable(source: sqlite3.Connection, last: int) -> Iterator[Line]:
    """Yield the lines after ``last``, one by one, so that a damaged page takes no others with it."""
    missing, number = 0, last
    while missing < _GAP:
        number += 1
        try:
            row = source.execute(_LINE, (number,)).fetchone()
        except sqlite3.Error:
            row = None
        if row is None:
            missing += 1
            continue
        missing = 0
        yield Line(*row)


def _make_again(store: Store, lines: Sequence[Line]) -> Iterator[Lost]:
    rows: dict[str, str] = {}
    for each in lines:
        try:
            with store.write(Origin(each.origin), each.who) as unit:
                _make(unit, each, rows)
        except (HearthError, KeyError, ValueError) as problem:
            yield Lost(each, str(problem))


def _make(unit: Unit, line: Line, rows: dict[str, str]) -> None:
    """Make one change again; ``rows`` tells which child row took the place of which."""
    ref = Ref(RecordKind(line.kind), line.record_id)
    if line.component:
        _make_child(unit, ref, line, rows)
    elif line.field == "integration_id":
        records.set_integration_id(unit, ref, unit.default_connection, journal.load(line.after))
    elif line.field:
        records.update(unit, ref, {line.field: journal.load(line.after)})
    elif line.after is not None:
        whole = journal.load_whole(line.after)
        records.create(unit, line.kind, _editable(ref, "", whole), row_id=ref.id, filled=whole)
    else:
        records.delete(unit, ref)


def _make_child(unit: Unit, ref: Ref, line: Line, rows: dict[str, str]) -> None:
    row_id = rows.get(line.row_id or "", line.row_id or "")
    if line.field == "primary":
        if journal.load(line.after):
            children.set_primary(unit, ref, line.component, row_id)
    elif line.field:
        children.update(unit, ref, line.component, row_id, {line.field: journal.load(line.after)})
    elif line.after is not None:
        whole = journal.load_whole(line.after)
        picks = component(ref.kind).child(line.component).picks
        picked_id = str(whole[f"{picks}_id"]) if picks else None
        values = _editable(ref, line.component, whole)
        rows[line.row_id or ""] = children.add(unit, ref, line.component, values, picked_id=picked_id)
    else:
        children.remove(unit, ref, line.component, row_id)


def _editable(ref: Ref, name: str, whole: dict[str, Value]) -> dict[str, Value]:
    of = component(ref.kind).child(name) if name else component(ref.kind)
    return {each.name: whole[each.name] for each in of if each.editable and each.name in whole}
