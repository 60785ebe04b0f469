"""Records: made, changed, refused, found and deleted, on every database that keeps them."""

from __future__ import annotations

import pytest

from desktop.errors import InvalidValue, RecordInUse, RecordNotFound, StaleRecord, UnknownField
from desktop.store import children, journal, members, outbox, records
from desktop.store.store import Store
from desktop.store.types import Origin, RecordKind, Ref
from tests.support.records import contact, family, household, primary_of, read


def test_a_household_is_kept_with_every_field_it_was_given(store: Store) -> None:
    with store.write() as unit:
        ref = household(unit, type="Single", income="068250.50", household_size="3", phone_number="+46 8 512")
    values = read(store, ref).values
    assert (values["type"], values["income"], values["household_size"]) == ("Single", "68250.50", 3)
    assert values["phone_number"] == "+468512"


def test_a_new_household_is_active_and_has_a_number_of_its_own(store: Store) -> None:
    with store.write() as unit:
        refs = [household(unit) for _ in range(40)]
    assert len({read(store, ref).values["household_id"] for ref in refs}) == 40
    assert read(store, refs[0]).values["status"] == "Active"


def test_the_row_id_stays_and_fits_the_wire(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
        records.update(unit, ref, {"last_name": "Lindqvist"})
    values = read(store, ref).values
    assert values["id"] == values["person_u_id"] == ref.id
    assert len(ref.id) <= 30


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"household_name": ""}, "household_name", "required"),
        ({"household_name": "x" * 51}, "household_name", "length"),
        ({"type": "Commune"}, "type", "list"),
        ({"household_size": "three"}, "household_size", "type"),
        ({"household_size": "-1"}, "household_size", "range"),
        ({"income": "1,000"}, "income", "type"),
        ({"exchange_date": "31/12/2020"}, "exchange_date", "type"),
        ({"phone_number": "ring twice!"}, "phone_number", "type"),
        ({"household_id": "7-4QX2M"}, "household_id", "read_only"),
        ({"city": "Uppsala"}, "city", "read_only"),
        ({"household_name": "a\x00b"}, "household_name", "type"),
    ],
)
def test_an_invalid_value_is_refused_and_nothing_is_written(
    store: Store, values: dict[str, object], field: str, rule: str
) -> None:
    with store.write() as unit:
        ref = household(unit)
    before = read(store, ref)
    with pytest.raises(InvalidValue) as refused, store.write() as unit:
        records.update(unit, ref, {"category": "Gold", **values})
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert read(store, ref) == before


def test_an_unknown_field_is_named_with_those_there_are(store: Store) -> None:
    with pytest.raises(UnknownField, match="household_name"), store.write() as unit:
        household(unit, nickname="Nana")


def test_nobody_is_born_tomorrow(store: Store) -> None:
    with pytest.raises(InvalidValue, match="birth_date"), store.write() as unit:
        contact(unit, birth_date="2999-01-01")


def test_an_empty_text_clears_a_field(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit, alias="Nana")
        records.update(unit, ref, {"alias": "  "})
    assert read(store, ref).values["alias"] is None


def test_a_change_that_changes_nothing_is_none(store: Store) -> None:
    with store.write() as unit:
        ref = household(unit, income="68250.5")
    with store.write() as unit:
        assert records.update(unit, ref, {"income": "68250.50"}) == frozenset()
    assert read(store, ref).version == 1


