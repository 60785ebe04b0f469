"""Search: what is found by what was typed, in which order, and that edits show up in the next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import RecordNotFound
from desktop.store import (
    bulk,
    children,
    connections,
    indexing,
    members,
    records,
    sample,
    search,
    search_index,
    search_terms,
)
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings, Origin, RecordKind, Ref
from tests.support.records import contact, family, household


def found(store: Store, text: str, limit: int = 50) -> list[str]:
    with store.read() as view:
        return [hit.name for hit in search.find(view, text, limit)]


@pytest.fixture
def people(store: Store) -> Store:
    with store.write() as unit:
        zoe = contact(
            unit, "Søren-O'Brien", "Zoë", cellular_phone="+46 70 123 45 67", email_address="Zoe.X@example.com"
        )
        children.add(unit, zoe, "personal_address", {"personal_city": "Malmö"})
        children.add(unit, zoe, "alternate_phone", {"alternate_phone": "08-555 01 00"})
        children.add(unit, zoe, "communication_address", {"alternate_email_address": "office72@example.org"})
        contact(unit, "Berg", "Åke", home_phone="0701234568")
        members.add(unit, household(unit, "Ångström"), zoe)
    return store


ZOE = "Zoë Søren-O'Brien"


FOUND = {
    "zo": [ZOE],
    "soren": [ZOE],
    "SØREN o'b": [ZOE],
    "obrien zoe": [ZOE],
    "malmo obr": [ZOE],
    "angs": ["Ångström"],
    "angstrom malmö": ["Ångström"],
    "070-123 45 6": ["Åke Berg", ZOE],
    "+46 (0)70 123 45 67": [ZOE],
    "0046701234567": [ZOE],
    "34567": [ZOE],
    "567": [ZOE],
    "٤٥٦٧": [ZOE],
    "123 4568": ["Åke Berg"],
    "zoe 55501": [ZOE],
    "zoe.x@EXAMPLE.com": [ZOE],
    "office72@": [ZOE],
    "office72@example.net": [],
    "zoe berg": [],
    "7654321": [],
    '" OR "': [],
    "zoe AND": [],
    "zo* -berg": [],
    "_": [],
    "%": [],
    "\\": [],
    "'": [],
    "": [],
}


def test_a_search_finds_what_has_all_that_was_typed(people: Store) -> None:
    assert {typed: found(people, typed) for typed in FOUND} == FOUND


@given(st.text(max_size=30))
def test_no_character_is_an_operator(opened: Store, typed: str) -> None:
    with opened.read() as view:
        search.find(view, typed)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('search') / 'store.sqlite'}")
    with store.write() as unit:
        contact(unit, "Berg", "Åke")
    yield store
    store.close()


def test_keys_come_first_then_names_then_words(store: Store) -> None:
    with store.write() as unit:
        home, (person,) = family(unit, "Ngozi")
        contact(unit, "Ngozi", "Ada")
    with store.read() as view:
        number = str(records.read(view, home).values["household_id"])
        assert [hit.key for hit in search.find(view, number.lower())] == [number]
        assert [hit.ref for hit in search.find(view, person.id)] == [person]
    assert found(store, "ngozi") == ["Ada Ngozi", "Ngozi Okafor"]


def test_an_integration_id_finds_its_record(store: Store) -> None:
    with store.write() as unit:
        connections.save(unit, ConnectionSettings("office"))
        ref = contact(unit, "Berg", integration_id="1-4QX2m")
    with store.read() as view:
        assert [hit.ref for hit in search.find(view, "1-4QX")] == [ref]


def test_no_kind_crowds_out_the_other(store: Store) -> None:
    with store.write() as unit:
        for at in range(8):
            household(unit, f"Berg {at}")
        contact(unit, "Berg", "Åke")
    with store.read() as view:
        kinds = [hit.ref.kind for hit in search.find(view, "berg", limit=4)]
    assert kinds == [RecordKind.HOUSEHOLD] * 3 + [RecordKind.CONTACT]


def test_every_change_shows_up_in_the_next_search(people: Store) -> None:
    with people.read() as view:
        (zoe,) = (hit.ref for hit in search.find(view, "zoe"))
    with people.write() as unit:
        records.update(unit, zoe, {"first_name": "Xenia", "cellular_phone": "", "email_address": ""})
        (address,) = records.read(unit, zoe).children["personal_address"]
        children.update(unit, zoe, "personal_address", address.id, {"personal_city": "Kiruna"})
    assert found(people, "zoe") == found(people, "34567") == found(people, "malmo") == []
    assert found(people, "kiruna") == ["Ångström", "Xenia Søren-O'Brien"]
    with people.write() as unit:
        records.delete(unit, zoe)
    assert found(people, "xenia") == found(people, "kiruna") == []


def test_what_was_undone_is_not_found(store: Store) -> None:
    with pytest.raises(RecordNotFound), store.write() as unit:
        records.delete(unit, Ref(RecordKind.CONTACT, contact(unit, "Berg").id + "X"))
    assert found(store, "berg") == []


def test_bulk_records_are_indexed_in_slices_and_edits_meanwhile_count(store: Store) -> None:
    with store.write(Origin.IMPORT) as unit:
        ids = bulk.insert(unit, "contact", [{"last_name": f"Berg {at}"} for at in range(5)])
    with store.write() as unit:
        records.update(unit, Ref(RecordKind.CONTACT, ids[4]), {"last_name": "Dahl"})
        assert search.unindexed(unit) == 5
    assert found(store, "dahl") == ["Dahl"]
    with store.write() as unit:
        assert search_index.catch_up(unit, 3) == 2
    indexing.finish(store)
    with store.read() as view:
        assert search.unindexed(view) == 0
        assert len(search.find(view, "berg")) == 4


def test_the_index_is_what_the_records_say(sqlite_store: Store) -> None:
    sample.fill(sqlite_store, households=30)
    with sqlite_store.write() as unit:
        for kind in RecordKind:
            # Raises for an index that does not hold together.
            check = f"INSERT INTO {kind}_terms ({kind}_terms) VALUES ('integrity-check')"  # noqa: S608 -- a table
            unit.connection.exec_driver_sql(check)
    with sqlite_store.read() as view:
        texts = view.connection.exec_driver_sql("SELECT number, text FROM contact_search").all()
        for number, text in texts[::7]:
            for term in search_terms.index_terms(text):
                hits = view.connection.exec_driver_sql(
                    "SELECT rowid FROM contact_terms WHERE contact_terms MATCH ?", (f'"{term}"',)
                )
                assert number in hits.scalars().all()
