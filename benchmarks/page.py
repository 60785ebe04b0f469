"""A page of 100 rows through our layers, against the same rows by raw sqlite3; and that it does not grow."""

from __future__ import annotations

from benchmarks.frame import Figure, arguments, grown, in_turns, milliseconds, ratios, spread
from benchmarks.listing import COLUMNS, SMALL, Listing, listing

ROWS = 100
PAGES = 40
KEY = "SELECT sort_name, number FROM contact WHERE number = ?"
RAW = (
    f"SELECT {COLUMNS}, sort_name FROM contact"
    f" WHERE (sort_name, number) > (?, ?) ORDER BY sort_name, number LIMIT {ROWS}"
)


def main() -> None:
    chosen = arguments()
    with listing(chosen.contacts) as here:
        starts = here.places(1, PAGES, ROWS + 1)
        keys = [here.raw.execute(KEY, (here.order[at],)).fetchone() for at in starts]

        def by_key() -> None:
            for key in keys:
                here.raw.execute(RAW, key).fetchall()

        floor, product = in_turns(by_key, lambda: by_layers(here, starts), chosen.rounds)
        Figure(
            "page",
            "page of 100 rows through our layers ÷ the same rows by raw sqlite3 keyset",
            2.0,
            **spread(ratios(floor, product)),
            contacts=chosen.contacts,
            missed="a connection from the pool and a transaction for each view",
            details=milliseconds(floor, product, PAGES),
        ).tell()
        if chosen.contacts > SMALL:
            with listing(SMALL) as small:
                places = small.places(1, PAGES, ROWS + 1)
                before, now = in_turns(
                    lambda: by_layers(small, places), lambda: by_layers(here, starts), chosen.rounds
                )
            grown("page", "next page", 0.05, (SMALL, before), (chosen.contacts, now)).tell()


def by_layers(of: Listing, starts: list[int]) -> None:
    for at in starts:
        of.through_layers(at + 1, ROWS)


if __name__ == "__main__":
    main()
