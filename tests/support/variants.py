"""Writes the WSDLs that external systems may have, from the field tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.fields import RECORDS, Component, Field
from desktop.values import Kind

ASI: Final = "http://siebel.com/asi/"
INTERFACES: Final = "http://www.siebel.com/xml/"
PLANTED: Final = "planted-s3cret"
_XSD: Final = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
_NAMESPACES: Final = (
    f'xmlns="http://schemas.xmlsoap.org/wsdl/" {_XSD} xmlns:tns="{ASI}" '
    'xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" '
    'xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" '
    + " ".join(f'xmlns:{kind}="{INTERFACES}{kind.title()}%20Interface"' for kind in RECORDS)
)
_TYPES: Final = {
    Kind.FLAG: "boolean",
    Kind.INTEGER: "int",
    Kind.CURRENCY: "decimal",
    Kind.DATETIME: "dateTime",
}
_LISTS: Final = {"Category": ("Platinum", "Gold", "Silver", "Standard")}
_METHODS: Final = ("QueryById", "QueryByExample", "Synchronize")
_STATUS: Final = '<xsd:element name="StatusObject" type="xsd:string" minOccurs="0"/>'


@dataclass(frozen=True)
class Variant:
    """How one external system describes itself.

    ``style``, ``ports`` (the SOAP version of each) and ``payload`` (``list``, or ``top`` for a SiebelMessage
    around it) lay messages out; ``dates`` is the type of dates where values are ``typed``; ``limited`` types
    have lengths and lists of values. ``imports`` are ``schemas`` or ``all``, ``address`` is ``plain``,
    ``none``, ``query`` or ``password``. With ``fetched`` the WSDL is had from the address itself; an
    ``encoded`` message says of each value what type it has.
    """

    name: str
    style: str = "document"
    ports: tuple[str, ...] = ("1.1",)
    payload: str = "list"
    typed: bool = False
    dates: str = "date"
    nillable: bool = False
    limited: bool = False
    prefix: str = "External"
    suffix: str = ""
    odd_casing: bool = False
    qualified: bool = True
    status: str = ""
    together: bool = False
    crowded: bool = False
    imports: str = ""
    address: str = "plain"
    fetched: bool = False
    encoded: bool = False


VARIANTS: Final = (
    Variant("document, all text"),
    Variant("document, typed", typed=True),
    Variant("document, typed, dates as dateTime", typed=True, dates="dateTime"),
    Variant("document, typed, nillable", typed=True, nillable=True),
    Variant("document, lists and lengths", typed=True, limited=True),
    Variant("document, SOAP 1.2", ports=("1.2",)),
    Variant("document, typed, SOAP 1.2", ports=("1.2",), typed=True),
    Variant("document, SiebelMessage around the list", payload="top"),
    Variant("rpc, all text", style="rpc", payload="top"),
    Variant("rpc, typed", style="rpc", payload="top", typed=True),
    Variant("rpc, SOAP 1.2", style="rpc", payload="top", ports=("1.2",)),
    Variant("rpc, typed, SOAP 1.2", style="rpc", payload="top", ports=("1.2",), typed=True),
    Variant("rpc, the list as the part", style="rpc"),
    Variant("rpc, encoded", style="rpc", payload="top", encoded=True),
    Variant(
        "rpc, encoded, typed, SOAP 1.2", style="rpc", payload="top", ports=("1.2",), typed=True, encoded=True
    ),
    Variant("a suffix", suffix="_1"),
    Variant("a customer's prefix and a suffix", prefix="AcmeCRM", suffix="_2"),
    Variant("rpc, a customer's prefix and a suffix", style="rpc", payload="top", prefix="Acme", suffix="_1"),
    Variant("odd capitals in the names of lists", odd_casing=True),
    Variant("unqualified elements", qualified=False),
    Variant("StatusObject before", status="before"),
    Variant("StatusObject after", status="after"),
    Variant("rpc, StatusObject before", style="rpc", payload="top", status="before"),
    Variant("both services in one WSDL", together=True),
    Variant("rpc, both services in one WSDL", style="rpc", payload="top", together=True),
    Variant("several services and ports", together=True, crowded=True, ports=("1.2", "1.1")),
    Variant("schemas in files of their own", imports="schemas"),
    Variant("rpc, schemas in files of their own", style="rpc", payload="top", imports="schemas"),
    Variant("all parts in folders", imports="all", typed=True),
    Variant("a port without address", address="none"),
    Variant("an address with a query", address="query"),
    Variant("a password in the address", address="password"),
    Variant("fetched from its address", fetched=True),
    Variant("fetched from its address, with schemas of its own", fetched=True, imports="schemas", typed=True),
)


def write(variant: Variant, folder: Path, addresses: dict[str, str]) -> dict[str, Path]:
    """Write the WSDLs and return where each kind's is; ``addresses`` are those of the services."""
    kinds = [list(RECORDS)] if variant.together else [[kind] for kind in RECORDS]
    found: dict[str, Path] = {}
    for together in kinds:
        root = folder / ("both" if variant.together else together[0])
        for name, text in _documents(variant, together, addresses):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found |= dict.fromkeys(together, root / "service.wsdl")
    return found


