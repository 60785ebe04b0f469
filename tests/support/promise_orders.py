"""What else people order of two workstations: families, cancelling, pausing; and what is lost over there."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from desktop.errors import MayHaveArrived, RecordNotFound, UsageError
from desktop.integration.external_system.kept import Outcome
from desktop.store import attempts, cancelling, families, lines, outbox, records
from desktop.store.types import Delivery, DeliveryState, RecordKind, Ref
from desktop.store.unit import Unit, View
from tests.support import elsewhere
from tests.support.promise import CONNECTION
from tests.support.promise_machine import (
    NORMAL,
    PromiseMachine,
    Trouble,
    find_delivery,
    numbers,
    places,
    troubles,
)

_NEVER = 10**9
_ON_THE_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})


class OrdersMachine(PromiseMachine):
    """The machine of random troubles with everything that a person can order of deliveries."""

    def __init__(self) -> None:
        super().__init__()
        # By the place of a store that is paused, what had been said about its records by then.
        self.paused: dict[int, int] = {}
        # How each delivery stood after the step before, and which attempt was the last by then, by store.
        self.stood: dict[str, DeliveryState] = {}
        self.tried: dict[int, int] = {}

    @rule(
        which=PromiseMachine.known,
        place=places,
        alone=st.booleans(),
        trouble=st.one_of(st.just(NORMAL), troubles),
    )
    def send_family(self, which: int, place: int, trouble: dict[str, Any], *, alone: bool) -> None:
        one = self.expected[which]
        if one.deleted or one.ref.kind is not RecordKind.HOUSEHOLD:
            return
        desk = self._desk(one, place)
        with desk.store.write() as unit:
            delivery_id = families.command(unit, one.ref, CONNECTION, alone=alone)
            family = families.read(unit, delivery_id)
        self.commanded |= {each.ref.id for each in family.deliveries}
        with Trouble(self.system, trouble):
            desk.courier.deliver(delivery_id)
        with desk.store.read() as view:
            self._hold_order(families.read(view, delivery_id))

    @rule(place=places, number=numbers, trouble=troubles)
    def found_and_send_family(self, place: int, number: int, trouble: dict[str, Any]) -> None:
        person = self.create(place, RecordKind.CONTACT, number)
        home = self.create(place, RecordKind.HOUSEHOLD, number)
        self.change_members(home, person, cut=False)
        self.send_family(home, place, trouble, alone=False)

    @rule(place=places, number=numbers, trouble=troubles, dies_in=st.integers(1, 4))
    def found_a_family_and_be_killed(
        self, place: int, number: int, trouble: dict[str, Any], dies_in: int
    ) -> None:
        """Somebody else's courier comes while the member is on its way, or waits for another try."""
        self.found_and_send_family(place, number, trouble)
        home = len(self.expected) - 1
        self.be_killed_while_syncing(home, place, dies_in, committed=True)
        self.sync(1 - place, 1, due_only=True)

    @rule(which=PromiseMachine.known, place=places, trouble=troubles, knowingly=st.booleans())
    def send_in_trouble_and_cancel(
        self, which: int, place: int, trouble: dict[str, Any], *, knowingly: bool
    ) -> None:
        self.send_in_trouble(which, place, trouble)
        self.cancel(which, place, knowingly=knowingly)

    def _hold_order(self, family: families.Family) -> None:
        """A household is told of only after its members, and never names a stranger."""
        if family.household.state is not DeliveryState.DELIVERED:
            return
        there = {each.fields.get("Id") for each in self.system.records("contact")} | self.removed
        assert [each for each in family.members if each.state in _ON_THE_WAY] == []
        assert [each for each in family.members if each.ref.id not in there] == []

    @rule(which=PromiseMachine.known, place=places, knowingly=st.booleans())
    def cancel(self, which: int, place: int, *, knowingly: bool) -> None:
        one = self.expected[which]
        with self._desk(one, place).store.write() as unit:
            for each in outbox.waiting(unit):
                if each.ref == one.ref:
                    self._cancel(unit, each, knowingly=knowingly)

    @staticmethod
    def _cancel(unit: Unit, delivery: Delivery, *, knowingly: bool) -> None:
        """Nothing that may have arrived is taken back unknowingly, nor anything on its way."""
        settled = delivery.state in {DeliveryState.SENDING, DeliveryState.CONFLICT}
        allowed = not settled and (knowingly or not delivery.may_have_arrived)
        with nullcontext() if allowed else pytest.raises((UsageError, MayHaveArrived)):
            cancelling.cancel(unit, delivery.id, may_have_arrived=knowingly)

    @rule(place=places)
    def pause(self, place: int) -> None:
        with self.desks[place].store.write() as unit:
            lines.pause(unit, CONNECTION)
        self.paused.setdefault(self._store_of(place), self._said(self._store_of(place)))

    @rule(place=places)
    def resume(self, place: int) -> None:
        with self.desks[place].store.write() as unit:
            lines.resume(unit, CONNECTION)
        self.paused.pop(self._store_of(place), None)

    @rule(which=PromiseMachine.known)
    def be_removed_there(self, which: int) -> None:
        one = self.expected[which]
        kept = [each for each in self.system.records(one.ref.kind) if each.fields.get("Id") == one.ref.id]
        if kept:
            elsewhere.remove(self.system, one.ref.kind, one.ref.id)
            self.removed.add(one.ref.id)
            self.commanded.add(one.ref.id)

    @invariant()
    def nothing_leaves_while_paused(self) -> None:
        assert {place: self._said(place) for place in self.paused} == self.paused

    @invariant()
    def members_leave_before_their_household(self) -> None:
        for place in {self._store_of(each) for each in range(2)}:
            with self.desks[place].store.read() as view:
                log = attempts.log(view, limit=200)
                unfinished = {each.id: each for each in outbox.waiting(view)}
                first = {each.delivery_id: each.id for each in log if each.id > self.tried.get(place, 0)}
                tried = [found for each in first if (found := find_delivery(view, each))]
                left = {each.id: each for each in tried}
                left |= {name: each for name, each in unfinished.items() if self._has_just_left(each)}
                homes = [each for each in left.values() if each.ref.kind is RecordKind.HOUSEHOLD]
                members = {each.id: _members(view, each.ref) for each in homes}
            for home in homes:
                of = [each for each in {**left, **unfinished}.values() if each.ref in members[home.id]]
                self._hold_turns(home, of, first)
            self.tried[place] = max(first.values(), default=self.tried.get(place, 0))
            self.stood |= {each.id: each.state for each in unfinished.values()}

    def _has_just_left(self, delivery: Delivery) -> bool:
        in_flight = delivery.state is DeliveryState.SENDING
        return in_flight and self.stood.get(delivery.id) is not DeliveryState.SENDING

    def _hold_turns(self, home: Delivery, members: list[Delivery], first: dict[str, int]) -> None:
        """Who waited when the step began was tried before the household, and does not wait any more."""
        for each in members:
            if self.stood.get(each.id, DeliveryState.QUEUED) is DeliveryState.QUEUED:
                assert first.get(each.id, _NEVER) < first.get(home.id, _NEVER + 1)
                assert each.state not in _ON_THE_WAY

    def _store_of(self, place: int) -> int:
        return 0 if self.shared else place

    def _said(self, place: int) -> int:
        """Count what the external system was told and asked about the records of a store."""
        mine = {each.ref.id for each in self.expected if self.shared or each.place == place}
        heard = [each for each in self.system.journal(0) if each.outcome is not Outcome.DELETE]
        return sum(each.keys.get("Id") in mine for each in heard)

    def _come_to_rest(self) -> None:
        for place in range(2):
            self.resume(place)
        super()._come_to_rest()


def _members(view: View, household: Ref) -> set[Ref]:
    """Return who belongs to a household; nobody if it was deleted, which sends nothing."""
    try:
        rows = records.read(view, household).children["related_contact"]
    except RecordNotFound:
        return set()
    return {Ref(RecordKind.CONTACT, str(each.picked_id)) for each in rows}
