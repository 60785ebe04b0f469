"""`hearth conflict`: fields that were changed on both sides, and settling them."""

from __future__ import annotations

import pytest

from desktop.store import outbox, records
from desktop.store.store import open_store
from desktop.store.types import (
    Decision,
    DeliveryState,
    FieldConflict,
    Origin,
    Outcome,
    Question,
    RecordKind,
    Ref,
)
from tests.commands.conftest import Hearth


@pytest.fixture
def in_conflict(hearth: Hearth, store_url: str) -> str:
    """The id of a contact whose alias is Nan here and Nanette there, and was Nana when it was sent."""
    hearth.answer("connection", "set", "crm")
    person = hearth.contact(alias="Nana")["id"]
    ref = Ref(RecordKind.CONTACT, person)
    with open_store(store_url) as store:
        with store.write() as unit:
            outbox.add(unit, ref)
        with store.write() as unit:
            held = outbox.claim(unit, worker="one", lease_seconds=60)
            records.update(unit, ref, {"alias": "Nan"})
        assert held is not None
        clash = Decision(conflicts=(FieldConflict("alias", "Nana", "Nan", "Nanette"),))
        with store.write(Origin.REPLY) as unit:
            outbox.settle(
                unit, held, Outcome(DeliveryState.CONFLICT, confirmed=held.snapshot, decision=clash)
            )
    return person


def test_a_conflict_is_listed_with_all_three_values(hearth: Hearth, in_conflict: str) -> None:
    (found,) = hearth.answer("conflict", "list")["conflicts"]
    assert found["record"] == {"kind": "contact", "id": in_conflict}
    assert (found["field"], found["base"], found["mine"], found["theirs"]) == (
        "alias",
        "Nana",
        "Nan",
        "Nanette",
    )


@pytest.mark.parametrize(
    ("choice", "alias", "state"),
    [("mine", "Nan", "pending"), ("theirs", "Nanette", "synchronized"), ("Nanny", "Nanny", "pending")],
)
def test_a_conflict_is_settled(hearth: Hearth, in_conflict: str, choice: str, alias: str, state: str) -> None:
    record = hearth.answer("conflict", "resolve", in_conflict, "--field", f"alias={choice}")
    assert (record["fields"]["alias"], record["sync"]["state"], record["conflicts"]) == (alias, state, [])
    assert hearth.answer("conflict", "list") == {"conflicts": []}


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_record_that_was_removed_there_is_made_anew_or_deleted_here_too(
    hearth: Hearth, store_url: str, choice: str
) -> None:
    hearth.answer("connection", "set", "crm")
    ref = Ref(RecordKind.CONTACT, hearth.contact(alias="Nana")["id"])
    gone = FieldConflict("", "Nana", "Nana", None, question=Question.REMOVED_THERE)
    with open_store(store_url) as store:
        with store.write() as unit:
            outbox.add(unit, ref)
            held = outbox.claim(unit, worker="one", lease_seconds=60)
        assert held is not None
        with store.write(Origin.REPLY) as unit:
            outbox.settle(unit, held, Outcome(DeliveryState.CONFLICT, decision=Decision(conflicts=(gone,))))
    answer = hearth.answer("conflict", "resolve", ref.id, "--field", f"record={choice}")
    if choice == "mine":
        assert answer["sync"]["state"] == "queued"
    else:
        assert answer == {"deleted": ref.id, "conflicts": []}
        assert hearth.answer("record", "list", "contact")["records"] == []


def test_the_delivery_names_the_record_too(hearth: Hearth, in_conflict: str) -> None:
    (found,) = hearth.answer("conflict", "list")["conflicts"]
    record = hearth.answer("conflict", "resolve", found["id"], "--field", "alias=mine")
    assert record["id"] == in_conflict


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "--field", "alias=mine"), "no record and no delivery"),
        (("{id}", "--field", "alias"), "FIELD=mine"),
        (("{id}", "--field", "job_title=mine"), "not in conflict"),
    ],
)
def test_what_cannot_be_settled_is_told(
    hearth: Hearth, in_conflict: str, words: tuple[str, ...], said: str
) -> None:
    assert said in hearth.refusal("conflict", "resolve", *(word.format(id=in_conflict) for word in words))


def test_a_person_sees_a_table(hearth: Hearth, in_conflict: str) -> None:
    assert in_conflict in hearth.run("conflict", "list").out
    hearth.run("conflict", "resolve", in_conflict, "--field", "alias=mine")
    assert hearth.run("conflict", "list").out == "No conflicts.\n"