def operation(variant: Variant, kind: str, method: str) -> str:
    """Return what the variant calls an operation."""
    return f"{variant.prefix}{kind.title()}{method}{variant.suffix}"


def _documents(variant: Variant, kinds: list[str], addresses: dict[str, str]) -> Iterator[tuple[str, str]]:
    schemas = {kind: _schema(variant, kind) for kind in kinds}
    where = "../types" if variant.imports == "all" else "types"
    imported = "".join(
        f'<xsd:import namespace="{INTERFACES}{kind.title()}%20Interface"'
        + (f' schemaLocation="{where}/{kind}.xsd"/>' if variant.imports else "/>")
        for kind in kinds
    )
    wrappers = f'<xsd:schema elementFormDefault="{_form(variant)}" targetNamespace="{ASI}">{imported}'
    wrappers += "".join(_wrappers(variant, kind) for kind in kinds) + "</xsd:schema>"
    inline = "" if variant.imports else "".join(schemas.values())
    abstract = f"<types>{inline}{wrappers}</types>" + "".join(_port_type(variant, kind) for kind in kinds)
    if variant.imports:
        yield from ((f"types/{kind}.xsd", text) for kind, text in schemas.items())
    if variant.imports == "all":
        yield "abstract/messages.wsdl", _definitions(abstract)
        abstract = f'<import namespace="{ASI}" location="abstract/messages.wsdl"/>'
    concrete = "".join(_binding(variant, kind) for kind in kinds)
    services = "".join(_service(variant, kind, addresses[kind]) for kind in kinds)
    yield (
        "service.wsdl",
        _definitions(abstract + concrete + (_STRANGER if variant.crowded else "") + services),
    )


def _definitions(content: str) -> str:
    return f'<definitions {_NAMESPACES} targetNamespace="{ASI}">{content}</definitions>'


def _form(variant: Variant) -> str:
    return "qualified" if variant.qualified else "unqualified"


def _list(variant: Variant, tag: str) -> str:
    return f"ListOf{tag.capitalize() if variant.odd_casing else tag}"


def _schema(variant: Variant, kind: str) -> str:
    of, name = RECORDS[kind], f"{INTERFACES}{kind.title()}%20Interface"
    top = _list(variant, f"{of.tag}Interface")
    parts = "".join(_component(variant, each) for each in (of, *of.children) if each.tag)
    return (
        f'<xsd:schema {_XSD} xmlns:io="{name}" targetNamespace="{name}"'
        f' elementFormDefault="{_form(variant)}"><xsd:element name="{top}" type="io:{top}"/>'
        f'<xsd:complexType name="{top}TopElmt"><xsd:sequence>'
        f'<xsd:element name="{top}" type="io:{top}"/></xsd:sequence></xsd:complexType>'
        f"{_rows(of, top)}{parts}</xsd:schema>"
    )


def _rows(of: Component, name: str) -> str:
    return (
        f'<xsd:complexType name="{name}"><xsd:sequence>'
        f'<xsd:element name="{of.tag}" type="io:{of.tag}" minOccurs="0" maxOccurs="unbounded"/>'
        "</xsd:sequence></xsd:complexType>"
    )


def _component(variant: Variant, of: Component) -> str:
    fields = "".join(_element(variant, each) for each in of if each.tag)
    inner = [each for each in of.children if each.tag]
    lists = [_list(variant, each.tag) for each in inner]
    parts = "".join(f'<xsd:element name="{name}" type="io:{name}" minOccurs="0"/>' for name in lists)
    attributes = "".join(
        f'<xsd:attribute name="{name}" type="xsd:string"/>' for name in ("operation", "IsPrimaryMVG")
    )
    rows = "".join(map(_rows, inner, lists))
    content = f"<xsd:sequence>{fields}{parts}</xsd:sequence>{attributes}"
    return f'<xsd:complexType name="{of.tag}">{content}</xsd:complexType>{rows}'


def _element(variant: Variant, field: Field) -> str:
    xsd = (
        (variant.dates if field.kind is Kind.DATE else _TYPES.get(field.kind, "string"))
        if variant.typed
        else "string"
    )
    about = f'name="{field.tag}" minOccurs="0"'
    if xsd != "string" and variant.nillable:
        about += ' nillable="true"'
    if not variant.limited or xsd != "string":
        return f'<xsd:element {about} type="xsd:{xsd}"/>'
    facets = "".join(f'<xsd:enumeration value="{each}"/>' for each in ("", *_LISTS.get(field.tag, ())))
    facets = facets if field.tag in _LISTS else f'<xsd:maxLength value="{field.length}"/>'
    restricted = (
        f'<xsd:simpleType><xsd:restriction base="xsd:string">{facets}</xsd:restriction></xsd:simpleType>'
    )
    return f"<xsd:element {about}>{restricted}</xsd:element>"


