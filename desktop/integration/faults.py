"""Reads SOAP faults in all their forms and sorts them: to be mended, tried later, or signed in again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from desktop.fields import Component
from desktop.integration.field_names import field_in, place_in_rows
from desktop.integration.markup import Element, child, children, descendants, local_name, text_of
from desktop.integration.verdict import Means, Verdict
from desktop.store.fault_classes import FaultClass
from desktop.store.types import CREDENTIALS, DeliveryError

_LONGEST_SENTENCE: Final = 300
_CODE: Final = re.compile(r"\b(?:SBL-[A-Z]{2,4}-\d{5}|IDS_[A-Z0-9_]{4,}|SSASqlErrWriteConflict)\b")
_BRACKETED_CODE: Final = re.compile(rf"\s*\(?\s*{_CODE.pattern}\s*\)?\s*")


@dataclass(frozen=True, slots=True)
class FaultError:
    """One error of a fault's stack."""

    code: str
    symbol: str
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault as it came: its own code and text, and its errors, the outermost first."""

    code: str
    text: str
    errors: tuple[FaultError, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code means, in a sentence for the agent; ``quoted`` adds the external system's own words."""

    means: Means
    sentence: str
    quoted: bool = True
    in_doubt: bool = False


_NOT_IN_LIST: Final = Rule(Means.REFUSED, "The external system does not know this value.")
_DUPLICATE: Final = Rule(Means.REFUSED, "The external system has such a record already.")
_NO_KEY: Final = Rule(
    Means.REFUSED, "The external system found no key to know the record by; an administrator must look."
)
_NO_SUCH_LINK: Final = Rule(
    Means.REFUSED, "The external system does not have the organization, position or person that is linked."
)
_SETTING: Final = Rule(Means.REFUSED, "The external system could not take over a value.")
_OUR_FAULT: Final = Rule(
    Means.REFUSED, "The external system does not understand the message; an administrator must look."
)
_TRANSMISSION: Final = Rule(
    Means.LATER, "The external system has trouble with its own lines; it is tried again later.", in_doubt=True
)
_LOGIN: Final = Rule(Means.LOGIN, "The external system does not accept the user and password.")
_GONE: Final = Rule(Means.GONE, "The external system does not have this record any more.")
_OTHER: Final = Rule(Means.REFUSED, "The external system refused the record.")

