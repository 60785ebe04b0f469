"""One field of many records is changed at once: looked at first, then as one change, or not at all."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue
from desktop.models.job import Job, Stopped
from desktop.store import changing_many, lists, undoing
from desktop.store.changing_many import Wanted
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import Origin, RecordKind
from tests.support.records import contact, household, read

KIND = RecordKind.HOUSEHOLD


def many(store: Store, count: int) -> list[int]:
    with store.write() as unit:
        for number in range(count):
            household(unit, f"Home {number:04}", category="Gold" if number % 10 == 0 else "Silver")
    with store.read() as view:
        return list(lists.numbers(view, ListQuery(KIND)))


def test_many_are_looked_at_changed_and_undone_as_one(store: Store) -> None:
    numbers = many(store, 620)
    wanted, job = Wanted(KIND, numbers, "category", "Gold"), Job(len(numbers))
    with store.read() as view:
        plan = changing_many.look(view, wanted, job.tell)
        refs = changing_many.refs(view, KIND, numbers)
    assert (plan.changing, plan.alike, plan.refused, job.done) == (558, 62, 0, 620)
    assert (plan.told[0].name, plan.told[0].before) == ("Home 0001", "Silver")
    with store.write() as unit:
        assert changing_many.carry_out(unit, wanted, job.tell) == 558
    assert read(store, refs[1]).values["category"] == "Gold"
    assert unit.changes.change_set is not None
    with store.write(Origin.REVERT) as back:
        undoing.undo(back, unit.changes.change_set)
    assert [read(store, refs[at]).values["category"] for at in (0, 1, 619)] == ["Gold", "Silver", "Silver"]


def test_work_that_is_stopped_changes_nothing(store: Store) -> None:
    numbers, job = many(store, 3), Job(3)
    job.stop()
    wanted = Wanted(KIND, numbers, "category", "Platinum")
    with pytest.raises(Stopped), store.write() as unit:
        changing_many.carry_out(unit, wanted, job.tell)
    with store.read() as view:
        assert changing_many.look(view, wanted, lambda _done: None).changing == 3


def test_a_value_that_no_record_may_have_is_refused(store: Store) -> None:
    numbers = many(store, 2)
    with store.read() as view, pytest.raises(InvalidValue, match="whole number"):
        changing_many.look(view, Wanted(KIND, numbers, "household_size", "many"), lambda _done: None)
    with store.write() as unit:
        contact(unit)
    with store.read() as view:
        people = list(lists.numbers(view, ListQuery(RecordKind.CONTACT)))
        born = Wanted(RecordKind.CONTACT, people, "birth_date", "2999-01-01")
        plan = changing_many.look(view, born, lambda _done: None)
    assert (plan.changing, plan.refused, "future" in plan.told[0].refusal) == (0, 1, True)
