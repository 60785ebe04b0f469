"""SOAP envelopes, 1.1 and 1.2: read from a request, written around a reply or a fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lxml import etree

from desktop.integration.external_system import faults
from desktop.integration.external_system.faults import FaultError, Refusal
from desktop.integration.markup import Element, child, children, parse

FAULT_NAMESPACE: Final = "http://www.siebel.com/ws/fault"
_SECRETS: Final = frozenset({"PasswordText", "Password", "SessionToken"})
REDACTED: Final = "***"


class Soap(Enum):
    """A version of SOAP: its namespace, its media type and its names for the two sides of a fault."""

    V11 = ("http://schemas.xmlsoap.org/soap/envelope/", "text/xml", "Client", "Server")
    V12 = ("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml", "Sender", "Receiver")

    @property
    def namespace(self) -> str:
        return self.value[0]

    @property
    def media_type(self) -> str:
        return f"{self.value[1]}; charset=UTF-8"

    def side(self, *, sender: bool) -> str:
        """Return the fault code that blames the sender, or us."""
        return f"SOAP-ENV:{self.value[2 if sender else 3]}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request: its version, its header if any, and the wrapper element in its body."""

    soap: Soap
    header: Element | None
    wrapper: Element


def read(raw: bytes) -> Envelope:
    """Return the envelope in ``raw``; raises the fault for anything else."""
    try:
        root = parse(raw)
    except ValueError as problem:
        raise faults.unreadable(str(problem)) from problem
    soap = next((each for each in Soap if root.tag == f"{{{each.namespace}}}Envelope"), None)
    body = child(root, "Body")
    wrapper = None if body is None else next(children(body), None)
    if soap is None or wrapper is None:
        raise faults.unreadable("no Envelope with a Body in it")
    return Envelope(soap, child(root, "Header"), wrapper)


def write(soap: Soap, content: Element, blocks: Sequence[Element] = ()) -> bytes:
    """Return an envelope around ``content``, with header ``blocks`` if there are any."""
    root = etree.Element(f"{{{soap.namespace}}}Envelope", nsmap={"SOAP-ENV": soap.namespace})
    if blocks:
        etree.SubElement(root, f"{{{soap.namespace}}}Header").extend(blocks)
    etree.SubElement(root, f"{{{soap.namespace}}}Body").append(content)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def fault(soap: Soap, refusal: Refusal) -> Element:
    """Return the Fault element that says ``refusal``, with its error stack."""
    root = etree.Element(f"{{{soap.namespace}}}Fault", nsmap={"SOAP-ENV": soap.namespace})
    side = soap.side(sender=refusal.sender)
    if soap is Soap.V11:
        etree.SubElement(root, "faultcode").text = side
        etree.SubElement(root, "faultstring").text = str(refusal)
        etree.SubElement(root, "detail").append(_detail(refusal.errors))
    else:
        code = _within(root, "Code")
        _within(code, "Value").text = side
        reason = _within(_within(root, "Reason"), "Text")
        reason.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
        reason.text = str(refusal)
        _within(root, "Detail").append(_detail(refusal.errors))
    return root


def redacted(raw: bytes) -> str:
    """Return a message as text without passwords and session tokens, for the journal.

    What is not XML could hide a secret anywhere, so of that only the size is told.
    """
    try:
        root = parse(raw)
    except ValueError:
        return f"({len(raw)} bytes that are not XML)" if raw else ""
    for element in root.iter("{*}*"):
        if etree.QName(element).localname in _SECRETS and element.text:
            element.text = REDACTED
    return etree.tostring(root, encoding="unicode")


def _within(parent: Element, name: str) -> Element:
    """Add a child of that name in its parent's namespace."""
    return etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name))


def _detail(errors: Sequence[FaultError]) -> Element:
    detail = etree.Element(f"{{{FAULT_NAMESPACE}}}siebdetail", nsmap={"siebelf": FAULT_NAMESPACE})
    stack = _within(detail, "errorstack")
    for each in errors:
        error = _within(stack, "error")
        code = f"({each.code})" if each.code else None
        _within(error, "errorcode").text = code
        _within(error, "errorsymbol").text = each.symbol or None
        _within(error, "errormsg").text = each.message
    return detail
