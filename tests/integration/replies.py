"""Replies of every kind, byte for byte, with what Hearth makes of each: the lines of docs/replies.md.

``python -m tests.integration.replies`` writes the page anew.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.store.types import DeliveryState
from tests.integration import soap
from tests.integration.plain_server import http
from tests.support.sources import ROOT

PAGE: Final = ROOT / "docs" / "replies.md"
DELIVERED, DOUBTFUL, QUEUED = DeliveryState.DELIVERED, DeliveryState.DOUBTFUL, DeliveryState.QUEUED
BOTH: Final = (("Ada", True), ("Bo", False))
XML: Final = "Content-Type: text/xml; charset=utf-8"
XSI: Final = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
KEY: Final = "<HouseholdId>@H</HouseholdId>"
GOLD: Final = f"{KEY}<Category>Gold</Category>"


@dataclass(frozen=True)
class Case:
    """A reply to a household of Ada and Bo, and what becomes of it.

    In the bytes @H stands for its Household #, @A and @B for the ids of the two. ``changed`` are the fields
    that are different afterwards, and nothing else is; ``members`` are who is in it then. ``why`` is part of
    the sentence that the agent reads, or of what the delivery log notes. Where the bytes are packed on the
    ``line``, it is given the envelope.
    """

    id: str
    kind: str
    answer: str
    raw: bytes
    state: DeliveryState = DELIVERED
    changed: Mapping[str, object] = field(default_factory=dict[str, object])
    members: tuple[tuple[str, bool], ...] = BOTH
    why: str = ""
    line: Callable[[bytes], bytes] | None = None


def of(inner: str, attributes: str = "") -> bytes:
    return http(soap.household(inner, attributes), XML)


def members(rows: str, attributes: str = "") -> bytes:
    return of(f"{KEY}<ListOfRelatedContact>{rows}</ListOfRelatedContact>", attributes)


def member(key: str, more: str = "", attributes: str = "") -> str:
    return f"<RelatedContact {attributes}><ContactId>{key}</ContactId>{more}</RelatedContact>"


def body(inner: str, *headers: str) -> bytes:
    return http(soap.envelope(inner), XML, *headers)


def text(inner: str = GOLD, declaration: str = "") -> str:
    return declaration + soap.household(inner).decode()


ADA, BO = member("@A"), member("@B")
NEW = {"category": "Gold"}
CITY = "<HouseholdName>Åkerlund</HouseholdName>"
NAMED = {"household_name": "Åkerlund"}
RENAMED = f"{KEY}{CITY}"
NOTHING = "*not applied*"
ASKED = "*in doubt*"

VALUES: Final = (
    Case("absent", "a field that is absent", "it stays as it is", of(KEY)),
    Case("empty", "a field that is empty", "it is emptied", of(f"{KEY}<Segment/>"),
         changed={"segment": None}),
    Case("blanks", "a field of blanks alone", "it is emptied", of(f"{KEY}<Segment> \n</Segment>"),
         changed={"segment": None}),
    Case("nil", "a field that is nil", "it is emptied", of(f'{KEY}<Segment {XSI} xsi:nil="true"/>'),
         changed={"segment": None}),
    Case("blanks around", "blanks and line ends around a value", "they are left out",
         of(f"{KEY}<Category>\n  Gold\t</Category>"), changed=NEW),
    Case("cdata", "CDATA, comments and processing instructions in a value", "its text counts",
         of(f"{KEY}<Category>Go<!-- sic --><![CDATA[ld]]><?x y?></Category>"), changed=NEW),
    Case("escaped", "escaped letters", "they are read as what they stand for",
         of(f"{KEY}<HouseholdName>A &amp; B &lt;&#x20AC;&#8364;&gt;</HouseholdName>"),
         changed={"household_name": "A & B <€€>"}),
    Case("required empty", "a required field that is empty", NOTHING, of(f"{KEY}<HouseholdName/>"), DOUBTFUL,
         why="is required"),
    Case("unknown", "an element that nobody knows", "it is noted and skipped", of(f"{GOLD}<Mood>good</Mood>"),
         changed=NEW, why="<Mood>, which is not known here"),
    Case("any order", "elements in another order", "they are read", of(f"<Category>Gold</Category>{KEY}"),
         changed=NEW),
    Case("namespaces", "elements of other namespaces, prefixes and capitals", "they are known by local name",
         of(f'{KEY}<x:category xmlns:x="urn:x">Gold</x:category>'), changed=NEW),
    Case("unqualified", "children without a namespace", "they are read",
         of('<HouseholdId xmlns="">@H</HouseholdId><Category xmlns="">Gold</Category>'), changed=NEW),
    Case("xsi:type", "values that say their type", "the value counts",
         of(f'{KEY}<Category {XSI} xmlns:xsd="urn:xsd" xsi:type="xsd:string">Gold</Category>'), changed=NEW),
    Case("twice alike", "a field twice with one value", "it is taken",
         of(f"{GOLD}<Category>Gold</Category>"), changed=NEW),
    Case("twice", "a field twice with different values", NOTHING, of(f"{GOLD}<Category>Silver</Category>"),
         DOUBTFUL, why="twice, with different values"),
    Case("elements in a value", "elements where a value belongs", NOTHING,
         of(f"{KEY}<Category><b>Gold</b></Category>"), DOUBTFUL, why="holds elements where a value belongs"),
    Case("outside its list", "a value outside a bounded list", NOTHING, of(f"{KEY}<Category>Tin</Category>"),
         DOUBTFUL, why="must be one of"),
    Case("too long", "a value that is too long", NOTHING,
         of(f"{KEY}<HouseholdName>{'x' * 51}</HouseholdName>"), DOUBTFUL, why="at most 50 characters"),
    Case("no number", "a number that does not parse", NOTHING, of(f"{GOLD}<Income>a lot</Income>"), DOUBTFUL,
         why="must be a plain amount"),
    Case("grouped number", "a number with grouping or a decimal comma", NOTHING,
         of(f"{GOLD}<Income>1.200,50</Income>"), DOUBTFUL, why="must be a plain amount"),
    Case("infinite number", "NaN, INF or a number without end", NOTHING, of(f"{GOLD}<Income>NaN</Income>"),
         DOUBTFUL, why="must be a plain amount"),
    Case("no whole number", "a whole number with decimals", NOTHING,
         of(f"{GOLD}<HouseholdSize>3.5</HouseholdSize>"), DOUBTFUL, why="must be a whole number"),
    Case("out of range", "a number outside its range", NOTHING,
         of(f"{GOLD}<HouseholdSize>-1</HouseholdSize>"), DOUBTFUL, why="must be at least 0"),
    Case("line ends within", "line ends within a value", "they are kept as one kind",
         of(f"{KEY}<HouseholdName>A\r\nB</HouseholdName>"), changed={"household_name": "A\nB"}),
    Case("control character", "a raw control character", ASKED, of(f"{GOLD}<Segment>a\x01b</Segment>"),
         DOUBTFUL, why="is not well-formed"),
    Case("control reference", "a reference to a control character, such as `&#x1;`", ASKED,
         of(f"{GOLD}<Segment>a&#x1;b</Segment>"), DOUBTFUL, why="is not well-formed"),
    Case("null byte", "a null byte", ASKED, of(f"{GOLD}<Segment>a\x00b</Segment>"), DOUBTFUL,
         why="is not well-formed"),
    Case("lone surrogate", "a reference to half a character", ASKED, of(f"{GOLD}<Segment>&#xD800;</Segment>"),
         DOUBTFUL, why="is not well-formed"),
    Case("far planes", "letters beyond the first plane", "they are kept",
         of(f"{KEY}<HouseholdName>🏡 &#x1F3E1;</HouseholdName>"), changed={"household_name": "🏡 🏡"}),
    Case("effective", "`EDListOf` with one value for today", "that one counts",
         of(f'{KEY}<EDListOfCategory><Category EDEndDate="01/01/2020">Silver</Category>'
            '<Category EDStartDate="2020-01-02">Gold</Category></EDListOfCategory>'), changed=NEW),
    Case("effective none", "`EDListOf` without a value for today", "it stays, and that is noted",
         of(f'{KEY}<EDListOfCategory><Category EDStartDate="01/01/2199">Gold</Category></EDListOfCategory>'),
         why="holds no value of <Category> for today"),
    Case("effective two", "`EDListOf` with two values for today", NOTHING,
         of(f"{KEY}<EDListOfCategory><Category>Gold</Category><Category>Silver</Category>"
            "</EDListOfCategory>"),
         DOUBTFUL, why="2 values of <Category> for today"),
)  # fmt: skip

KEYS: Final = (
    Case("keys only", "the keys alone, as a status object",
         "the integration id is taken, nothing else changes",
         of(f"{KEY}<IntegrationId>HH-7</IntegrationId>", 'operation="update"'),
         changed={"integration_id": "HH-7"}),
    Case("own key first", "our Household # with any integration id", "the first key in order decides",
         of(f"<IntegrationId>HH-8</IntegrationId>{GOLD}"), changed={**NEW, "integration_id": "HH-8"}),
    Case("empty key", "an empty integration id", "no news: a reply takes no key away",
         of(f"{GOLD}<IntegrationId/>"), changed=NEW),
    Case("another record", "another record's Household #", NOTHING,
         of("<HouseholdId>H-0</HouseholdId><Category>Gold</Category>"), DOUBTFUL, why="another household"),
    Case("another row id", "our Household # with another record's row id", NOTHING,
         of(f"<Id>R-0</Id>{GOLD}"), DOUBTFUL, why="another household"),
    Case("no key", "a record without a key", NOTHING, of("<Category>Gold</Category>"), DOUBTFUL,
         why="without a key to know it by"),
    Case("several records", "several records", NOTHING,
         http(soap.output("Household", f"<Household>{GOLD}</Household><Household>{KEY}</Household>"), XML),
         DOUBTFUL, why="holds 2 records"),
    Case("another kind", "a record of another kind", NOTHING, http(soap.contact("<Id>@A</Id>"), XML),
         DOUBTFUL,
         why="no Household"),
    Case("no record", "an output without a record", "an answer with no news",
         http(soap.output("Household", ""), XML)),
    Case("empty output", "an output without even a list", "an answer with no news", body("<Out/>")),
    Case("status object", "a status object beside no record", "an answer with no news",
         body("<Out><StatusObject>done</StatusObject></Out>")),
    Case("mod id", "`ModId` and other fields that only the other side counts", "noted and skipped",
         of(f"{GOLD}<ModId>17</ModId><Updated>01/02/2026 03:04:05</Updated>"), changed=NEW,
         why="<ModId>, which is not known here"),
    Case("operation", "an `operation` that says what was done", "the reply is applied",
         of(GOLD, 'operation="updatesync"'), changed=NEW),
    Case("operation skipnode", "`skipnode` on the record", "its fields are left",
         of(GOLD, 'operation="skipnode"')),
    Case("operation skiptree", "`skiptree` on the record", "all of it is left",
         of(GOLD, 'operation="skiptree"')),
    Case("operation delete", "`delete` on the record",
         "it is gone there: a person is asked what becomes of it here",
         of(GOLD, 'operation="delete"'), DeliveryState.CONFLICT),
    Case("operation misspelt", "an `operation` that does not exist, or in capitals", NOTHING,
         of(GOLD, 'operation="Update"'), DOUBTFUL, why="'Update', which does not exist"),
)  # fmt: skip

LISTS: Final = (
    Case("list absent", "a list that is absent", "its rows stay", of(GOLD), changed=NEW),
    Case("list empty", "a list that is empty", "all its rows are removed", members(""),
         changed={"head_of_household": None}, members=()),
    Case("list nil", "a list that is nil", "no news, and that is noted",
         of(f'{KEY}<ListOfRelatedContact {XSI} xsi:nil="true"/>'), why="is nil"),
    Case("list twice", "a list twice", NOTHING,
         of(f"{KEY}<ListOfRelatedContact/><ListOfRelatedContact>{ADA}</ListOfRelatedContact>"), DOUBTFUL,
         why="<ListOfRelatedContact> twice"),
    Case("list of text", "text where rows belong", NOTHING, members("none"), DOUBTFUL, why="holds text"),
    Case("list of others", "other elements where rows belong", NOTHING, members("<Person/>"), DOUBTFUL,
         why="holds <Person>, not RelatedContact"),
    Case("rows", "all rows, in another order", "each is known by its key", members(BO + ADA)),
    Case("row missing", "a row that was sent is missing", "it is removed", members(ADA),
         members=(("Ada", True),)),
    Case("row dates", "dates of a row in either form", "they are read",
         members(member("@A", "<DateEnteredHousehold>2/4/2021</DateEnteredHousehold>")
                 + member("@B", "<DateEnteredHousehold>2021-02-14T00:00:00</DateEnteredHousehold>"))),
    Case("row no date", "a date that does not exist", NOTHING,
         members(member("@A", "<DateEnteredHousehold>02/30/2021</DateEnteredHousehold>") + BO), DOUBTFUL,
         why="must be a date"),
    Case("row exits early", "an exit before the entry", NOTHING,
         members(member("@A", "<DateEnteredHousehold>2021-02-14</DateEnteredHousehold>"
                              "<DateExitedHousehold>2020-01-01</DateExitedHousehold>") + BO), DOUBTFUL,
         why="before it enters"),
    Case("row unknown", "a row for somebody who does not exist here", NOTHING,
         members(ADA + BO + member("C-0")),
         DOUBTFUL, why="does not exist here"),
    Case("row twice", "one row twice", NOTHING, members(ADA + BO + ADA), DOUBTFUL, why="names the same"),
    Case("row without key", "a first row without a key", NOTHING,
         members("<RelatedContact><FirstName>Ada</FirstName></RelatedContact>" + BO), DOUBTFUL,
         why="no key to know it by"),
    Case("first sibling", "a later row that lacks the key of the first one", NOTHING,
         members(ADA + "<RelatedContact><PersonUId>@B</PersonUId></RelatedContact>"), DOUBTFUL,
         why="lacks ContactId, by which the first one is known"),
    Case("primary moves", "`IsPrimaryMVG` on another row", "the mark moves",
         members(ADA + member("@B", attributes='IsPrimaryMVG="Y"')), members=(("Ada", False), ("Bo", True))),
    Case("primary twice", "`IsPrimaryMVG` on two rows", NOTHING,
         members(member("@A", attributes='IsPrimaryMVG="Y"') + member("@B", attributes='IsPrimaryMVG="Y"')),
         DOUBTFUL, why="2 rows"),
    Case("primary unclear", "`IsPrimaryMVG` that is neither Y nor N", NOTHING,
         members(member("@A", attributes='IsPrimaryMVG="X"') + BO), DOUBTFUL, why="must be Y or N"),
    Case("row delete", "`delete` on a row", "it is removed",
         members(ADA + member("@B", attributes='operation="delete"')),
         members=(("Ada", True),)),
    Case("row skipnode", "`skipnode` on a row", "it is left as it is",
         members(ADA + member("@B", attributes='operation="skipnode"'))),
    Case("row insert", "`insert` of a row that exists", NOTHING,
         members(ADA + member("@B", attributes='operation="insert"')), DOUBTFUL, why="'insert'"),
    Case("row misspelt", "an `operation` of a row that does not exist", NOTHING,
         members(ADA + member("@B", attributes='operation="dlete"')), DOUBTFUL,
         why="'dlete', which does not exist"),
    Case("upsert", "`upsert` on the record and a row missing", "rows are not removed",
         members(ADA, 'operation="upsert"')),
    Case("row over", "a row whose effective dates are over",
         "it gives way to a current one; without one it stays",
         members(ADA + member("@B", attributes='EDEndDate="01/01/2020"'))),
)  # fmt: skip

_REFERRED = (
    '<r:Response xmlns:r="urn:r"><SiebelMessage href="#id0"/></r:Response>'
    '<multiRef id="id0"><Household href="#id1"/></multiRef>'
    f'<multiRef id="id1">{KEY}<Category href="#id2"/></multiRef><multiRef id="id2">Gold</multiRef>'
)
_CIRCLE = '<Out><Household href="#a"/></Out><multiRef id="a"><Household href="#a"/></multiRef>'

ENVELOPES: Final = (
    Case("soap 1.2", "SOAP 1.2 for an answer to 1.1", "it is read",
         http(soap.envelope(f"<Out><Household>{GOLD}</Household></Out>",
                            "http://www.w3.org/2003/05/soap-envelope"), XML), changed=NEW),
    Case("rpc", "an rpc wrapper with `SiebelMessage`", "it is seen through",
         body(f'<r:R xmlns:r="urn:r"><SiebelMessage><Household>{GOLD}</Household></SiebelMessage></r:R>'),
         changed=NEW),
    Case("references", "rpc/encoded with `href` and `multiRef`", "what is referred to is read in its place",
         body(_REFERRED), changed=NEW),
    Case("reference lost", "an `href` to what is not there", NOTHING,
         body('<Out><Household href="#nowhere"/></Out>'), DOUBTFUL, why="refers to #nowhere"),
    Case("reference circle", "an `href` that leads back to itself", NOTHING, body(_CIRCLE), DOUBTFUL,
         why="refers to itself"),
    Case("no body", "an envelope without a body", ASKED,
         http(b'<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"/>', XML), DOUBTFUL,
         why="without a body"),
    Case("empty body", "an envelope with an empty body", ASKED, body(""), DOUBTFUL, why="empty envelope"),
    Case("no soap", "XML that is no SOAP", ASKED, http(b"<answer>fine</answer>", XML), DOUBTFUL,
         why="<answer> and no SOAP envelope"),
    Case("page", "a web page", "queued: a login or a proxy stands in the way",
         http(b"<html><title>Sign in</title></html>", "Content-Type: text/html"), QUEUED, why="“Sign in”"),
    Case("json", "JSON or plain text", ASKED, http(b'{"ok":true}', "Content-Type: application/json"),
         DOUBTFUL,
         why="is not well-formed"),
    Case("empty", "nothing at all", ASKED, http(b"", XML), DOUBTFUL, why="is empty"),
    Case("202", "202 without a body", ASKED, http(b"", XML, status="202 Accepted"), DOUBTFUL,
         why="status 202"),
    Case("half", "XML that ends too early", ASKED, http(soap.household(GOLD)[:-40], XML), DOUBTFUL,
         why="is not well-formed"),
    Case("two documents", "something behind the end of the envelope", ASKED,
         http(soap.household(GOLD) * 2, XML), DOUBTFUL, why="is not well-formed"),
    Case("blanks before", "line ends before the XML declaration", "they are left out",
         http(b"\r\n\r\n" + text(declaration='<?xml version="1.0"?>').encode(), XML), changed=NEW),
)  # fmt: skip

_UTF16 = '<?xml version="1.0" encoding="utf-16"?>'
_SAYS = '<?xml version="1.0" encoding="{}"?>'

ENCODINGS: Final = (
    Case("utf-8 bom", "UTF-8 with a byte order mark", "it is read",
         http(text(RENAMED).encode("utf-8-sig"), XML), changed=NAMED),
    Case("utf-16 le", "UTF-16 LE with its mark", "it is read",
         http(b"\xff\xfe" + text(RENAMED, _UTF16).encode("utf-16-le"), "Content-Type: text/xml"),
         changed=NAMED),
    Case("utf-16 be", "UTF-16 BE with its mark", "it is read",
         http(b"\xfe\xff" + text(RENAMED, _UTF16).encode("utf-16-be"), "Content-Type: text/xml"),
         changed=NAMED),
    Case("utf-16 bare", "UTF-16 without a mark or a word", "it is read",
         http(text(RENAMED, '<?xml version="1.0"?>').encode("utf-16-le"), "Content-Type: text/xml"),
         changed=NAMED),
    Case("utf-16 by http", "UTF-16 that only the Content-Type names", "it is read",
         http(text(RENAMED).encode("utf-16-be"), "Content-Type: text/xml; charset=utf-16be"), changed=NAMED),
    Case("utf-16 called utf-8", "UTF-16 with its mark, called UTF-8 by both", "the mark counts",
         http(b"\xff\xfe" + text(RENAMED, _SAYS.format("utf-8")).encode("utf-16-le"), XML), changed=NAMED),
    Case("utf-8 called utf-16", "UTF-8, called UTF-16 by its declaration", "the bytes count",
         http(text(RENAMED, _UTF16).encode(), XML), changed=NAMED),
    Case("utf-8 called latin-1 by http", "UTF-8 by declaration, ISO 8859-1 by Content-Type",
         "the declaration counts",
         http(text(RENAMED, _SAYS.format("utf-8")).encode(), "Content-Type: text/xml; charset=iso-8859-1"),
         changed=NAMED),
    Case("utf-8 called latin-1 by xml", "UTF-8 by Content-Type, ISO 8859-1 by declaration",
         "the bytes are UTF-8",
         http(text(RENAMED, _SAYS.format("iso-8859-1")).encode(), XML), changed=NAMED),
    Case("utf-8 called 1252", "UTF-8, called windows-1252 by both", "the bytes are UTF-8",
         http(text(RENAMED, _SAYS.format("windows-1252")).encode(),
              "Content-Type: text/xml; charset=windows-1252"),
         changed=NAMED),
    Case("latin-1", "ISO 8859-1 that says so", "it is read",
         http(text(RENAMED, _SAYS.format("iso-8859-1")).encode("latin-1"), "Content-Type: text/xml"),
         changed=NAMED),
    Case("latin-1 by http", "ISO 8859-1 that only the Content-Type names", "it is read",
         http(text(RENAMED).encode("latin-1"), "Content-Type: text/xml; charset=ISO-8859-1"), changed=NAMED),
    Case("1252 called utf-8", "windows-1252, called UTF-8 by both", f"{ASKED}: letters are not guessed",
         http(text(RENAMED, _SAYS.format("utf-8")).encode("cp1252"), XML), DOUBTFUL, why="its bytes are not"),
    Case("1252 called nothing", "windows-1252 without a word", f"{ASKED}: letters are not guessed",
         http(text(RENAMED).encode("cp1252"), "Content-Type: text/xml"), DOUBTFUL, why="its bytes are not"),
    Case("1252 rescued by http", "windows-1252 by Content-Type, UTF-8 by declaration",
         "the Content-Type is tried",
         http(text(RENAMED, _SAYS.format("utf-8")).encode("cp1252"),
              "Content-Type: text/xml; charset=windows-1252"),
         changed=NAMED),
    Case("no such charset", "a charset that does not exist", "the bytes are read as UTF-8",
         http(text(RENAMED, _SAYS.format("utf-9")).encode(), "Content-Type: text/xml; charset=x-none"),
         changed=NAMED),
)  # fmt: skip


def packed(content: bytes, encoding: str) -> bytes:
    return http(content, XML, f"Content-Encoding: {encoding}")


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    told = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in chunks)
    head = f"HTTP/1.1 200 OK\r\n{XML}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    return head.encode() + told + end


def parts(*given: tuple[str, bytes], edge: str = "edge", kind: str = "") -> bytes:
    told = b"".join(
        b"--edge\r\nContent-Type: application/xop+xml; charset=utf-8\r\nContent-ID: <%b>\r\n\r\n%b\r\n"
        % (name.encode(), content)
        for name, content in given
    )
    about = f'multipart/related; boundary="{edge}"; type="application/xop+xml"; start="<root>"'
    return http(told + b"--edge--\r\n", f"Content-Type: {kind or about}")


_PLAIN = soap.household(GOLD)
_XOP = '<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:picture"/>'
_BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

LINES: Final = (
    Case("gzip", "gzip", "it is unpacked", _PLAIN,
         changed=NEW, line=lambda raw: packed(gzip.compress(raw), "gzip")),
    Case("deflate", "deflate", "it is unpacked", _PLAIN,
         changed=NEW, line=lambda raw: packed(zlib.compress(raw), "deflate")),
    Case("raw deflate", "deflate without its head", "it is unpacked",
         _PLAIN, changed=NEW, line=lambda raw: packed(zlib.compress(raw)[2:-4], "deflate")),
    Case("gzip cut", "gzip that ends too early", ASKED, _PLAIN,
         DOUBTFUL, line=lambda raw: packed(gzip.compress(raw)[:-30], "gzip")),
    Case("gzip lies", "called gzip and plain", ASKED, _PLAIN, DOUBTFUL,
         why="cannot be unpacked", line=lambda raw: packed(raw, "gzip")),
    Case("gzip unsaid", "gzip that nobody speaks of", ASKED, _PLAIN, DOUBTFUL,
         why="is packed by gzip", line=lambda raw: http(gzip.compress(raw), XML)),
    Case("gzip bomb", "gzip that becomes more than 32 MB", ASKED,
         packed(gzip.compress(b" " * 34_000_000, 1), "gzip"), DOUBTFUL, why="larger than 32 MB"),
    Case("chunked", "chunks, cut anywhere", "they are put together", _PLAIN,
         changed=NEW, line=lambda raw: chunked(raw[:7], raw[7:])),
    Case("chunked cut", "chunks that end too early", ASKED, _PLAIN, DOUBTFUL,
         why="cut off", line=lambda raw: chunked(raw, end=b"")),
    Case("chunked broken", "chunks with a broken length", ASKED, _PLAIN, DOUBTFUL,
         why="cut off", line=lambda raw: chunked(raw[:7], end=b"zz\r\n")),
    Case("length too long", "a Content-Length that is longer than what comes", ASKED,
         http(_PLAIN, XML).replace(b"Content-Length: ", b"Content-Length: 9"), DOUBTFUL, why="cut off"),
    Case("no length", "neither length nor chunks: it ends with the connection", "it is read",
         b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\n" + _PLAIN, changed=NEW),
    Case("no type", "without a Content-Type", "it is read", http(_PLAIN), changed=NEW),
    Case("wrong type", "XML called plain text or a page", "it is read",
         http(_PLAIN, "Content-Type: text/html"),
         changed=NEW),
    Case("attachments", "multipart/related (SwA, MTOM)", "the root part is read, attachments are left",
         parts(("picture", b"\x00\xff"), ("root", _PLAIN)), changed=NEW),
    Case("attachment in a value", "MTOM whose value is an attachment (`xop:Include`)", NOTHING,
         parts(("root", soap.household(f"{KEY}<Category>{_XOP}</Category>")), ("picture", b"Gold")), DOUBTFUL,
         why="holds elements where a value belongs"),
    Case("no boundary", "multipart whose boundary is not in it", ASKED, parts(("root", _PLAIN), edge="other"),
         DOUBTFUL, why="is not well-formed"),
    Case("deep", "more than 64 levels", ASKED, body("<a>" * 80 + "</a>" * 80), DOUBTFUL,
         why="deeper than 64"),
    Case("many", "more than 200 000 elements", ASKED, body("<a/>" * 200_001), DOUBTFUL,
         why="200000 elements"),
    Case("entity bomb", "entities that grow without end", ASKED,
         http(f'<!DOCTYPE l [<!ENTITY l0 "l">{_BOMB}]>'.encode()
              + soap.household(f"{KEY}<Category>&l9;</Category>"),
              XML), DOUBTFUL),
    Case("entity outside", "an entity from a file or an address", ASKED,
         http(b'<!DOCTYPE l [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
              + soap.household(f"{KEY}<Category>&e;</Category>"), XML), DOUBTFUL, why="document type"),
    Case("huge text", "a value of megabytes", NOTHING, of(f"{KEY}<Category>{'x' * 4_000_000}</Category>"),
         DOUBTFUL, why="at most 30 characters"),
)  # fmt: skip

CHAPTERS: Final = {
    "Values": VALUES,
    "Keys and the record": KEYS,
    "Lists": LISTS,
    "Envelopes": ENVELOPES,
    "Encodings": ENCODINGS,
    "The line": LINES,
}

_HEAD: Final = """# Replies, row by row

What comes back from an external system, and what Hearth makes of it. Each line is a test: a real server sends
these very bytes in answer to *Update External System* on a household of two, and afterwards the household and
its members are as the line says, and nothing else has changed. Faults have a table of their own in
[wire.md](wire.md).

- *not applied*: it arrived there, and nothing of the reply is taken over; the agent reads why and decides.
- *in doubt*: nobody knows whether it arrived. Nothing is taken over, and the external system is asked
  before anything is sent again.

`python -m tests.integration.replies` writes this page; `tests/integration/test_replies.py` plays its lines by
the names in the last column and holds the page to them.
"""


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    yield from _HEAD.splitlines()
    for chapter, cases in CHAPTERS.items():
        yield from ("", f"## {chapter}", "| a reply with | Hearth | test |", "|---|---|---|")
        yield from (f"| {each.kind} | {each.answer} | `{each.id}` |" for each in cases)


if __name__ == "__main__":
    PAGE.write_text("\n".join(page()) + "\n", encoding="utf-8")
