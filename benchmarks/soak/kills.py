"""Kills ``hearth sync`` again and again while sixty deliveries wait, and prints what came of it."""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from desktop.store import outbox, records
from desktop.store.types import Ref
from tests.support import promise
from tests.support.desks_to_kill import DeskToKill, make_many
from tests.support.mortal import Ended, Nursery

WAITING = 60


def soak(folder: Path, kills: int, seed: int) -> dict[str, object]:
    """Kill so often, and return the figures; ``broken`` says what of the promise did not hold."""
    chance, killed, started = random.Random(seed), 0, time.monotonic()
    found: list[str] = []
    rounds = runs = 0
    with Nursery() as nursery, DeskToKill(folder / "desk") as desk:
        refs = make_many(desk, households=WAITING // 4, contacts=WAITING - WAITING // 4)
        while killed < kills:
            rounds += 1
            while killed < kills:
                runs += 1
                ended = _run(desk, nursery, chance)
                killed += ended.killed
                if ended.code == 0:
                    break
            runs += desk.sync_until_empty(nursery)
            found += desk.broken()
            _edit(desk, refs, rounds)
        desk.sync_until_empty(nursery)
        found += desk.broken()
        arrived = Counter(len(promise.applied(desk.system, ref)) for ref in refs)
    return {
        "kills": killed,
        "runs": runs,
        "deliveries": WAITING * (rounds + 1),
        "messages carried out": sum(times * number for times, number in arrived.items()),
        "broken": found,
        "seed": seed,
        "seconds": round(time.monotonic() - started, 1),
    }


def _run(desk: DeskToKill, nursery: Nursery, chance: random.Random) -> Ended:
    """Run ``hearth sync`` and kill it at a step or at a moment."""
    workers = chance.choice([1, 1, 3])
    if chance.choice([True, False]):
        return desk.sync(nursery, kill_at=chance.randint(1, 40), workers=workers, fine=True)
    return desk.sync(nursery, kill_after=chance.uniform(0.02, 0.6), workers=workers)


def _edit(desk: DeskToKill, refs: list[Ref], number: int) -> None:
    """Change every record and let it wait once more."""
    with desk.open_store() as store, store.write() as unit:
        for ref in refs:
            name = "alias" if ref.kind == "contact" else "currency_code"
            records.update(unit, ref, {name: f"R{number}"})
            outbox.add(unit, ref)


def main() -> int:
    """Run the soak; the exit code is 1 when anything was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = soak(Path(folder), arguments.kills, arguments.seed)
    print(json.dumps(figures))
    return int(bool(figures["broken"]))


if __name__ == "__main__":
    sys.exit(main())
