"""What was changed can be taken back: one field, or all that one write-back did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.errors import RecordNotFound, UsageError
from desktop.store import children, connections, history, members, outbox, records, reverting
from desktop.store.history import What
from desktop.store.store import Store, open_store
from desktop.store.types import (
    ChildChange,
    ConnectionSettings,
    Decision,
    DeliveryState,
    Origin,
    Outcome,
    Ref,
    SyncState,
)
from tests.support.records import contact, family, read


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        with opened.write() as unit:
            connections.save(unit, ConnectionSettings("crm"))
        yield opened


@pytest.fixture
def written_back(store: Store) -> Ref:
    """A contact of which a reply changed the title and the city, added a phone and gave a key."""
    with store.write() as unit:
        person = contact(unit, job_title="Nurse", alias="Ngo")
        address = children.add(unit, person, "personal_address", {"personal_city": "Upsala"})
        outbox.add(unit, person)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    phone = ChildChange("add", "alternate_phone", values={"alternate_phone": "12345"})
    city = ChildChange("update", "personal_address", address, values={"personal_city": "Uppsala"})
    decision = Decision({"job_title": "Midwife", "alias": "N."}, "CRM-1", (phone, city))
    with store.write(Origin.REPLY) as unit:
        outbox.settle(unit, held, Outcome(DeliveryState.DELIVERED, held.snapshot, decision=decision))
    return person


def write_back_of(store: Store, ref: Ref) -> int:
    with store.read() as view:
        return next(each.change_set for each in history.events(view, ref) if each.origin is Origin.REPLY)


def test_one_field_is_put_back(store: Store, written_back: Ref) -> None:
    with store.write() as unit:
        reverting.revert(unit, written_back, write_back_of(store, written_back), "job_title")
    record = read(store, written_back)
    assert (record.values["job_title"], record.values["alias"]) == ("Nurse", "N.")
    assert record.sync.state is SyncState.PENDING


def test_a_whole_write_back_is_taken_back_but_for_what_was_changed_since(
    store: Store, written_back: Ref
) -> None:
    with store.write() as unit:
        records.update(unit, written_back, {"alias": "Nan"})
    with store.write() as unit:
        done = reverting.revert(unit, written_back, write_back_of(store, written_back))
    record = read(store, written_back)
    assert (record.values["job_title"], record.values["alias"]) == ("Nurse", "Nan")
    assert record.children["alternate_phone"] == ()
    assert [each.values["personal_city"] for each in record.children["personal_address"]] == ["Upsala"]
    assert record.values["integration_id"] == "CRM-1"
    assert [each.field for each in done.left] == ["alias"]


def test_what_a_revert_did_can_be_reverted(store: Store, written_back: Ref) -> None:
    with store.write() as unit:
        reverting.revert(unit, written_back, write_back_of(store, written_back))
        again = unit.changes.change_set
    assert again is not None
    with store.write() as unit:
        reverting.revert(unit, written_back, again)
    record = read(store, written_back)
    assert record.values["job_title"] == "Midwife"
    assert [each.values["alternate_phone"] for each in record.children["alternate_phone"]] == ["12345"]


def test_someone_who_was_removed_comes_back_as_primary(store: Store) -> None:
    with store.write() as unit:
        home, people = family(unit, "Ngozi", "Emil")
    with store.write() as unit:
        members.remove(unit, home, people[0])
        removal = unit.changes.change_set
    assert removal is not None
    with store.write() as unit:
        reverting.revert(unit, home, removal)
    rows = read(store, home).children["related_contact"]
    assert {each.picked_id: each.primary for each in rows} == {people[0].id: True, people[1].id: False}
    assert read(store, home).values["head_of_household"] == people[0].id


def test_what_cannot_be_taken_back_is_told(store: Store, written_back: Ref) -> None:
    write_back = write_back_of(store, written_back)
    with store.read() as view:
        made = next(
            each
            for each in history.events(view, written_back)
            if each.what is What.ADDED and not each.component
        )
    with store.write() as unit:
        with pytest.raises(RecordNotFound, match="nothing like that"):
            reverting.revert(unit, written_back, write_back, "first_name")
        with pytest.raises(UsageError, match="by hand"):
            reverting.revert(unit, written_back, write_back, "integration_id")
        with pytest.raises(UsageError, match="as a whole"):
            reverting.revert(unit, written_back, made.change_set, "")
