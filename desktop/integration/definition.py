"""What a WSDL and everything it imports say, as raw XML: its schemas, and the elements of its messages.

Messages are laid out by it, written by it and checked by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from desktop.errors import WsdlProblem
from desktop.integration.markup import Element, parse

XSD: Final = "http://www.w3.org/2001/XMLSchema"
_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
_SOAPS: Final = {
    "1.1": "{http://schemas.xmlsoap.org/wsdl/soap/}",
    "1.2": "{http://schemas.xmlsoap.org/wsdl/soap12/}",
}
_TRANSPORTS: Final = frozenset(
    {"http://schemas.xmlsoap.org/soap/http", "http://www.w3.org/2003/05/soap/bindings/HTTP/"}
)
_WSA_ACTIONS: Final = (
    "{http://www.w3.org/2007/05/addressing/metadata}Action",
    "{http://www.w3.org/2006/05/addressing/wsdl}Action",
)
_TAKES_IN: Final = (f"{{{XSD}}}include", f"{{{XSD}}}redefine")
_REFERENCES: Final = (f"{_WSDL}import", f"{{{XSD}}}import", *_TAKES_IN)

# A CRM that describes all it has needs more of them than any message.
_MOST_ELEMENTS: Final = 2_000_000

Read = Callable[[str], bytes]
Where = Callable[[str], str]
# Behind the location of a schema that is included under more than one namespace.
_UNDER: Final = "#under="


@dataclass(frozen=True, slots=True)
class _Readers:
    read: Read
    where: Where
    # By which name a document is known already that was found there.
    taken: dict[str, str] = field(default_factory=dict[str, str])

    def at(self, location: str) -> tuple[str, bytes]:
        """Return a document, and the name by which it is known: two addresses may lead to one."""
        location = self.taken.get(location, location)
        content = self.read(location)
        return self.taken.setdefault(self.where(location), location), content


@dataclass(frozen=True, slots=True)
class Wrappers:
    """The elements that an operation's request and reply consist of, by their names with namespace."""

    operation: str
    port_type: str
    request: str
    reply: str


@dataclass(frozen=True, slots=True)
class Bound:
    """An operation as a binding has it: its wrappers, style, SOAP version and action.

    ``parts`` holds, in rpc style, the parts of its two messages by wrapper; ``encoded`` tells that it says of
    each value what type it has. ``headers`` are the blocks that it declares for the header of a request. A
    ``scattered`` request does not consist of one element. ``wsa_action`` is what WS-Addressing calls it.
    """

    wrappers: Wrappers
    binding: str
    soap: str
    style: str
    action: str
    parts: Mapping[str, list[Element]] = field(default_factory=dict[str, "list[Element]"])
    encoded: bool = False
    headers: tuple[str, ...] = ()
    scattered: bool = False
    wsa_action: str = ""


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a service: its binding, and the address if it names one."""

    service: str
    name: str
    binding: str
    address: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A WSDL whole: its documents by location, the WSDL itself first, and all schemas in them.

    In rpc style a wrapper element follows from the binding and stands in no schema; here it does. ``flaws``
    say what bindings refer to that is defined nowhere; the others serve all the same.
    """

    documents: Mapping[str, Element]
    schemas: tuple[Element, ...]
    bound: tuple[Bound, ...]
    ports: tuple[Port, ...]
    flaws: tuple[str, ...] = ()

    @property
    def wrappers(self) -> tuple[Wrappers, ...]:
        """Return the wrappers of every operation, once each."""
        return tuple(dict.fromkeys(each.wrappers for each in self.bound))


def gather(root: str, read: Read, where: Where = lambda location: location) -> Definition:
    """Return the WSDL at ``root`` with what it imports, each document as ``read`` gives it.

    ``where`` tells from which place a document really came, which what it imports lies beside. Raises NotXml,
    WsdlProblem for what is no place, and what ``read`` raises.
    """
    documents: dict[str, Element] = {}
    _collect(root, _Readers(read, where), documents)
    wsdls = [each for each in documents.values() if each.tag == f"{_WSDL}definitions"]
    schemas = [each for document in documents.values() for each in document.iter(f"{{{XSD}}}schema")]
    flaws: list[str] = []
    bound = tuple(_bound(wsdls, flaws))
    return Definition(
        documents, (*schemas, *_rpc_schemas(bound)), bound, tuple(_ports(wsdls)), tuple(dict.fromkeys(flaws))
    )


def beside(location: str, base: str) -> str:
    """Return where a document is that ``base`` calls ``location``."""
    try:
        if is_address(location) or Path(location).is_absolute():
            return location
        if is_address(base):
            return urljoin(base, location)
    except ValueError as problem:
        raise WsdlProblem(
            f"The WSDL refers to {location[:200]}, which is no address.",
            concerns=location[:200],
            way_out="Save the WSDL with what it imports in a folder, correct it there, and name the file.",
        ) from problem
    return str(Path(base).parent.joinpath(location).resolve())


