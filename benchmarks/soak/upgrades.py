"""Upgrades a store from an older form, kills that at steps and at moments, and prints what came of it."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from desktop.settings import Settings
from desktop.store import condition
from desktop.store.opening import open_own
from desktop.store.upgrade import REVISION, Phase
from tests.support import busy_desk, old_stores
from tests.support.mortal import Nursery

# Those of an empty store from its first form to the newest are some five hundred.
_STEPS_OF_FORM = 600


class Bench:
    """A store of an older form, copied anew for each upgrade."""

    def __init__(self, folder: Path, contacts: int, revision: str) -> None:
        today = folder / "today.db"
        busy_desk.make(f"sqlite:///{today}", contacts * 2 // 5, waiting=contacts // 20, in_conflict=20)
        self.revision = revision
        self.before = folder / "before.db"
        old_stores.as_of(self.before, revision, today)
        self._then = old_stores.contents(self.before, self.before)
        self.home = folder / "home"
        self.file = self.home / "hearth.sqlite"

    @property
    def words(self) -> list[str]:
        """Return the command that upgrades."""
        return ["--home", str(self.home), "store", "upgrade"]

    def renew(self) -> None:
        """Put the older store back."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir()
        shutil.copy(self.before, self.file)

    def lost(self) -> list[str]:
        """Name the tables that lost rows."""
        now = old_stores.contents(self.file, self.before)
        return [table for table, rows in self._then.items() if not rows <= now[table]]

    def time(self) -> dict[str, float]:
        """Return the seconds and the processor's seconds of each phase of one whole upgrade."""
        self.renew()
        marks = {"": (time.perf_counter(), time.process_time())}

        def tell(phase: Phase, _done: int, _total: int) -> None:
            marks[phase] = (time.perf_counter(), time.process_time())

        with open_own(Settings.gather(str(self.home), environment={}), tell):
            marks["seeding and commit"] = (time.perf_counter(), time.process_time())
        names = list(marks)
        told: dict[str, float] = {}
        for earlier, later in pairwise(names):
            told[f"{later} s"] = round(marks[later][0] - marks[earlier][0], 2)
            told[f"{later} CPU s"] = round(marks[later][1] - marks[earlier][1], 2)
        return told


def _chosen(chance: random.Random, steps: int, kills: int) -> list[int]:
    """Choose steps to be killed at, half of them while the form changes: indexing has many more."""
    of_form = range(1, min(steps, _STEPS_OF_FORM) + 1)
    chosen = chance.sample(of_form, min(len(of_form), kills // 2))
    return sorted({*chosen, *chance.sample(range(1, steps + 1), min(steps, kills - len(chosen)))})


def soak(bench: Bench, kills: int, seed: int) -> dict[str, object]:
    """Kill upgrades at any of their steps, and half as often at moments."""
    chance, broken, killed, as_before = random.Random(seed), list[str](), 0, 0
    started = time.monotonic()
    with Nursery() as nursery:
        bench.renew()
        steps = nursery.run(bench.words, fine=True).steps
        bench.renew()
        whole = time.monotonic()
        nursery.run(bench.words)
        whole = time.monotonic() - whole
        at_steps = _chosen(chance, steps, kills)
        moments = [chance.uniform(0.01, whole) for _ in range(kills // 2)]
        for step, moment in [*((each, 0.0) for each in at_steps), *((0, each) for each in moments)]:
            bench.renew()
            killed += nursery.run(bench.words, step, moment, fine=True).killed
            with closing(old_stores.read_only(bench.file)) as store:
                as_before += old_stores.revision(store) != REVISION
            broken += [f"lost at {step or moment}: {each}" for each in bench.lost()]
            if nursery.run(bench.words).code != 0:
                broken.append(f"not upgraded after {step or moment}")
            broken += [f"lost after {step or moment}: {each}" for each in bench.lost()]
            with open_own(Settings.gather(str(bench.home), environment={})) as store:
                broken += condition.check(store)
    return {
        "kills": killed,
        "left as before": as_before,
        "steps": steps,
        "seconds of one upgrade": round(whole, 2),
        "broken": broken,
        "seed": seed,
        "seconds": round(time.monotonic() - started, 1),
    }


def main() -> int:
    """Make the store, time an upgrade, kill others; the exit code is 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--from", dest="revision", default=old_stores.revisions()[-2])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.contacts, given.revision)
        told = {
            "contacts": given.contacts,
            "from": given.revision,
            "to": REVISION,
            "MB": round(bench.before.stat().st_size / 1e6, 1),
            **bench.time(),
            **(soak(bench, given.kills, given.seed) if given.kills else {"broken": bench.lost()}),
        }
    print(json.dumps(told))
    return 1 if told["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
