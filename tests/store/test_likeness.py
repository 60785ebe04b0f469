"""The duplicate guard finds who is meant, by sound and spelling, and leaves strangers alone."""

from __future__ import annotations

from desktop.store import likeness, records
from desktop.store.likeness import Reason
from desktop.store.store import Store
from desktop.store.types import RecordKind, Ref, Values

SAME = (
    ("Ngozi Okafor", "Ngozi Okafor"), ("Ngozi Okafor", "ngozi okafor"), ("Zoë Müller", "Zoe Mueller"),
    ("Peter Meyer", "Peter Maier"), ("Peter Meyer", "Peter Mayr"), ("Anna Schmidt", "Anna Schmitt"),
    ("Catherine Smith", "Katherine Smyth"), ("Philip Jansson", "Filip Janson"), ("Sara Levy", "Sarah Levi"),
    ("Erik Lindqvist", "Eric Lindkvist"), ("Emil Lindqvist", "Lindqvist Emil"), ("José Díaz", "Jose Diaz"),
    ("Kat Brown", "Katherine Brown"), ("Jon Andersson", "John Anderson"), ("Steven Clark", "Stephen Clarke"),
    ("Maja Okafor-Lindqvist", "Maja Okafor Lindqvist"), ("Ulrike Bäcker", "Ulrike Becker"),
    ("Siobhán O'Brien", "Siobhan OBrien"), ("Søren Kierkegård", "Soren Kierkegaard"),
    ("Michael Fischer", "Michael Fisher"), ("Theresa Vogt", "Teresa Voigt"), ("Marc Weiss", "Mark Weiß"),
)  # fmt: skip
OTHERS = (
    ("Ngozi Okafor", "Emil Lindqvist"), ("Peter Meyer", "Petra Meyer"), ("Anna Schmidt", "Hanna Schmidt"),
    ("Peter Meyer", "Paul Meyer"), ("John Smith", "Jane Smith"), ("Maria Garcia", "Mario Garcia"),
    ("Ada Bauer", "Ada Braun"), ("Ada Bauer", "Eva Bauer"), ("Liam Murphy", "Noah Murphy"),
    ("Anna Berg", "Anna Burger"), ("Ola Nordmann", "Kari Nordmann"), ("Max Klein", "Max Gross"),
    ("Erik Holm", "Ulla Holm"), ("Tom Moore", "Tim Mayer"), ("Lucy Hill", "Luke Hall"),
    ("Marc Dubois", "Marie Dubois"), ("Ian Reid", "Ann Reid"), ("Karl Lang", "Karin Lang"),
)  # fmt: skip


def person(name: str) -> Values:
    first, _, last = name.partition(" ")
    return {"first_name": first, "last_name": last}


def is_likely(one: str, other: str) -> bool:
    return likeness.likeness(RecordKind.CONTACT, person(one), person(other))[0] >= 0.8


def test_names_of_one_person_are_known_and_those_of_two_kept_apart() -> None:
    missed = [pair for pair in SAME if not is_likely(*pair)]
    wrong = [pair for pair in OTHERS if is_likely(*pair)]
    found = len(SAME) - len(missed)
    recall, precision = found / len(SAME), found / (found + len(wrong))
    assert recall >= 0.9, missed
    assert precision >= 0.85, wrong


def make(store: Store, kind: str, **values: str) -> Ref:
    with store.write() as unit:
        return records.create(unit, kind, values)


def found(store: Store, kind: RecordKind, **typed: str) -> list[tuple[str, tuple[Reason, ...]]]:
    with store.read() as view:
        return [(each.ref.id, each.reasons) for each in likeness.likely(view, kind, typed)]


def test_a_contact_is_found_before_it_is_made_a_second_time(store: Store) -> None:
    peter = make(store, "contact", first_name="Peter", last_name="Maier", birth_date="1970-02-03")
    make(store, "contact", first_name="Petra", last_name="Maier")
    typed = {"first_name": "Peter", "last_name": "Meyer"}
    assert found(store, RecordKind.CONTACT, **typed) == [(peter.id, (Reason.SPELLING,))]
    born = found(store, RecordKind.CONTACT, **typed, birth_date="1970-02-03")
    assert born == [(peter.id, (Reason.SPELLING, Reason.BIRTH_DATE))]
    assert found(store, RecordKind.CONTACT, **typed, birth_date="1999-09-09") == []


def test_a_number_or_an_address_says_who_it_is(store: Store) -> None:
    ada = make(
        store, "contact", first_name="Ada", last_name="Bauer",
        cellular_phone="+46701234567", email_address="ada@example.com",
    )  # fmt: skip
    by_mail = found(store, RecordKind.CONTACT, first_name="A", email_address="ADA@example.com")
    assert by_mail == [(ada.id, (Reason.EMAIL,))]
    both = found(store, RecordKind.CONTACT, first_name="Adah", last_name="Bauer", home_phone="0701234567")
    assert both == [(ada.id, (Reason.SPELLING, Reason.PHONE))]


def test_a_first_name_alone_says_nobody(store: Store) -> None:
    make(store, "contact", first_name="Ada", last_name="Bauer")
    assert found(store, RecordKind.CONTACT, first_name="Ada") == []


def test_a_household_is_found_by_the_sound_of_its_name(store: Store) -> None:
    home = make(store, "household", household_name="Schmidt")
    assert found(store, RecordKind.HOUSEHOLD, household_name="Schmitt") == [(home.id, (Reason.SPELLING,))]
    assert found(store, RecordKind.HOUSEHOLD, household_name="Schneider") == []
