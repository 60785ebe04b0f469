"""Importing CSV and vCards with all checks, against raw rows, journal, index and parser."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import stores
from benchmarks.frame import QUICK, Figure, arguments, ratios, spread
from desktop.exchange import importing
from desktop.store import search_terms
from desktop.store.ids import new_row_id

ROWS = 20_000
ROUNDS = 3
COLUMNS = (
    *("last_name", "first_name", "middle_name", "birth_date", "gender", "personal_title"),
    *("email_address", "cellular_phone", "home_phone", "job_title"),
)
MADE = ("id", "person_u_id", "status", "sort_name", "version", "edited_version", "created_at", "updated_at")


def main() -> None:
    chosen = arguments()
    whole = chosen.contacts > QUICK
    rows, rounds = (chosen.contacts, 1) if whole else (ROWS, min(ROUNDS, chosen.rounds))
    plain, cards = files(chosen.contacts, rows)
    for name, file in (("CSV", plain), ("vCard", cards)):
        floor, product = [], []
        for _ in range(rounds):
            floor.append(timed(lambda file=file: import_raw(file)))
            product.append(timed(lambda file=file: import_through(file, rows)))
        Figure(
            f"import_{name.lower()}",
            f"import of {rows:,} rows with checks, CPU per row ÷ raw rows + journal + index + parser: {name}",
            2.0,
            **spread(ratios(floor, product)),
            contacts=chosen.contacts,
            missed="looking for people who are there already, and the checks of every field",
            details={
                "floor": f"{min(floor) / rows * 1e6:.0f} µs a row",
                "product": f"{min(product) / rows * 1e6:.0f} µs a row",
            },
        ).tell()


def files(contacts: int, rows: int) -> tuple[Path, Path]:
    """Return files with so many people, without our ids, as another program would give them."""
    plain, cards = stores.FOLDER / "people.csv", stores.FOLDER / "people.vcf"
    raw = sqlite3.connect(stores.path(contacts))
    people = raw.execute(f"SELECT {', '.join(COLUMNS)} FROM contact ORDER BY number LIMIT ?", (rows,))
    with plain.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(people)
    people = raw.execute(f"SELECT {', '.join(COLUMNS)} FROM contact ORDER BY number LIMIT ?", (rows,))
    with cards.open("w", newline="", encoding="utf-8") as file:
        for last, first, middle, born, gender, title, mail, cell, home, job in people:
            file.write(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{first} {last}\r\n")
            file.write(
                f"N:{last};{first};{middle or ''};{title or ''};\r\nBDAY:{born}\r\nGENDER:{gender}\r\n"
            )
            for kind, value in (
                ("EMAIL", mail),
                ("TEL;TYPE=CELL", cell),
                ("TEL;TYPE=HOME", home),
                ("TITLE", job),
            ):
                if value:
                    file.write(f"{kind}:{value}\r\n")
            file.write("END:VCARD\r\n")
    return plain, cards


def timed(work: object) -> float:
    file = stores.FOLDER / "import.db"
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    stores.open_store(stores.url(file)).close()
    begun = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - begun


def import_through(file: Path, rows: int) -> None:
    with stores.open_store(stores.url(stores.FOLDER / "import.db")) as store:
        result = importing.take_in(store, importing.Plan(file, rejects=stores.FOLDER / "rejected.csv"))
    if (result.reached.entries, result.rejected) != (rows, ()):
        raise SystemExit(f"not all was taken in: {result}")


def import_raw(file: Path) -> None:
    """Parse the file and write rows, journal and index in units of 5,000, checking nothing."""
    raw = sqlite3.connect(stores.FOLDER / "import.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
        raw.execute(f"PRAGMA {pragma}")
    names = ", ".join((*COLUMNS, *MADE))
    marks = ", ".join("?" * (len(COLUMNS) + len(MADE)))
    parse = read_cards if file.suffix == ".vcf" else read_rows
    with file.open(newline="", encoding="utf-8") as lines:
        rows = parse(lines)
        number = 0
        while batch := [row for row, _ in zip(rows, range(5000), strict=False)]:
            raw.execute("BEGIN IMMEDIATE")
            ids = [new_row_id() for _ in batch]
            made = [
                (*row, row_id, row_id, "Active", f"{row[0]} {row[1]}".lower(), 1, 1, "now", "now")
                for row, row_id in zip(batch, ids, strict=True)
            ]
            raw.executemany(f"INSERT INTO contact ({names}) VALUES ({marks})", made)
            opened = raw.execute(
                "INSERT INTO change_set (at, who, origin) VALUES ('now', 'a', 'import')"
            ).lastrowid
            raw.executemany(
                "INSERT INTO journal (change_set_id, kind, record_id, component, field, after)"
                " VALUES (?, 'contact', ?, '', '', ?)",
                [
                    (opened, row_id, json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False))
                    for row, row_id in zip(batch, ids, strict=True)
                ],
            )
            texts = [search_terms.record_text(row[:3], row[6:7], row[7:9]) for row in batch]
            numbered = list(enumerate(texts, number + 1))
            number += len(batch)
            raw.executemany("INSERT INTO contact_search (number, text) VALUES (?, ?)", numbered)
            raw.executemany(
                "INSERT INTO contact_terms (rowid, terms) VALUES (?, ?)",
                [(at, " ".join(search_terms.index_terms(text))) for at, text in numbered],
            )
            raw.execute("COMMIT")
    raw.close()


def read_rows(lines: Iterator[str]) -> Iterator[tuple[str | None, ...]]:
    rows = csv.reader(lines)
    next(rows)
    return (tuple([cell or None for cell in row]) for row in rows)


def read_cards(lines: Iterator[str]) -> Iterator[tuple[str | None, ...]]:
    """Read cards as barely as can be: one line a property, no folds, no escapes."""
    found: dict[str, str] = {}
    for line in lines:
        name, _, value = line.rstrip("\r\n").partition(":")
        if name == "END":
            last, first, middle, title, _ = found["N"].split(";")
            yield (
                *(last, first, middle or None, found["BDAY"], found["GENDER"], title or None),
                *(found.get(each) for each in ("EMAIL", "TEL;TYPE=CELL", "TEL;TYPE=HOME", "TITLE")),
            )
            found = {}
        else:
            found[name] = value


if __name__ == "__main__":
    main()
