"""Faults in all their forms, and what each means for a delivery."""

from __future__ import annotations

import pytest

from desktop.fields import CONTACT, HOUSEHOLD
from desktop.integration import faults
from desktop.integration.envelope import body_of, fault_in
from desktop.integration.verdict import Means, Verdict
from desktop.store import fault_classes
from desktop.store.fault_classes import FaultClass
from desktop.store.types import CREDENTIALS, DeliveryError, DeliveryState
from tests.integration import soap
from tests.integration.conftest import Desk
from tests.support import records as make

UNKNOWN_SEGMENT = "Segment 'Own House' is not a known value"


def judged(raw: bytes, headers: dict[str, str] | None = None) -> Verdict:
    element = fault_in(body_of(raw))
    assert element is not None
    return faults.judge(faults.read(element, headers), HOUSEHOLD)


def error(raw: bytes, headers: dict[str, str] | None = None) -> DeliveryError:
    found = judged(raw, headers).error
    assert found is not None
    return found


@pytest.mark.parametrize("namespace", ["http://www.siebel.com/ws/fault", "http://siebel.com/older"])
def test_the_last_error_of_the_stack_is_the_cause(namespace: str) -> None:
    wrapped = ("(SBL-EAI-04376)", "Setting Segment on Household failed")
    detail = soap.stack(wrapped, ("(SBL-DAT-00225)", UNKNOWN_SEGMENT), namespace=namespace)
    found = error(soap.fault(f"{UNKNOWN_SEGMENT}(SBL-DAT-00225)(SBL-EAI-04376)", detail))
    assert (found.code, found.field) == ("SBL-DAT-00225", "segment")
    assert found.message == (
        f"Segment: The external system does not know this value. It says: {UNKNOWN_SEGMENT}"
    )
    assert "SBL-EAI-04376 Setting Segment on Household failed" in found.detail


def test_a_stack_straight_under_the_detail_and_codes_without_brackets_are_read() -> None:
    detail = (
        "<errorstack><error><errorcode>SBL-DAT-00498</errorcode>"
        "<errormsg>'Household Name' is a required field</errormsg></error></errorstack>"
    )
    found = error(soap.fault("failed", detail))
    assert (found.code, found.field) == ("SBL-DAT-00498", "household_name")


def test_a_symbol_serves_where_the_code_is_unknown() -> None:
    detail = (
        "<errorstack><error><errorcode/><errorsymbol>IDS_ERR_EAI_SA_PICK_VALIDATE</errorsymbol>"
        "<errormsg>no</errormsg></error></errorstack>"
    )
    assert error(soap.fault("x", detail)).message.startswith("The external system does not know this value.")


def test_error_code_and_message_in_the_detail_are_read() -> None:
    detail = "<ErrorCode>SBL-DAT-00381</ErrorCode><ErrorMessage>A record like it exists</ErrorMessage>"
    found = error(soap.fault("x", detail))
    assert (found.code, found.field) == ("SBL-DAT-00381", None)
    assert "has such a record already" in found.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no such value(SBL-DAT-00225)(SBL-EAI-04376)", "SBL-DAT-00225"),
        ("no such value SBL-DAT-00225", "SBL-DAT-00225"),
        ("[SBL-BPR-00162] step failed: (SBL-DAT-00498)", "SBL-DAT-00498"),
        ("something", "Server"),
    ],
)
def test_a_code_in_the_text_of_the_fault_serves_where_there_is_no_stack(text: str, code: str) -> None:
    assert error(soap.fault(text)).code == code


def test_errors_in_the_headers_of_the_transport_are_read() -> None:
    headers = {
        "siebel-error-message-1": "step failed (SBL-BPR-00162)",
        "Siebel-Error-Message-2": "connection reset (SBL-EAI-04116)",
        "Siebel-Error-Symbol-2": "IDS_X_RESET",
    }
    assert judged(soap.fault("x"), headers).means is Means.LATER


def test_soap_12_faults_are_read() -> None:
    body = (
        "<S:Fault><S:Code><S:Value>S:Sender</S:Value></S:Code><S:Reason><S:Text xml:lang='en'>"
        "Category 'Diamond' (SBL-DAT-00225)</S:Text></S:Reason><S:Detail/></S:Fault>"
    )
    found = error(soap.envelope(body, "http://www.w3.org/2003/05/soap-envelope"))
    assert (found.code, found.field) == ("SBL-DAT-00225", "category")


@pytest.mark.parametrize(
    ("code", "means"),
    [
        *((code, Means.REFUSED) for code in ("SBL-DAT-00225", "SBL-DAT-00510", "SBL-EAI-04401")),
        *((code, Means.REFUSED) for code in ("SBL-DAT-00498", "SBL-DAT-00381", "SBL-EAI-04397")),
        *((code, Means.REFUSED) for code in ("SBL-EAI-04184", "SBL-EAI-04376", "SBL-EAI-04421")),
        *((code, Means.REFUSED) for code in ("SBL-EAI-04316", "SBL-EAI-04127", "SBL-BPR-00162")),
        *((code, Means.REFUSED) for code in ("SBL-BPR-00140", "SBL-XYZ-99999")),
        *((code, Means.LATER) for code in ("SBL-EAI-04308", "SBL-EAI-04311", "SBL-EAI-04115")),
        ("SBL-EAI-04116", Means.LATER),
        ("SBL-ODU-01006", Means.LOGIN),
    ],
)
def test_each_code_of_the_contract_has_its_class(code: str, means: Means) -> None:
    assert judged(soap.fault("x", soap.stack((code, "said so")))).means is means


