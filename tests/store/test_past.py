"""The time machine: whatever was done since, the view at a moment equals the record as it was read then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import HearthError, RecordNotFound
from desktop.store import catalogues, children, connections, members, outbox, past, records
from desktop.store.store import Store, open_store
from desktop.store.types import (
    Child,
    ConnectionSettings,
    DeliveryState,
    Origin,
    Outcome,
    Record,
    Ref,
    SyncState,
)
from desktop.store.unit import Unit, iso
from tests.support.records import contact, household, read


class Clock:
    """Goes on by a second at each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Town:
    """A household, two contacts and an organization, and what may be done with them at random."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as unit:
            connections.save(unit, ConnectionSettings("crm"))
            self.home = household(unit)
            self.people = [contact(unit, first_name=name) for name in ("Ngozi", "Emil")]
            self.organization = catalogues.add(unit, "organization", {"organization": "North"})

    def everyone(self) -> dict[Ref, Record]:
        """Returns all records that are there, as they are read."""
        found: dict[Ref, Record] = {}
        for ref in (self.home, *self.people):
            try:
                found[ref] = read(self.store, ref)
            except RecordNotFound:
                continue
        return found

    def rows(self, ref: Ref, name: str) -> tuple[Child, ...]:
        return read(self.store, ref).children[name]

    def do(self, step: tuple[str, int, int]) -> None:
        """Does one thing; what the store refuses is not done."""
        what, who, number = step
        act: Callable[[Unit, Ref, int], object] = getattr(self, f"_{what}")
        try:
            with self.store.write(Origin.REPLY if number % 3 == 0 else Origin.AGENT) as unit:
                act(unit, self.people[who], number)
        except HearthError:
            pass

    def _rename(self, unit: Unit, person: Ref, number: int) -> None:
        records.update(unit, person, {"first_name": f"Name {number}", "alias": None if number % 2 else "A"})
        records.update(unit, self.home, {"household_size": number, "category": "Gold"})

    def _join(self, unit: Unit, person: Ref, number: int) -> None:
        members.add(unit, self.home, person, primary=bool(number % 2), relationship="Child")

    def _leave(self, unit: Unit, person: Ref, number: int) -> None:
        if number % 2:
            members.exit(unit, self.home, person, "2026-02-28")
        else:
            members.remove(unit, self.home, person)

    def _lead(self, unit: Unit, person: Ref, _number: int) -> None:
        members.set_primary(unit, self.home, person)

    def _move(self, unit: Unit, person: Ref, number: int) -> None:
        rows = self.rows(person, "personal_address")
        values = {"personal_city": f"City {number}"}
        if len(rows) < 2 or number % 4 == 0:
            children.add(unit, person, "personal_address", values, primary=bool(number % 2))
        elif number % 4 == 1:
            children.remove(unit, person, "personal_address", rows[0].id)
        elif number % 4 == 2:
            children.update(unit, person, "personal_address", rows[-1].id, values)
        else:
            children.set_primary(unit, person, "personal_address", rows[-1].id)

    def _link(self, unit: Unit, person: Ref, _number: int) -> None:
        there = self.rows(person, "related_organization")
        if there:
            children.remove(unit, person, "related_organization", there[0].id)
        else:
            children.add(unit, person, "related_organization", {}, picked_id=self.organization)

    def _key(self, unit: Unit, person: Ref, number: int) -> None:
        records.set_integration_id(unit, person, "crm", f"CRM-{person.id[-3:]}-{number}")

    def _delete(self, unit: Unit, person: Ref, number: int) -> None:
        records.delete(unit, self.home if number == 9 else person)


STEPS = st.tuples(
    st.sampled_from(["rename", "join", "leave", "lead", "move", "link", "key", "join", "move", "delete"]),
    st.integers(0, 1),
    st.integers(0, 9),
)


def of_then(record: Record) -> Record:
    """Returns a record without what has no past: its version, the way it stands, the order of its rows."""
    rows = {name: tuple(sorted(group, key=lambda each: each.id)) for name, group in record.children.items()}
    return replace(record, version=0, sync=past.Sync(), children=rows)


@settings(max_examples=15)
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_the_view_at_a_moment_equals_the_record_saved_then(
    steps: list[tuple[str, int, int]], sqlite_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = shutil.copy(sqlite_model, tmp_path_factory.mktemp("past") / "store.db")
    clock = Clock()
    with open_store(f"sqlite:///{file}", clock=clock) as store:
        town = Town(store)
        saved = [(iso(clock.now), town.everyone())]
        for step in steps:
            town.do(step)
            saved.append((iso(clock.now), town.everyone()))
        with store.read() as view:
            for at, then in saved:
                for ref in (town.home, *town.people):
                    try:
                        shown = of_then(past.read(view, ref, past.moment(view, at)))
                    except RecordNotFound:
                        assert ref not in then
                    else:
                        assert shown == of_then(then[ref])


def test_how_it_stood_with_the_external_system_is_told_too(store_url: str) -> None:
    clock = Clock()
    with open_store(store_url, clock=clock) as store:
        town = Town(store)
        seen = [(iso(clock.now), SyncState.NEVER_SENT)]
        with store.write() as unit:
            outbox.add(unit, town.home)
        seen.append((iso(clock.now), SyncState.QUEUED))
        with store.write() as unit:
            held = outbox.claim(unit, worker="one", lease_seconds=60)
        assert held is not None
        with store.write(Origin.REPLY) as unit:
            outbox.settle(unit, held, Outcome(DeliveryState.DELIVERED, confirmed=held.snapshot))
        seen.append((iso(clock.now), SyncState.SYNCHRONIZED))
        with store.write() as unit:
            records.update(unit, town.home, {"household_size": 3})
        seen.append((iso(clock.now), SyncState.PENDING))
        with store.read() as view:
            told = [(at, past.read(view, town.home, past.moment(view, at)).sync.state) for at, _ in seen]
    assert told == seen


def test_before_it_was_made_there_was_no_such_record(store_url: str) -> None:
    with open_store(store_url, clock=Clock()) as store:
        town = Town(store)
        with store.read() as view, pytest.raises(RecordNotFound, match="no such household then"):
            past.read(view, town.home, past.moment(view, "2020-01-01"))
