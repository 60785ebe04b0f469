"""Sorts what came back over HTTP by what it means for a delivery."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from desktop.fields import Component
from desktop.integration import faults
from desktop.integration.envelope import NotSoap, body_of, fault_in, is_empty
from desktop.integration.faults import NOTHING_DECIDED, Fault
from desktop.integration.markup import NotXml
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means, Verdict
from desktop.store.addresses import without_password
from desktop.store.fault_classes import FaultClass
from desktop.store.types import BUSY, CREDENTIALS, DeliveryError

_LATER: Final = frozenset({408, 429, 502, 503, 504})
# Whoever stands in between gave up waiting, or lost the answer: the work may have been done.
_LATER_IN_DOUBT: Final = frozenset({502, 504})
_WHO_ARE_YOU: Final = frozenset({401, 403, 407})
_LONGEST_WAIT: Final = 24 * 3600.0
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_TITLE: Final = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def sort(
    answer: Answer,
    of: Component,
    now: datetime | None = None,
    decided: Mapping[str, FaultClass] = NOTHING_DECIDED,
) -> Verdict:
    """Return what an answer to a request about a record means; ``decided`` is said of error codes."""
    if answer.status in _WHO_ARE_YOU:
        return Verdict(Means.LOGIN, _login_error(answer))
    if (fault := _fault(answer)) is not None:
        verdict = faults.judge(fault, of, decided)
        unexplained = verdict.means is Means.REFUSED and answer.status in _LATER
        return _try_later(answer, now) if unexplained else verdict
    return _by_status(answer, now)


def title_of(page: bytes) -> str:
    """Return the title of an HTML page, empty if it has none."""
    found = _TITLE.search(page)
    return " ".join(found[1].decode("utf-8", errors="replace").split())[:80] if found else ""


def is_busy(status: int) -> bool:
    """Tell whether a status says that somebody could not be reached for now."""
    return status in _LATER


def is_page(answer: Answer) -> bool:
    """Tell whether the body is an HTML page, whatever the headers call it."""
    return bool(_HTML.match(answer.body[:2000]))


def _by_status(answer: Answer, now: datetime | None) -> Verdict:
    if answer.status in _LATER:
        return _try_later(answer, now)
    match answer.status // 100:
        case 2:
            return _success(answer)
        case 3:
            return _redirected(answer)
        case 4:
            return Verdict(Means.LATER, _wrong_address(answer))
        case _:
            sentence = f"The external system answers with an error of its own (status {answer.status})."
            return _unknown(sentence, answer)


def _fault(answer: Answer) -> Fault | None:
    try:
        body = body_of(answer.body, answer.charset)
    except (NotXml, NotSoap):
        return None
    element = fault_in(body)
    return faults.error_field(body) if element is None else faults.read(element, answer.headers)


def _success(answer: Answer) -> Verdict:
    if not answer.missing and is_page(answer):
        return Verdict(Means.LATER, _page(answer))
    if answer.missing:
        return _unknown(f"The reply {answer.missing}.", answer)
    if not answer.body.strip():
        return _unknown(f"The reply is empty (status {answer.status}).", answer)
    try:
        body = body_of(answer.body, answer.charset)
    except (NotXml, NotSoap) as problem:
        return _unknown(f"The reply {problem}.", answer)
    return _unknown("The reply is an empty envelope.", answer) if is_empty(body) else Verdict(Means.REPLY)


def _unknown(sentence: str, answer: Answer) -> Verdict:
    told = (
        f"{sentence} Nobody knows whether the record arrived; the external system is asked first next time."
    )
    return Verdict(Means.UNKNOWN, DeliveryError("unknown", told, _status_line(answer)), in_doubt=True)


def _try_later(answer: Answer, now: datetime | None) -> Verdict:
    wait = _retry_after(answer.header("Retry-After"), now or datetime.now(UTC))
    when = f" It asks to be left alone for {wait:g} seconds." if wait else ""
    sentence = f"The external system is busy or out of service (status {answer.status}).{when}"
    code = BUSY if wait else f"http-{answer.status}"
    return Verdict(
        Means.LATER,
        DeliveryError(code, f"{sentence} It is tried again later.", _status_line(answer)),
        in_doubt=answer.status in _LATER_IN_DOUBT,
        wait=wait,
    )


def _retry_after(told: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, which gives them or a date; None for neither."""
    if re.fullmatch(r"\d{1,9}", told.strip(), re.ASCII):
        return min(float(told), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _redirected(answer: Answer) -> Verdict:
    target = without_password(answer.header("Location"))
    where = urlsplit(target).hostname or target or "somewhere else"
    sentence = (
        f"The address only points on, to {where}, and requests are not sent where nobody told us to."
        " An administrator must look at the address of the external system."
    )
    error = DeliveryError("redirect", sentence, f"{_status_line(answer)} Location: {target}")
    # See Other means: done, and the answer is over there.
    return Verdict(Means.LATER, error, in_doubt=answer.status == 303)  # noqa: PLR2004


def _page(answer: Answer) -> DeliveryError:
    title = title_of(answer.body)
    called = f" called “{title}”" if title else ""
    sentence = (
        f"A web page{called} came back instead of an answer: the address may be wrong, or a login or a proxy"
        " stands in the way. It is tried again later."
    )
    return DeliveryError("not-soap", sentence, _status_line(answer))


def _wrong_address(answer: Answer) -> DeliveryError:
    sentence = (
        f"Nothing at the address of the external system takes the message (status {answer.status})."
        " An administrator must look at the address; the record stays in the queue."
    )
    title = title_of(answer.body)
    return DeliveryError(f"http-{answer.status}", sentence, f"{_status_line(answer)} {title}".strip())


def _login_error(answer: Answer) -> DeliveryError:
    if answer.status == 407:  # noqa: PLR2004 -- Proxy Authentication Required
        sentence = (
            "The proxy wants a user and password: an administrator names the user in --proxy and gives the"
            " password with --proxy-password-stdin."
        )
        return DeliveryError(CREDENTIALS, sentence, _status_line(answer))
    sentence = "The external system does not accept the user and password."
    return DeliveryError(CREDENTIALS, sentence, _status_line(answer))


def _status_line(answer: Answer) -> str:
    return f"HTTP status {answer.status}, {answer.media_type or 'no content type'}, {len(answer.body)} bytes."
