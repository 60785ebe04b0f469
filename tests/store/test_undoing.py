"""Undo takes back all that a change set did, and undoing that does it again, until it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from desktop.store import children, connections, members, outbox, reading, records, undoing
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings, DeliveryState, Exchange, Origin, Outcome, Ref
from desktop.store.undoing import ChangedSince, SentSince
from desktop.store.unit import Unit
from tests.support.records import contact, family, household, read

Done = Mapping[str, object]


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        with opened.write() as unit:
            connections.save(unit, ConnectionSettings("crm"))
        yield opened


def change(store: Store, command: Callable[[Unit], object]) -> int:
    with store.write() as unit:
        command(unit)
    assert unit.changes.change_set is not None
    return unit.changes.change_set


def undo(store: Store, change_set: int) -> int:
    with store.write(Origin.REVERT) as unit:
        done = undoing.undo(unit, change_set)
    assert done is not None
    return done


def stands(store: Store, ref: Ref) -> Done:
    """Returns all that a person sees of a record, its rows in their order."""
    record = read(store, ref)
    rows = {
        name: sorted(
            (each.id, each.primary, each.picked_id, str(sorted(each.values.items(), key=str)))
            for each in found
        )
        for name, found in record.children.items()
    }
    return dict(record.values) | rows


COMMANDS: dict[str, Callable[[Unit, Ref, Ref, Ref], object]] = {
    "fields": lambda unit, home, _one, _other: records.update(
        unit, home, {"category": "Gold", "income": "5"}
    ),
    "head": lambda unit, home, _one, other: records.update(unit, home, {"head_of_household": other.id}),
    "row": lambda unit, _home, one, _other: children.add(
        unit, one, "personal_address", {"personal_city": "Lund"}
    ),
    "association": lambda unit, home, _one, _other: members.add(unit, home, contact(unit, "Berg")),
    "primary": lambda unit, home, _one, other: children.set_primary(
        unit, home, "related_contact", children.find(unit, home, "related_contact", other.id)
    ),
    "leaving": lambda unit, home, one, _other: members.exit(unit, home, one, "2030-01-01"),
    "removed member": lambda unit, home, one, _other: children.remove(
        unit, home, "related_contact", children.find(unit, home, "related_contact", one.id)
    ),
    "deleted member": lambda unit, _home, one, _other: records.delete(unit, one),
    "deleted household": lambda unit, home, _one, _other: records.delete(unit, home),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_everything_is_undone_and_done_again(
    store: Store, command: Callable[[Unit, Ref, Ref, Ref], object]
) -> None:
    with store.write() as unit:
        home, (one, other) = family(unit, "Ngozi", "Emil")
        records.update(unit, home, {"head_of_household": one.id, "category": "Silver"})
        children.add(unit, one, "personal_address", {"personal_city": "Uppsala"})
        records.set_integration_id(unit, one, "crm", "CRM-1")
    watched = (home, one, other)
    before = {ref: stands(store, ref) for ref in watched}
    done = change(store, lambda unit: command(unit, home, one, other))
    after = {ref: there(store, ref) for ref in watched}
    assert before != after
    undone = undo(store, done)
    assert {ref: stands(store, ref) for ref in watched} == before
    again = undo(store, undone)
    assert {ref: there(store, ref) for ref in watched} == after
    undo(store, again)
    assert {ref: stands(store, ref) for ref in watched} == before


def there(store: Store, ref: Ref) -> Done | None:
    with store.read() as view:
        found = reading.exists(view, ref)
    return stands(store, ref) if found else None


def test_a_new_record_goes_and_comes_back_under_its_number(store: Store) -> None:
    made: list[Ref] = []
    done = change(store, lambda unit: made.append(household(unit, "Zorn", category="Gold")))
    before = stands(store, made[0])
    undone = undo(store, done)
    assert there(store, made[0]) is None
    undo(store, undone)
    assert stands(store, made[0]) == before


def test_what_was_sent_since_stays_and_what_was_refused_does_not_count(store: Store) -> None:
    with store.write() as unit:
        home = household(unit, category="Silver")
    done = change(store, lambda unit: records.update(unit, home, {"category": "Gold"}))
    send(store, home, DeliveryState.REFUSED)
    undone = undo(store, done)
    assert read(store, home).values["category"] == "Silver"
    assert not sent(store, undone)
    send(store, home, DeliveryState.DELIVERED)
    assert sent(store, undone)
    with store.write() as unit, pytest.raises(SentSince, match="sent to crm"):
        undoing.undo(unit, undone)
    assert read(store, home).values["category"] == "Silver"


def test_what_is_on_its_way_may_still_come_back_and_is_not_undone_meanwhile(store: Store) -> None:
    with store.write() as unit:
        home = household(unit, category="Silver")
    done = change(store, lambda unit: records.update(unit, home, {"category": "Gold"}))
    with store.write() as unit:
        outbox.add(unit, home)
    with store.write() as unit:
        outbox.claim(unit, worker="one", lease_seconds=60)
    assert not sent(store, done)
    with store.write() as unit, pytest.raises(SentSince, match="sent to crm"):
        undoing.undo(unit, done)


def sent(store: Store, change_set: int | None) -> bool:
    assert change_set is not None
    with store.read() as view:
        return undoing.is_sent(view, change_set)


def send(store: Store, ref: Ref, state: DeliveryState) -> None:
    with store.write() as unit:
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    tried = Exchange(unit.at, unit.at, state)
    with store.write(Origin.REPLY) as unit:
        outbox.settle(unit, held, Outcome(state, held.snapshot, (tried,)))


def test_what_was_changed_again_since_stays(store: Store) -> None:
    with store.write() as unit:
        home = household(unit, category="Silver", status="Active")
    both = {"category": "Gold", "status": "Former"}
    done = change(store, lambda unit: records.update(unit, home, both))
    change(store, lambda unit: records.update(unit, home, {"category": "Standard"}))
    undo(store, done)
    assert (read(store, home).values["category"], read(store, home).values["status"]) == (
        "Standard",
        "Active",
    )
    done = change(store, lambda unit: records.update(unit, home, {"category": "Gold"}))
    change(store, lambda unit: records.update(unit, home, {"category": "Silver"}))
    with store.write() as unit, pytest.raises(ChangedSince, match="changed again since"):
        undoing.undo(unit, done)
    made: list[Ref] = []
    done = change(store, lambda unit: made.append(household(unit, "Zorn")))
    with store.write(who="another") as unit:
        records.update(unit, made[0], {"category": "Gold"})
    with store.write() as unit, pytest.raises(ChangedSince, match="others have changed"):
        undoing.undo(unit, done)
