"""Update External System from the outbox to the wire and back, when all is well."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from desktop.errors import ConnectionProblem, ExitCode
from desktop.integration.verdict import exit_code
from desktop.store import children, connections, members
from desktop.store.types import ConnectionSettings, Delivery, DeliveryState, SyncState
from tests.integration import wsdls
from tests.integration.conftest import Desk
from tests.support import records as make

DELIVERED = DeliveryState.DELIVERED


def test_a_household_arrives_and_what_was_corrected_there_comes_back(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.household(unit, category="Silver", income="68250.50", phone_number="0851234567")
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (DELIVERED, ExitCode.DONE)
    assert delivery.applied["category"] == ("Silver", "Gold")
    record = desk.read(ref)
    assert record.values["phone_number"] == "+46851234567"
    assert record.values["integration_id"] == desk.there("household")[0].fields["IntegrationId"]
    assert record.sync.state is SyncState.SYNCHRONIZED


def test_a_contact_arrives_with_its_addresses_and_phones(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit, birth_date="1980-02-14", suppress_all_calls=True)
        children.add(unit, ref, "personal_address", {"personal_city": "Lund"})
        children.add(unit, ref, "alternate_phone", {"alternate_phone": "0461234"})
    assert desk.send(ref).state is DELIVERED
    (kept,) = desk.there("contact")
    assert (kept.fields["BirthDate"], kept.fields["SuppressAllCalls"]) == ("02/14/1980", "Y")
    (address,) = kept.rows["ListOfPersonalAddress"]
    assert (address.fields["PersonalCity"], address.attributes["IsPrimaryMVG"]) == ("Lund", "Y")


def test_a_household_arrives_with_its_members_and_the_dates_of_their_membership(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi", "Emeka")
        members.exit(unit, home, people[1], "2025-12-31")
    for each in (*people, home):
        assert desk.send(each).state is DELIVERED
    rows = desk.there("household")[0].rows["ListOfRelatedContact"]
    keys = [desk.read(person).values["integration_id"] for person in people]
    assert [(row.fields["ContactIntegrationId"], row.attributes["IsPrimaryMVG"]) for row in rows] == [
        (keys[0], "Y"),
        (keys[1], "N"),
    ]
    assert rows[1].fields["DateExitedHousehold"] == "12/31/2025"


def test_a_full_reply_with_members_changes_nothing_that_agrees(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi", "Emeka")
    desk.conduct(reply="full", members=True)
    before = desk.read(home).children["related_contact"]
    for each in (*people, home):
        assert desk.send(each).state is DELIVERED
    after = desk.read(home).children["related_contact"]
    assert [(each.id, each.primary) for each in after] == [(each.id, each.primary) for each in before]


def test_a_keys_only_reply_brings_the_key_and_clears_nothing(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, _ = make.family(unit, "Ngozi")
        ref = make.contact(unit, job_title="Judge")
    desk.conduct(reply="keys-only")
    before = desk.read(ref).values
    assert desk.send(ref).applied == {"integration_id": (None, desk.read(ref).values["integration_id"])}
    assert desk.read(ref).values == {**before, "integration_id": desk.there("contact")[0].integration_id}
    assert desk.send(home).state is DELIVERED
    assert len(desk.read(home).children["related_contact"]) == 1


def test_what_was_cleared_here_is_cleared_there(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit, job_title="Judge")
        phone = children.add(unit, ref, "alternate_phone", {"alternate_phone": "0461234"})
    desk.send(ref)
    with desk.store.write() as unit:
        children.remove(unit, ref, "alternate_phone", phone)
    desk.change(ref, job_title=None)
    assert desk.send(ref).state is DELIVERED
    (kept,) = desk.there("contact")
    assert (kept.fields["JobTitle"], kept.rows["ListOfAlternatePhone"]) == ("", ())


def test_sending_again_updates_and_makes_no_second_record(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit)
    for title in ("Judge", "Chief Judge"):
        desk.change(ref, job_title=title)
        desk.send(ref)
    assert [each.outcome for each in desk.arrived()] == ["insert", "update"]
    assert [each.fields["JobTitle"] for each in desk.there("contact")] == ["Chief Judge"]


def test_members_that_wait_go_before_their_household(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi", "Emeka")
    for person in people:
        desk.queue(person)
    assert desk.send(home).state is DELIVERED
    assert [each.operation for each in desk.arrived()] == [
        *["ExternalContactSynchronize"] * 2,
        "ExternalHouseholdSynchronize",
    ]


@pytest.mark.parametrize("workers", [1, 4])
def test_all_that_waits_is_delivered_members_first(desk: Desk, workers: int) -> None:
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi", "Emeka", "Ada")
        others = [make.contact(unit, first_name=f"Person {number}") for number in range(5)]
    for each in (home, *others, *people):
        desk.queue(each)
    told: list[tuple[str, int, int]] = []

    def progress(delivery: Delivery, done: int, total: int) -> None:
        told.append((delivery.id, done, total))

    summary = desk.courier.deliver_all(progress=progress, workers=workers)
    counts = summary.delivered, summary.refused, summary.waiting, summary.conflicts
    assert (counts, summary.exit_code) == ((9, 0, 0, 0), ExitCode.DONE), [
        each for each in summary.deliveries if each.error
    ]
    assert [(done, total) for _, done, total in told] == [(number, 9) for number in range(1, 10)]
    assert desk.arrived()[-1].operation == "ExternalHouseholdSynchronize"


def test_the_stop_flag_is_looked_at_between_two_records(desk: Desk) -> None:
    with desk.store.write() as unit:
        refs = [make.contact(unit, first_name=f"Person {number}") for number in range(4)]
    for ref in refs:
        desk.queue(ref)
    summary = desk.courier.deliver_all(stopped=lambda: len(desk.arrived()) >= 2)
    assert (summary.delivered, summary.waiting, summary.exit_code) == (2, 2, ExitCode.KEPT)


def test_nothing_more_leaves_after_a_stop_than_was_on_the_wire(desk: Desk) -> None:
    with desk.store.write() as unit:
        refs = [make.contact(unit, first_name=f"Person {number}") for number in range(16)]
    for ref in refs:
        desk.queue(ref)
    summary = desk.courier.deliver_all(stopped=lambda: len(desk.arrived()) >= 2, workers=4)
    # One alone until it is answered, then four at a time; those that lay ready are as if never tried.
    assert 2 <= len(desk.arrived()) == summary.delivered <= 5
    left = [desk.delivery(each.id) for each in summary.deliveries if each.state is not DELIVERED]
    assert {(each.state, each.attempts) for each in left} == {(DeliveryState.QUEUED, 0)}


def test_an_edit_while_the_record_is_on_its_way_stays_and_is_not_sent(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit, home_phone="0851234")
    delivery_id = desk.queue(ref)
    desk.conduct(mode="slow", delay=30)
    sending = threading.Thread(target=desk.courier.deliver, args=[delivery_id])
    sending.start()
    desk.wait_for_arrival()
    desk.change(ref, job_title="Judge")
    desk.conduct(mode="normal")
    sending.join()
    assert desk.delivery(delivery_id).state is DELIVERED
    record = desk.read(ref)
    assert (record.values["job_title"], record.values["home_phone"]) == ("Judge", "+46851234")
    assert record.sync.state is SyncState.PENDING


def test_a_field_changed_here_meanwhile_and_differently_there_is_a_conflict(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit, home_phone="0851234")
    delivery_id = desk.queue(ref)
    desk.conduct(mode="slow", delay=30)
    sending = threading.Thread(target=desk.courier.deliver, args=[delivery_id])
    sending.start()
    desk.wait_for_arrival()
    desk.change(ref, home_phone="+4699")
    desk.conduct(mode="normal")
    sending.join()
    delivery = desk.delivery(delivery_id)
    assert (delivery.state, exit_code(delivery)) == (DeliveryState.CONFLICT, ExitCode.WAITS)
    assert desk.read(ref).values["home_phone"] == "+4699"


def test_the_same_record_is_sent_by_one_worker_at_a_time(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit)
    first = desk.queue(ref)
    desk.conduct(mode="slow", delay=30)
    sending = threading.Thread(target=desk.courier.deliver, args=[first])
    sending.start()
    desk.wait_for_arrival()
    second = desk.queue(ref)
    assert desk.courier.deliver_all().waiting == 2
    desk.conduct(mode="normal")
    sending.join()
    assert desk.courier.deliver(second).state is DELIVERED
    assert [each.outcome for each in desk.arrived()] == ["insert", "update"]


def test_the_wsdls_may_come_from_the_external_system_itself(desk: Desk) -> None:
    addresses = desk.system.addresses()
    desk.connect(
        address="",
        household_wsdl=f"{addresses['household']}?wsdl",
        contact_wsdl=f"{addresses['contact']}?wsdl",
    )
    with desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi")
    assert [desk.send(each).state for each in (*people, home)] == [DELIVERED] * 2


def test_a_definition_that_changes_is_used_from_the_next_delivery_on(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit)
    good = desk.address()
    desk.connect(address="http://127.0.0.1:1")
    assert desk.send(ref).state is DeliveryState.QUEUED
    desk.connect(address=good)
    assert desk.send(ref).state is DELIVERED


def test_each_external_system_has_its_own_keys(desk: Desk) -> None:
    with desk.store.write() as unit:
        connections.save(unit, ConnectionSettings("branch", address=desk.address()))
        ref = make.contact(unit)
    desk.send(ref)
    assert desk.send(ref, "branch").state is DELIVERED
    keys = [desk.read(ref, name).values["integration_id"] for name in ("crm", "branch")]
    assert keys[0] == keys[1]
    assert keys[0] is not None


def test_the_log_keeps_what_was_said(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit, job_title="Judge")
    desk.send(ref)
    (attempt,) = desk.log(ref)
    assert (attempt.exchange.outcome, attempt.exchange.http_status) == ("delivered", 200)
    assert "JobTitle>Judge</" in attempt.exchange.request
    assert "IntegrationId" in attempt.exchange.reply
    assert attempt.exchange.note.startswith("ExternalContactSynchronize.")


@pytest.mark.parametrize("style", [wsdls.soap_12, wsdls.typed])
def test_soap_12_and_typed_wsdls_are_spoken(desk: Desk, tmp_path: Path, style: type) -> None:
    text = style(wsdls.packaged("contact"))
    desk.connect(contact_wsdl=wsdls.saved(tmp_path, text))
    with desk.store.write() as unit:
        ref = make.contact(unit)
    assert desk.send(ref).state is DELIVERED


def test_the_team_store_delivers_alike(team_desk: Desk) -> None:
    with team_desk.store.write() as unit:
        home, people = make.family(unit, "Ngozi", "Emeka")
    for each in (home, *people):
        team_desk.queue(each)
    assert team_desk.courier.deliver_all(workers=2).delivered == 3
    assert team_desk.read(home).sync.state is SyncState.SYNCHRONIZED


def test_checks_tell_that_all_is_well(desk: Desk) -> None:
    checks = desk.courier.test()
    assert [(each.name, each.ok) for each in checks] == [
        ("definition", True),
        ("household WSDL", True),
        ("household mapping", True),
        ("household address", True),
        ("contact WSDL", True),
        ("contact mapping", True),
        ("contact address", True),
    ]
    assert {each.outcome for each in desk.arrived()} == {"query"}


def test_checks_name_what_is_not_well(desk: Desk, tmp_path: Path) -> None:
    desk.connect(household_wsdl=str(tmp_path / "nowhere.wsdl"))
    desk.conduct(mode="offline")
    failed = {each.name: each.text for each in desk.courier.test() if not each.ok}
    assert list(failed) == ["household WSDL", "contact address"]
    assert "cannot be read" in failed["household WSDL"]
    assert "refuses the connection" in failed["contact address"]


def test_checks_knock_where_there_is_no_query(desk: Desk, tmp_path: Path) -> None:
    desk.connect(contact_wsdl=wsdls.saved(tmp_path, wsdls.without_queries(wsdls.packaged("contact"))))
    assert "answers with status" in desk.courier.test()[-1].text


def test_checks_of_a_system_that_nobody_defined_say_so(desk: Desk) -> None:
    with pytest.raises(ConnectionProblem, match="There is no external system 'nowhere'"):
        desk.courier.test("nowhere")
