"""What every figure is made with: floor and product in turns, one JSON line with the ratio and its spread."""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

Work = Callable[[], object]
Clock = Callable[[], float]

QUICK = 100_000
WHOLE = 1_000_000


@dataclass
class Figure:
    """One line of the table: what was set against what, the goal, and how it went.

    ``ratio`` is the median of the rounds, or the one value that there is; ``low`` and ``high`` are their
    extremes. ``at_least`` says that more is better. ``missed`` says what stands in the way of the goal.
    """

    name: str
    what: str
    goal: float
    ratio: float
    low: float
    high: float
    contacts: int
    unit: str = ""
    clock: str = "CPU"
    at_least: bool = False
    missed: str = ""
    details: dict[str, object] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def tell(self) -> None:
        """Print the figure as one JSON line."""
        rounded = {
            name: float(f"{value:.4g}") if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }
        print(json.dumps({**rounded, "met": self.met}, ensure_ascii=False), flush=True)


def arguments(**extra: object) -> argparse.Namespace:
    """Return what every script understands: for how many contacts, and how often."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=QUICK)
    parser.add_argument("--rounds", type=int, default=7)
    for name, value in extra.items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    return parser.parse_args()


def in_turns(
    floor: Work, product: Work, rounds: int, clock: Clock = time.process_time, times: int = 1
) -> tuple[list[float], list[float]]:
    """Return what each round of the floor and of the product took, a call, in seconds; one warms up first."""
    floor()
    product()
    taken: tuple[list[float], list[float]] = ([], [])
    for at in range(rounds):
        # Whoever comes second finds warmer caches, so they change places.
        for which in (0, 1) if at % 2 == 0 else (1, 0):
            taken[which].append(seconds((floor, product)[which], clock, times))
    return taken


def seconds(work: Work, clock: Clock, times: int = 1) -> float:
    """Return how long one call of ``work`` takes."""
    begun = clock()
    for _ in range(times):
        work()
    return (clock() - begun) / times


def ratios(floor: Sequence[float], product: Sequence[float]) -> list[float]:
    """Return the product's share of the floor, round by round."""
    return [mine / raw for raw, mine in zip(floor, product, strict=True)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return median and extremes, as ``Figure`` names them."""
    return {"ratio": statistics.median(values), "low": min(values), "high": max(values)}


def milliseconds(floor: Sequence[float], product: Sequence[float], calls: int = 1) -> dict[str, object]:
    """Return the medians of both, a call, for the list beside the table."""
    return {
        name: f"{statistics.median(values) / calls * 1e3:.3f} ms"
        for name, values in (("floor", floor), ("product", product))
    }


def grown(
    name: str,
    what: str,
    goal: float,
    small: tuple[int, Sequence[float]],
    large: tuple[int, Sequence[float]],
    missed: str = "",
) -> Figure:
    """Return the exponent of time over records between two sizes, whose rounds were taken in turns."""
    times = math.log(large[0] / small[0])
    found = [math.log(later / before) / times for before, later in zip(small[1], large[1], strict=True)]
    told = f"exponent of time over records, {small[0]:,} to {large[0]:,}: {what}"
    return Figure(f"{name}_growth", told, goal, **spread(found), contacts=large[0], missed=missed)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
