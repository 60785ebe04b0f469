"""Requests are read as SOAP of either version and checked against the WSDL; replies fit it."""

from __future__ import annotations

import http.client
import socket
import time
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import (
    SOAP,
    SOAP_12,
    contact,
    envelope,
    get,
    household,
    wrapped,
)

NGOZI = contact(Id="C-1", LastName="Okafor")
SYNCHRONIZE = envelope(wrapped("Synchronize", NGOZI))


@pytest.mark.parametrize("kind", ["household", "contact"])
@pytest.mark.parametrize("query", ["wsdl", "WSDL"])
def test_the_wsdl_names_the_address_it_was_asked_at(caller: Caller, kind: str, query: str) -> None:
    answer = get(f"{caller.addresses[kind]}?{query}")
    (address,) = etree.fromstring(answer.body).iter("{http://schemas.xmlsoap.org/wsdl/soap/}address")
    assert (answer.status, address.get("location")) == (200, caller.addresses[kind])


def test_the_operation_is_found_without_soap_action(caller: Caller) -> None:
    assert caller.post("contact", SYNCHRONIZE).operation == "insert"


def test_a_wrong_soap_action_does_not_matter(caller: Caller) -> None:
    assert caller.post("contact", SYNCHRONIZE, SOAPAction='"anything"').operation == "insert"


def test_a_query_string_in_the_address_is_left_alone(caller: Caller) -> None:
    query = "SWEExtSource=WebService&SWEExtCmd=Execute&WSSOAP=1"
    assert caller.post("contact", SYNCHRONIZE, query).operation == "insert"


def test_soap_1_1_is_answered_as_such(caller: Caller) -> None:
    answer = caller.post("contact", SYNCHRONIZE)
    assert answer.headers["Content-Type"] == "text/xml; charset=UTF-8"
    assert etree.fromstring(answer.body).tag == f"{{{SOAP}}}Envelope"


def test_soap_1_2_is_answered_as_such(caller: Caller) -> None:
    answer = caller.post("contact", envelope(wrapped("Synchronize", NGOZI), soap=SOAP_12))
    assert answer.headers["Content-Type"] == "application/soap+xml; charset=UTF-8"
    assert (etree.fromstring(answer.body).tag, answer["Id"]) == (f"{{{SOAP_12}}}Envelope", "C-1")


def test_a_fault_of_soap_1_2_has_its_own_form(caller: Caller) -> None:
    refused = caller.post("contact", envelope(wrapped("Synchronize", contact(Id="C-1")), soap=SOAP_12))
    fault = refused.body_child
    assert fault.findtext("{*}Code/{*}Value") == "SOAP-ENV:Receiver"
    assert fault.findtext("{*}Reason/{*}Text") == "LastName is required on Contact(SBL-DAT-00498)"
    assert refused.fault == ["SBL-DAT-00498"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_any_encoding_the_document_declares_is_read(caller: Caller, encoding: str) -> None:
    text = envelope(wrapped("Synchronize", contact(Id="C-1", LastName="Åkesson")))
    raw = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    assert caller.post("contact", raw)["LastName"] == "Åkesson"


@pytest.mark.parametrize(
    "broken",
    [
        wrapped("Synchronize", NGOZI).replace("<LastName>", "<Surname/><LastName>"),
        wrapped("Synchronize", contact(Id="C-1", FirstName="Ngozi", LastName="Okafor"))
        .replace("<Id>C-1</Id>", "")
        .replace("</LastName>", "</LastName><Id>C-1</Id>"),
        wrapped("Synchronize", NGOZI).replace('xmlns="http://www.siebel.com/xml/Contact%20Interface"', ""),
    ],
    ids=["unknown element", "wrong order", "no namespace"],
)
def test_a_request_that_breaks_the_wsdl_is_refused(caller: Caller, broken: str) -> None:
    refused = caller.post("contact", envelope(broken))
    assert (refused.status, refused.fault) == (500, ["SBL-EAI-04127"])
    assert refused.body_child.findtext("faultcode") == "SOAP-ENV:Client"
    assert caller.records() == []


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"hello",
        b"<a/>",
        envelope("").encode(),
        envelope("", soap="http://example.com/").encode(),
        b'<!DOCTYPE e [<!ENTITY x "y">]><e>&x;</e>',
    ],
)
def test_what_is_no_soap_message_is_refused(caller: Caller, nonsense: bytes) -> None:
    refused = caller.post("contact", nonsense)
    symbols = [each.text for each in refused.body_child.iter("{*}errorsymbol")]
    assert (refused.status, symbols) == (500, [None, "IDS_XMLCNV_ERR_EMPTYMSG"])


