"""Finds the parts of a SOAP envelope, whatever its version and prefixes."""

from __future__ import annotations

import threading
from typing import Final

from desktop.integration import references
from desktop.integration.markup import Element, NotXml, child, children, local_name, parse, text_of


class NotSoap(ValueError):
    """What came is XML, but no SOAP envelope with a body; the text names its root."""


class _Last(threading.local):
    """The envelope this thread read last: what an answer means and what it says are asked in turn."""

    raw: bytes | None = None
    charset: str = ""
    body: Element | None = None


_LAST: Final = _Last()


def body_of(raw: bytes, charset: str = "") -> Element:
    """Return the body of the envelope, not to be changed; raise markup.NotXml or NotSoap."""
    if raw is _LAST.raw and charset == _LAST.charset and _LAST.body is not None:
        return _LAST.body
    _LAST.raw, _LAST.charset, _LAST.body = raw, charset, None
    _LAST.body = _body_of(raw, charset)
    return _LAST.body


def _body_of(raw: bytes, charset: str) -> Element:
    root = parse(raw, charset)
    if local_name(root) != "Envelope":
        raise NotSoap(f"is <{local_name(root)}> and no SOAP envelope")
    body = child(root, "Body")
    if body is None:
        raise NotSoap("is an envelope without a body")
    references.resolve(body)
    return body


def fault_in(body: Element) -> Element | None:
    """Return the fault a body carries, or None."""
    return child(body, "Fault")


def is_empty(body: Element) -> bool:
    """Tell whether a body carries nothing at all."""
    return next(children(body), None) is None


def session_token(raw: bytes, charset: str = "") -> str:
    """Return the session token that the header of an envelope brings for the next request, or nothing."""
    try:
        header = child(parse(raw, charset), "Header")
    except NotXml:
        return ""
    return "" if header is None else text_of(child(header, "SessionToken"))
