"""Carries many deliveries at a time: claims ahead, sends in parallel, settles in groups."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from desktop.integration.berths import TurnedBack
from desktop.integration.errand import Brought
from desktop.integration.settlement import Done
from desktop.store.outbox import LostClaim
from desktop.store.types import Claim, Delivery

# As many outcomes as one commit takes.
GROUP: Final = 20
# So many claims lie ready for each that is on the wire: nobody is to run out of them while a group of
# outcomes is waited for, settled and committed on a slow disk.
AHEAD: Final = 3
# How long an outcome waits for others to be committed with, in seconds.
_LONGEST_WAIT: Final = 0.1

Brings = Brought | Claim | BaseException


class Desk(Protocol):
    """What a convoy asks of the courier; all of it but ``carry`` from the thread that drives the convoy."""

    def may_leave(self, delivery: Delivery, under_way: int) -> bool:
        """Tell whether a delivery may leave while so many of its external system are under way."""
        ...

    def round(
        self, brought: Sequence[Brought], unsent: Sequence[Claim], wanted: Sequence[Delivery]
    ) -> tuple[list[Done], list[Claim]]:
        """Settle what was brought, put back what never left, and claim what is wanted, in one transaction."""
        ...

    def carry(self, claim: Claim) -> Brought:
        """Carry out a claim; from any thread."""
        ...


class Convoy:
    """Some threads that send, driven by the one that iterates over ``carry``.

    ``spare`` are threads beyond the ``workers``: they write the next requests and read the last replies while
    as many as may be at a time, which ``Desk.carry`` sees to, are on the wire.
    """

    def __init__(self, desk: Desk, workers: int, stopped: Callable[[], bool], spare: int = 0) -> None:
        self._desk = desk
        self._workers = workers
        self._hands = workers + spare
        self._stopped = stopped
        self._ready: SimpleQueue[Claim | None] = SimpleQueue()
        self._home: SimpleQueue[Brings] = SimpleQueue()
        self._under_way: dict[str, int] = {}

    def carry(self, due: Sequence[Delivery]) -> Iterator[Delivery]:
        """Carry what is due, in this order, and yield each as it stands then; a stop leaves the rest."""
        threads = [
            threading.Thread(target=self._send, name=f"courier-{number}") for number in range(self._hands)
        ]
        for each in threads:
            each.start()
        try:
            yield from self._drive(deque(due))
        finally:
            self._end(threads)

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        # What still lies ready after an error must not leave: nobody would settle it.
        with contextlib.suppress(Empty):
            while True:
                self._ready.get_nowait()
        for _ in threads:
            self._ready.put(None)
        for each in threads:
            each.join()

    def _drive(self, waiting: deque[Delivery]) -> Iterator[Delivery]:
        brought: list[Brought] = []
        unsent: list[Claim] = []
        while True:
            wanted = [] if self._stopped() else self._wanted(waiting)
            if brought or unsent or wanted:
                done, claims = self._desk.round(brought, unsent, wanted)
                self._begin(claims)
                taken = {each.delivery.id for each in claims}
                yield from (each.delivery for each in done)
                yield from (each for each in wanted if each.id not in taken)
            elif not self._flying:
                break
            # What was just settled may let more leave than could a moment ago: that is not waited for.
            brought, unsent = ([], []) if brought and self._has_room else self._come_home()
        if not self._stopped():
            yield from waiting

    @property
    def _flying(self) -> int:
        return sum(self._under_way.values())

    @property
    def _has_room(self) -> bool:
        return self._flying < self._workers

    def _wanted(self, waiting: deque[Delivery]) -> list[Delivery]:
        """Take from what waits as much as fills the gap; those that may not leave yet keep their place."""
        gap = (1 + AHEAD) * self._workers - self._flying
        found: list[Delivery] = []
        held: list[Delivery] = []
        counts = dict(self._under_way)
        while waiting and len(found) < gap:
            each = waiting.popleft()
            name = each.connection
            if self._desk.may_leave(each, counts.get(name, 0)):
                counts[name] = counts.get(name, 0) + 1
                found.append(each)
            else:
                held.append(each)
        waiting.extendleft(reversed(held))
        return found

    def _begin(self, claims: Sequence[Claim]) -> None:
        for each in claims:
            name = each.delivery.connection
            self._under_way[name] = self._under_way.get(name, 0) + 1
            self._ready.put(each)

    def _come_home(self) -> tuple[list[Brought], list[Claim]]:
        """Wait for a group, or for as many as are still to come, but for none of them long."""
        brought: list[Brought] = []
        unsent: list[Claim] = []
        until = None
        while self._flying and len(brought) < GROUP:
            try:
                each = self._home.get(timeout=None if until is None else max(until - time.monotonic(), 0))
            except Empty:
                break
            until = until or time.monotonic() + _LONGEST_WAIT
            if isinstance(each, BaseException):
                raise each
            if isinstance(each, Claim):
                unsent.append(each)
                self._lands(each)
            else:
                brought.append(each)
                self._lands(each.claim)
        return brought, unsent

    def _lands(self, claim: Claim) -> None:
        self._under_way[claim.delivery.connection] -= 1

    def _send(self) -> None:
        while (claim := self._ready.get()) is not None:
            try:
                self._home.put(claim if self._stopped() else self._desk.carry(claim))
            except (LostClaim, TurnedBack):
                self._home.put(claim)
            except BaseException as problem:  # noqa: BLE001 -- it is raised again where the convoy is driven
                self._home.put(problem)