def is_address(location: str) -> bool:
    """Tell whether a location has a scheme, which on Windows is longer than the letter of a drive."""
    return len(urlsplit(location).scheme) > 1


def reference(element: Element) -> str:
    """Return the name of the attribute by which an element refers to another document."""
    return "location" if element.tag == f"{_WSDL}import" else "schemaLocation"


def references(document: Element) -> Iterator[Element]:
    """Yield the elements that refer to another document by its location."""
    return (each for each in document.iter(*_REFERENCES) if each.get(reference(each)))


def resolved(element: Element, name: str) -> str:
    """Return a prefixed name, as an attribute of ``element`` has it, with its namespace."""
    prefix, _, local = name.rpartition(":")
    namespace = element.nsmap.get(prefix or None, "")
    return f"{{{namespace}}}{local}" if namespace else local


def _collect(location: str, readers: _Readers, documents: dict[str, Element], namespace: str = "") -> str:
    """Gather a document and what it refers to; return the name by which it is among the documents."""
    location, content = readers.at(location)
    place = location
    if location in documents:
        if not namespace or documents[location].get("targetNamespace") == namespace:
            return location
        place = f"{location}{_UNDER}{namespace}"
        if place in documents:
            return place
    document = parse(content, most=_MOST_ELEMENTS)
    if namespace and not document.get("targetNamespace"):
        document = _adopted(document, namespace)
    elif place != location:
        return location
    documents[place] = document
    for each in list(references(document)):
        there = beside(each.get(reference(each), ""), readers.where(location))
        each.set(reference(each), _collect(there, readers, documents, _inherited(each)))
    return place


def _inherited(reference: Element) -> str:
    """Return the namespace that a schema without one takes from the one that includes it."""
    schema = next(reference.iterancestors(f"{{{XSD}}}schema"), None)
    if reference.tag not in _TAKES_IN or schema is None:
        return ""
    return schema.get("targetNamespace", "")


def _adopted(schema: Element, namespace: str) -> Element:
    """Return a schema without a namespace as part of one that has: names without a prefix are of that one."""
    spoken: Any = {None: namespace, **schema.nsmap}
    adopted = etree.Element(str(schema.tag), dict(schema.attrib), nsmap=spoken)  # pyright: ignore[reportArgumentType]
    adopted.set("targetNamespace", namespace)
    adopted.extend(list(schema))
    return adopted


def _ports(wsdls: list[Element]) -> Iterator[Port]:
    for service in (each for wsdl in wsdls for each in wsdl.iterchildren(f"{_WSDL}service")):
        for port in service.iterchildren(f"{_WSDL}port"):
            told = next(port.iterchildren(*(f"{each}address" for each in _SOAPS.values())), None)
            address = "" if told is None else told.get("location", "")
            binding = resolved(port, port.get("binding", ""))
            yield Port(service.get("name", ""), port.get("name", ""), binding, address)


def _bound(wsdls: list[Element], flaws: list[str]) -> Iterator[Bound]:
    port_types, messages = _named(wsdls, "portType"), _named(wsdls, "message")
    for name, binding in _named(wsdls, "binding").items():
        soap = _soap(binding)
        if soap is None:
            continue
        port_type = port_types.get(resolved(binding, binding.get("type", "")))
        if port_type is None:
            flaws.append(f"the port type {binding.get('type', '')}")
            continue
        declared = {each.get("name"): each for each in port_type.iterchildren(f"{_WSDL}operation")}
        for operation in binding.iterchildren(f"{_WSDL}operation"):
            try:
                found = _operation(operation, declared[operation.get("name")], _SOAPS[soap], messages)
            except KeyError as problem:
                flaws.append(f"{etree.QName(str(problem.args[0])).localname} of {operation.get('name')}")
                continue
            if found is not None:
                yield replace(found, binding=name, soap=soap)


def _soap(binding: Element) -> str | None:
    """Return the version of SOAP that a binding speaks over HTTP; None for any other binding."""
    for version, at in _SOAPS.items():
        told = binding.find(f"{at}binding")
        if told is not None and told.get("transport", "") in _TRANSPORTS:
            return version
    return None


def _named(wsdls: list[Element], kind: str) -> dict[str, Element]:
    return {
        f"{{{wsdl.get('targetNamespace', '')}}}{each.get('name')}": each
        for wsdl in wsdls
        for each in wsdl.iterchildren(f"{_WSDL}{kind}")
    }


