"""A jump to any row of the list, against a raw jump by sparse keys."""

from __future__ import annotations

import random
import sqlite3

from benchmarks import stores
from benchmarks.frame import Figure, arguments, in_turns, milliseconds, ratios, spread
from desktop.store import lists
from desktop.store.lists import ListQuery
from desktop.store.types import RecordKind

NAMES = ("last_name", "first_name", "cellular_phone", "email_address", "job_title", "status")
EVERY = 1000
SEEN = 40
JUMPS = 40
ORDER = "SELECT sort_name, number FROM contact ORDER BY sort_name, number"
RAW = (
    f"SELECT number, id, {', '.join(NAMES)} FROM contact WHERE (sort_name, number) >= (?, ?)"
    " ORDER BY sort_name, number LIMIT ? OFFSET ?"
)


def main() -> None:
    chosen = arguments()
    raw = sqlite3.connect(stores.path(chosen.contacts), isolation_level=None)
    raw.execute("PRAGMA cache_size=-16000")
    store = stores.opened(chosen.contacts)
    keys = [key for at, key in enumerate(raw.execute(ORDER)) if at % EVERY == 0]
    with store.read() as view:
        order = lists.numbers(view, ListQuery(RecordKind.CONTACT))
    rows = random.Random(3).sample(range(len(order) - SEEN), JUMPS)

    def by_keys() -> None:
        for row in rows:
            raw.execute(RAW, (*keys[row // EVERY], SEEN, row % EVERY)).fetchall()

    def by_layers() -> None:
        for row in rows:
            with store.read() as view:
                lists.rows(view, "contact", order[row : row + SEEN], NAMES)

    floor, product = in_turns(by_keys, by_layers, chosen.rounds)
    Figure(
        "jump",
        "jump to a random row ÷ raw sparse-key jump",
        2.0,
        **spread(ratios(floor, product)),
        contacts=chosen.contacts,
        missed="a connection from the pool and a transaction for each view",
        details=milliseconds(floor, product, JUMPS),
    ).tell()
    store.close()


if __name__ == "__main__":
    main()
