"""`hearth search`: what it answers, and that it says when the index is not complete yet."""

from __future__ import annotations

from desktop.store import bulk
from desktop.store.store import open_store
from tests.commands.conftest import Hearth


def test_a_search_answers_with_hits_of_both_kinds(hearth: Hearth) -> None:
    home, person = hearth.household("Okafor"), hearth.contact(cellular_phone="0701234567")
    both = hearth.answer("search", "okaf")
    assert [hit["id"] for hit in both["hits"]] == [home["id"], person["id"]]
    assert hearth.answer("search", "070-123", "45")["hits"] == [
        {
            "kind": "contact",
            "id": person["id"],
            "household_id": None,
            "name": "Ngozi Okafor",
            "city": "",
            "phone": "0701234567",
            "email": "",
        }
    ]
    assert len(hearth.answer("search", "okafor", "--kind", "household")["hits"]) == 1
    assert hearth.run("search", "nobody").out == "Nothing is found.\n"


def test_a_search_says_what_it_does_not_know_yet_and_an_upgrade_mends_it(
    local_hearth: Hearth, sqlite_url: str
) -> None:
    with open_store(sqlite_url) as store, store.write() as unit:
        bulk.insert(unit, "contact", [{"last_name": "Berg", "cellular_phone": "0701234567"}])
    ran = local_hearth.run("search", "1234")
    assert "1 records are not indexed yet" in ran.err
    local_hearth.answer("store", "upgrade")
    assert len(local_hearth.answer("search", "1234")["hits"]) == 1
