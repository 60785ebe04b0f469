"""Delivers what waits in the outbox, one delivery or all, without a window."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from desktop.errors import CredentialsNeeded, ExitCode
from desktop.integration import checks, credentials, inbound, settlement
from desktop.integration.agreement import Agreement
from desktop.integration.berths import Berths
from desktop.integration.checks import Check
from desktop.integration.convoy import AHEAD, Convoy
from desktop.integration.credentials import Purpose, Secret
from desktop.integration.errand import Brought, Errand
from desktop.integration.inbound import FoundThere, Refreshed
from desktop.integration.lane import Lane
from desktop.integration.lines import SharedLines
from desktop.integration.pacing import Circuit
from desktop.integration.presence import Presence
from desktop.integration.reply import NO_LISTS, Lists
from desktop.integration.settlement import Done
from desktop.integration.shelf import Shelf
from desktop.integration.verdict import exit_code
from desktop.settings import Settings
from desktop.store import (
    connections,
    fault_classes,
    lines,
    mappings,
    outbox,
    pick_lists,
    precedence,
    preferences,
    rounds,
)
from desktop.store.fault_classes import FaultClass
from desktop.store.outbox import LostClaim
from desktop.store.rounds import Pace
from desktop.store.store import Store
from desktop.store.types import (
    BUSY,
    CREDENTIALS,
    Auth,
    Claim,
    ConnectionSettings,
    Delivery,
    DeliveryState,
    Line,
    Origin,
    RecordKind,
    Ref,
)
from desktop.store.unit import Unit, View, lies_ahead

Progress = Callable[[Delivery, int, int], None]
Stopped = Callable[[], bool]
_WAITS: Final = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DOUBTFUL})
# Beyond the configured waits for replies: loading a WSDL, asking about an earlier request, writing.
_LEASE_EXTRA: Final = 180.0
_SENDERS_PER_SPARE: Final = 2
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


@dataclass(frozen=True, slots=True)
class _Defined:
    """An external system as defined when deliveries to it were claimed, with its mappings' stamp.

    ``fault_classes`` are what an administrator decided about its error codes.
    """

    settings: ConnectionSettings
    stamp: tuple[str, ...]
    fault_classes: Mapping[str, FaultClass]


def _defined(view: View, connection: str | None) -> _Defined:
    settings = connections.read(view, connection)
    stamp = mappings.stamp(view, settings.name)
    return _Defined(settings, stamp, fault_classes.read(view, settings.name))


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
        self._lines = SharedLines()
        self._shelf = Shelf()
        self._opened: list[Lane] = []
        self._refreshed: set[Lane] = set()
        self._refused: dict[str, tuple[tuple[Secret | None, ...], datetime]] = {}
        self._answering: set[str] = set()
        self._defined: dict[str, _Defined] = {}
        self._lists: Lists = NO_LISTS
        self._berths = Berths()

    def deliver(self, delivery_id: str) -> Delivery:
        """Deliver one now, whatever its next attempt, and return how it stands then.

        The members of a household that wait themselves go first. Nothing goes to an external system that
        somebody paused. Raises RecordNotFound, or StoreUnavailable.
        """
        self._begin()
        with self._store.read() as view:
            members = precedence.waiting_members(view, delivery_id)
            all_of_it = [outbox.delivery(view, each) for each in (*members, delivery_id)]
        return [self._carry(each) for each in all_of_it][-1]

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
            paces = rounds.paces(view, waiting) if due_only else {}
        standing = {each.id: each for each in waiting}
        due = [
            each
            for each in waiting
            if self._is_its_turn(each, paces.get(each.connection)) and self._is_due(each, due_only=due_only)
        ]
        for number, done in enumerate(self._carried(due, stopped, workers, asked=not due_only), start=1):
            standing[done.id] = done
            if progress is not None:
                progress(done, number, len(due))
        return Summary(tuple(standing.values()), self._left_alone(standing.values()))

    def count_due(self, *, due_only: bool) -> int:
        """Return how many deliveries a run would try at most, without looking at each of them."""
        # It may have to wait for somebody who is adding to the outbox.
        self._begin()
        with self._store.read() as view:
            return outbox.count_due(view, _by_hand(view) if due_only else frozenset(), due_only=due_only)

    def deliver_on_reconnect(self, progress: Progress, stopped: Stopped) -> None:
        """Try all that waits, due or not, for the external systems where that is set."""
        with self._store.read() as view:
            hand, names = _by_hand(view), [each.name for each in connections.everyone(view)]
            wanted = [
                each
                for each in names
                if each not in hand and preferences.value(view, preferences.SEND_ON_RECONNECT, each)
            ]
        for each in wanted:
            self.deliver_all(connection=each, progress=progress, stopped=stopped)

    def test(self, connection: str | None = None) -> list[Check]:
        """Check that the external system can be worked with, without sending a record.

        Raises ConnectionProblem when none of that name is defined.
        """
        with self._store.read() as view:
            settings = connections.read(view, connection)
            lists = pick_lists.all_values(view)
        agreement = Agreement(settings.name, self._store)
        return checks.run(settings, self._settings.cache_folder, self._environment, agreement, lists)

    def refresh(self, ref: Ref, connection: str | None = None) -> Refreshed:
        """Fetch what the external system holds of a record and merge it; raises as inbound.refresh does."""
        self._begin()
        with self._store.read() as view:
            defined = _defined(view, connection)
        return inbound.refresh(self._store, lambda: self._lane(defined), ref, defined.settings.name)

    def find(
        self, kind: RecordKind, values: Mapping[str, str], connection: str | None = None
    ) -> tuple[FoundThere, ...]:
        """Return what the external system has that is like the example; raises as inbound.find does."""
        self._begin()
        with self._store.read() as view:
            defined = _defined(view, connection)
        return inbound.find(self._store, lambda: self._lane(defined), kind, values, defined.settings.name)

    def close(self) -> None:
        """Close all connections and let others know that this worker is gone."""
        for lane in self._opened:
            lane.close()
        self._opened.clear()
        self._lines.close()
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
        rest = [each for each in due if each not in probes] if probes else due
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
        before = len(self._opened)
        self._berths = Berths(workers, stopped)
        yield from Convoy(self, min(workers, len(due)), stopped, self._spare(due, workers)).carry(due)
        for lane in self._opened[before:]:
            # Their threads have ended, and nobody else can use them.
            lane.close()
        del self._opened[before:]

    def _spare(self, due: list[Delivery], workers: int) -> int:
        """Return how many threads are worth having beside those that send: none where each is a session."""
        with self._store.read() as view:
            asked = [connections.read(view, name) for name in {each.connection for each in due}]
        return 0 if any(each.auth is Auth.SIEBEL_SESSION for each in asked) else workers // _SENDERS_PER_SPARE

    def _is_its_turn(self, delivery: Delivery, pace: Pace | None) -> bool:
        """Tell whether a delivery may leave by itself; None stands for a person who asked."""
        if pace is None:
            return True
        by_hand = pace.sending is preferences.Sending.BY_HAND
        return not by_hand and not pace.holds_for_round(delivery, self._store.clock())

    def _is_due(self, delivery: Delivery, *, due_only: bool) -> bool:
        decided = delivery.state is DeliveryState.DOUBTFUL and not delivery.in_doubt
        if delivery.state is DeliveryState.CONFLICT or decided:
            return False
        ahead = lies_ahead(delivery.next_attempt, self._store.clock())
        asked_for = delivery.error is not None and delivery.error.code == BUSY
        return not (ahead and (due_only or asked_for))

    def may_leave(self, delivery: Delivery, under_way: int) -> bool:
        """Tell whether a delivery may leave while so many of its external system are under way.

        Until one was answered they go one by one: a wrong password tried sixteen times at once locks the
        account, and a line that is down is not tried sixteen times.
        """
        if under_way and delivery.connection not in self._answering:
            return False
        return self._is_allowed(delivery, asked=False)

    def round(
        self, brought: Sequence[Brought], unsent: Sequence[Claim], wanted: Sequence[Delivery]
    ) -> tuple[list[Done], list[Claim]]:
        """Settle what was brought, put back what never left, and claim what is wanted, in one transaction."""
        with self._store.write(Origin.REPLY) as unit:
            done = settlement.settle(unit, brought)
            for each in unsent:
                outbox.put_back(unit, each)
            claims = self._claimed(unit, wanted)
        for each in done:
            self._note(each)
        return done, claims

    def carry(self, claim: Claim) -> Brought:
        """Carry out a claim; from any thread."""
        defined = self._defined[claim.delivery.connection]
        return Errand(self._store, lambda: self._lane(defined), claim, self._lists).run()

    def _probes(self, due: list[Delivery]) -> list[Delivery]:
        """Return the first delivery to each external system that rests."""
        first = {each.connection: each for each in reversed(due)}
        return [each for each in first.values() if self._circuit.is_open(each.connection)]

    def _carry_if_allowed(self, delivery: Delivery, *, asked: bool = False) -> Delivery:
        return self._carry(delivery) if self._is_allowed(delivery, asked=asked) else delivery

    def _is_allowed(self, delivery: Delivery, *, asked: bool) -> bool:
        if self._is_refused(delivery.connection):
            return False
        return self._circuit.allows(delivery.connection, self._store.clock(), asked=asked)

    def _carry(self, delivery: Delivery) -> Delivery:
        _, claims = self.round([], [], [delivery])
        for claim in claims:
            with contextlib.suppress(LostClaim):
                done, _ = self.round([self.carry(claim)], [], [])
                return done[0].delivery
        return self._read(delivery.id)

    def _claimed(self, unit: Unit, wanted: Sequence[Delivery]) -> list[Claim]:
        if not wanted:
            return []
        self._lists = pick_lists.bounded(unit)
        for name in {each.connection for each in wanted}:
            self._defined[name] = _defined(unit, name)
        # A claim may lie ready until those before it are through.
        leases = {
            name: (1 + AHEAD) * each.settings.timeout + _LEASE_EXTRA for name, each in self._defined.items()
        }
        return outbox.claim_all(unit, wanted, worker=self._presence.name, leases=leases)

    def _note(self, done: Done) -> None:
        now, connection = self._store.clock(), done.delivery.connection
        error = done.delivery.error
        refused = error is not None and error.code == CREDENTIALS
        (self._answering.add if done.reached and not refused else self._answering.discard)(connection)
        if refused:
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

    def _secret(self, connection: str) -> tuple[Secret | None, ...]:
        """Return the passwords that are told on the way, None for one that nobody gave."""
        with self._store.read() as view:
            settings = connections.read(view, connection)
        proxy = credentials.further_password(connection, Purpose.PROXY, self._environment)
        try:
            return proxy, credentials.password(settings, self._environment)
        except CredentialsNeeded:
            return proxy, None

    def _lane(self, defined: _Defined) -> Lane:
        """Return this thread's lane, opened anew when definition, mapping or password have changed."""
        settings, agreed = defined.settings, defined.stamp
        connection = settings.name
        lanes: dict[str, Lane] = self._lanes.__dict__
        lane = lanes.get(connection)
        if lane is None or (lane.settings, lane.agreement.stamp) != (settings, agreed):
            agreement = Agreement(connection, self._store, stamp=agreed)
            folder = self._settings.cache_folder
            lane = Lane(settings, folder, self._environment, self._lines, agreement, self._shelf)
            lanes[connection] = lane
            self._opened.append(lane)
        elif lane not in self._refreshed:
            # Once a run: the keychain is not asked for every record.
            lane.refresh()
        self._refreshed.add(lane)
        lane.fault_classes, lane.berths = defined.fault_classes, self._berths
        return lane

    def _begin(self) -> None:
        """Look at passwords and lines anew, and let go of what workers that are gone had taken."""
        self._refreshed.clear()
        self._answering.clear()
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


def _by_hand(view: View) -> frozenset[str]:
    """Return the external systems to which nothing is sent but by a person."""
    names = [each.name for each in connections.everyone(view)]
    wanted = {each: preferences.value(view, preferences.SENDING, each) for each in names}
    return frozenset(name for name, sending in wanted.items() if sending == preferences.Sending.BY_HAND)
