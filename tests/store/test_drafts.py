"""Drafts: kept as they are typed, a record's and its rows', and offered until they are discarded."""

from __future__ import annotations

import pytest

from desktop.errors import RecordNotFound
from desktop.store import drafts, records
from desktop.store.drafts import KeptDraft, Subject
from desktop.store.store import Store, open_store
from desktop.store.types import RecordKind, Ref
from tests.support.records import contact, household


def one_contact(store: Store) -> Ref:
    with store.write() as unit:
        return contact(unit)


def keep(store: Store, ref: Ref, who: str = "agent07", **typed: str) -> str:
    with store.write(who=who) as unit:
        return drafts.keep(unit, Subject(ref.kind, ref), typed, version=1)


def waiting(store: Store, who: str = "agent07") -> list[KeptDraft]:
    with store.read() as view:
        return drafts.waiting(view, who)


def save(store: Store, draft_id: str, saved: Ref) -> None:
    with store.write() as unit:
        drafts.discard(unit, draft_id)
        records.update(unit, saved, {"alias": "Nana"})


def test_what_is_typed_replaces_what_was_typed_before(store: Store) -> None:
    ref = one_contact(store)
    first = keep(store, ref, alias="Na")
    with store.write() as unit:
        typed = {"alias": "Nana", "birth_date": "31.2."}
        assert drafts.keep(unit, Subject(ref.kind, ref), typed, draft_id=first) == first
    (kept,) = waiting(store)
    assert (kept.subject.ref, kept.version, kept.typed) == (ref, 1, typed)


def test_what_a_crash_left_is_not_written_over(store: Store) -> None:
    ref = one_contact(store)
    keep(store, ref, alias="Before the crash")
    keep(store, ref, alias="After it")
    assert {each.typed["alias"] for each in waiting(store)} == {"Before the crash", "After it"}


def test_a_row_has_a_draft_of_its_own(store: Store) -> None:
    ref = one_contact(store)
    row = Subject(ref.kind, ref, component="note", row_id="1-N")
    with store.write() as unit:
        drafts.keep(unit, row, {"note": "Calls ba"})
        drafts.keep(unit, Subject(ref.kind, ref, component="note"), {"note": "New"})
        drafts.keep(unit, Subject(ref.kind, ref), {"alias": "Na"})
    assert {each.subject for each in waiting(store)} == {
        row,
        Subject(ref.kind, ref, component="note"),
        Subject(ref.kind, ref),
    }


def test_two_people_have_a_draft_each_of_one_record(store: Store) -> None:
    ref = one_contact(store)
    keep(store, ref, alias="Nana")
    keep(store, ref, who="agent08", alias="Gogo")
    assert [each.typed for each in waiting(store, "agent08")] == [{"alias": "Gogo"}]
    assert len(waiting(store)) == 1


def test_a_new_record_keeps_its_draft_and_where_it_belongs(store: Store) -> None:
    with store.write() as unit:
        home = household(unit)
        joining = Subject(RecordKind.CONTACT, household=home)
        first = drafts.keep(unit, joining, {"last_name": "Ok"})
        again = drafts.keep(unit, joining, {"last_name": "Okafor"}, draft_id=first)
        drafts.keep(unit, Subject(RecordKind.CONTACT), {"last_name": "Lindqvist"})
    assert again == first
    (kept,) = [each for each in waiting(store) if each.id == first]
    assert (kept.subject, kept.typed) == (joining, {"last_name": "Okafor"})
    assert len(waiting(store)) == 2


def test_saving_and_forgetting_is_one_unit(store: Store) -> None:
    ref = one_contact(store)
    kept = keep(store, ref, alias="Nana")
    with pytest.raises(RecordNotFound):
        save(store, kept, Ref(RecordKind.CONTACT, "nobody"))
    assert len(waiting(store)) == 1
    save(store, kept, ref)
    assert waiting(store) == []


def test_the_draft_outlives_the_record_and_the_program(store: Store, store_url: str) -> None:
    ref = one_contact(store)
    keep(store, ref, alias="Nana")
    with store.write() as unit:
        records.delete(unit, ref)
    with open_store(store_url) as later:
        (kept,) = waiting(later)
        assert kept.typed == {"alias": "Nana"}
        with later.write() as unit:
            drafts.discard(unit, kept.id)
            drafts.discard(unit, kept.id)
    assert waiting(store) == []
