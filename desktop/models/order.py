"""How one order of numbers becomes another in the fewest exact steps: removed, moved, inserted rows."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# More than that at once is an import or another query: a list is drawn anew then.
MOST_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class Removed:
    """The row at ``at`` goes."""

    at: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The row at ``source`` goes to where it is at ``target`` afterwards."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """``number`` comes in, at ``at`` afterwards."""

    at: int
    number: int


Step = Removed | Moved | Inserted


def steps(before: array[int], after: array[int], movable: Iterable[int] = ()) -> list[Step] | None:
    """Return the steps from one order to the other, each counted on what the steps before it left.

    ``movable`` names the numbers that may have changed their place. Returns None when there would be too
    many steps, or when others have moved.
    """
    gone, come = set(before) - set(after), set(after) - set(before)
    if len(gone) + len(come) > MOST_STEPS:
        return None
    now = array("q", before)
    taken = _removals(now, gone)
    wanted = array("q", (number for number in after if number not in come)) if come else after
    taken += _moves(now, wanted, movable)
    if now != wanted:
        return None
    return taken + [Inserted(at, number) for at, number in enumerate(after) if number in come]


def apply(order: array[int], step: Step) -> None:
    """Carry out one step on ``order``."""
    if isinstance(step, Removed):
        order.pop(step.at)
    elif isinstance(step, Moved):
        order.insert(step.target, order.pop(step.source))
    else:
        order.insert(step.at, step.number)


def _removals(now: array[int], gone: set[int]) -> list[Step]:
    taken: list[Step] = [Removed(at) for at in range(len(now) - 1, -1, -1) if now[at] in gone] if gone else []
    for step in taken:
        apply(now, step)
    return taken


def _moves(now: array[int], wanted: array[int], movable: Iterable[int]) -> list[Step]:
    """Move each number that may have moved to its place; with few of them the rest falls into place."""
    if now == wanted:
        return []
    there = set(wanted)
    targets = sorted((wanted.index(number), number) for number in set(movable) if number in there)
    taken: list[Step] = []
    for target, number in targets:
        source = now.index(number)
        if source != target:
            taken.append(Moved(source, target))
            apply(now, taken[-1])
    return taken
