"""Removed on one side and changed on the other: a question, whoever removed what, and never a loss."""

from __future__ import annotations

import pytest

from desktop.store import children, conflicts, members, preferences, records, restoring
from desktop.store.types import Conflict, DeliveryState, Origin, Question, Ref, SyncState
from tests.integration.conftest import Desk
from tests.support import elsewhere
from tests.support import records as make


def contact(desk: Desk, **values: str) -> Ref:
    with desk.store.write() as unit:
        return make.contact(unit, **values)


def remove_there(desk: Desk, ref: Ref) -> None:
    """Remove the record at the external system, as somebody there would."""
    elsewhere.remove(desk.system, ref.kind, ref.id)


def asked(desk: Desk, ref: Ref) -> list[Conflict]:
    with desk.store.read() as view:
        return conflicts.waiting(view, ref)


def answer(desk: Desk, ref: Ref, **choices: str) -> None:
    with desk.store.write(Origin.RESOLVE) as unit:
        assert conflicts.resolve(unit, ref, choices) == []


def gone(desk: Desk, ref: Ref) -> bool:
    with desk.store.read() as view:
        return restoring.deletion(view, ref) is not None


# --- The record itself --------------------------------------------------------------------------------------


def lost_and_removed(desk: Desk) -> Ref:
    """A contact that was there, edited here; the update was lost, and then it was removed there."""
    ref = contact(desk, job_title="Nurse")
    desk.send(ref)
    desk.change(ref, job_title="Judge")
    desk.conduct(mode="cut-before")
    desk.send(ref)
    desk.conduct(mode="normal")
    remove_there(desk, ref)
    return ref


def told_by_fault(desk: Desk) -> Ref:
    ref = contact(desk, job_title="Nurse")
    desk.send(ref)
    remove_there(desk, ref)
    desk.change(ref, job_title="Judge")
    desk.conduct(mode="soap-fault", code="SBL-EAI-04378", message="No rows retrieved", times=1)
    desk.send(ref)
    return ref


def told_by_asking(desk: Desk) -> Ref:
    ref = lost_and_removed(desk)
    desk.clock.pass_by(minutes=10)
    desk.courier.deliver_all()
    return ref


def told_by_a_look(desk: Desk) -> Ref:
    ref = contact(desk, job_title="Nurse")
    desk.send(ref)
    desk.change(ref, job_title="Judge")
    remove_there(desk, ref)
    assert desk.courier.refresh(ref).kept[0].question is Question.REMOVED_THERE
    return ref


ALL_WAYS = [told_by_fault, told_by_asking, told_by_a_look]


@pytest.mark.parametrize("told", ALL_WAYS)
def test_a_record_removed_there_and_edited_here_is_asked_about(desk: Desk, told: object) -> None:
    ref = told(desk)  # type: ignore[operator]
    (question,) = asked(desk, ref)
    assert (question.key, question.question) == ("record", Question.REMOVED_THERE)
    assert desk.read(ref).sync.state is SyncState.CONFLICT
    desk.courier.deliver_all()
    assert desk.there("contact") == []  # nothing was sent meanwhile
    answer(desk, ref, record="mine")
    assert desk.courier.deliver_all().delivered == 1
    (kept,) = desk.there("contact")
    assert (kept.fields["JobTitle"], desk.read(ref).sync.state) == ("Judge", SyncState.SYNCHRONIZED)
    assert desk.read(ref).values["integration_id"] == kept.fields["IntegrationId"]


def test_a_record_that_goes_as_it_went_there_can_be_restored(desk: Desk) -> None:
    ref = told_by_a_look(desk)
    answer(desk, ref, record="theirs")
    assert gone(desk, ref)
    with desk.store.write() as unit:
        restoring.restore(unit, ref)
    assert desk.read(ref).values["job_title"] == "Judge"


def test_a_record_never_known_there_is_sent_without_a_question(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="cut-before")
    desk.send(ref)
    desk.conduct(mode="normal")
    desk.clock.pass_by(minutes=10)
    assert desk.courier.deliver_all().delivered == 1
    assert asked(desk, ref) == []


# --- Rows ---------------------------------------------------------------------------------------------------


def with_phone(desk: Desk) -> tuple[Ref, str]:
    """A contact with a telephone that the external system knows as it stands here."""
    ref = contact(desk)
    with desk.store.write() as unit:
        row = children.add(unit, ref, "alternate_phone", {"alternate_phone": "+46851234"})
    desk.send(ref)
    return ref, row


def phones(desk: Desk, ref: Ref) -> dict[str, object]:
    return {row.id: row.values["alternate_phone"] for row in desk.read(ref).children["alternate_phone"]}


def phones_there(desk: Desk) -> list[str]:
    (kept,) = desk.there("contact")
    return [row.fields["AlternatePhone"] for row in kept.rows["ListOfAlternatePhone"]]


