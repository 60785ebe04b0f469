"""A built-in external system in its own process starts, is talked to and ends in order."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import zeep
import zeep.exceptions
import zeep.transports

from desktop.errors import ExternalSystemProblem
from desktop.integration.external_system import Conduct, Mode, ReplyForm, Trouble, start
from tests.integration.external_system.messages import contact, envelope, get, post, wrapped

NGOZI = envelope(wrapped("Synchronize", contact(Id="C-1", LastName="Okafor")))


def zeep_client(address: str) -> zeep.Client:
    transport = zeep.transports.Transport(timeout=10, operation_timeout=10)
    transport.session.trust_env = False
    return zeep.Client(f"{address}?wsdl", transport=transport)


def test_it_ends_with_the_block(data: Path) -> None:
    with start(data) as system:
        assert system.running
        assert system.data == data
    assert not system.running
    with pytest.raises(ConnectionRefusedError):
        get(f"{system.contact_address}?wsdl")


def test_a_port_can_be_chosen_and_used_again(data: Path) -> None:
    with start(data) as first:
        port = int(first.contact_address.split(":")[2].split("/")[0])
    with start(data, port=port) as second:
        assert second.contact_address == first.contact_address


def test_it_says_why_it_does_not_start(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ExternalSystemProblem, match=f"did not start.*cannot listen on port {port}"):
            start(data, port=port)


def test_it_can_begin_with_a_fault(data: Path) -> None:
    with start(data, faults=Trouble(Mode.BUSY, times=1)) as system:
        assert [post(system.contact_address, NGOZI).status for _ in range(2)] == [503, 200]


def test_it_can_begin_off_the_line(data: Path) -> None:
    with start(data, faults=Mode.OFFLINE) as system:
        with pytest.raises(ConnectionRefusedError):
            post(system.contact_address, NGOZI)
        system.set_fault("normal")
        assert post(system.contact_address, NGOZI).status == 200


def test_it_can_begin_with_a_form_of_replies(data: Path) -> None:
    with start(data, conduct=Conduct(reply=ReplyForm.KEYS_ONLY, members=True)) as system:
        assert post(system.contact_address, NGOZI).tags == ["Id", "IntegrationId"]
        system.set_reply("full")
        assert (system.state()["reply"], system.state()["members"]) == ("full", False)


def test_it_can_ask_for_a_password(data: Path) -> None:
    with start(data, user="agent07", password="geheim") as system:
        assert post(system.contact_address, NGOZI).status == 401
        assert post(f"{system.contact_address}?UserName=agent07&Password=geheim", NGOZI).status == 200


def test_faults_are_set_by_name(data: Path) -> None:
    with start(data) as system:
        system.set_fault("soap-fault", code="SBL-BPR-00140", message="Not today", times=1)
        assert post(system.contact_address, NGOZI).fault_string == "Not today(SBL-BPR-00140)"
        with pytest.raises(ExternalSystemProblem, match="is not understood"):
            system.set_fault("sulking")


def test_the_arrival_of_a_message_can_be_awaited(data: Path) -> None:
    with start(data) as system:
        with pytest.raises(TimeoutError, match="0 of 1 messages"):
            system.wait_for(1, timeout=0.05)
        post(system.contact_address, NGOZI)
        (entry,) = system.wait_for(1)
        assert (entry.outcome, entry.keys["Id"]) == ("insert", "C-1")
        assert system.journal(after=entry.sequence) == []


def test_one_that_was_killed_does_not_answer(data: Path) -> None:
    system = start(data)
    system.kill()
    with pytest.raises(ExternalSystemProblem, match="does not answer"):
        system.journal()
    system.stop()


def test_stopping_does_not_wait_for_a_reply_that_is_held_back(data: Path) -> None:
    with start(data, faults=Trouble(Mode.SLOW, delay=300)) as system:
        parts = system.contact_address.split(":")[2].split("/")[0]
        with socket.create_connection(("127.0.0.1", int(parts))) as caller:
            head = f"POST /asi/contact HTTP/1.1\r\nContent-Length: {len(NGOZI)}\r\n\r\n"
            caller.sendall(head.encode() + NGOZI.encode())
            system.wait_for(1)
            system.stop()
    assert not system.running


# With zeep as the caller, which reads the WSDL for itself


def test_zeep_synchronizes_a_household_with_its_members(data: Path) -> None:
    with start(data, conduct=Conduct(members=True)) as system:
        service = zeep_client(system.household_address).service
        member = {"ContactId": "C-1", "LastName": "Okafor", "IsPrimaryMVG": "Y"}
        sent = {
            "HouseholdId": "7-1",
            "HouseholdName": "Okafor",
            "Category": "Silver",
            "Income": "70000",
            "ListOfRelatedContact": {"RelatedContact": [member]},
        }
        (back,) = service.ExternalHouseholdSynchronize(ListOfHouseholdInterface={"Household": [sent]})
    assert (back.Category, back.IntegrationId, back.operation) == ("Gold", "HH-000417", "insert")
    assert back.ListOfRelatedContact.RelatedContact[0].ContactIntegrationId == "CRM-88120"


def test_zeep_finds_what_it_sent(data: Path) -> None:
    with start(data) as system:
        service = zeep_client(system.contact_address).service
        sent = {"Id": "C-1", "LastName": "Okafor", "EmailAddress": "N@Example.com"}
        service.ExternalContactSynchronize(ListOfContactInterface={"Contact": [sent]})
        (found,) = service.ExternalContactQueryById(PrimaryRowId="C-1")
        page = service.ExternalContactQueryPage(ListOfContactInterface={"Contact": [{}]}, PageSize="1")
    assert found.EmailAddress == "n@example.com"
    assert (page.LastPage, page.ListOfContactInterface.Contact[0].Id) == ("true", "C-1")


def test_zeep_reads_its_faults(data: Path) -> None:
    with start(data) as system:
        service = zeep_client(system.household_address).service
        with pytest.raises(zeep.exceptions.Fault) as refused:
            service.ExternalHouseholdSynchronize(
                ListOfHouseholdInterface={
                    "Household": [{"HouseholdId": "7-1", "HouseholdName": "X", "Type": "Y"}]
                }
            )
    assert refused.value.message == "Type 'Y' is not a known value(SBL-DAT-00225)(SBL-EAI-04376)"
