"""What can become of a valid reply: its tree is changed piece by piece, then its bytes, then the line."""

from __future__ import annotations

import copy
import gzip
from collections.abc import Callable, Mapping
from typing import Final

from hypothesis import strategies as some
from lxml import etree

from desktop.integration.markup import Element
from tests.integration import soap
from tests.integration.plain_server import http

_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"
HOUSEHOLD: Final = soap.household(
    "<Category>Gold</Category><HouseholdId>@H</HouseholdId><Id>@R</Id><IntegrationId>HH-@H</IntegrationId>"
    "<Income>1.50</Income><Segment/><HouseholdSize>3</HouseholdSize><Mood>good</Mood>"
    "<EDListOfStatus><Status EDStartDate='01/01/2020'>Active</Status></EDListOfStatus>"
    '<ListOfRelatedContact><RelatedContact IsPrimaryMVG="Y" operation="sync"><ContactId>@A</ContactId>'
    "<PersonUId>@A</PersonUId><DateEnteredHousehold>02/14/2021</DateEnteredHousehold></RelatedContact>"
    "<RelatedContact><ContactId>@B</ContactId><PersonUId>@B</PersonUId></RelatedContact></ListOfRelatedContact>"
    "<ListOfRelatedSalesRep/>",
    'operation="update"',
)
KEYS: Final = soap.household(
    "<HouseholdId>@H</HouseholdId><IntegrationId>HH-@H</IntegrationId>", 'operation="insert"'
)
CONTACT: Final = soap.contact(
    "<Id>@A</Id><IntegrationId>CRM-@A</IntegrationId><PersonUId>@A</PersonUId><FirstName>Ada</FirstName>"
    "<LastName>Byron</LastName><BirthDate>12/10/1985</BirthDate><SuppressAllCalls>Y</SuppressAllCalls>"
    '<ListOfPersonalAddress><PersonalAddress IsPrimaryMVG="Y"><Id>@P</Id><PersonalCity>Uppsala</PersonalCity>'
    "<PersonalStreetAddress>Kvarngatan 12</PersonalStreetAddress></PersonalAddress></ListOfPersonalAddress>"
)
WHOLE: Final = {"household": HOUSEHOLD, "keys": KEYS, "contact": CONTACT}

NAMES: Final = (
    *("Household", "Contact", "RelatedContact", "ListOfRelatedContact", "PersonalAddress", "Category"),
    *("HouseholdId", "ContactId", "Id", "IntegrationId", "Income", "EDListOfCategory", "Fault", "ErrorCode"),
    *("Body", "Envelope", "SiebelMessage", "FirstName", "LastName", "HouseholdName", "BirthDate", "Nobody"),
)
TEXTS: Final = (
    *(
        "",
        " ",
        "@H",
        "@A",
        "@B",
        "@R",
        "Gold",
        "Tin",
        "0",
        "-1",
        "1e400",
        "NaN",
        "9" * 400,
        "1,5",
        "Y",
        "maybe",
    ),
    *("02/30/2021", "2021-02-14T25:00:00", "12/31/9999", "x" * 5000, "\u2028", "\ud7ff🏡", "]]>", "true"),
)
ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "operation": ("delete", "insert", "update", "upsert", "skipnode", "skiptree", "sync", "dlete", ""),
    "IsPrimaryMVG": ("Y", "N", "X", ""),
    "EDStartDate": ("01/01/2199", "rubbish"),
    "EDEndDate": ("01/01/2020", ""),
    "href": ("#a", "cid:a"),
    "id": ("a",),
    _NIL: ("true", "false", "1"),
}
GARBAGE: Final = (b"<", b"&", b"\x00", b"\xff", b"<!--", b"]]>", b"</Household>", b"<!DOCTYPE a>", b"<?x?>")
CHARSETS: Final = ("utf-8", "utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig", "ascii")
STATUSES: Final = ("200 OK", "202 Accepted", "204 No Content", "302 Found", "401 Who", "404 Not Found",
                   "429 Later", "500 Error", "503 Busy")  # fmt: skip


