"""Search as one types: the store's call, against the same tiers in raw sqlite3; and that it grows slowly."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable

from benchmarks import stores
from benchmarks.frame import Figure, arguments, grown, percentile, ratios, spread
from benchmarks.listing import SMALL
from desktop.store import search

END = "\U0010ffff"
CITY = "(SELECT a.personal_city FROM personal_address a WHERE a.contact_id = r.id AND a.is_primary)"
CITY_OF_PRIMARY = (
    "(SELECT a.personal_city FROM membership m JOIN personal_address a ON a.contact_id = m.contact_id"
    " WHERE m.household_id = r.id AND m.is_primary AND a.is_primary)"
)
COLUMNS = {
    "household": f"r.number, r.id, r.household_name, {CITY_OF_PRIMARY}, r.phone_number, r.household_id",
    "contact": f"r.number, r.id, r.last_name, r.first_name, {CITY}, r.cellular_phone, r.email_address",
}


def main() -> None:
    chosen = arguments()
    raw = sqlite3.connect(stores.path(chosen.contacts), isolation_level=None)
    raw.execute("PRAGMA cache_size=-16000")
    asked = queries(raw)
    store = stores.opened(chosen.contacts)

    def by_raw(text: str) -> None:
        raw_search(raw, text)

    def by_product(text: str) -> None:
        with store.read() as view:
            search.find(view, text)

    floor = [p95(by_raw, asked) for _ in range(chosen.rounds)]
    product = [p95(by_product, asked) for _ in range(chosen.rounds)]
    Figure(
        "search",
        "search, store call, p95 over 200 mixed queries ÷ raw tiered search",
        2.0,
        **spread(ratios(floor, product)),
        contacts=chosen.contacts,
        details={"floor p95": f"{min(floor) * 1e3:.2f} ms", "product p95": f"{min(product) * 1e3:.2f} ms"},
    ).tell()
    Figure(
        "search_ms",
        "search, store call, p95",
        5.0,
        **spread([each * 1e3 for each in product]),
        contacts=chosen.contacts,
        unit="ms",
    ).tell()
    if chosen.contacts > SMALL:
        tell_growth(asked, by_product, chosen.contacts, chosen.rounds)
    store.close()


def tell_growth(asked: list[str], find: Callable[[str], None], contacts: int, rounds: int) -> None:
    """Tell the exponent of p95 over the number of records."""
    small: list[float] = []
    large: list[float] = []
    with stores.opened(SMALL) as store:

        def find_few(text: str) -> None:
            with store.read() as view:
                search.find(view, text)

        p95(find_few, asked)
        for _ in range(rounds):
            small.append(p95(find_few, asked))
            large.append(p95(find, asked))
    grown("search", "search p95", 0.3, (SMALL, small), (contacts, large)).tell()


def p95(find: Callable[[str], None], asked: list[str]) -> float:
    """Return the CPU time below which 95 of 100 searches stay."""
    taken: list[float] = []
    for text in asked:
        begun = time.process_time()
        find(text)
        taken.append(time.process_time() - begun)
    return percentile(taken, 0.95)


def queries(raw: sqlite3.Connection) -> list[str]:
    """Return 140 beginnings of names, 40 fragments of phones, 10 cities and 10 e-mail addresses."""
    chance = random.Random(7)
    last = raw.execute("SELECT max(number) FROM contact").fetchone()[0]
    asked: list[str] = []
    while len(asked) < 200:
        row = raw.execute(
            "SELECT last_name, first_name, cellular_phone, email_address FROM contact WHERE number = ?",
            (chance.randrange(last) + 1,),
        ).fetchone()
        if row is None or not all(row):
            continue
        at = len(asked)
        if at < 140:
            name = row[at % 2]
            asked.append(name[: chance.randint(1, 8)])
        elif at < 180:
            digits = row[2].lstrip("+")
            begin = chance.randrange(max(1, len(digits) - 4))
            asked.append(digits[begin : begin + chance.randint(3, 7)])
        elif at < 190:
            asked.append(chance.choice(("Uppsala", "Kassel", "Lyon", "Norwich", "Malmö")))
        else:
            asked.append(row[3][: chance.randint(4, 16)])
    chance.shuffle(asked)
    return asked


def raw_search(raw: sqlite3.Connection, text: str) -> None:
    """Search as plainly as the tiers can be written: the name's index, then the index of terms to fill up."""
    plain = text.lower()
    if plain.isdigit():
        signs = plain.translate(str.maketrans("0123456789", "!#$%&*+,-."))
        parts = [signs[at : at + 4] for at in {0, max(0, len(signs) - 4)}]
        terms = " AND ".join(f'"{part}"' + ("*" if len(part) < 4 else "") for part in parts)
    else:
        terms = " AND ".join(f'"{word}"*' for word in plain.partition("@")[0].replace(".", " ").split())
    for kind in ("household", "contact"):
        found: list[object] = []
        if not plain.isdigit():
            found = raw.execute(
                f"SELECT {COLUMNS[kind]} FROM {kind} r WHERE sort_name >= ? AND sort_name < ?"
                " ORDER BY sort_name, number LIMIT 50",
                (plain, plain + END),
            ).fetchall()
        if len(found) < 50:
            raw.execute(
                f"SELECT {COLUMNS[kind]} FROM {kind}_terms t CROSS JOIN {kind} r"
                f" WHERE t.{kind}_terms MATCH ? AND r.number = t.rowid ORDER BY t.rowid DESC LIMIT 50",
                (terms,),
            ).fetchall()


if __name__ == "__main__":
    main()