def tell_phones(desk: Desk, ref: Ref, *rows: str) -> None:
    told = "".join(f"<AlternatePhone {row}</AlternatePhone>" for row in rows)
    listed = f"<ListOfAlternatePhone>{told}</ListOfAlternatePhone>"
    elsewhere.tell(desk.system, "contact", f"<Id>{ref.id}</Id>{listed}")


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_row_removed_here_and_changed_there(desk: Desk, choice: str) -> None:
    ref, row = with_phone(desk)
    with desk.store.write() as unit:
        children.remove(unit, ref, "alternate_phone", row)
    tell_phones(desk, ref, f"><Id>{row}</Id><AlternatePhone>+4699</AlternatePhone>")
    desk.courier.refresh(ref)
    (question,) = asked(desk, ref)
    assert (question.question, question.mine, question.theirs) == (Question.REMOVED_HERE, None, "+4699")
    answer(desk, ref, **{question.key: choice})
    assert phones(desk, ref) == ({row: "+4699"} if choice == "theirs" else {})
    assert desk.read(ref).sync.state is (SyncState.SYNCHRONIZED if choice == "theirs" else SyncState.PENDING)
    assert desk.send(ref).state is DeliveryState.DELIVERED
    assert phones_there(desk) == (["+4699"] if choice == "theirs" else [])


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_row_removed_there_and_edited_here(desk: Desk, choice: str) -> None:
    ref, row = with_phone(desk)
    with desk.store.write() as unit:
        children.update(unit, ref, "alternate_phone", row, {"alternate_phone": "+4677"})
    tell_phones(desk, ref)
    desk.courier.refresh(ref)
    (question,) = asked(desk, ref)
    assert (question.question, question.mine, question.theirs) == (Question.REMOVED_THERE, "+4677", None)
    answer(desk, ref, **{question.name: choice})
    assert phones(desk, ref) == ({} if choice == "theirs" else {row: "+4677"})
    assert desk.read(ref).sync.state is (SyncState.SYNCHRONIZED if choice == "theirs" else SyncState.PENDING)
    assert desk.send(ref).state is DeliveryState.DELIVERED
    assert phones_there(desk) == ([] if choice == "theirs" else ["+4677"])


# --- Members ------------------------------------------------------------------------------------------------


def family(desk: Desk) -> tuple[Ref, Ref]:
    """A household and its one member, both known there as they stand here."""
    with desk.store.write() as unit:
        home, person = make.household(unit), make.contact(unit)
        members.add(unit, home, person, relationship="Spouse")
    desk.send(person)
    assert desk.send(home).state is DeliveryState.DELIVERED
    return home, person


def tell_members(desk: Desk, home: Ref, *rows: str) -> None:
    number = desk.read(home).values["household_id"]
    told = "".join(f"<RelatedContact>{row}</RelatedContact>" for row in rows)
    inner = f"<HouseholdId>{number}</HouseholdId><ListOfRelatedContact>{told}</ListOfRelatedContact>"
    elsewhere.tell(desk.system, "household", inner)


def roles(desk: Desk, home: Ref) -> dict[object, object]:
    rows = desk.read(home).children["related_contact"]
    return {row.picked_id: row.values["relationship"] for row in rows}


@pytest.mark.parametrize("choice", ["mine", "theirs"])
@pytest.mark.parametrize("how", ["removed from the household", "deleted"])
def test_a_member_who_went_here_and_was_changed_there(desk: Desk, how: str, choice: str) -> None:
    home, person = family(desk)
    with desk.store.write() as unit:
        if how == "deleted":
            records.delete(unit, person)
        else:
            members.remove(unit, home, person)
    told = f"<ContactId>{person.id}</ContactId><Relationship>Head</Relationship>"
    tell_members(desk, home, told)
    desk.courier.refresh(home)
    (question,) = asked(desk, home)
    assert (question.name, question.question) == ("related_contact", Question.REMOVED_HERE)
    answer(desk, home, related_contact=choice)
    assert roles(desk, home) == ({person.id: "Head"} if choice == "theirs" else {})
    assert gone(desk, person) is (how == "deleted" and choice == "mine")


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_member_who_went_there_and_was_changed_here(desk: Desk, choice: str) -> None:
    home, person = family(desk)
    with desk.store.write() as unit:
        members.change(unit, home, person, {"relationship": "Head"})
    tell_members(desk, home)
    desk.courier.refresh(home)
    assert [each.question for each in asked(desk, home)] == [Question.REMOVED_THERE]
    answer(desk, home, related_contact=choice)
    assert roles(desk, home) == ({} if choice == "theirs" else {person.id: "Head"})
    assert desk.send(home).state is DeliveryState.DELIVERED
    (kept,) = desk.there("household")
    assert len(kept.rows["ListOfRelatedContact"]) == (0 if choice == "theirs" else 1)


# --- As an administrator set it -----------------------------------------------------------------------------


def test_a_look_settles_as_set_and_the_record_does_not_stay_pending(desk: Desk) -> None:
    with desk.store.write() as unit:
        preferences.put(unit, preferences.conflict_name("contact", "job_title"), "theirs")
    ref = contact(desk, job_title="Nurse")
    desk.send(ref)
    elsewhere.change(desk.system, "contact", Id=ref.id, JobTitle="Doctor", LastName="Okafor")
    desk.change(ref, job_title="Judge")
    assert desk.courier.refresh(ref).kept == ()
    record = desk.read(ref)
    assert (record.values["job_title"], record.sync.state) == ("Doctor", SyncState.SYNCHRONIZED)


def test_what_was_queued_before_the_questions_is_queued_after_them(desk: Desk) -> None:
    ref = contact(desk, job_title="Nurse")
    desk.send(ref)
    elsewhere.change(desk.system, "contact", Id=ref.id, JobTitle="Doctor", LastName="Okafor")
    desk.change(ref, job_title="Judge")
    delivery_id = desk.queue(ref)
    desk.courier.refresh(ref)
    assert desk.courier.deliver_all().delivered == 0
    answer(desk, ref, job_title="mine")
    assert desk.delivery(delivery_id).state is DeliveryState.QUEUED
    assert desk.courier.deliver_all().delivered == 1
    assert desk.there("contact")[0].fields["JobTitle"] == "Judge"
