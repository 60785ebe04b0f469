"""Drafts: kept as they are typed, one for each person and record, and offered until they are discarded."""

from __future__ import annotations

import pytest

from desktop.errors import RecordNotFound
from desktop.store import drafts, records
from desktop.store.drafts import KeptDraft
from desktop.store.store import Store, open_store
from desktop.store.types import RecordKind, Ref
from tests.support.records import contact, household


def one_contact(store: Store) -> Ref:
    with store.write() as unit:
        return contact(unit)


def keep(store: Store, ref: Ref, who: str = "agent07", **typed: str) -> str:
    with store.write(who=who) as unit:
        return drafts.keep(unit, ref.kind, typed, ref=ref, version=1)


def waiting(store: Store, who: str = "agent07") -> list[KeptDraft]:
    with store.read() as view:
        return drafts.waiting(view, who)


def save(store: Store, ref: Ref, saved: Ref) -> None:
    with store.write() as unit:
        drafts.discard_of_record(unit, ref)
        records.update(unit, saved, {"alias": "Nana"})


def test_what_is_typed_replaces_what_was_typed_before(store: Store) -> None:
    ref = one_contact(store)
    first = keep(store, ref, alias="Na")
    assert keep(store, ref, alias="Nana", birth_date="31.2.") == first
    (kept,) = waiting(store)
    assert (kept.ref, kept.version, kept.typed) == (ref, 1, {"alias": "Nana", "birth_date": "31.2."})


def test_two_people_have_a_draft_each_of_one_record(store: Store) -> None:
    ref = one_contact(store)
    keep(store, ref, alias="Nana")
    keep(store, ref, who="agent08", alias="Gogo")
    with store.read() as view:
        other = drafts.of_record(view, "agent08", ref)
    assert other is not None
    assert (other.typed, len(waiting(store))) == ({"alias": "Gogo"}, 1)


def test_a_new_record_keeps_its_draft_and_where_it_belongs(store: Store) -> None:
    with store.write() as unit:
        home = household(unit)
        first = drafts.keep(unit, RecordKind.CONTACT, {"last_name": "Ok"}, household=home)
        again = drafts.keep(unit, RecordKind.CONTACT, {"last_name": "Okafor"}, draft_id=first)
        drafts.keep(unit, RecordKind.CONTACT, {"last_name": "Lindqvist"})
    assert again == first
    with store.read() as view:
        kept = drafts.read(view, first)
    assert (kept.ref, kept.household, kept.typed) == (None, home, {"last_name": "Okafor"})
    assert len(waiting(store)) == 2


def test_saving_and_forgetting_is_one_unit(store: Store) -> None:
    ref = one_contact(store)
    keep(store, ref, alias="Nana")
    with pytest.raises(RecordNotFound):
        save(store, ref, Ref(RecordKind.CONTACT, "nobody"))
    assert len(waiting(store)) == 1
    save(store, ref, ref)
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
