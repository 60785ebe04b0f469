"""Tells what a document is that came in the place of a WSDL."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from desktop.integration.markup import NotXml, parse

_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TITLE: Final = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_BINARY: Final = {
    b"PK\x03\x04": "it is a ZIP archive: unpack it and name the WSDL in it",
    b"%PDF": "it is a PDF document",
    b"{": "it is JSON, which describes no SOAP service",
}
_MESSAGE: Final = "it is a SOAP message: the address may lack ?wsdl"
_ROOTS: Final = {
    "{http://www.w3.org/ns/wsdl}description": "it is WSDL 2.0, and Hearth reads WSDL 1.1: ask for that form",
    "{http://www.w3.org/2001/XMLSchema}schema": "it is a mere schema: name the WSDL that imports it",
    "{http://schemas.xmlsoap.org/soap/envelope/}Envelope": _MESSAGE,
    "{http://www.w3.org/2003/05/soap-envelope}Envelope": _MESSAGE,
    "{http://schemas.xmlsoap.org/disco/}discovery": "it is a list of services: name the WSDL in it",
    "{http://wadl.dev.java.net/2009/02}application": "it is a WADL, which describes no SOAP service",
    "{http://docs.oasis-open.org/odata/ns/edmx}Edmx": "it is OData metadata, which describes no SOAP service",
}
_BEGINNING: Final = 4000


def named(content: bytes) -> str:
    """Return what a document is instead of a WSDL, and the way out; empty where that is not known."""
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        return "it is empty"
    for beginning, words in _BINARY.items():
        if text.startswith(beginning):
            return words
    return _by_root(content) or _page(text[:_BEGINNING])


def _by_root(content: bytes) -> str:
    try:
        return _ROOTS.get(str(parse(content).tag), "")
    except (NotXml, etree.LxmlError):
        return ""


def _page(beginning: bytes) -> str:
    if not _HTML.search(beginning):
        return ""
    found = _TITLE.search(beginning)
    title = " ".join(found[1].decode("utf-8", errors="replace").split())[:80] if found else ""
    called = f" called “{title}”" if title else ""
    return f"it is a web page{called}: the address may be wrong or lack ?wsdl, or a login stands in the way"