def test_two_people_who_edit_the_same_version_are_told(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
        records.update(unit, ref, {"alias": "Nana"})
    with pytest.raises(StaleRecord), store.write() as unit:
        records.update(unit, ref, {"alias": "Nan"}, expected_version=1)
    assert read(store, ref).values["alias"] == "Nana"


def test_a_record_is_found_by_each_of_its_keys(store: Store) -> None:
    with store.write() as unit:
        ref = household(unit)
        records.update(unit, ref, {"integration_id": "HH-000417"})
    values = read(store, ref).values
    with store.read() as view:
        found = {
            records.find(view, "household", str(values[key]))
            for key in ("id", "household_id", "integration_id")
        }
    assert found == {ref}


def test_an_unknown_key_is_an_error_that_says_which_keys_there_are(store: Store) -> None:
    with pytest.raises(RecordNotFound, match="Household #"), store.read() as view:
        records.find(view, "household", "nobody")


def test_an_integration_id_belongs_to_one_record(store: Store) -> None:
    with store.write() as unit:
        contact(unit, integration_id="CRM-1")
    with pytest.raises(InvalidValue, match="integration_id"), store.write() as unit:
        contact(unit, integration_id="CRM-1")


def test_the_journal_tells_each_change_with_who_and_why(store: Store) -> None:
    with store.write() as unit:
        ref = household(unit, category="Silver")
    with store.write(Origin.REPLY, "crm") as unit:
        records.update(unit, ref, {"category": "Gold"})
    with store.read() as view:
        latest = journal.entries(view, ref)[0]
    assert (latest.field, latest.before, latest.after) == ("category", "Silver", "Gold")
    assert (latest.who, latest.origin) == ("crm", Origin.REPLY)


def test_changes_name_records_and_fields(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
    with store.write() as unit:
        records.update(unit, ref, {"alias": "Nana", "job_title": "Judge"})
    assert unit.changes.changed == {ref: frozenset({"alias", "job_title"})}


def test_a_deleted_contact_leaves_its_household_with_the_next_primary(store: Store) -> None:
    with store.write() as unit:
        home, (first, second) = family(unit, "Ngozi", "Emeka")
    with store.write() as unit:
        records.delete(unit, first)
    assert primary_of(store, home) == [second.id]
    with pytest.raises(RecordNotFound):
        read(store, first)


def test_the_journal_remembers_a_deleted_record_with_all_it_held(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit, alias="Nana")
        children.add(unit, ref, "personal_address", {"personal_city": "Uppsala"})
    with store.write() as unit:
        records.delete(unit, ref)
    with store.read() as view:
        gone = {entry.field: entry.before for entry in journal.entries(view, ref) if entry.after is None}
    assert gone["alias"] == "Nana"
    assert gone["personal_city"] == "Uppsala"


def test_a_record_in_flight_is_not_deleted(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
        outbox.add(unit, ref)
    with store.write() as unit:
        outbox.claim(unit, worker="one", lease_seconds=60)
    with pytest.raises(RecordInUse), store.write() as unit:
        records.delete(unit, ref)


def test_a_deleted_record_leaves_the_outbox(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
        outbox.add(unit, ref)
        records.delete(unit, ref)
    with store.read() as view:
        assert outbox.waiting(view) == []


def test_the_head_is_a_member_of_the_household_today(store: Store) -> None:
    with store.write() as unit:
        home, (first,) = family(unit, "Ngozi")
        stranger = contact(unit, "Berg")
    with pytest.raises(InvalidValue, match="head_of_household"), store.write() as unit:
        records.update(unit, home, {"head_of_household": stranger.id})
    assert read(store, home).values["head_of_household"] == first.id


def test_the_address_block_is_the_primary_contacts(store: Store) -> None:
    with store.write() as unit:
        home, (first, second) = family(unit, "Ngozi", "Emeka")
        for person, city in ((first, "Uppsala"), (second, "Lund")):
            children.add(unit, person, "personal_address", {"personal_city": city})
    assert read(store, home).values["city"] == "Uppsala"
    with store.write() as unit:
        members.set_primary(unit, home, second)
    assert read(store, home).values["city"] == "Lund"


def test_a_unit_of_work_that_fails_leaves_nothing(store: Store) -> None:
    made: list[Ref] = []

    def make_and_fail() -> None:
        with store.write() as unit:
            made.append(contact(unit))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make_and_fail()
    with pytest.raises(RecordNotFound):
        read(store, made[0])


def test_a_record_of_another_kind_is_not_found(store: Store) -> None:
    with store.write() as unit:
        ref = contact(unit)
    with pytest.raises(RecordNotFound):
        read(store, Ref(RecordKind.HOUSEHOLD, ref.id))