def test_an_unknown_operation_is_refused(caller: Caller) -> None:
    unknown = envelope('<a:ExternalContactMerge_Input xmlns:a="http://siebel.com/asi/"/>')
    assert caller.post("contact", unknown).fault == ["SBL-EAI-04316"]


def test_each_service_knows_its_own_operations_alone(caller: Caller) -> None:
    asked = envelope(wrapped("Synchronize", household(HouseholdId="7-1", HouseholdName="Okafor")))
    assert caller.post("contact", asked).fault == ["SBL-EAI-04316"]


@pytest.mark.parametrize(("path", "status"), [("/asi/contact", 405), ("/asi/nobody?wsdl", 404)])
def test_other_pages_are_not_found(caller: Caller, path: str, status: int) -> None:
    assert get(f"http://{urlsplit(caller.addresses['contact']).netloc}{path}").status == status


def test_an_unknown_address_takes_nothing(caller: Caller) -> None:
    caller.addresses["contact"] = caller.addresses["contact"].replace("contact", "nobody")
    assert caller.post("contact", SYNCHRONIZE).status == 404


def test_a_request_without_length_is_not_read(caller: Caller) -> None:
    host, _, port = urlsplit(caller.addresses["contact"]).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"POST /asi/contact HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 411 ")


def test_a_request_that_does_not_arrive_whole_is_not_worked_on(caller: Caller) -> None:
    host, _, port = urlsplit(caller.addresses["contact"]).netloc.partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            b"POST /asi/contact HTTP/1.1\r\nContent-Length: 9999\r\n\r\n" + SYNCHRONIZE.encode()
        )
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1000) == b""
    assert caller.journal() == []


def test_many_calls_on_one_connection_do_not_wait_for_each_other(caller: Caller) -> None:
    connection = http.client.HTTPConnection(urlsplit(caller.addresses["contact"]).netloc, timeout=10)
    took: list[float] = []
    for _ in range(20):
        begun = time.perf_counter()
        connection.request("POST", "/asi/contact", SYNCHRONIZE.encode())
        connection.getresponse().read()
        took.append(time.perf_counter() - begun)
    connection.close()
    # A head that waits for its body's acknowledgement costs 40 ms in each call.
    assert min(took) < 0.03


def test_the_journal_tells_what_arrived_and_what_was_answered(caller: Caller) -> None:
    caller.post("contact", SYNCHRONIZE)
    (entry,) = caller.journal()
    assert (entry.sequence, entry.operation, entry.kind) == (1, "ExternalContactSynchronize", "contact")
    assert (entry.outcome, entry.keys) == ("insert", {"Id": "C-1", "IntegrationId": "CRM-88120"})
    assert (entry.trouble, entry.answered) == ("normal", True)
    assert "<LastName>Okafor</LastName>" in entry.request
    assert "CRM-88120" in entry.reply


def test_the_journal_tells_what_was_refused(caller: Caller) -> None:
    caller.synchronize(contact(Id="C-1"))
    (entry,) = caller.journal()
    assert (entry.outcome, entry.keys) == ("fault", {"Id": "C-1"})
    assert "SBL-DAT-00498" in entry.reply


def test_what_is_not_xml_stands_in_the_journal_by_its_size(caller: Caller) -> None:
    caller.post("contact", b"PasswordText=secret")
    assert caller.journal()[0].request == "(19 bytes that are not XML)"