RULES: Final[Mapping[str, Rule]] = {
    "SBL-DAT-00225": _NOT_IN_LIST,
    "SBL-DAT-00510": _NOT_IN_LIST,
    "SBL-EAI-04401": _NOT_IN_LIST,
    "IDS_ERR_EAI_SA_PICK_VALIDATE": _NOT_IN_LIST,
    "SBL-DAT-00498": Rule(Means.REFUSED, "The external system requires a value that is missing."),
    "SBL-DAT-00381": _DUPLICATE,
    "IDS_ERR_EAI_SA_INSERT_MATCH_FOUND": _DUPLICATE,
    "SBL-EAI-04378": _GONE,
    "SBL-EAI-04397": _NO_KEY,
    "IDS_ERR_EAI_SA_NO_USERKEY": _NO_KEY,
    "SBL-EAI-04184": _NO_SUCH_LINK,
    "IDS_EAI_ERR_SA_INT_NOINSERT": _NO_SUCH_LINK,
    "SBL-EAI-04376": _SETTING,
    "SBL-EAI-04421": Rule(
        Means.REFUSED, "The external system does not allow this; an administrator must look."
    ),
    "SBL-EAI-04316": _OUR_FAULT,
    "SBL-EAI-04127": _OUR_FAULT,
    "IDS_XMLCNV_ERR_EMPTYMSG": _OUR_FAULT,
    "SBL-BPR-00162": _OTHER,
    "SBL-BPR-00140": _OTHER,
    "SBL-EAI-04308": _TRANSMISSION,
    "SBL-EAI-04311": _TRANSMISSION,
    "SBL-EAI-04115": _TRANSMISSION,
    "SBL-EAI-04116": _TRANSMISSION,
    "SBL-ODU-01006": Rule(Means.LOGIN, "The session at the external system has ended."),
    "SBL-DAT-00446": _LOGIN,
    "SBL-UIF-00272": _LOGIN,
    "SBL-SEC-10018": _LOGIN,
    "SSASqlErrWriteConflict": Rule(
        Means.REFUSED, "Somebody changed the record at the external system at the same time; send it again."
    ),
    # WS-Security's own names for a login that failed, and what SOAP stacks say for it.
    "FailedAuthentication": _LOGIN,
    "InvalidSecurity": _LOGIN,
    "InvalidSecurityToken": _LOGIN,
    "FailedCheck": _LOGIN,
}
_DECIDED: Final[Mapping[FaultClass, Rule]] = {
    FaultClass.RETRY: Rule(
        Means.LATER, "The external system cannot take the record now; it is tried again later."
    ),
    FaultClass.REFUSE: _OTHER,
    FaultClass.LOGIN: _LOGIN,
    FaultClass.GONE: _GONE,
    FaultClass.ASK: Rule(
        Means.ASK, "The external system did not take the record; decide whether to send it again."
    ),
}
NOTHING_DECIDED: Final[Mapping[str, FaultClass]] = MappingProxyType({})
# They say that something further in went wrong, not what.
_WRAPPERS: Final = frozenset({"SBL-EAI-04376", "SBL-BPR-00162"})


def read(fault: Element, headers: Mapping[str, str] | None = None) -> Fault:
    """Return the fault that an element holds, of either SOAP version; what is missing is empty."""
    code = text_of(child(fault, "faultcode")) or _soap12_code(fault)
    text = text_of(child(fault, "faultstring")) or _first_text(fault, "Reason")
    detail = child(fault, "detail")
    detail = child(fault, "Detail") if detail is None else detail
    errors = () if detail is None else _stack(detail) or _plain_errors(detail)
    return Fault(code.rpartition(":")[2] or code, text, errors or _from_headers(headers or {}))


def error_field(body: Element) -> Fault | None:
    """Return the error that a body without a fault may report in a field of its own."""
    for name in ("ErrorCode", "Error_spcCode"):
        for each in descendants(body, name):
            parent = each.getparent()
            if text_of(each) not in ("", "0") and parent is not None:
                errors = _plain_errors(parent)
                return Fault("", errors[0].message, errors)
    return None


def judge(fault: Fault, of: Component, decided: Mapping[str, FaultClass] = NOTHING_DECIDED) -> Verdict:
    """Return what a fault means for the delivery of a record, with a sentence for the agent.

    ``decided`` is what an administrator said of codes; it goes before our own table.
    """
    cause = _cause(fault)
    rule = _rule((cause.code, cause.symbol, fault.code), decided)
    messages = [cause.message, *(each.message for each in reversed(fault.errors)), fault.text]
    field = field_in(messages, of)
    where = field.label if field is not None else place_in_rows(messages, of)
    sentence = f"{where}: {rule.sentence}" if where else rule.sentence
    said = _without_codes(cause.message or fault.text)
    if rule.quoted and said:
        sentence = f"{sentence} It says: {said}"
    code = CREDENTIALS if rule.means is Means.LOGIN else cause.code or fault.code or "fault"
    name = field.name if field is not None and rule.means is Means.REFUSED else None
    return Verdict(rule.means, DeliveryError(code, sentence, _detail(fault), name), rule.in_doubt)


def _rule(codes: tuple[str, ...], decided: Mapping[str, FaultClass]) -> Rule:
    """Return the rule for a fault with these codes; one whose class was moved has the rule of that class."""
    rule = next((RULES[code] for code in codes if code in RULES), _OTHER)
    told = next((decided[code] for code in codes if code in decided), None)
    if told is None or _DECIDED[told].means is rule.means:
        return rule
    return _DECIDED[told]