@some.composite
def mutated(draw: some.DrawFn, whole: bytes) -> tuple[bytes, bytes]:
    """A reply that is none, or hardly one, any more: its envelope, and all the bytes of its answer."""
    root = etree.fromstring(whole)
    for _ in range(draw(some.integers(0, 4))):
        draw(some.sampled_from(_CHANGES))(draw, root)
    raw = etree.tostring(root)
    if draw(some.integers(0, 3)) == 0:
        raw = draw(some.sampled_from(_SPOILS))(draw, raw)
    return raw, _on_the_line(draw, raw)


def _on_the_line(draw: some.DrawFn, raw: bytes) -> bytes:
    odd = draw(some.integers(0, 9))
    if odd == 0:
        return http(raw, "Content-Type: text/xml", status=draw(some.sampled_from(STATUSES)))
    if odd == 1:
        return http(gzip.compress(raw), "Content-Type: text/xml", "Content-Encoding: gzip")
    if odd == 2:
        return http(raw, f"Content-Type: text/xml; charset={draw(some.sampled_from(CHARSETS))}")
    return http(raw, "Content-Type: text/xml; charset=utf-8")


def _any(draw: some.DrawFn, root: Element) -> Element:
    return draw(some.sampled_from(list(root.iter("*"))))


def _drop(draw: some.DrawFn, root: Element) -> None:
    each = _any(draw, root)
    if (around := each.getparent()) is not None:
        around.remove(each)


def _double(draw: some.DrawFn, root: Element) -> None:
    each = _any(draw, root)
    if each is not root:
        each.addnext(copy.deepcopy(each))


def _move(draw: some.DrawFn, root: Element) -> None:
    each, there = _any(draw, root), _any(draw, root)
    if each is not root and each not in (there, *there.iterancestors()):
        there.append(each)


def _turn(draw: some.DrawFn, root: Element) -> None:
    each = _any(draw, root)
    each[:] = list(each)[::-1]


def _rename(draw: some.DrawFn, root: Element) -> None:
    each, name = _any(draw, root), draw(some.sampled_from(NAMES))
    namespace = draw(some.sampled_from(("", "urn:other", etree.QName(each).namespace or "")))
    each.tag = f"{{{namespace}}}{name}" if namespace else name


def _say(draw: some.DrawFn, root: Element) -> None:
    _any(draw, root).text = draw(some.sampled_from(TEXTS))


def _empty(draw: some.DrawFn, root: Element) -> None:
    each = _any(draw, root)
    each[:], each.text = [], None


def _mark(draw: some.DrawFn, root: Element) -> None:
    name = draw(some.sampled_from(sorted(ATTRIBUTES)))
    _any(draw, root).set(name, draw(some.sampled_from(ATTRIBUTES[name])))


def _wrap(draw: some.DrawFn, root: Element) -> None:
    each = _any(draw, root)
    around = each.getparent()
    if around is not None:
        wrapper = etree.Element(draw(some.sampled_from(NAMES)))
        around.replace(each, wrapper)
        wrapper.append(each)


def _add(draw: some.DrawFn, root: Element) -> None:
    each = etree.SubElement(_any(draw, root), draw(some.sampled_from(NAMES)))
    each.text = draw(some.sampled_from(TEXTS))


def _cut(draw: some.DrawFn, raw: bytes) -> bytes:
    return raw[: draw(some.integers(0, len(raw)))]


def _dirty(draw: some.DrawFn, raw: bytes) -> bytes:
    place = draw(some.integers(0, len(raw)))
    return raw[:place] + draw(some.sampled_from(GARBAGE)) + raw[place:]


def _recode(draw: some.DrawFn, raw: bytes) -> bytes:
    said, real = draw(some.sampled_from(CHARSETS)), draw(some.sampled_from(CHARSETS))
    text = f'<?xml version="1.0" encoding="{said}"?>{raw.decode()}'
    return text.encode(real, errors="replace")


def _twice(_draw: some.DrawFn, raw: bytes) -> bytes:
    return raw * 2


_CHANGES: Final[tuple[Callable[[some.DrawFn, Element], None], ...]] = (
    *(_drop, _double, _move, _turn, _rename, _say, _empty, _mark, _wrap, _add),
)
_SPOILS: Final[tuple[Callable[[some.DrawFn, bytes], bytes], ...]] = (_cut, _dirty, _recode, _twice)