def _wrappers(variant: Variant, kind: str) -> str:
    if variant.style == "rpc":
        return ""
    payload = _payload(variant, kind)
    said = {
        "before": f"{_STATUS}{payload}",
        "after": f"{payload}{_STATUS}",
    }.get(variant.status, payload)  # fmt: skip
    asked = '<xsd:element name="PrimaryRowId" type="xsd:string"/>'
    return "".join(
        _wrapper(f"{name}_Input", asked if method == "QueryById" else said)
        + _wrapper(f"{name}_Output", payload)
        for method in _METHODS
        for name in [operation(variant, kind, method)]
    )


def _payload(variant: Variant, kind: str) -> str:
    top = _list(variant, f"{kind.title()}Interface")
    if variant.payload == "top":
        return f'<xsd:element name="SiebelMessage" type="{kind}:{top}TopElmt"/>'
    return f'<xsd:element ref="{kind}:{top}"/>'


def _wrapper(name: str, content: str) -> str:
    inner = f"<xsd:complexType><xsd:sequence>{content}</xsd:sequence></xsd:complexType>"
    return f'<xsd:element name="{name}">{inner}</xsd:element>'


def _port_type(variant: Variant, kind: str) -> str:
    messages, operations = "", ""
    for method in _METHODS:
        name = operation(variant, kind, method)
        for way in ("Input", "Output"):
            messages += f'<message name="{name}_{way}">{_parts(variant, kind, method, way)}</message>'
        operations += (
            f'<operation name="{name}"><input message="tns:{name}_Input"/>'
            f'<output message="tns:{name}_Output"/></operation>'
        )
    return f'{messages}<portType name="{_port_name(variant, kind)}">{operations}</portType>'


def _port_name(variant: Variant, kind: str) -> str:
    return f"{variant.prefix}_spc{kind.title()}"


def _parts(variant: Variant, kind: str, method: str, way: str) -> str:
    if variant.style == "document":
        name = f"{operation(variant, kind, method)}_{way}"
        return f'<part name="{name}" element="tns:{name}"/>'
    if (method, way) == ("QueryById", "Input"):
        return '<part name="PrimaryRowId" type="xsd:string"/>'
    top = _list(variant, f"{kind.title()}Interface")
    payload = f'<part name="{top}" type="{kind}:{top}"/>'
    if variant.payload == "top":
        payload = f'<part name="SiebelMessage" type="{kind}:{top}TopElmt"/>'
    status = '<part name="StatusObject" type="xsd:string"/>' if variant.status and way == "Input" else ""
    return f"{payload}{status}" if variant.status == "after" else f"{status}{payload}"


def _binding(variant: Variant, kind: str) -> str:
    return "".join(_binding_of(variant, kind, version) for version in variant.ports)


def _binding_of(variant: Variant, kind: str, version: str) -> str:
    soap, port = ("soap" if version == "1.1" else "soap12"), _port_name(variant, kind)
    namespace = f' namespace="{ASI}"' if variant.style == "rpc" else ""
    use = "encoded" if variant.encoded else "literal"
    body = f'<{soap}:body use="{use}"{namespace}/>'
    operations = "".join(
        f'<operation name="{name}"><{soap}:operation soapAction="{variant.style}/{ASI}:{name}"/>'
        f"<input>{body}</input><output>{body}</output></operation>"
        for name in (operation(variant, kind, method) for method in _METHODS)
    )
    transport = "http://schemas.xmlsoap.org/soap/http"
    return (
        f'<binding name="{port}_{soap}" type="tns:{port}">'
        f'<{soap}:binding style="{variant.style}" transport="{transport}"/>{operations}</binding>'
    )


def _service(variant: Variant, kind: str, address: str) -> str:
    added = {
        "query": "?SWEExtSource=WebService&amp;SWEExtCmd=Execute&amp;WSSOAP=1",
        "password": f"?SWEExtCmd=Execute&amp;UserName=planted&amp;Password={PLANTED}",
    }.get(variant.address, "")
    port = _port_name(variant, kind)
    ports = ""
    for number, version in enumerate(variant.ports):
        soap = "soap" if version == "1.1" else "soap12"
        place = "" if variant.address == "none" else f'<{soap}:address location="{address}{added}"/>'
        ports += f'<port name="Port{number}" binding="tns:{port}_{soap}">{place}</port>'
    return f'<service name="{variant.prefix}_spc{kind.title()}">{ports}</service>'


# A service that has nothing to do with records stands in the same WSDL.
_STRANGER: Final = """
<message name="Ping"/><portType name="Monitor"><operation name="Ping"><input message="tns:Ping"/></operation>
</portType><binding name="Monitor" type="tns:Monitor"><soap:binding style="rpc"
transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Ping"><soap:operation soapAction="ping"/>
<input><soap:body use="literal" namespace="urn:monitor"/></input></operation></binding>
<service name="Monitor"><port name="Monitor" binding="tns:Monitor">
<soap:address location="http://127.0.0.1:9/monitor"/></port></service>
"""
