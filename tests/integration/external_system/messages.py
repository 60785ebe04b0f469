"""Hand-written messages to the built-in external system, and its answers read without any of our own code."""

from __future__ import annotations

import http.client
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

WSDLS = Path(__file__).parents[3] / "resources" / "wsdl"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
ASI = "http://siebel.com/asi/"
XSD = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True)
class Message:
    """The records of one message, as XML, and the kind they are of."""

    kind: str
    records: str

    def __add__(self, other: Message) -> Message:
        return Message(self.kind, self.records + other.records)


def household(rows: str = "", operation: str = "", **fields: str) -> Message:
    """One household; fields are put into the order of the schema, an empty text is an empty element."""
    return Message("household", component("Household", rows, {"operation": operation}, **fields))


def contact(rows: str = "", operation: str = "", **fields: str) -> Message:
    """One contact, in the same manner."""
    return Message("contact", component("Contact", rows, {"operation": operation}, **fields))


def members(*rows: str) -> str:
    """The members of a household, each made by ``member``."""
    return f"<ListOfRelatedContact>{''.join(rows)}</ListOfRelatedContact>"


def member(primary: str = "", operation: str = "", **fields: str) -> str:
    return component("RelatedContact", "", {"IsPrimaryMVG": primary, "operation": operation}, **fields)


def component(name: str, rows: str, attributes: dict[str, str], **fields: str) -> str:
    order = [tag for tag in _order(name) if tag in fields]
    assert len(order) == len(fields), f"{set(fields) - set(order)} are no fields of {name}"
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name}{said}>{''.join(f'<{tag}>{escape(fields[tag])}</{tag}>' for tag in order)}{rows}</{name}>"


def wrapped(operation: str, message: Message, before: str = "", after: str = "") -> str:
    """The wrapper of ``operation`` around the records, with other elements before or after their list."""
    title = message.kind.title()
    payload = f"http://www.siebel.com/xml/{title}%20Interface"
    return (
        f'<asi:External{title}{operation}_Input xmlns:asi="{ASI}">{before}'
        f'<ListOf{title}Interface xmlns="{payload}">{message.records}</ListOf{title}Interface>'
        f"{after}</asi:External{title}{operation}_Input>"
    )


def envelope(content: str, header: str = "", soap: str = SOAP) -> str:
    return (
        f'<e:Envelope xmlns:e="{soap}"><e:Header>{header}</e:Header><e:Body>{content}</e:Body></e:Envelope>'
    )


@dataclass(frozen=True)
class Answer:
    """An HTTP response; its reply fits the WSDL, or reading it fails the test."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def body_child(self) -> etree._Element:
        return _child(_child(etree.fromstring(self.body), "Body"), "*")

    @property
    def records(self) -> list[etree._Element]:
        """The records in the reply."""
        wrapper = self.body_child
        kind = "household" if "Household" in wrapper.tag else "contact"
        schema(kind).assertValid(etree.ElementTree(etree.fromstring(etree.tostring(wrapper))))
        return list(_child(wrapper, f"ListOf{kind.title()}Interface"))

    @property
    def record(self) -> etree._Element:
        """The only record in the reply."""
        (only,) = self.records
        return only

    @property
    def operation(self) -> str | None:
        return self.record.get("operation")

    def __getitem__(self, tag: str) -> str:
        """The text of that field of the only record; KeyError if it has none."""
        element = self.record.find(f"{{*}}{tag}")
        if element is None:
            raise KeyError(tag)
        return element.text or ""

    @property
    def tags(self) -> list[str]:
        return [etree.QName(each).localname for each in self.record]

    def rows(self, container: str) -> list[dict[str, str]]:
        """The rows of that container, attributes as ``@name``; KeyError if it is absent."""
        element = self.record.find(f"{{*}}{container}")
        if element is None:
            raise KeyError(container)
        return [
            {etree.QName(each).localname: each.text or "" for each in row}
            | {f"@{name}": str(value) for name, value in row.attrib.items()}
            for row in element
        ]

    @property
    def fault(self) -> list[str]:
        """The codes of the fault's error stack, from the outermost in."""
        stack = self.body_child.findall(".//{http://www.siebel.com/ws/fault}errorcode")
        return [(each.text or "").strip("()") for each in stack]

    @property
    def fault_string(self) -> str:
        return self.body_child.findtext("faultstring") or ""


def _child(element: etree._Element, name: str) -> etree._Element:
    found = element.find(f"{{*}}{name}")
    assert found is not None, f"no {name} in {element.tag}"
    return found


def post(address: str, body: str | bytes, **headers: str) -> Answer:
    """Send a request on a connection of its own."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("POST", f"{parts.path}?{parts.query}", raw, {"Content-Type": "text/xml", **named})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def get(address: str) -> Answer:
    """Ask for a page on a connection of its own."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


@cache
def schema(kind: str) -> etree.XMLSchema:
    """The types of a WSDL."""
    with tempfile.TemporaryDirectory() as folder:
        inline = list(etree.parse(WSDLS / f"external-{kind}.wsdl").iter(f"{XSD}schema"))
        for number, each in enumerate(inline):
            for wanted in each.iter(f"{XSD}import"):
                wanted.set("schemaLocation", "0.xsd")
            Path(folder, f"{number}.xsd").write_bytes(etree.tostring(each))
        return etree.XMLSchema(etree.parse(Path(folder, f"{len(inline) - 1}.xsd")))


@cache
def _order(component_name: str) -> list[str]:
    for kind in ("household", "contact"):
        wsdl = etree.parse(WSDLS / f"external-{kind}.wsdl")
        for described in wsdl.iter(f"{XSD}complexType"):
            if described.get("name") == component_name:
                return [each.get("name", "") for each in described.iter(f"{XSD}element")]
    raise AssertionError(f"no WSDL describes {component_name}")
