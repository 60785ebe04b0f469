"""A jump to any row of the list, against a raw jump by sparse keys; and that it hardly grows."""

from __future__ import annotations

from benchmarks.frame import Figure, arguments, grown, in_turns, milliseconds, ratios, spread
from benchmarks.listing import COLUMNS, SMALL, Listing, listing

EVERY = 1000
SEEN = 40
JUMPS = 40
ORDER = "SELECT sort_name, number FROM contact ORDER BY sort_name, number"
RAW = (
    f"SELECT {COLUMNS} FROM contact WHERE (sort_name, number) >= (?, ?)"
    " ORDER BY sort_name, number LIMIT ? OFFSET ?"
)


def main() -> None:
    chosen = arguments()
    with listing(chosen.contacts) as here:
        keys = [key for at, key in enumerate(here.raw.execute(ORDER)) if at % EVERY == 0]
        rows = here.places(3, JUMPS, SEEN)

        def by_keys() -> None:
            for row in rows:
                here.raw.execute(RAW, (*keys[row // EVERY], SEEN, row % EVERY)).fetchall()

        floor, product = in_turns(by_keys, lambda: by_layers(here, rows), chosen.rounds)
        Figure(
            "jump",
            "jump to a random row ÷ raw sparse-key jump",
            2.0,
            **spread(ratios(floor, product)),
            contacts=chosen.contacts,
            missed="a connection from the pool and a transaction for each view",
            details=milliseconds(floor, product, JUMPS),
        ).tell()
        if chosen.contacts > SMALL:
            with listing(SMALL) as small:
                places = small.places(3, JUMPS, SEEN)
                before, now = in_turns(
                    lambda: by_layers(small, places), lambda: by_layers(here, rows), chosen.rounds
                )
            grown("jump", "jump", 0.3, (SMALL, before), (chosen.contacts, now)).tell()


def by_layers(of: Listing, rows: list[int]) -> None:
    for row in rows:
        of.through_layers(row, SEEN)


if __name__ == "__main__":
    main()
