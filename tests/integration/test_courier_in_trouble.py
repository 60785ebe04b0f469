"""Update External System when something goes wrong: the outcome is honest, and nothing is half done."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from desktop.errors import ExitCode, RecordNotFound, UsageError
from desktop.integration import rest
from desktop.integration.courier import Courier
from desktop.integration.pacing import OPENS_AFTER
from desktop.integration.presence import Presence
from desktop.integration.verdict import exit_code
from desktop.store import children, connections, members, outbox, records
from desktop.store.types import (
    BUSY,
    CREDENTIALS,
    Auth,
    ConnectionSettings,
    Delivery,
    DeliveryState,
    Ref,
    SyncState,
    Values,
)
from tests.integration import soap, wsdls
from tests.integration.conftest import Desk
from tests.integration.plain_server import PlainServer, http
from tests.support import records as make

QUEUED, REFUSED, DOUBTFUL = DeliveryState.QUEUED, DeliveryState.REFUSED, DeliveryState.DOUBTFUL
DELIVERED = DeliveryState.DELIVERED
SYNCHRONIZE = "ExternalContactSynchronize"


def contact(desk: Desk, **values: str) -> Ref:
    with desk.store.write() as unit:
        return make.contact(unit, **values)


def household(desk: Desk, **values: str) -> Ref:
    with desk.store.write() as unit:
        return make.household(unit, **values)


def code(delivery: Delivery) -> str:
    return delivery.error.code if delivery.error else ""


def said(delivery: Delivery) -> str:
    return delivery.error.message if delivery.error else ""


def operations(desk: Desk) -> list[str]:
    return [each.operation.removeprefix("ExternalContact") for each in desk.arrived()]


# Nothing left, or nothing was done there


def test_offline_then_back(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="offline")
    before = desk.read(ref).values
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery), delivery.in_doubt) == (QUEUED, ExitCode.KEPT, False)
    assert "refuses the connection" in said(delivery)
    assert delivery.next_attempt is not None
    assert desk.read(ref).values == before
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1


def test_in_the_background_only_what_is_due_is_tried(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="offline")
    desk.send(ref)
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all(due_only=True).waiting == 1
    desk.clock.pass_by(minutes=6)
    assert desk.courier.deliver_all(due_only=True).delivered == 1


def test_a_clock_set_back_makes_nothing_wait_for_years(desk: Desk) -> None:
    ref = contact(desk)
    desk.clock.pass_by(days=800)
    desk.conduct(mode="busy", retry_after=120)
    desk.send(ref)
    desk.conduct(mode="normal")
    desk.clock.pass_by(days=-800)
    assert desk.courier.deliver_all(due_only=True).delivered == 1


def test_a_busy_system_is_left_alone_for_as_long_as_it_asks(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="busy", retry_after=120)
    delivery = desk.send(ref)
    assert (delivery.state, code(delivery), exit_code(delivery)) == (QUEUED, BUSY, ExitCode.KEPT)
    assert delivery.next_attempt is not None
    asked = datetime.fromisoformat(delivery.next_attempt) - desk.clock.now
    assert round(asked.total_seconds()) == 120
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().waiting == 1
    desk.clock.pass_by(seconds=121)
    assert desk.courier.deliver_all().delivered == 1


def test_a_login_page_is_named_and_nothing_is_applied(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="login-page")
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (QUEUED, ExitCode.KEPT)
    assert "“Sign in”" in said(delivery)
    assert desk.log(ref)[0].exchange.reply.startswith("<!DOCTYPE html>")


def test_after_five_failures_in_a_row_the_others_are_not_even_tried(desk: Desk) -> None:
    for number in range(OPENS_AFTER + 3):
        desk.queue(contact(desk, first_name=f"Person {number}"))
    desk.conduct(mode="offline")
    summary = desk.courier.deliver_all()
    assert (summary.waiting, len(desk.log())) == (OPENS_AFTER + 3, OPENS_AFTER)
    desk.conduct(mode="normal")
    desk.clock.pass_by(seconds=31)
    assert desk.courier.deliver_all().delivered == OPENS_AFTER + 3


def test_a_wsdl_that_cannot_be_read_keeps_the_record_in_the_queue(desk: Desk, tmp_path: Path) -> None:
    ref = contact(desk)
    desk.connect(contact_wsdl=str(tmp_path / "nowhere.wsdl"))
    delivery = desk.send(ref)
    assert (delivery.state, code(delivery), exit_code(delivery)) == (QUEUED, "wsdlproblem", ExitCode.KEPT)
    desk.connect(contact_wsdl="")
    assert desk.courier.deliver_all().delivered == 1


def test_a_value_the_wsdl_demands_is_asked_for_at_its_field(desk: Desk, tmp_path: Path) -> None:
    text = wsdls.typed(wsdls.packaged("contact")).replace(
        'name="Income" type="xsd:decimal"  minOccurs="0"', 'name="Income" type="xsd:decimal"'
    )
    desk.connect(contact_wsdl=wsdls.saved(tmp_path, text))
    delivery = desk.send(contact(desk))
    assert (delivery.state, delivery.error.field if delivery.error else "") == (REFUSED, "income")
    assert desk.arrived() == []


# The external system says no


def test_a_refused_value_lands_on_its_field_and_nothing_changes(desk: Desk) -> None:
    ref = household(desk)
    desk.conduct(mode="soap-fault", code="SBL-DAT-00225", message="Segment 'Own House' is not a known value")
    before = desk.read(ref)
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (REFUSED, ExitCode.REFUSED)
    assert delivery.error is not None
    assert (delivery.error.code, delivery.error.field) == ("SBL-DAT-00225", "segment")
    after = desk.read(ref)
    assert (after.values, after.children) == (before.values, before.children)
    assert (after.sync.state, after.sync.last_error) == (SyncState.REFUSED, delivery.error.message)


@pytest.mark.parametrize(
    ("fault", "state", "exit_"),
    [
        ("SBL-DAT-00498", REFUSED, ExitCode.REFUSED),
        ("SBL-DAT-00381", REFUSED, ExitCode.REFUSED),
        ("SBL-EAI-04397", REFUSED, ExitCode.REFUSED),
        ("SBL-BPR-00140", REFUSED, ExitCode.REFUSED),
        ("SBL-EAI-04115", QUEUED, ExitCode.KEPT),
        ("SBL-ODU-01006", QUEUED, ExitCode.WAITS),
    ],
)
def test_each_class_of_fault_ends_in_its_state(
    desk: Desk, fault: str, state: DeliveryState, exit_: ExitCode
) -> None:
    desk.conduct(mode="soap-fault", code=fault, message="said so")
    delivery = desk.send(contact(desk))
    assert (delivery.state, exit_code(delivery)) == (state, exit_)


def test_one_refused_record_does_not_keep_the_others_back(desk: Desk) -> None:
    refs = [contact(desk, first_name=f"Person {number}") for number in range(3)]
    for ref in refs:
        desk.queue(ref)
    desk.conduct(mode="soap-fault", code="SBL-DAT-00225", times=1)
    summary = desk.courier.deliver_all()
    assert (summary.refused, summary.delivered, summary.exit_code) == (1, 2, ExitCode.REFUSED)


# The reply is lost


@pytest.mark.parametrize(
    "trouble", [{"mode": "reply-lost"}, {"mode": "reply-lost", "partial": True}, {"mode": "garbage"}]
)
def test_a_lost_reply_is_asked_for_at_once_and_counts_as_the_reply(
    desk: Desk, trouble: dict[str, object]
) -> None:
    ref = contact(desk, home_phone="0851234")
    desk.conduct(**trouble, times=1)
    delivery = desk.send(ref)
    assert (delivery.state, exit_code(delivery)) == (DELIVERED, ExitCode.DONE)
    assert desk.read(ref).values["home_phone"] == "+46851234"
    assert operations(desk) == ["Synchronize", "QueryById"]
    assert [each.exchange.outcome for each in desk.log(ref)] == ["doubtful", "delivered"]


def test_a_reply_that_is_too_slow_is_a_doubt(desk: Desk) -> None:
    desk.connect(timeout=0.3)
    ref = contact(desk)
    desk.conduct(mode="slow", delay=1)
    delivery = desk.send(ref)
    assert (delivery.state, delivery.in_doubt, exit_code(delivery)) == (DOUBTFUL, True, ExitCode.WAITS)
    assert "did not answer within 0.3 seconds" in said(delivery)
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1
    assert operations(desk).count("Synchronize") == 1


def test_in_doubt_the_system_is_asked_before_anything_is_sent_again(desk: Desk) -> None:
    ref = contact(desk, home_phone="0851234")
    desk.conduct(mode="reply-lost")
    delivery = desk.send(ref)
    assert (delivery.state, delivery.in_doubt, exit_code(delivery)) == (DOUBTFUL, True, ExitCode.WAITS)
    assert desk.read(ref).sync.state is SyncState.DOUBTFUL
    desk.conduct(mode="offline")
    assert desk.courier.deliver_all().deliveries[0].state is DOUBTFUL
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1
    assert operations(desk).count("Synchronize") == 1
    assert len(desk.there("contact")) == 1
    assert desk.read(ref).values["home_phone"] == "+46851234"


def test_a_request_that_was_never_worked_on_is_sent_again(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="cut-before")
    assert desk.send(ref).state is DOUBTFUL
    assert desk.there("contact") == []
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1
    assert [each.outcome for each in desk.arrived() if each.operation == SYNCHRONIZE] == ["nothing", "insert"]


def test_an_update_that_was_never_worked_on_is_sent_again(desk: Desk) -> None:
    ref = contact(desk, job_title="Judge")
    desk.send(ref)
    desk.change(ref, job_title="Chief Judge")
    desk.conduct(mode="cut-before", operation="Synchronize", times=1)
    assert desk.send(ref).state is DOUBTFUL
    assert desk.courier.deliver_all().delivered == 1
    assert desk.there("contact")[0].fields["JobTitle"] == "Chief Judge"


def test_an_update_that_was_worked_on_is_not_sent_again(desk: Desk) -> None:
    ref = contact(desk, job_title="Judge")
    desk.send(ref)
    desk.change(ref, job_title="Chief Judge")
    desk.conduct(mode="reply-lost")
    assert desk.send(ref).state is DOUBTFUL
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1
    assert operations(desk).count("Synchronize") == 2


def test_a_member_known_there_by_name_alone_is_not_taken_for_the_record_in_doubt(desk: Desk) -> None:
    with desk.store.write() as unit:
        home, (ref,) = make.family(unit, "Ngozi")
        records.update(unit, ref, {"job_title": "Judge"})
    desk.send(home)
    desk.conduct(mode="cut-before", operation="ExternalContactSynchronize", times=1)
    assert desk.send(ref).state is DOUBTFUL
    assert desk.courier.deliver_all().delivered == 1
    assert [each.fields.get("JobTitle") for each in desk.there("contact")] == ["Judge"]


def test_an_older_record_there_is_not_taken_for_the_reply(desk: Desk) -> None:
    ref = contact(desk, job_title="Judge")
    desk.send(ref)
    with desk.store.write() as unit:
        twin = make.contact(unit, job_title="Chief Judge", person_u_id="P-1")
        known = str(desk.read(ref).values["integration_id"])
        records.delete(unit, ref)
        records.set_integration_id(unit, twin, "crm", known)
    desk.conduct(mode="cut-before", operation="Synchronize", times=1)
    assert desk.send(twin).state is DOUBTFUL
    assert desk.read(twin).values["job_title"] == "Chief Judge"


@pytest.mark.parametrize(("mode", "sent"), [("reply-lost", 2), ("cut-before", 3)])
def test_a_member_who_was_added_tells_whether_the_household_arrived(desk: Desk, mode: str, sent: int) -> None:
    with desk.store.write() as unit:
        home, _ = make.family(unit, "Ngozi")
    desk.conduct(reply="full", members=True)
    desk.send(home)
    with desk.store.write() as unit:
        members.add(unit, home, make.contact(unit, first_name="Emeka"))
    desk.conduct(mode=mode)
    assert desk.send(home).state is DOUBTFUL
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1
    arrived = [each for each in desk.arrived() if each.operation == "ExternalHouseholdSynchronize"]
    assert len(arrived) == sent
    assert len(desk.there("household")[0].rows["ListOfRelatedContact"]) == 2
    assert len(desk.read(home).children["related_contact"]) == 2


def test_what_was_sent_unchanged_has_arrived_if_it_is_there(desk: Desk) -> None:
    ref = contact(desk, job_title="Judge")
    desk.send(ref)
    desk.conduct(mode="reply-lost", times=1)
    assert desk.send(ref).state is DELIVERED


def test_a_definition_that_breaks_while_in_doubt_leaves_the_doubt(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="reply-lost")
    desk.send(ref)
    desk.conduct(mode="normal")
    good = desk.address()
    desk.connect(ca="/nowhere.pem")
    (waiting,) = desk.courier.deliver_all().deliveries
    assert (waiting.state, waiting.in_doubt) == (DOUBTFUL, True)
    assert "cannot be asked: The file /nowhere.pem is not there" in said(waiting)
    desk.connect(ca="", address=good)
    assert desk.courier.deliver_all().delivered == 1
    assert operations(desk).count("Synchronize") == 1


def test_an_edit_made_while_in_doubt_is_not_sent_by_accident(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="reply-lost")
    desk.send(ref)
    desk.change(ref, job_title="Judge")
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 1
    assert "JobTitle" not in desk.there("contact")[0].fields
    record = desk.read(ref)
    assert (record.values["job_title"], record.sync.state) == ("Judge", SyncState.PENDING)


def test_an_edit_that_a_person_sends_while_in_doubt_is_sent(desk: Desk) -> None:
    ref = contact(desk)
    desk.conduct(mode="reply-lost")
    desk.send(ref)
    desk.change(ref, job_title="Judge")
    desk.conduct(mode="normal")
    assert desk.send(ref).state is DELIVERED
    assert desk.there("contact")[0].fields["JobTitle"] == "Judge"
    assert desk.read(ref).sync.state is SyncState.SYNCHRONIZED


def test_without_a_query_it_is_sent_again_and_the_log_says_why(desk: Desk, tmp_path: Path) -> None:
    desk.connect(contact_wsdl=wsdls.saved(tmp_path, wsdls.without_queries(wsdls.packaged("contact"))))
    ref = contact(desk)
    desk.conduct(mode="reply-lost", times=1)
    assert desk.send(ref).state is DOUBTFUL
    assert desk.courier.deliver_all().delivered == 1
    assert [each.outcome for each in desk.arrived()] == ["insert", "update"]
    assert "which its keys make repeatable" in desk.log(ref)[-1].exchange.note


@pytest.mark.parametrize(
    "nothing_to_say",
    [
        http(b"no such operation", status="404 Not Found"),
        http(b"<html><body>oops<br>", status="500 Internal Server Error"),
        http(soap.fault("no (SBL-EAI-04421)"), status="500 Internal Server Error"),
        http(soap.contact("<Id>SOMEBODY</Id>")),
        http(soap.output("Contact", "<Contact/><Contact/>")),
    ],
)
def test_who_answers_but_cannot_say_is_sent_the_record_again(desk: Desk, nothing_to_say: bytes) -> None:
    ref = contact(desk)
    server: PlainServer

    def answer(connection: socket.socket) -> None:
        if b"Query" in server.requests[-1]:
            connection.sendall(nothing_to_say)
        elif sum(b"Synchronize" in each for each in server.requests) > 1:
            connection.sendall(http(soap.contact(f"<Id>{ref.id}</Id>")))

    with PlainServer(answer) as server:
        desk.connect(address=f"{server.address}/x")
        assert desk.send(ref).state is DOUBTFUL
        assert desk.courier.deliver_all().delivered == 1


@pytest.mark.parametrize(
    "trouble",
    [
        b"",
        http(b"", status="503 Service Unavailable"),
        http(b"", status="401 Unauthorized"),
        http(b"<html><title>Sign in</title></html>"),
        http(b"<Envelope>"),
    ],
)
def test_while_it_cannot_be_asked_nothing_is_sent_again(desk: Desk, trouble: bytes) -> None:
    ref = contact(desk)
    with PlainServer(trouble) as server:
        desk.connect(address=f"{server.address}/x")
        with desk.store.write() as unit:
            claim = outbox.claim(unit, worker="gone", lease_seconds=-1, delivery_id=outbox.add(unit, ref))
        assert claim is not None
        (waiting,) = desk.courier.deliver_all().deliveries
        assert not any(b"Synchronize" in each for each in server.requests)
    assert (waiting.state, waiting.in_doubt, exit_code(waiting)) == (DOUBTFUL, True, ExitCode.WAITS)
    assert "It is not known whether the record arrived" in said(waiting)


def test_a_worker_that_was_killed_while_sending_leaves_a_doubt_and_no_second_record(desk: Desk) -> None:
    ref = contact(desk)
    delivery_id = desk.queue(ref)
    dead = Presence(desk.settings.home / "workers")
    with desk.store.write() as unit:
        assert outbox.claim(unit, worker=dead.name, lease_seconds=3600, delivery_id=delivery_id)
    assert desk.courier.deliver_all().waiting == 1
    dead.close()
    assert desk.courier.deliver_all().delivered == 1
    assert operations(desk)[0] == "QueryById"
    assert len(desk.there("contact")) == 1


# The reply cannot be applied


@pytest.mark.parametrize("mode", ["wrong-record", "invalid-value"])
def test_a_reply_that_does_not_fit_changes_nothing_and_waits_for_a_person(desk: Desk, mode: str) -> None:
    ref = household(desk, phone_number="0851234")
    before = desk.read(ref)
    desk.conduct(mode=mode)
    delivery = desk.send(ref)
    assert (delivery.state, delivery.in_doubt, exit_code(delivery)) == (DOUBTFUL, False, ExitCode.WAITS)
    assert delivery.applied == {}
    after = desk.read(ref)
    assert (after.values, after.children) == (before.values, before.children)
    arrived = len(desk.arrived())
    assert desk.courier.deliver_all().waiting == 1
    assert len(desk.arrived()) == arrived
    assert desk.log(ref)[0].exchange.reply


def test_the_sentence_says_what_does_not_fit(desk: Desk) -> None:
    desk.conduct(mode="invalid-value", field="Category", value="Diamond")
    sentence = said(desk.send(household(desk)))
    assert "must be one of: Gold, Platinum, Silver, Standard, not 'Diamond'" in sentence
    desk.conduct(mode="wrong-record")
    assert "speaks of another household: its HouseholdId is" in said(desk.send(household(desk)))


def answering(desk: Desk, body: bytes) -> Iterator[PlainServer]:
    with PlainServer(http(body, "Content-Type: text/xml")) as server:
        desk.connect(address=f"{server.address}/x")
        yield server


def applied(desk: Desk, ref: Ref, inner: str, attributes: str = "") -> Delivery:
    """Send the record to somebody who answers so, whatever was sent."""
    for _ in answering(desk, soap.contact(inner.replace("OURS", f"<Id>{ref.id}</Id>"), attributes)):
        return desk.send(ref)
    raise AssertionError


@pytest.mark.parametrize(
    ("inner", "names"),
    [
        ("OURS<Alias>Nana</Alias><Income>x</Income>", {"alias"}),
        ("OURS<Alias>Nana</Alias><BirthDate>01/01/2999</BirthDate>", {"alias"}),
        (f"OURS<Alias>Nana</Alias><JobTitle>{'x' * 200}</JobTitle>", {"alias"}),
        (
            (
                "OURS<ListOfAlternatePhone><AlternatePhone><Id>1</Id><AlternatePhone>+4651</AlternatePhone>"
                f"<AlternatePhoneName>{'x' * 200}</AlternatePhoneName>"
                "</AlternatePhone></ListOfAlternatePhone>"
            ),
            {"alternate_phone"},
        ),
    ],
)
def test_a_person_has_the_sound_part_of_a_reply_applied(desk: Desk, inner: str, names: set[str]) -> None:
    ref = contact(desk)
    delivery = applied(desk, ref, inner)
    assert (delivery.state, delivery.has_rest, delivery.applied) == (DOUBTFUL, True, {})
    desk.change(ref, job_title="Judge")
    done = rest.apply(desk.store, delivery.id)
    assert (done.state, set(done.applied), done.has_rest) == (DeliveryState.DELIVERED, names, False)
    # What was edited since is merged with it, and still to be sent.
    record = desk.read(ref)
    assert (record.values["job_title"], record.sync.state) == ("Judge", SyncState.PENDING)
    assert "had the reply applied without" in desk.log(ref)[-1].exchange.note
    with pytest.raises(UsageError, match="no reply"):
        rest.apply(desk.store, delivery.id)


def test_an_edit_made_since_and_the_sound_part_may_clash(desk: Desk) -> None:
    ref = contact(desk)
    delivery = applied(desk, ref, "OURS<Alias>Nana</Alias><Income>x</Income>")
    desk.change(ref, alias="Gogo")
    assert rest.apply(desk.store, delivery.id).state is DeliveryState.CONFLICT
    assert values(desk, ref)["alias"] == "Gogo"


def test_a_reply_about_somebody_else_has_no_sound_part(desk: Desk) -> None:
    delivery = applied(desk, contact(desk), "<Id>1-OTHER</Id><Alias>Nana</Alias><Income>x</Income>")
    assert (delivery.state, delivery.has_rest) == (DOUBTFUL, False)
    with pytest.raises(UsageError, match="no reply"):
        rest.apply(desk.store, delivery.id)


def values(desk: Desk, ref: Ref) -> Values:
    return desk.read(ref).values


@pytest.mark.parametrize(
    "inner",
    [
        "OURS<BirthDate>01/01/2999</BirthDate>",
        "OURS<HomePhone>not a number!</HomePhone>",
        "OURS<LastName/>",
        "OURS<Alias>ok</Alias><Income>x</Income>",
        "OURS<ListOfRelatedAccount><RelatedAccount><Id>NOBODY</Id></RelatedAccount></ListOfRelatedAccount>",
        "<Alias>ok</Alias>",
    ],
)
def test_no_part_of_a_bad_reply_is_applied(desk: Desk, inner: str) -> None:
    ref = contact(desk)
    before = desk.read(ref)
    delivery = applied(desk, ref, inner)
    assert (delivery.state, code(delivery)) == (DOUBTFUL, "inapplicable")
    after = desk.read(ref)
    assert (after.values, after.children, after.version) == (before.values, before.children, before.version)


def test_a_reply_that_gives_another_records_key_is_not_applied(desk: Desk) -> None:
    ref, other = contact(desk), contact(desk, first_name="Emeka")
    with desk.store.write() as unit:
        records.set_integration_id(unit, other, "crm", "X-1")
    delivery = applied(desk, ref, "OURS<IntegrationId>X-1</IntegrationId><Alias>N</Alias>")
    assert delivery.state is DOUBTFUL
    assert (values(desk, ref)["integration_id"], values(desk, ref)["alias"]) == (None, None)


def test_an_empty_list_removes_the_rows_that_were_sent_and_an_absent_one_none(desk: Desk) -> None:
    ref = contact(desk)
    with desk.store.write() as unit:
        children.add(unit, ref, "alternate_phone", {"alternate_phone": "0461234"})
    assert applied(desk, ref, "OURS").state is DELIVERED
    assert len(desk.read(ref).children["alternate_phone"]) == 1
    assert applied(desk, ref, "OURS<ListOfAlternatePhone/>").state is DELIVERED
    assert desk.read(ref).children["alternate_phone"] == ()


def test_an_output_without_a_record_counts_as_delivered(desk: Desk) -> None:
    ref = contact(desk)
    for _ in answering(desk, soap.output("Contact", "")):
        assert desk.send(ref).state is DELIVERED


# Credentials


SIGNED = [Auth.SIEBEL, Auth.SIEBEL_SESSION, Auth.WSSE, Auth.WSSE_DIGEST, Auth.BASIC, Auth.QUERY]


@pytest.mark.parametrize("auth", SIGNED)
def test_each_way_to_sign_in_is_let_in_with_the_right_password_only(locked_desk: Desk, auth: Auth) -> None:
    desk = locked_desk
    desk.connect(auth=auth, user="agent07")
    ref = contact(desk)
    without = desk.send(ref)
    assert (without.state, code(without), exit_code(without)) == (QUEUED, CREDENTIALS, ExitCode.WAITS)
    desk.environment["HEARTH_PASSWORD_CRM"] = "wrong one"
    wrong = desk.send(ref)
    assert (wrong.state, code(wrong), exit_code(wrong)) == (QUEUED, CREDENTIALS, ExitCode.WAITS)
    desk.environment["HEARTH_PASSWORD_CRM"] = "right one"
    assert desk.send(ref).state is DELIVERED


def test_signing_in_is_tried_once_more_and_then_the_system_is_left_alone(locked_desk: Desk) -> None:
    desk = locked_desk
    desk.connect(auth=Auth.BASIC, user="agent07")
    desk.environment["HEARTH_PASSWORD_CRM"] = "wrong one"
    for number in range(3):
        desk.queue(contact(desk, first_name=f"Person {number}"))
    summary = desk.courier.deliver_all()
    assert (summary.waiting, len(desk.arrived()), summary.exit_code) == (3, 2, ExitCode.WAITS)
    desk.courier.deliver_all()
    assert len(desk.arrived()) == 2
    desk.environment["HEARTH_PASSWORD_CRM"] = "right one"
    assert desk.courier.deliver_all().delivered == 3


def test_a_lost_reply_that_nobody_may_ask_about_waits_for_a_password(locked_desk: Desk) -> None:
    desk = locked_desk
    desk.connect(auth=Auth.BASIC, user="agent07")
    desk.environment["HEARTH_PASSWORD_CRM"] = "right one"
    ref = contact(desk)
    desk.conduct(mode="reply-lost")
    assert desk.send(ref).in_doubt
    desk.conduct(mode="normal")
    desk.environment["HEARTH_PASSWORD_CRM"] = "wrong one"
    (waiting,) = desk.courier.deliver_all().deliveries
    assert (waiting.in_doubt, exit_code(waiting)) == (True, ExitCode.WAITS)
    desk.environment["HEARTH_PASSWORD_CRM"] = "right one"
    assert desk.courier.deliver_all().delivered == 1
    assert operations(desk).count("Synchronize") == 1


def test_checks_say_that_the_password_is_wrong(locked_desk: Desk) -> None:
    locked_desk.connect(auth=Auth.SIEBEL, user="agent07")
    assert locked_desk.courier.test()[0].name == "definition"
    assert "No password is kept" in locked_desk.courier.test()[0].text
    locked_desk.environment["HEARTH_PASSWORD_CRM"] = "wrong one"
    failed = [each for each in locked_desk.courier.test() if not each.ok]
    assert [each.name for each in failed] == ["household address", "contact address"]
    assert "user and password" in failed[0].text


# Our own errors


class BrokenOnce(dict[str, str]):
    """An environment that fails the first one who looks."""

    broken = False

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        if not self.broken:
            self.broken = True
            raise RuntimeError(f"nobody foresaw this, with {name}")
        return super().get(name, default)


def test_an_error_of_the_program_keeps_one_record_back_and_not_the_others(
    locked_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = locked_desk
    desk.connect(auth=Auth.BASIC, user="agent07")
    environment = BrokenOnce(HEARTH_PASSWORD_CRM="right one")
    for number in range(3):
        desk.queue(contact(desk, first_name=f"Person {number}"))
    with caplog.at_level("ERROR"), Courier(desk.store, desk.settings, environment) as courier:
        summary = courier.deliver_all()
    assert (summary.delivered, summary.waiting) == (2, 1)
    assert code(summary.deliveries[0]) == "program"
    assert "nobody foresaw this" in caplog.text


def test_a_delivery_that_does_not_exist_is_said_so(desk: Desk) -> None:
    with pytest.raises(RecordNotFound):
        desk.courier.deliver("NOBODY")


def test_a_delivery_that_is_done_stays_done(desk: Desk) -> None:
    ref = contact(desk)
    done = desk.send(ref)
    assert desk.courier.deliver(done.id) == done
    assert len(desk.arrived()) == 1


def test_one_system_that_is_down_does_not_keep_the_other_waiting(desk: Desk) -> None:
    with desk.store.write() as unit:
        connections.save(unit, ConnectionSettings("down", address="http://127.0.0.1:1"))
    refs = [contact(desk, first_name=f"Person {number}") for number in range(OPENS_AFTER + 1)]
    for ref in refs:
        desk.queue(ref, "down")
        desk.queue(ref)
    summary = desk.courier.deliver_all()
    assert (summary.delivered, summary.waiting) == (OPENS_AFTER + 1, OPENS_AFTER + 1)


@pytest.mark.parametrize("first", ["wrong-record", "invalid-value"])
def test_what_an_earlier_message_left_there_is_not_taken_for_the_reply(desk: Desk, first: str) -> None:
    """The first one arrived and its reply could not be applied; the second, which clears, never left."""
    ref = household(desk, currency_code="SEK", segment="Rural")
    desk.conduct(mode=first)
    assert desk.send(ref).state is DOUBTFUL
    desk.conduct(mode="normal")
    desk.change(ref, currency_code="EUR", segment=None)
    dead = Presence(desk.settings.home / "workers")
    with desk.store.write() as unit:
        assert outbox.claim(unit, worker=dead.name, lease_seconds=3600, delivery_id=outbox.add(unit, ref))
    dead.close()
    assert desk.courier.deliver_all().delivered == 1
    assert (values(desk, ref)["currency_code"], values(desk, ref)["segment"]) == ("EUR", None)
    fields = desk.there("household")[0].fields
    assert (fields["CurrencyCode"], fields["Segment"]) == ("EUR", "")
