"""Delivers what waits in the outbox, one delivery or all, without a window."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from desktop.errors import CredentialsNeeded, ExitCode
from desktop.integration import checks, credentials
from desktop.integration.checks import Check
from desktop.integration.credentials import Secret
from desktop.integration.errand import Done, Errand
from desktop.integration.lane import Lane
from desktop.integration.pacing import Circuit
from desktop.integration.presence import Presence
from desktop.integration.verdict import exit_code
from desktop.settings import Settings
from desktop.store import connections, lines, outbox
from desktop.store.outbox import LostClaim
from desktop.store.store import Store
from desktop.store.types import BUSY, CREDENTIALS, Claim, Delivery, DeliveryState, Line, RecordKind
from desktop.store.unit import iso

Progress = Callable[[Delivery, int, int], None]
Stopped = Callable[[], bool]
_WAITS: Final = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DOUBTFUL})
# Beyond the configured wait for one reply: loading a WSDL, asking about an earlier request, writing.
_LEASE_EXTRA: Final = 180.0
_REFUSED_FOR: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: the deliveries it considered, as they stand now, in the order in which they left.

    ``lines`` are those that were paused or rested, so that deliveries to them were left alone.
    """

    deliveries: tuple[Delivery, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def delivered(self) -> int:
        return self._count({DeliveryState.DELIVERED})

    @property
    def refused(self) -> int:
        return self._count({DeliveryState.REFUSED})

    @property
    def conflicts(self) -> int:
        return self._count({DeliveryState.CONFLICT})

    @property
    def waiting(self) -> int:
        """Return how many are still to be sent, asked about or decided upon; conflicts are counted apart."""
        return self._count(_WAITS)

    @property
    def exit_code(self) -> ExitCode:
        """Return how a command ends: refused before waiting for a person before kept in the queue."""
        codes = {exit_code(each) for each in self.deliveries}
        order = (ExitCode.REFUSED, ExitCode.WAITS, ExitCode.KEPT)
        return next((each for each in order if each in codes), ExitCode.DONE)

    def _count(self, states: Iterable[DeliveryState]) -> int:
        return sum(each.state in states for each in self.deliveries)


class Courier:
    """Carries deliveries to their external systems; close it when the program ends.

    Its methods may be called from one thread at a time.
    """

    def __init__(self, store: Store, settings: Settings, environment: Mapping[str, str] = os.environ) -> None:
        self._store = store
        self._settings = settings
        self._environment = environment
        self._presence = Presence(settings.home / "workers")
        self._circuit = Circuit(self._keep_line)
        self._lanes = threading.local()
        self._opened: list[Lane] = []
        self._refreshed: set[Lane] = set()
        self._refused: dict[str, tuple[Secret | None, datetime]] = {}

    def deliver(self, delivery_id: str) -> Delivery:
        """Deliver one now, whatever its next attempt, and return how it stands then.

        The members of a household that wait themselves go first. Nothing goes to an external system that
        somebody paused. Raises RecordNotFound, or StoreUnavailable.
        """
        self._begin()
        with self._store.read() as view:
            members = outbox.waiting_members(view, delivery_id)
        for member in members:
            self._carry(member)
        return self._carry(delivery_id)

    def deliver_all(
        self,
        *,
        connection: str | None = None,
        progress: Progress | None = None,
        stopped: Stopped = lambda: False,
        workers: int = 1,
        due_only: bool = False,
    ) -> Summary:
        """Try each delivery that waits once, and return how they stand then.

        ``progress`` is told each delivery, how many are done, and how many there are. ``stopped`` is asked
        between two records. With ``due_only`` those whose next attempt lies ahead are left alone; otherwise
        only those are that an external system asked to hold back. One that rests is probed before anything
        more goes there: at once, or with ``due_only`` when the probe's time has come.
        """
        self._begin()
        with self._store.read() as view:
            waiting = outbox.waiting(view, connection)
        standing = {each.id: each for each in waiting}
        due = [each for each in waiting if self._is_due(each, due_only=due_only)]
        for number, done in enumerate(self._carried(due, stopped, workers, asked=not due_only), start=1):
            standing[done.id] = done
            if progress is not None:
                progress(done, number, len(due))
        return Summary(tuple(standing.values()), self._left_alone(standing.values()))

    def test(self, connection: str | None = None) -> list[Check]:
        """Check that the external system can be worked with, without sending a record.

        Raises ConnectionProblem when none of that name is defined.
        """
        with self._store.read() as view:
            settings = connections.read(view, connection)
        return checks.run(settings, self._settings.cache_folder, self._environment)

    def close(self) -> None:
        """Close all connections and let others know that this worker is gone."""
        for lane in self._opened:
            lane.close()
        self._opened.clear()
        self._presence.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _carried(
        self, due: list[Delivery], stopped: Stopped, workers: int, *, asked: bool
    ) -> Iterator[Delivery]:
        probes = self._probes(due)
        for each in probes:
            if stopped():
                return
            yield self._carry_if_allowed(each, asked=asked)
        rest = [each for each in due if each not in probes]
        if workers <= 1:
            for each in rest:
                if stopped():
                    return
                yield self._carry_if_allowed(each)
            return
        # Members before households holds across threads only if one kind is done before the other begins.
        for kind in (RecordKind.CONTACT, RecordKind.HOUSEHOLD):
            yield from self._carried_by_many(
                [each for each in rest if each.ref.kind is kind], stopped, workers
            )

    def _carried_by_many(self, due: list[Delivery], stopped: Stopped, workers: int) -> Iterator[Delivery]:
        def carry(each: Delivery) -> Delivery:
            return each if stopped() else self._carry_if_allowed(each)

        before = len(self._opened)
        with ThreadPoolExecutor(workers, thread_name_prefix="courier") as pool:
            futures: list[Future[Delivery]] = [pool.submit(carry, each) for each in due]
            for future in as_completed(futures):
                yield future.result()
        for lane in self._opened[before:]:
            # Their threads have ended, and nobody else can use them.
            lane.close()
        del self._opened[before:]

    def _is_due(self, delivery: Delivery, *, due_only: bool) -> bool:
        decided = delivery.state is DeliveryState.DOUBTFUL and not delivery.in_doubt
        if delivery.state is DeliveryState.CONFLICT or decided:
            return False
        ahead = delivery.next_attempt is not None and delivery.next_attempt > iso(self._store.clock())
        asked_for = delivery.error is not None and delivery.error.code == BUSY
        return not (ahead and (due_only or asked_for))

    def _probes(self, due: list[Delivery]) -> list[Delivery]:
        """Return the first delivery to each external system that rests."""
        first = {each.connection: each for each in reversed(due)}
        return [each for each in first.values() if self._circuit.is_open(each.connection)]

    def _carry_if_allowed(self, delivery: Delivery, *, asked: bool = False) -> Delivery:
        if self._is_refused(delivery.connection):
            return delivery
        if not self._circuit.allows(delivery.connection, self._store.clock(), asked=asked):
            return delivery
        return self._carry(delivery.id)

    def _carry(self, delivery_id: str) -> Delivery:
        claim = self._claim(delivery_id)
        if claim is None:
            return self._read(delivery_id)
        try:
            connection = claim.delivery.connection
            done = Errand(self._store, lambda: self._lane(connection), claim).run()
        except LostClaim:
            return self._read(delivery_id)
        self._note(claim.delivery.connection, done)
        return done.delivery

    def _claim(self, delivery_id: str) -> Claim | None:
        with self._store.write() as unit:
            delivery = outbox.delivery(unit, delivery_id)
            lease = connections.read(unit, delivery.connection).timeout + _LEASE_EXTRA
            return outbox.claim(
                unit, worker=self._presence.name, lease_seconds=lease, delivery_id=delivery_id
            )

    def _note(self, connection: str, done: Done) -> None:
        now = self._store.clock()
        error = done.delivery.error
        if error is not None and error.code == CREDENTIALS:
            self._refused[connection] = (self._secret(connection), now)
            return
        self._refused.pop(connection, None)
        if done.delivery.state is DeliveryState.REFUSED and not done.reached:
            # Refused here, before anybody was asked: that says nothing about the line.
            return
        self._circuit.note(connection, now, reached=done.reached)

    def _is_refused(self, connection: str) -> bool:
        """Tell whether the external system refused the very password that we would send it again.

        Trying on would lock the account.
        """
        if connection not in self._refused:
            return False
        secret, since = self._refused[connection]
        return self._store.clock() - since < _REFUSED_FOR and secret == self._secret(connection)

    def _secret(self, connection: str) -> Secret | None:
        with self._store.read() as view:
            settings = connections.read(view, connection)
        try:
            return credentials.password(settings, self._environment)
        except CredentialsNeeded:
            return None

    def _lane(self, connection: str) -> Lane:
        """Return this thread's lane, opened anew when definition or password have changed."""
        with self._store.read() as view:
            settings = connections.read(view, connection)
        lanes: dict[str, Lane] = self._lanes.__dict__
        lane = lanes.get(connection)
        if lane is None or lane.settings != settings:
            lane = Lane(settings, self._settings.cache_folder, self._environment)
            lanes[connection] = lane
            self._opened.append(lane)
        elif lane not in self._refreshed:
            # Once a run: the keychain is not asked for every record.
            lane.refresh()
        self._refreshed.add(lane)
        return lane

    def _begin(self) -> None:
        """Look at passwords and lines anew, and let go of what workers that are gone had taken."""
        self._refreshed.clear()
        with self._store.write() as unit:
            outbox.release(unit, self._presence.is_gone)
            self._circuit.learn(lines.everyone(unit))

    def _keep_line(self, line: Line) -> None:
        with self._store.write() as unit:
            lines.keep(unit, line)

    def _left_alone(self, deliveries: Iterable[Delivery]) -> tuple[Line, ...]:
        waiting = {each.connection for each in deliveries if each.state in _WAITS}
        with self._store.read() as view:
            found = [lines.read(view, each) for each in sorted(waiting)]
        return tuple(each for each in found if each.paused or each.resting)

    def _read(self, delivery_id: str) -> Delivery:
        with self._store.read() as view:
            return outbox.delivery(view, delivery_id)