def _operation(bound: Element, abstract: Element, soap: str, messages: Mapping[str, Element]) -> Bound | None:
    """Return an operation that is asked and answers; raise KeyError for a message that is missing."""
    name, port_type = bound.get("name", ""), abstract.getparent()
    ways = [each for way in ("input", "output") for each in abstract.iterchildren(f"{_WSDL}{way}")]
    if len(ways) < 2:  # noqa: PLR2004 -- a question and its answer
        return None
    asked, answered = (
        _body_parts(messages[resolved(each, each.get("message", ""))], bound, soap) for each in ways
    )
    of = "" if port_type is None else port_type.get("name", "")
    style, action = _style(bound, soap), _action(bound, soap)
    body = _body(bound, "input", soap)
    more: dict[str, Any] = {
        "encoded": body is not None and body.get("use") == "encoded",
        "headers": tuple(each.get("part", "") for each in bound.iterfind(f"{_WSDL}input//{soap}header")),
        "wsa_action": next(filter(None, (ways[0].get(each) for each in _WSA_ACTIONS)), ""),
    }
    if style != "rpc":
        wrappers = Wrappers(name, of, _first_element(asked), _first_element(answered))
        return Bound(wrappers, "", "", style, action, scattered=len(asked) > 1, **more)
    request, reply = (_namespace(bound, way, soap) for way in ("input", "output"))
    request, reply = _tag(request, name), _tag(reply, f"{name}Response")
    by_wrapper = {request: asked, reply: answered}
    return Bound(Wrappers(name, of, request, reply), "", "", style, action, by_wrapper, **more)


def _first_element(parts: list[Element]) -> str:
    return next((resolved(each, each.get("element", "")) for each in parts if each.get("element")), "")


def _body_parts(message: Element, bound: Element, soap: str) -> list[Element]:
    """Return the parts of a message that its body holds: those the binding names, or all but its headers."""
    parts = list(message.iter(f"{_WSDL}part"))
    bodies = [_body(bound, way, soap) for way in ("input", "output")]
    named = {name for each in bodies if each is not None for name in (each.get("parts") or "").split()}
    asides = {each.get("part") for each in bound.iter(f"{soap}header")}
    return [each for each in parts if each.get("name") in named] or [
        each for each in parts if each.get("name") not in asides
    ]


def _body(bound: Element, way: str, soap: str) -> Element | None:
    """Return what a binding says of the body, which may stand among the parts of a multipart message."""
    return bound.find(f"{_WSDL}{way}//{soap}body")


def _style(bound: Element, soap: str) -> str:
    binding = bound.getparent()
    places = (bound.find(f"{soap}operation"), None if binding is None else binding.find(f"{soap}binding"))
    return next(
        (each.get("style", "") for each in places if each is not None and each.get("style")), "document"
    )


def _action(bound: Element, soap: str) -> str:
    told = bound.find(f"{soap}operation")
    return "" if told is None else told.get("soapAction", "")


def _namespace(bound: Element, way: str, soap: str) -> str:
    body = _body(bound, way, soap)
    return "" if body is None else body.get("namespace", "")


def _tag(namespace: str, name: str) -> str:
    return f"{{{namespace}}}{name}" if namespace else name


def _rpc_schemas(bound: Sequence[Bound]) -> Iterator[Element]:
    """Yield a schema for each namespace of rpc wrappers: their parts have no namespace and any order."""
    wrappers = {name: parts for each in bound for name, parts in each.parts.items()}
    namespaces = dict.fromkeys(_type(part).namespace for parts in wrappers.values() for part in parts)
    prefixes = {name: f"p{place}" for place, name in enumerate(filter(None, namespaces))}
    schemas: dict[str, Element] = {}
    for wrapper, parts in wrappers.items():
        name = etree.QName(wrapper)
        namespace = name.namespace or ""
        if namespace not in schemas:
            about = {"targetNamespace": namespace} if namespace else {}
            spoken: Any = {prefix: each for each, prefix in prefixes.items()}
            schemas[namespace] = etree.Element(f"{{{XSD}}}schema", about, nsmap=spoken)
        _add_wrapper(schemas[namespace], name.localname, parts, prefixes)
    yield from schemas.values()


def _add_wrapper(schema: Element, name: str, parts: list[Element], prefixes: Mapping[str, str]) -> None:
    wrapper = etree.SubElement(schema, f"{{{XSD}}}element", {"name": name})
    described = etree.SubElement(wrapper, f"{{{XSD}}}complexType")
    group = etree.SubElement(described, f"{{{XSD}}}all")
    for part in parts:
        of = _type(part)
        kind = f"{prefixes[of.namespace]}:{of.localname}" if of.namespace else of.localname
        about = {"ref": kind} if part.get("element") else {"name": part.get("name", ""), "type": kind}
        etree.SubElement(group, f"{{{XSD}}}element", about)
    # What rpc/encoded says of itself, such as encodingStyle.
    etree.SubElement(described, f"{{{XSD}}}anyAttribute", {"processContents": "skip"})


def _type(part: Element) -> etree.QName:
    return etree.QName(resolved(part, part.get("element") or part.get("type", "")))
