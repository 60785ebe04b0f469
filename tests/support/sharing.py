"""Several processes work on one store at once: each edits, commands and delivers in several threads."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from desktop.errors import HearthError
from desktop.integration.courier import Courier
from desktop.settings import Settings
from desktop.store import journal, lists, outbox, records
from desktop.store.lists import ListQuery
from desktop.store.store import Store, open_store
from desktop.store.types import RecordKind, Ref
from tests.support.promise import CONNECTION

_ROOT: Final = Path(__file__).parents[2]


@dataclass
class Worked:
    """What one process did, and what it was told that a person would have seen."""

    edits: int = 0
    rounds: int = 0
    problems: list[str] = field(default_factory=list)
    # By row id, the numbers that this process was shown as saved.
    saved: dict[str, list[str]] = field(default_factory=dict)
    longest: float = 0.0


def work_together(home: Path, url: str, *, processes: int, threads: int, seconds: float) -> list[Worked]:
    """Let processes work on a store for so long, and return what each did."""
    command = [sys.executable, "-m", __name__, str(home), url, str(threads), str(seconds)]
    running = [
        subprocess.Popen([*command, str(number)], cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    return [Worked(**json.loads(each.communicate(timeout=seconds + 110)[0])) for each in running]


def lost(store: Store, worked: Sequence[Worked]) -> list[str]:
    """Return which edits that were shown as saved left no trace, or overwrote another one unseen."""
    found: list[str] = []
    with store.read() as view:
        for row_id in {row_id for each in worked for row_id in each.saved}:
            entries = journal.entries(view, Ref(RecordKind.CONTACT, row_id), 1_000_000)
            changes = [each for each in entries if each.field == "alias"][::-1]
            kept = {each.after for each in changes}
            found += [value for each in worked for value in each.saved.get(row_id, ()) if value not in kept]
            found += [
                f"{later.after} followed {earlier.after} and believed it was {later.before}"
                for earlier, later in pairwise(changes)
                if later.before != earlier.after
            ]
    return found


def _work(home: str, url: str, threads: int, seconds: float, number: int) -> Worked:
    """Edit and command in half of the threads, deliver in the others."""
    worked, until = Worked(), time.monotonic() + seconds
    with open_store(url, f"agent0{number}") as store:
        settings = Settings.gather(home, url, {})
        working = [
            threading.Thread(target=_edit, args=[store, worked, until, f"{number}-{each}"])
            if each % 2
            else threading.Thread(target=_deliver, args=[store, settings, worked, until])
            for each in range(threads)
        ]
        for each in working:
            each.start()
        for each in working:
            each.join()
    return worked


def _edit(store: Store, worked: Worked, until: float, name: str) -> None:
    chance = random.Random(name)  # noqa: S311 -- which record is edited next
    with store.read() as view:
        refs = lists.page(view, ListQuery(RecordKind.CONTACT), limit=1000).refs
    while time.monotonic() < until:
        ref, value = chance.choice(refs), f"{name}-{worked.edits}"
        started = time.monotonic()
        try:
            with store.write() as unit:
                records.update(unit, ref, {"alias": value})
                outbox.add(unit, ref, CONNECTION)
        except HearthError as problem:
            worked.problems.append(str(problem))
            continue
        worked.longest = max(worked.longest, time.monotonic() - started)
        worked.saved.setdefault(ref.id, []).append(value)
        worked.edits += 1
        # A person types for a while.
        time.sleep(chance.uniform(0.0, 0.02))


def _deliver(store: Store, settings: Settings, worked: Worked, until: float) -> None:
    with Courier(store, settings, {}) as courier:
        while time.monotonic() < until:
            try:
                courier.deliver_all()
            except HearthError as problem:
                worked.problems.append(str(problem))
            worked.rounds += 1


if __name__ == "__main__":
    home, url, threads, seconds, number = sys.argv[1:]
    sys.stdout.write(json.dumps(asdict(_work(home, url, int(threads), float(seconds), int(number)))))