def _cause(fault: Fault) -> FaultError:
    """Return the error behind the fault: the last one that is no mere wrapper.

    Without a stack, the codes that end the text of the fault take its place.
    """
    told = fault.errors or tuple(FaultError(code, "", fault.text) for code in _CODE.findall(fault.text))
    inner = [each for each in told if each.code not in _WRAPPERS]
    found = (inner or told or (FaultError("", "", fault.text),))[-1]
    if not found.code:
        codes = [code for code in _CODE.findall(f"{found.message} {fault.text}") if code not in _WRAPPERS]
        found = FaultError(codes[0] if codes else "", found.symbol, found.message)
    return found if found.message else FaultError(found.code, found.symbol, fault.text)


def _stack(detail: Element) -> tuple[FaultError, ...]:
    """Return the errors of the stack, which may stand in a siebdetail or straight under the detail."""
    return tuple(
        FaultError(
            _bare(_said(error, "errorcode")), _bare(_said(error, "errorsymbol")), _said(error, "errormsg")
        )
        for stack in descendants(detail, "errorstack")
        for error in children(stack)
        if local_name(error) == "error"
    )


def _plain_errors(detail: Element) -> tuple[FaultError, ...]:
    codes = [each for name in ("ErrorCode", "Error_spcCode") for each in descendants(detail, name)]
    messages = [
        each
        for name in ("ErrorMessage", "Error_spcMessage", "ErrorMsg")
        for each in descendants(detail, name)
    ]
    if not codes and not messages:
        return ()
    code, message = text_of(next(iter(codes), None)), text_of(next(iter(messages), None))
    return (FaultError(_bare(code), "", message),)


def _from_headers(headers: Mapping[str, str]) -> tuple[FaultError, ...]:
    """Return the errors that the HTTP transport reports beside the body, in their order."""
    named = {name.casefold(): value for name, value in headers.items()}
    numbers = sorted(
        int(name.rpartition("-")[2])
        for name in named
        if re.fullmatch(r"siebel-error-message-\d{1,3}", name, re.ASCII)
    )
    return tuple(
        FaultError(
            _bare(named[f"siebel-error-message-{number}"]),
            _bare(named.get(f"siebel-error-symbol-{number}", "")),
            named[f"siebel-error-message-{number}"],
        )
        for number in numbers
    )


def _said(error: Element, name: str) -> str:
    """Return the text of the first part whose name begins so: errormsg is errormessage elsewhere."""
    alike = name if name != "errormsg" else "errorm"
    return next((text_of(each) for each in children(error) if local_name(each).startswith(alike)), "")


def _bare(text: str) -> str:
    """Return the code in a text, with or without brackets around it; empty if there is none."""
    found = _CODE.search(text)
    return found[0] if found else text.strip("() ") if " " not in text.strip() else ""


def _soap12_code(fault: Element) -> str:
    """Return the innermost subcode, which says most."""
    values = [text_of(each) for each in descendants(fault, "Value")]
    return values[-1] if values else ""


def _first_text(fault: Element, name: str) -> str:
    reason = child(fault, name)
    return "" if reason is None else text_of(child(reason, "Text")) or text_of(reason)


def _without_codes(text: str) -> str:
    plain = " ".join(_BRACKETED_CODE.sub(" ", text).split())
    return plain if len(plain) <= _LONGEST_SENTENCE else f"{plain[: _LONGEST_SENTENCE - 1]}…"


def _detail(fault: Fault) -> str:
    lines = [f"{fault.code}: {fault.text}".strip(": ")]
    lines += [
        " ".join(part for part in (each.code, each.symbol, each.message) if part) for each in fault.errors
    ]
    return "\n".join(dict.fromkeys(line for line in lines if line))
