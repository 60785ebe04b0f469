"""Upgrades a store from an older form, kills that at steps and at moments, and prints what came of it."""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from desktop.settings import Settings
from desktop.store import condition
from desktop.store.opening import open_own
from desktop.store.upgrade import REVISION, Phase
from tests.support import busy_desk, old_stores
from tests.support.mortal import Nursery

_AT_STATEMENT, _INSIDE, _IN_TIME = "at statements and files", "amid statements and copying", "at moments"
# Those of an empty store from its first form to the newest are some five hundred.
_STEPS_OF_FORM = 600


class Bench:
    """A store of an older form, copied anew for each upgrade."""

    def __init__(self, folder: Path, contacts: int, revision: str) -> None:
        today = folder / "today.db"
        # Twelve households have some 29 contacts.
        busy_desk.make(f"sqlite:///{today}", contacts * 12 // 29, waiting=contacts // 20, in_conflict=20)
        self.revision = revision
        self.before = folder / "before.db"
        old_stores.as_of(self.before, revision, today)
        self._then = old_stores.contents(self.before, self.before)
        self.contacts, self.rows = len(self._then["contact"]), sum(map(len, self._then.values()))
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

    def form(self) -> str:
        """Return the form that the store has now."""
        with closing(old_stores.read_only(self.file)) as store:
            return old_stores.revision(store)

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


@dataclass(frozen=True, slots=True)
class Kill:
    """When an upgrade is to be killed: at a statement, amid one after so much of its work, or in time."""

    kind: str
    step: int = 0
    moment: float = 0.0

    def strike(self, nursery: Nursery, words: list[str], grain: int) -> bool:
        """Upgrade until then; return whether the upgrade was killed before it had ended."""
        inside = self.kind == _INSIDE
        return nursery.run(words, self.step, self.moment, fine=True, grain=grain if inside else 0).killed


def _kills(chance: random.Random, number: int, steps: int, grains: int, seconds: float) -> Iterator[Kill]:
    """Choose a third of each kind, and moments for what there are too few steps for."""
    third = number // 3
    # Half of the statements are those by which the form changes: indexing has many more.
    of_form = range(1, min(steps, _STEPS_OF_FORM) + 1)
    some = chance.sample(of_form, min(len(of_form), third // 2))
    others = sorted(set(range(1, steps + 1)) - set(some))
    statements = [*some, *chance.sample(others, min(len(others), third - len(some)))]
    yield from (Kill(_AT_STATEMENT, each) for each in statements)
    inside = chance.sample(range(1, grains + 1), min(grains, third))
    yield from (Kill(_INSIDE, each) for each in inside)
    for _ in range(2 * number):
        yield Kill(_IN_TIME, moment=chance.uniform(0.01, seconds))


def soak(bench: Bench, kills: int, grain: int, seed: int) -> dict[str, object]:
    """Kill upgrades at statements, amid them, and at moments, and go on with each; tell what came of it."""
    chance, broken, killed, as_before = random.Random(seed), list[str](), Counter[str](), 0
    started = time.monotonic()
    with Nursery() as nursery:
        steps, grains = _count(bench, nursery), _count(bench, nursery, grain)
        bench.renew()
        whole = time.monotonic()
        nursery.run(bench.words)
        whole = time.monotonic() - whole
        for kill in _kills(chance, kills, steps, grains, whole):
            if killed.total() == kills:
                break
            bench.renew()
            if kill.strike(nursery, bench.words, grain):
                killed[kill.kind] += 1
                as_before += bench.form() != REVISION
                broken += [f"{kill}: {each}" for each in _broken(bench, nursery)]
    return {
        "kills": killed.total(),
        **killed,
        "left as before": as_before,
        "statements and files": steps,
        "steps amid statements": grains,
        "seconds of one upgrade": round(whole, 2),
        "broken": broken,
        "seed": seed,
        "seconds": round(time.monotonic() - started, 1),
    }


def _count(bench: Bench, nursery: Nursery, grain: int = 0) -> int:
    bench.renew()
    return nursery.run(bench.words, fine=True, grain=grain).steps


def _broken(bench: Bench, nursery: Nursery) -> Iterator[str]:
    """Look at a store whose upgrade was killed, upgrade it after all, and look again."""
    yield from (f"lost {each} by the kill" for each in bench.lost())
    if nursery.run(bench.words).code != 0:
        yield "not upgraded afterwards"
    yield from (f"lost {each} by the upgrade afterwards" for each in bench.lost())
    with open_own(Settings.gather(str(bench.home), environment={})) as store:
        yield from condition.check(store)


def main() -> int:
    """Make the store, time an upgrade, kill others; the exit code is 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--from", dest="revision", default=old_stores.revisions()[-2])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--grain", type=int, default=100, help="instructions of SQLite's that are a step")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.contacts, given.revision)
        told = {
            "contacts": bench.contacts,
            "rows": bench.rows,
            "from": given.revision,
            "to": REVISION,
            "MB": round(bench.before.stat().st_size / 1e6, 1),
            **bench.time(),
            **(
                soak(bench, given.kills, given.grain, given.seed) if given.kills else {"broken": bench.lost()}
            ),
        }
    print(json.dumps(told))
    return 1 if told["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
