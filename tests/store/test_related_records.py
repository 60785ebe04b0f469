"""Notes, requests, files and parties: kept with a contact or a household, and never sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import InvalidValue, RecordNotFound, UsageError
from desktop.store import children, files, journal, records, rows, snapshots
from desktop.store.files import AttachedFile
from desktop.store.store import Store
from desktop.store.types import Ref
from tests.support.records import contact, family, furnish, household, read


@pytest.fixture
def person(store: Store) -> Ref:
    with store.write() as unit:
        return contact(unit)


def test_a_note_says_who_wrote_it_and_may_not_say_otherwise(store: Store, person: Ref) -> None:
    with store.write(who="agent07") as unit:
        children.add(unit, person, "note", {"note": "Prefers letters."})
    note = read(store, person).children["note"][0].values
    assert (note["note"], note["created_by"]) == ("Prefers letters.", "agent07")
    with store.write() as unit, pytest.raises(InvalidValue, match="created_by"):
        children.add(unit, person, "note", {"note": "x", "created_by": "somebody else"})


def test_what_never_travels_is_not_sent_and_leaves_nothing_to_be_sent(store: Store) -> None:
    with store.write() as unit:
        home, people = family(unit, "Ngozi", "Emil")
        before = snapshots.take(unit, people[0], "").children
        edited = rows.lock(unit, people[0])["edited_version"]
        furnish(unit, home, people)
        assert snapshots.take(unit, people[0], "").children == before
        assert rows.lock(unit, people[0])["edited_version"] == edited
        children.add(unit, people[0], "alternate_phone", {"alternate_phone": "018 12 34 56"})
        assert rows.lock(unit, people[0])["edited_version"] > edited


def test_a_file_comes_back_as_it_was_and_is_kept_once(store: Store, person: Ref) -> None:
    with store.write() as unit:
        one = files.attach(
            unit, person, AttachedFile("../../etc/pass:word.txt", b"\x00\xff" * 500), "Two names"
        )
        two = files.attach(unit, person, AttachedFile("again.txt", b"\x00\xff" * 500))
        kept = unit.connection.exec_driver_sql("SELECT count(*) FROM file").scalar()
        assert files.content(unit, one) == AttachedFile(
            ".._.._etc_pass_word.txt".strip("."), b"\x00\xff" * 500
        )
        assert files.content(unit, two).name == "again.txt"
    assert kept == 1
    assert read(store, person).children["attachment"][0].values["size"] == 1000


def test_a_file_that_is_too_large_or_missing_is_refused_in_words(tmp_path: Path) -> None:
    large = tmp_path / "film.mov"
    with large.open("wb") as file:
        file.truncate(files.LARGEST + 1)
    with pytest.raises(UsageError, match="larger than 10 MB"):
        files.read_file(large)
    with pytest.raises(UsageError, match="cannot be read"):
        files.read_file(tmp_path / "none.txt")


def test_a_removed_attachment_is_gone_and_remembered(store: Store, person: Ref) -> None:
    with store.write() as unit:
        row = files.attach(unit, person, AttachedFile("letter.txt", b"Dear Ngozi"))
        children.remove(unit, person, "attachment", row)
        with pytest.raises(RecordNotFound):
            files.content(unit, row)
        told = {(each.field, each.before) for each in journal.entries(unit, person)}
    assert ("file_name", "letter.txt") in told


def test_deleting_a_contact_takes_it_out_of_the_parties_of_households(store: Store, person: Ref) -> None:
    with store.write() as unit:
        home = household(unit)
        children.add(unit, home, "party_relationship", {"relationship": "Lawyer"}, picked_id=person.id)
        records.delete(unit, person)
        told = {(each.field, each.before) for each in journal.entries(unit, home)}
    assert read(store, home).children["party_relationship"] == ()
    assert ("relationship", "Lawyer") in told


def test_a_probability_is_a_percentage(store: Store, person: Ref) -> None:
    with store.write() as unit, pytest.raises(InvalidValue, match="at most 100"):
        children.add(unit, person, "opportunity", {"name": "Loan", "probability": 101})
