"""Conflicts: settled field by field, with nothing lost."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue, RecordNotFound, UsageError
from desktop.store import children, conflicts, journal, outbox, records
from desktop.store.store import Store
from desktop.store.types import Decision, DeliveryState, FieldConflict, Origin, Outcome, Ref, SyncState
from tests.support.records import contact, read


def in_conflict(store: Store) -> Ref:
    """Make a contact whose alias and job title were changed here and there."""
    with store.write() as unit:
        ref = contact(unit, alias="Nana", job_title="Judge")
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
        records.update(unit, ref, {"alias": "Nan", "job_title": "Baker"})
    assert held is not None
    clashes = (
        FieldConflict("alias", "Nana", "Nan", "Nanette"),
        FieldConflict("job_title", "Judge", "Baker", "Justice"),
    )
    outcome = Outcome(DeliveryState.CONFLICT, confirmed=held.snapshot, decision=Decision(conflicts=clashes))
    with store.write(Origin.REPLY, "crm") as unit:
        outbox.settle(unit, held, outcome)
    return ref


def resolve(store: Store, ref: Ref, **choices: str) -> list[str]:
    with store.write(Origin.RESOLVE) as unit:
        return [each.name for each in conflicts.resolve(unit, ref, choices)]


def test_each_conflict_shows_all_three_values(store: Store) -> None:
    ref = in_conflict(store)
    with store.read() as view:
        first = conflicts.waiting(view, ref)[0]
    assert (first.name, first.base, first.mine, first.theirs) == ("alias", "Nana", "Nan", "Nanette")


def test_one_field_is_settled_at_a_time(store: Store) -> None:
    ref = in_conflict(store)
    assert resolve(store, ref, alias="theirs") == ["job_title"]
    assert read(store, ref).values["alias"] == "Nanette"
    assert read(store, ref).sync.state is SyncState.CONFLICT


def test_a_record_settled_for_theirs_is_synchronized(store: Store) -> None:
    ref = in_conflict(store)
    assert resolve(store, ref, alias="theirs", job_title="theirs") == []
    assert read(store, ref).sync.state is SyncState.SYNCHRONIZED


def test_a_record_settled_for_ours_is_pending(store: Store) -> None:
    ref = in_conflict(store)
    resolve(store, ref, alias="mine", job_title="theirs")
    assert read(store, ref).values["alias"] == "Nan"
    assert read(store, ref).sync.state is SyncState.PENDING


def test_a_third_value_may_settle_it(store: Store) -> None:
    ref = in_conflict(store)
    resolve(store, ref, alias="Nanny", job_title="mine")
    assert read(store, ref).values["alias"] == "Nanny"


def test_the_loser_stays_in_the_journal(store: Store) -> None:
    ref = in_conflict(store)
    resolve(store, ref, alias="theirs", job_title="mine")
    with store.read() as view:
        entry = next(each for each in journal.entries(view, ref) if each.field == "alias")
    assert (entry.before, entry.after, entry.origin) == ("Nan", "Nanette", Origin.RESOLVE)


def test_what_is_not_in_conflict_cannot_be_settled(store: Store) -> None:
    ref = in_conflict(store)
    with pytest.raises(UsageError, match="alias, job_title"):
        resolve(store, ref, comment="mine")


def test_a_third_value_must_be_valid_and_else_nothing_is_settled(store: Store) -> None:
    ref = in_conflict(store)
    with pytest.raises(InvalidValue):
        resolve(store, ref, job_title="mine", alias="x" * 51)
    with store.read() as view:
        assert len(conflicts.waiting(view, ref)) == 2


def test_a_record_without_conflict_says_so(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
    with pytest.raises(RecordNotFound, match="No conflict"):
        resolve(store, ref, alias="mine")


def test_sending_again_settles_for_ours(store: Store) -> None:
    ref = in_conflict(store)
    with store.write() as unit:
        outbox.add(unit, ref)
    with store.read() as view:
        assert conflicts.waiting(view, ref) == []
    assert read(store, ref).values["alias"] == "Nan"


def test_a_child_row_may_be_in_conflict(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
        row = children.add(unit, ref, "personal_address", {"personal_city": "Lund"})
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    clash = FieldConflict("personal_city", "Lund", "Umeå", "Uppsala", "personal_address", row)
    with store.write(Origin.REPLY) as unit:
        outbox.settle(unit, held, Outcome(DeliveryState.CONFLICT, decision=Decision(conflicts=(clash,))))
    with store.write(Origin.RESOLVE) as unit:
        conflicts.resolve(unit, ref, {"personal_address.personal_city": "theirs"})
    assert read(store, ref).children["personal_address"][0].values["personal_city"] == "Uppsala"


def test_two_rows_of_one_component_are_told_apart_by_their_keys(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
        rows = [children.add(unit, ref, "alternate_phone", {"alternate_phone": f"085{n}"}) for n in (1, 2)]
        outbox.add(unit, ref)
    with store.write() as unit:
        held = outbox.claim(unit, worker="one", lease_seconds=60)
    assert held is not None
    clashes = tuple(
        FieldConflict("alternate_phone", "0", "1", f"+465{row}", "alternate_phone", row) for row in rows
    )
    with store.write(Origin.REPLY) as unit:
        outbox.settle(unit, held, Outcome(DeliveryState.CONFLICT, decision=Decision(conflicts=clashes)))
    with pytest.raises(UsageError, match=f"2 rows.*alternate_phone@{rows[0]}.alternate_phone"):
        resolve(store, ref, **{"alternate_phone.alternate_phone": "theirs"})
    keys = [f"alternate_phone@{row}.alternate_phone" for row in rows]
    assert resolve(store, ref, **{keys[1]: "theirs"}) == ["alternate_phone.alternate_phone"]
    assert resolve(store, ref, **{"alternate_phone.alternate_phone": "mine"}) == []
    numbers = [row.values["alternate_phone"] for row in read(store, ref).children["alternate_phone"]]
    assert numbers == ["0851", f"+465{rows[1]}"]


def test_a_deleted_record_has_no_conflicts(store: Store) -> None:
    ref = in_conflict(store)
    with store.write() as unit:
        records.delete(unit, ref)
        assert conflicts.waiting(unit) == []
