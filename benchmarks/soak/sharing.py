"""Lets two processes of four threads work on one store for ten minutes, and prints what came of it."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from desktop.integration.courier import Courier
from tests.support import promise
from tests.support.desks_to_kill import DeskToKill, make_many
from tests.support.sharing import lost, work_together


def soak(folder: Path, minutes: float, url: str) -> dict[str, object]:
    """Work for so long, and return the figures; ``broken`` says what of the promise did not hold.

    The store is the one at ``url``, which must be empty, or a file if that names none.
    """
    with DeskToKill(folder / "desk", store_url=url) as desk:
        make_many(desk, households=10, contacts=50)
        worked = work_together(
            desk.settings.home, desk.settings.store_url, processes=2, threads=4, seconds=minutes * 60
        )
        with desk.open_store() as store, Courier(store, desk.settings, {}) as courier:
            courier.deliver_all()
            broken = [problem for each in worked for problem in each.problems]
            broken += lost(store, worked)
            broken += promise.broken(store, desk.system)
            broken += promise.repeated(store, desk.system)
        arrived = len(desk.system.journal(0))
    return {
        "minutes": minutes,
        "edits": sum(each.edits for each in worked),
        "rounds": sum(each.rounds for each in worked),
        "messages": arrived,
        "longest save in seconds": round(max(each.longest for each in worked), 2),
        "broken": broken,
    }


def main() -> int:
    """Run the soak; the exit code is 1 when anything was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--store", default="", help="the address of an empty store; else a file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = soak(Path(folder), arguments.minutes, arguments.store)
    print(json.dumps(figures))
    return int(bool(figures["broken"]))


if __name__ == "__main__":
    sys.exit(main())