def test_trouble_with_lines_leaves_a_doubt_because_the_work_may_have_been_done() -> None:
    assert judged(soap.fault("no reply (SBL-EAI-04311)")).in_doubt
    assert not judged(soap.fault("no (SBL-DAT-00225)")).in_doubt


@pytest.mark.parametrize("code", ["wsse:FailedAuthentication", "wsse:InvalidSecurity"])
def test_a_refused_login_asks_for_credentials(code: str) -> None:
    found = judged(soap.fault("no", code=code))
    assert found.means is Means.LOGIN
    assert found.error is not None
    assert found.error.code == CREDENTIALS


def test_the_words_of_a_custom_workflow_reach_the_agent() -> None:
    found = error(soap.fault("x", soap.stack(("SBL-BPR-00140", "Ask the branch first (SBL-BPR-00140)"))))
    assert found.message == "The external system refused the record. It says: Ask the branch first"


def test_an_error_field_in_an_ordinary_answer_is_a_fault() -> None:
    body = body_of(
        soap.envelope("<Out><ErrorCode>SBL-DAT-00225</ErrorCode><ErrorMessage>no</ErrorMessage></Out>")
    )
    fault = faults.error_field(body)
    assert fault is not None
    assert faults.judge(fault, HOUSEHOLD).means is Means.REFUSED


@pytest.mark.parametrize("inner", ["", "<ErrorCode/>", "<ErrorCode>0</ErrorCode>"])
def test_an_empty_error_field_says_that_all_is_well(inner: str) -> None:
    assert faults.error_field(body_of(soap.envelope(f"<Out>{inner}</Out>"))) is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Value of 'Cellular Phone #' is bad", "cellular_phone"),
        ("CellularPhone: bad", "cellular_phone"),
        ("the cellular phone is bad", "cellular_phone"),
        ("cellular_phone", "cellular_phone"),
        ("EmailAddress bad", "email_address"),
        ("Last Name is required", "last_name"),
        ("the name of the type of service", None),
        ("nothing to be found here", None),
    ],
)
def test_the_field_is_known_by_tag_label_or_name(text: str, field: str | None) -> None:
    element = fault_in(body_of(soap.fault(text)))
    assert element is not None
    verdict = faults.judge(faults.read(element), CONTACT)
    assert verdict.error is not None
    assert verdict.error.field == field


def test_a_long_story_is_cut_for_the_agent_and_whole_for_the_administrator() -> None:
    found = error(soap.fault("word " * 200))
    assert len(found.message) < 400
    assert len(found.detail) > 900


@pytest.mark.parametrize(
    ("decided", "means"),
    [
        (FaultClass.RETRY, Means.LATER),
        (FaultClass.REFUSE, Means.REFUSED),
        (FaultClass.LOGIN, Means.LOGIN),
        (FaultClass.ASK, Means.ASK),
    ],
)
def test_an_administrator_moves_a_code_to_another_class(decided: FaultClass, means: Means) -> None:
    element = fault_in(body_of(soap.fault("Busy with itself (SBL-XXX-00001)")))
    assert element is not None
    fault = faults.read(element)
    assert faults.judge(fault, HOUSEHOLD).means is Means.REFUSED
    assert faults.judge(fault, HOUSEHOLD, {"SBL-XXX-00001": decided}).means is means


def test_a_code_in_its_own_class_keeps_its_sentence() -> None:
    element = fault_in(body_of(soap.fault("Not in the list (SBL-DAT-00225)")))
    assert element is not None
    fault = faults.read(element)
    kept = faults.judge(fault, HOUSEHOLD, {"SBL-DAT-00225": FaultClass.REFUSE})
    assert kept == faults.judge(fault, HOUSEHOLD)


def test_a_fault_about_a_member_names_the_list_and_its_field() -> None:
    told = "Setting DateEnteredHousehold on RelatedContact failed (SBL-EAI-04376)"
    assert error(soap.fault(told)).message.startswith("Member, Entered: ")


def test_what_a_person_is_asked_about_waits_for_that_person(desk: Desk) -> None:
    with desk.store.write() as unit:
        ref = make.contact(unit)
        fault_classes.put(unit, "crm", "SBL-XXX-00001", FaultClass.ASK)
    desk.conduct(mode="soap-fault", code="SBL-XXX-00001", message="Busy with itself")
    asked = desk.send(ref)
    assert (asked.state, asked.in_doubt, asked.next_attempt) == (DeliveryState.DOUBTFUL, False, None)
    desk.conduct(mode="normal")
    assert desk.courier.deliver_all().delivered == 0
    with desk.store.write() as unit:
        fault_classes.put(unit, "crm", "SBL-XXX-00001", FaultClass.RETRY)
        fault_classes.put(unit, "crm", "SBL-XXX-00002", FaultClass.ASK)
        fault_classes.put(unit, "crm", "SBL-XXX-00002", None)
        assert fault_classes.read(unit, "crm") == {"SBL-XXX-00001": FaultClass.RETRY}
    assert desk.send(ref).state is DeliveryState.DELIVERED
