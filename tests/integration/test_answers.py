"""What an HTTP answer means, by its status, its headers and what its body really is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop.fields import HOUSEHOLD
from desktop.integration.answers import sort
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means, Verdict
from desktop.store.types import BUSY, CREDENTIALS
from tests.integration import soap

NOW = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
OK = soap.household("<HouseholdId>H-1</HouseholdId>")
PAGE = b"<!DOCTYPE html><html><head><title>Sign in\n please</title></head><body><p>Hello<br></body></html>"


def sorted_as(status: int, body: bytes = b"", missing: str = "", **headers: str) -> Verdict:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return sort(Answer(status, body, named, missing), HOUSEHOLD, NOW)


def said(verdict: Verdict) -> str:
    assert verdict.error is not None
    return verdict.error.message


@pytest.mark.parametrize("status", [200, 201, 202])
def test_an_envelope_with_content_is_a_reply(status: int) -> None:
    assert sorted_as(status, OK) == Verdict(Means.REPLY)


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_fault_is_judged_whatever_its_status(status: int) -> None:
    verdict = sorted_as(status, soap.fault("no (SBL-DAT-00225)"))
    assert (verdict.means, verdict.in_doubt) == (Means.REFUSED, False)


@pytest.mark.parametrize(
    ("status", "in_doubt"), [(408, False), (429, False), (503, False), (502, True), (504, True)]
)
def test_the_busy_are_tried_later_and_gateways_leave_a_doubt(status: int, in_doubt: bool) -> None:
    verdict = sorted_as(status, PAGE)
    assert (verdict.means, verdict.in_doubt) == (Means.LATER, in_doubt)


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("120", 120.0),
        ("Thu, 12 Mar 2026 10:00:30 GMT", 30.0),
        ("Thu, 12 Mar 2026 09:00:00 GMT", 0.0),
        ("999999999", 86400.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(told: str, wait: float | None) -> None:
    assert sorted_as(503, Retry_After=told).wait == wait


def test_who_asks_to_be_left_alone_is_told_apart() -> None:
    verdict = sorted_as(503, Retry_After="120")
    assert verdict.error is not None
    assert verdict.error.code == BUSY
    assert "left alone for 120 seconds" in verdict.error.message


def test_an_unexplained_fault_of_a_busy_server_is_tried_later_and_an_explained_one_is_not() -> None:
    assert sorted_as(503, soap.fault("overload")).means is Means.LATER
    assert sorted_as(503, soap.fault("x (SBL-ODU-01006)")).means is Means.LOGIN


@pytest.mark.parametrize("status", [401, 403, 407])
def test_who_wants_to_know_us_needs_credentials(status: int) -> None:
    verdict = sorted_as(status, PAGE)
    assert verdict.means is Means.LOGIN
    assert verdict.error is not None
    assert verdict.error.code == CREDENTIALS


@pytest.mark.parametrize("body", [PAGE, b"<html><head><title>Sign in please</title></head></html>"])
def test_a_page_in_place_of_an_answer_is_named_by_its_title(body: bytes) -> None:
    verdict = sorted_as(200, body, Content_Type="text/xml")
    assert (verdict.means, verdict.in_doubt) == (Means.LATER, False)
    assert "“Sign in please”" in said(verdict)


def test_an_envelope_that_calls_itself_html_is_a_reply_nevertheless() -> None:
    assert sorted_as(200, OK, Content_Type="text/html").means is Means.REPLY


@pytest.mark.parametrize(
    ("status", "body", "missing"),
    [
        (200, b"", ""),
        (202, b"", ""),
        (204, b"", ""),
        (200, OK[:-10], ""),
        (200, OK, "was cut off before its end"),
        (200, b"<Answer/>", ""),
        (200, soap.envelope(""), ""),
        (200, b"{}", ""),
        (500, PAGE, ""),
        (500, b"", ""),
        (500, OK, ""),
    ],
)
def test_no_whole_answer_where_work_may_have_been_done_is_a_doubt(
    status: int, body: bytes, missing: str
) -> None:
    verdict = sorted_as(status, body, missing)
    assert (verdict.means, verdict.in_doubt) == (Means.UNKNOWN, True)
    assert "Nobody knows whether the record arrived" in said(verdict)


@pytest.mark.parametrize("status", [400, 404, 405, 410, 415])
def test_an_address_that_takes_no_messages_keeps_them_in_the_queue(status: int) -> None:
    verdict = sorted_as(status, PAGE)
    assert (verdict.means, verdict.in_doubt) == (Means.LATER, False)
    assert "address" in said(verdict)


@pytest.mark.parametrize(("status", "in_doubt"), [(301, False), (302, False), (303, True), (307, False)])
def test_a_redirection_is_named_and_not_followed(status: int, in_doubt: bool) -> None:
    verdict = sorted_as(status, Location="https://other.example.com/x?Password=s3cret")
    assert (verdict.means, verdict.in_doubt) == (Means.LATER, in_doubt)
    assert "other.example.com" in said(verdict)
    assert "s3cret" not in str(verdict)


def test_an_error_field_in_an_answer_with_status_200_is_a_refusal() -> None:
    body = soap.envelope("<Out><ErrorCode>SBL-DAT-00225</ErrorCode><ErrorMessage>no</ErrorMessage></Out>")
    assert sorted_as(200, body).means is Means.REFUSED
