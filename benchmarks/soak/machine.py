"""Plays the machine of random troubles for long, and prints what came of it."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from desktop.store.store import open_store
from tests.support.promise_orders import OrdersMachine

_TOLD_EACH = 20


class Soak(OrdersMachine):
    """The machine on stores in files, counting how the deliveries stood in the end."""

    models: ClassVar[Path]
    ended: ClassVar[Counter[str]] = Counter()

    @staticmethod
    def new_store(folder: Path, place: int) -> str:
        return f"sqlite:///{shutil.copy(Soak.models / f'{place}.db', folder / 'store.db')}"

    @invariant()
    def count(self) -> None:
        self.ended["steps"] += 1

    def teardown(self) -> None:
        super().teardown()
        self.ended["examples"] += 1
        if self.ended["examples"] % _TOLD_EACH == 0:
            sys.stderr.write(f"{self.ended['examples']} examples, {self.ended['steps']} steps\n")


def main() -> int:
    """Run the soak; a law that does not hold ends it with the steps that lead there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.monotonic()
    long = settings(
        max_examples=arguments.examples,
        stateful_step_count=arguments.steps,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        # To find the shortest way to a broken law would take hours, in which nothing is told of it.
        phases=[Phase.generate],
    )
    with tempfile.TemporaryDirectory() as folder:
        Soak.folder = Soak.models = Path(folder)
        for place in range(2):
            open_store(f"sqlite:///{Soak.models / f'{place}.db'}").close()
        run_state_machine_as_test(seed(arguments.seed)(Soak), settings=long)
    seconds = round(time.monotonic() - started, 1)
    told = {**Soak.ended, "seed": arguments.seed, "seconds": seconds}
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
