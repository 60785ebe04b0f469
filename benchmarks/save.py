"""Saving one record with journal, search index and outbox, durable, against the same rows written raw."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import stores
from benchmarks.frame import Figure, arguments, grown, in_turns, milliseconds, ratios, spread
from benchmarks.listing import SMALL
from desktop.store import connections, outbox, records, search_terms
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings, RecordKind, Ref

SAVES = 60
DELIVERY = (
    "INSERT INTO delivery (id, connection, kind, record_id, state, attempts, in_doubt, created_at)"
    " VALUES (?, 'bench', 'contact', ?, 'queued', 0, 0, 'now')"
)
STANDING = (
    "INSERT INTO standing (connection, record_id, kind, delivery_id, state, settled_version)"
    " VALUES ('bench', ?, 'contact', ?, 'queued', 0) ON CONFLICT (connection, record_id)"
    " DO UPDATE SET delivery_id = excluded.delivery_id, state = excluded.state"
)


@dataclass
class Saves:
    """A copy of a store, and the contacts that are saved in it one after the other."""

    store: Store
    raw: sqlite3.Connection
    ids: list[str]

    def by_hand(self) -> None:
        for _ in range(SAVES):
            save_raw(self.raw, self.ids.pop())

    def by_product(self) -> None:
        for _ in range(SAVES):
            ref = Ref(RecordKind.CONTACT, self.ids.pop())
            with self.store.write() as unit:
                records.update(unit, ref, {"first_name": f"Ada {time.time_ns()}"})
                outbox.add(unit, ref)


def main() -> None:
    chosen = arguments()
    with saves(chosen.contacts) as here:
        floor, product = in_turns(here.by_hand, here.by_product, chosen.rounds)
        Figure(
            "save",
            "save one record (row, journal, index, outbox, durable) ÷ the same rows raw",
            2.5,
            **spread(ratios(floor, product)),
            contacts=chosen.contacts,
            missed="each value is checked by its rules and lists, and what may wait already is looked for",
            details=milliseconds(floor, product, SAVES),
        ).tell()
        if chosen.contacts > SMALL:
            with saves(SMALL) as few:
                before, now = in_turns(few.by_product, here.by_product, chosen.rounds)
            grown("save", "save", 0.3, (SMALL, before), (chosen.contacts, now)).tell()


@contextlib.contextmanager
def saves(contacts: int) -> Iterator[Saves]:
    """Open a copy of the store of this size in both ways."""
    file = stores.copied(contacts, f"save-{contacts}")
    raw = sqlite3.connect(file, isolation_level=None, timeout=20)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        raw.execute(f"PRAGMA {pragma}")
    ids = [row[0] for row in raw.execute("SELECT id FROM contact ORDER BY number LIMIT 60000")]
    random.Random(5).shuffle(ids)
    with stores.open_store(stores.url(file)) as store:
        with store.write() as unit:
            connections.save(unit, ConnectionSettings("bench"))
        yield Saves(store, raw, ids)
    raw.close()
    stores.removed(file)


def save_raw(raw: sqlite3.Connection, row_id: str) -> None:
    """Write the rows that a save writes, with nothing looked up that they do not need."""
    name = f"Ada {time.time_ns()}"
    raw.execute("BEGIN IMMEDIATE")
    number, last, before = raw.execute(
        "SELECT number, last_name, first_name FROM contact WHERE id = ?", (row_id,)
    ).fetchone()
    raw.execute(
        "UPDATE contact SET first_name = ?, sort_name = ?, version = version + 1,"
        " edited_version = version + 1, updated_at = 'now' WHERE id = ?",
        (name, f"{last} {name}".lower(), row_id),
    )
    opened = raw.execute(
        "INSERT INTO change_set (at, who, origin) VALUES ('now', 'agent', 'agent')"
    ).lastrowid
    raw.execute(
        "INSERT INTO journal (change_set_id, kind, record_id, component, field, before, after)"
        " VALUES (?, 'contact', ?, '', 'first_name', ?, ?)",
        (opened, row_id, f'"{before}"', f'"{name}"'),
    )
    text = raw.execute("SELECT text FROM contact_search WHERE number = ?", (number,)).fetchone()[0]
    names, _, rest = text.partition("\n")
    after = f"{names} {name.lower()}\n{rest}"
    raw.execute(
        "INSERT INTO contact_terms (contact_terms, rowid, terms) VALUES ('delete', ?, ?)",
        (number, " ".join(search_terms.index_terms(text))),
    )
    raw.execute(
        "INSERT INTO contact_terms (rowid, terms) VALUES (?, ?)",
        (number, " ".join(search_terms.index_terms(after))),
    )
    raw.execute("UPDATE contact_search SET text = ? WHERE number = ?", (after, number))
    delivery = f"raw{time.time_ns()}"
    raw.execute(DELIVERY, (delivery, row_id))
    raw.execute(STANDING, (row_id, delivery))
    raw.execute("COMMIT")


if __name__ == "__main__":
    main()
