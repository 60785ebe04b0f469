"""Whatever can go wrong goes wrong on request and as often as requested; the work is done or not as said."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from desktop.integration.external_system import Mode, Outcome, Trouble
from tests.integration.external_system.conftest import Caller
from tests.integration.external_system.messages import Answer, contact, get, household, post

NGOZI = contact(Id="C-1", LastName="Okafor", FirstName="Ngozi")
OKAFOR = household(HouseholdId="7-1", HouseholdName="Okafor")
DOCUMENTATION = Path(__file__).parents[3] / "docs" / "external-system.md"
CUT = (http.client.RemoteDisconnected, ConnectionResetError)


def done(caller: Caller) -> bool:
    """Tell whether the contact is known."""
    return caller.records("contact") != []


# What goes wrong, and whether the work is done


def test_a_slow_reply_comes_after_the_delay(caller: Caller) -> None:
    caller.conduct(mode="slow", delay=0.3)
    begun = time.monotonic()
    assert caller.synchronize(NGOZI).operation == "insert"
    assert time.monotonic() - begun >= 0.3


def test_the_work_of_a_slow_reply_is_done_at_once(caller: Caller) -> None:
    caller.conduct(mode="slow", delay=60)
    waiting = threading.Thread(target=caller.synchronize, args=[NGOZI])
    waiting.start()
    while not caller.journal():
        time.sleep(0.01)
    assert done(caller)
    caller.conduct(mode="normal")
    waiting.join(5)
    assert not waiting.is_alive()


def test_a_dripping_reply_arrives_in_the_end(caller: Caller) -> None:
    caller.conduct(mode="drip", delay=0.0005)
    assert caller.synchronize(NGOZI).operation == "insert"


def test_a_lost_reply_leaves_the_work_done(caller: Caller) -> None:
    caller.conduct(mode="reply-lost", times=1)
    with pytest.raises(CUT):
        caller.synchronize(NGOZI)
    (entry,) = caller.journal()
    assert (entry.outcome, entry.answered, entry.trouble) == ("insert", False, "reply-lost")
    assert caller.synchronize(NGOZI).operation == "update"


def test_a_reply_may_be_lost_in_the_middle(caller: Caller) -> None:
    caller.conduct(mode="reply-lost", partial=True)
    with pytest.raises(http.client.IncompleteRead) as cut:
        caller.synchronize(NGOZI)
    assert cut.value.partial.startswith(b"<?xml")
    assert done(caller)


def test_a_connection_cut_before_the_work_leaves_nothing(caller: Caller) -> None:
    caller.conduct(mode="cut-before")
    with pytest.raises(CUT):
        caller.synchronize(NGOZI)
    assert (done(caller), caller.journal()[0].outcome) == (False, "nothing")


def test_garbage_is_no_xml(caller: Caller) -> None:
    caller.conduct(mode="garbage")
    answer = caller.synchronize(NGOZI)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.body)
    assert (answer.status, done(caller)) == (200, True)


def test_a_busy_server_says_when_to_come_back(caller: Caller) -> None:
    caller.conduct(mode="busy", retry_after=7)
    answer = caller.synchronize(NGOZI)
    assert (answer.status, answer.headers["Retry-After"], done(caller)) == (503, "7", False)


def test_a_busy_server_may_say_it_differently(caller: Caller) -> None:
    caller.conduct(mode="busy", status=429)
    assert caller.synchronize(NGOZI).status == 429


@pytest.mark.parametrize(("told", "status"), [({}, 200), ({"status": 401}, 401)])
def test_a_login_page_is_html(caller: Caller, told: dict[str, int], status: int) -> None:
    caller.conduct(mode="login-page", **told)
    answer = caller.synchronize(NGOZI)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "text/html; charset=UTF-8")
    assert not done(caller)


def test_a_fault_says_what_it_was_told_to_say(caller: Caller) -> None:
    caller.conduct(mode="soap-fault", code="SBL-EAI-04116", message="Connection reset")
    refused = caller.synchronize(NGOZI)
    assert (refused.status, refused.fault) == (500, ["SBL-EAI-04116"])
    assert refused.fault_string == "Connection reset(SBL-EAI-04116)"
    assert (done(caller), caller.journal()[0].outcome) == (False, "fault")


def test_a_reply_may_name_another_record_that_exists(caller: Caller) -> None:
    other = caller.synchronize(contact(Id="C-2", LastName="Berg"))
    caller.conduct(mode="wrong-record")
    reply = caller.synchronize(NGOZI)
    assert (reply["Id"], reply["IntegrationId"]) == ("C-2", other["IntegrationId"])
    assert caller.records("contact")[1].fields["Id"] == "C-1"


def test_a_reply_may_name_a_record_that_nobody_knows(caller: Caller) -> None:
    caller.conduct(mode="wrong-record")
    assert caller.synchronize(OKAFOR)["HouseholdId"] == "ANOTHER-1"


def test_a_reply_may_carry_a_value_outside_its_list(caller: Caller) -> None:
    caller.conduct(mode="invalid-value")
    assert caller.synchronize(OKAFOR)["Category"] == "Diamond"
    assert caller.synchronize(NGOZI)["BirthDate"] == "02/30/2021"
    assert "Category" not in caller.records("household")[0].fields


def test_the_invalid_value_can_be_chosen(caller: Caller) -> None:
    caller.conduct(mode="invalid-value", field="Segment", value="Own House", reply="keys-only")
    assert caller.synchronize(OKAFOR)["Segment"] == "Own House"


# The form of replies


@pytest.mark.parametrize("told", [{"mode": "keys-only"}, {"reply": "keys-only"}])
def test_a_reply_may_carry_the_keys_alone(caller: Caller, told: dict[str, str]) -> None:
    caller.conduct(**told)
    reply = caller.synchronize(NGOZI)
    assert (reply.tags, reply.operation) == (["Id", "IntegrationId"], "insert")


def test_the_form_of_replies_stays_when_something_goes_wrong(caller: Caller) -> None:
    caller.conduct(reply="keys-only")
    caller.conduct(mode="slow", delay=0)
    assert caller.synchronize(NGOZI).tags == ["Id", "IntegrationId"]


def test_what_goes_wrong_stays_when_the_form_is_changed(caller: Caller) -> None:
    caller.conduct(mode="busy")
    caller.conduct(members=True)
    assert caller.synchronize(NGOZI).status == 503


# How often, and for whom


def test_it_goes_wrong_as_often_as_told(caller: Caller) -> None:
    caller.conduct(mode="busy", times=2)
    assert [caller.synchronize(NGOZI).status for _ in range(4)] == [503, 503, 200, 200]


@pytest.mark.parametrize(
    "operation", ["InsertOrUpdate", "ContactInsertOrUpdate", "ExternalContactInsertOrUpdate"]
)
def test_it_goes_wrong_for_one_operation(caller: Caller, operation: str) -> None:
    caller.conduct(mode="busy", times=1, operation=operation)
    assert caller.synchronize(NGOZI).status == 200
    assert caller.upsert(OKAFOR).status == (503 if operation == "InsertOrUpdate" else 200)
    assert caller.upsert(NGOZI).status == (200 if operation == "InsertOrUpdate" else 503)


# Off the line


def test_offline_refuses_connections_until_told_otherwise(caller: Caller) -> None:
    caller.conduct(mode="offline")
    with pytest.raises(ConnectionRefusedError):
        caller.synchronize(NGOZI)
    caller.conduct(mode="normal")
    assert caller.synchronize(NGOZI).operation == "insert"


def test_offline_ends_by_itself_after_its_delay(caller: Caller) -> None:
    caller.conduct(mode="offline", delay=1)
    with pytest.raises(ConnectionRefusedError):
        caller.synchronize(NGOZI)
    while not caller.system.state()["online"]:
        time.sleep(0.02)
    assert caller.synchronize(NGOZI).operation == "insert"


def test_offline_cuts_connections_that_were_kept(caller: Caller) -> None:
    kept = http.client.HTTPConnection(urlsplit(caller.addresses["contact"]).netloc, timeout=10)
    kept.request("GET", "/asi/contact?wsdl")
    kept.getresponse().read()
    caller.conduct(mode="offline")
    assert kept.sock.recv(1) == b""
    kept.close()


def test_offline_twice_is_offline(caller: Caller) -> None:
    caller.conduct(mode="offline")
    caller.conduct(mode="offline")
    assert caller.system.state()["online"] is False


# The controls


def control(caller: Caller, body: str) -> Answer:
    return post(f"{caller.addresses['control']}/control", body)


def test_the_controls_are_reached_while_the_services_are_not(caller: Caller) -> None:
    answer = control(caller, '{"mode": "offline"}')
    assert (answer.status, json.loads(answer.body)["online"]) == (200, False)
    state = json.loads(get(f"{caller.addresses['control']}/control").body)
    assert (state["mode"], state["online"]) == ("offline", False)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"mode": "sulking"}', "mode = 'sulking' is not understood."),
        ('{"mood": "slow"}', "mood = 'slow' is not understood."),
        ('{"mode": "slow", "delay": "long"}', "delay = 'long' is not understood."),
        ('{"reply": "half"}', "There is no reply form 'half'."),
        ("[]", "That is no JSON object."),
        ("{", "That is not JSON"),
    ],
)
def test_the_controls_say_what_they_do_not_understand(caller: Caller, body: str, words: str) -> None:
    answer = control(caller, body)
    assert answer.status == 400
    assert json.loads(answer.body)["error"].startswith(words)
    assert caller.system.state()["mode"] == "normal"


def test_journal_and_records_can_be_read_over_http(caller: Caller) -> None:
    caller.synchronize(OKAFOR)
    caller.synchronize(NGOZI)
    address = caller.addresses["control"]
    (entry,) = json.loads(get(f"{address}/journal?after=1").body)["journal"]
    (record,) = json.loads(get(f"{address}/records?kind=contact").body)["records"]
    assert (entry["sequence"], entry["keys"]["Id"], entry["outcome"]) == (2, "C-1", "insert")
    assert (record["integration_id"], record["fields"]["FirstName"]) == ("CRM-88120", "Ngozi")


def test_there_are_no_other_controls(caller: Caller) -> None:
    address = f"{caller.addresses['control']}/nothing"
    assert (get(address).status, post(address, "{}").status) == (404, 404)


# The documentation


@pytest.mark.parametrize("word", [*Mode, *(each.name for each in fields(Trouble)), *Outcome])
def test_the_documentation_names_it(word: str) -> None:
    assert f"`{word}`" in DOCUMENTATION.read_text() or f'"{word}"' in DOCUMENTATION.read_text()
