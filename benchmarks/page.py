"""A page of 100 rows through our layers, against the same rows by raw sqlite3."""

from __future__ import annotations

import random
import sqlite3

from benchmarks import stores
from benchmarks.frame import Figure, arguments, in_turns, ratios, spread
from desktop.store import lists
from desktop.store.lists import ListQuery
from desktop.store.types import RecordKind

NAMES = ("last_name", "first_name", "cellular_phone", "email_address", "job_title", "status")
ROWS = 100
PAGES = 40
RAW = (
    f"SELECT number, id, {', '.join(NAMES)}, sort_name FROM contact"
    " WHERE (sort_name, number) > (?, ?) ORDER BY sort_name, number LIMIT 100"
)


def main() -> None:
    chosen = arguments()
    raw = sqlite3.connect(stores.path(chosen.contacts), isolation_level=None)
    raw.execute("PRAGMA cache_size=-16000")
    store = stores.opened(chosen.contacts)
    with store.read() as view:
        order = lists.numbers(view, ListQuery(RecordKind.CONTACT))
    starts = random.Random(1).sample(range(len(order) - ROWS), PAGES)
    keys = [
        raw.execute("SELECT sort_name, number FROM contact WHERE number = ?", (order[at],)).fetchone()
        for at in starts
    ]

    def by_key() -> None:
        for key in keys:
            raw.execute(RAW, key).fetchall()

    def by_layers() -> None:
        for at in starts:
            with store.read() as view:
                lists.rows(view, "contact", order[at + 1 : at + 1 + ROWS], NAMES)

    floor, product = in_turns(by_key, by_layers, chosen.rounds)
    Figure(
        "page",
        "page of 100 rows through our layers ÷ the same rows by raw sqlite3 keyset",
        2.0,
        **spread(ratios(floor, product)),
        contacts=chosen.contacts,
        missed="a connection from the pool and a transaction for each view",
        details={
            "floor ms": round(min(floor) / PAGES * 1e3, 3),
            "product ms": round(min(product) / PAGES * 1e3, 3),
        },
    ).tell()
    store.close()


if __name__ == "__main__":
    main()
