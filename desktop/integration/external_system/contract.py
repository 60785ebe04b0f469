"""What a WSDL promises, as far as the built-in external system needs it to keep the promise."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from lxml import etree

from desktop.errors import ExternalSystemProblem
from desktop.integration import definition, schema
from desktop.integration.definition import XSD, Wrappers
from desktop.integration.external_system import faults
from desktop.integration.markup import Element, NotXml

_XSD: Final = f"{{{XSD}}}"
_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
_ADDRESSES: Final = (
    "{http://schemas.xmlsoap.org/wsdl/soap/}address",
    "{http://schemas.xmlsoap.org/wsdl/soap12/}address",
)
_GROUPS: Final = frozenset({f"{_XSD}{name}" for name in ("sequence", "all", "choice")})
# Deep enough for a wrapper, a SiebelMessage, a list, a record and its lists; a type may contain itself.
_DEEPEST: Final = 8


class Method(StrEnum):
    """What an operation does; its name in a WSDL ends in this word, or in it and a suffix."""

    SYNCHRONIZE = "Synchronize"
    INSERT_OR_UPDATE = "InsertOrUpdate"
    INSERT = "Insert"
    UPDATE = "Update"
    DELETE = "Delete"
    QUERY_BY_ID = "QueryById"
    QUERY_BY_EXAMPLE = "QueryByExample"
    QUERY_PAGE = "QueryPage"


_METHOD: Final = re.compile(rf"({'|'.join(Method)})(?![a-z])\w*$")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds one value: its name on the wire, and the type it has in XML Schema."""

    tag: str
    xsd_type: str
    nillable: bool

    @property
    def name(self) -> str:
        return etree.QName(self.tag).localname


@dataclass(frozen=True, slots=True)
class Component:
    """One kind of row in a message: element, fields and child lists in the order of the schema."""

    tag: str
    fields: tuple[Leaf, ...]
    containers: tuple[Container, ...]

    @property
    def name(self) -> str:
        return etree.QName(self.tag).localname


@dataclass(frozen=True, slots=True)
class Container:
    """An element that holds any number of rows of one component."""

    tag: str
    row: Component

    @property
    def name(self) -> str:
        return etree.QName(self.tag).localname


@dataclass(frozen=True, slots=True)
class Part:
    """An element that may stand in a reply: with others in it, or the list of records itself."""

    tag: str
    parts: tuple[Part, ...] = ()
    list: Container | None = None

    @property
    def carries(self) -> bool:
        """Tell whether the list of records is in it."""
        return self.list is not None or any(each.carries for each in self.parts)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its wrapper elements, and in ``reply_parts`` what may stand in the reply's, in order."""

    name: str
    method: Method
    request: str
    reply: str
    reply_parts: tuple[Part, ...]


class Contract:
    """What a WSDL, in whatever style, says of one kind of record: operations, the list of records, types.

    ``component`` is the name of a record's element. Raises ExternalSystemProblem for a WSDL that cannot be
    served.
    """

    def __init__(self, wsdl: Path, component: str) -> None:
        try:
            self._definition = definition.gather(str(wsdl.resolve()), lambda place: Path(place).read_bytes())
            self._types = schema.compiled(self._definition)
            shapes = _Shapes(self._definition.schemas, component)
            found = shapes.records_of(self._definition.wrappers)
        except (OSError, NotXml, KeyError, etree.LxmlError) as problem:
            raise _unusable(wsdl, f"cannot be served: {problem}") from problem
        if not found:
            raise _unusable(wsdl, f"has no operation for a {component}")
        self._port_types = frozenset(found)
        self.container = next(iter(found.values()))
        self.operations = {
            each.request: operation
            for each in self._definition.wrappers
            if each.port_type in found and (operation := _operation(each, shapes)) is not None
        }

    def operation(self, wrapper: Element) -> Operation:
        """Return the operation a request's wrapper asks for, or raise the fault for an unknown one."""
        try:
            return self.operations[str(wrapper.tag)]
        except KeyError:
            raise faults.bad_argument(f"There is no operation for {wrapper.tag}") from None

    def check(self, wrapper: Element) -> None:
        """Raise the fault for a request that breaks the WSDL's own types."""
        if breaches := self._types.breaches(wrapper):
            raise faults.invalid_message("; ".join(map(str, breaches)))

    def published_at(self, address: str, document: int = 0) -> bytes:
        """Return the WSDL, or a document it imports, with ``address`` in the ports that are ours.

        Raises IndexError for a document that there is not.
        """
        location = list(self._definition.documents)[document]
        root = copy.deepcopy(self._definition.documents[location])
        for element in self._addresses(root):
            query = urlsplit(element.get("location", "")).query
            element.set("location", f"{address}?{query}" if query else address)
        places = {place: number for number, place in enumerate(self._definition.documents)}
        for element in definition.references(root):
            name = definition.reference(element)
            number = places[definition.beside(element.get(name, ""), location)]
            element.set(name, f"{address}?wsdl={quote(str(number))}")
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    def _addresses(self, document: Element) -> Iterator[Element]:
        bindings = {
            f"{{{parent.get('targetNamespace', '')}}}{each.get('name')}"
            for parent in self._definition.documents.values()
            for each in parent.iterchildren(f"{_WSDL}binding")
            if each.get("type", "").rpartition(":")[2] in self._port_types
        }
        for port in document.iter(f"{_WSDL}port"):
            if definition.resolved(port, port.get("binding", "")) in bindings:
                yield from port.iterchildren(*_ADDRESSES)


class _Shapes:
    """The schemas of a WSDL by name, with one question: which elements hold which, down to the records."""

    def __init__(self, schemas: Sequence[Element], component: str) -> None:
        self._record = component
        self._elements: dict[str, Element] = {}
        self._types: dict[str, Element] = {}
        for each in schemas:
            namespace = each.get("targetNamespace", "")
            for declared in each.iterchildren(f"{_XSD}element"):
                self._elements[_qualified(namespace, declared)] = declared
            for declared in each.iterchildren(f"{_XSD}complexType", f"{_XSD}simpleType"):
                self._types[_qualified(namespace, declared)] = declared

    def records_of(self, wrappers: Sequence[Wrappers]) -> dict[str, Container]:
        """Return the list of records that each port type carries, of those that carry one."""
        found: dict[str, Container] = {}
        for each in wrappers:
            container = _first(self.parts(each.request))
            if container is not None:
                found.setdefault(each.port_type, container)
        return found

    def parts(self, wrapper: str) -> tuple[Part, ...]:
        """Return what may stand in a wrapper, in order."""
        declared = self._elements.get(wrapper)
        return () if declared is None else self._part(declared, 0).parts

    def _part(self, declaration: Element, depth: int) -> Part:
        container = self._container(declaration, depth)
        if container is not None and container.row.name == self._record:
            return Part(container.tag, (), container)
        inner = self._particles(declaration) if depth < _DEEPEST else []
        return Part(self._name(declaration), tuple(self._part(each, depth + 1) for each in inner))

    def _container(self, declaration: Element, depth: int) -> Container | None:
        particles = self._particles(declaration) if depth < _DEEPEST else []
        if len(particles) != 1 or particles[0].get("maxOccurs", "1") == "1":
            return None
        return Container(self._name(declaration), self._component(particles[0], depth + 1))

    def _component(self, declaration: Element, depth: int) -> Component:
        particles = self._particles(declaration)
        fields = tuple(self._leaf(each) for each in particles if not self._particles(each))
        lists = tuple(found for each in particles if (found := self._container(each, depth)) is not None)
        return Component(self._name(declaration), fields, lists)

    def _leaf(self, declaration: Element) -> Leaf:
        declared = self._declared(declaration)
        nillable = declared.get("nillable") in ("true", "1")
        return Leaf(self._name(declaration), self._simple_type(declared), nillable)

    def _simple_type(self, declared: Element) -> str:
        """Return the name of the built-in type that a type restricts, however often."""
        named = declared.get("type") or declared.get("base")
        if named:
            name = etree.QName(definition.resolved(declared, named))
            described = None if name.namespace == XSD else self._types.get(name.text)
            return name.localname if described is None else self._simple_type(described)
        inner = next(declared.iter(f"{_XSD}restriction"), None)
        return "string" if inner is None or inner is declared else self._simple_type(inner)

    def _particles(self, declaration: Element) -> list[Element]:
        declaration = self._declared(declaration)
        described = declaration.find(f"{_XSD}complexType")
        if described is None and (named := declaration.get("type")):
            described = self._types.get(definition.resolved(declaration, named))
        return [] if described is None else list(self._grouped(described))

    def _grouped(self, described: Element) -> Iterator[Element]:
        """Yield the elements of a type in order, those of the type that it extends first."""
        extension = described.find(f"{_XSD}complexContent/{_XSD}extension")
        if extension is not None:
            base = self._types.get(definition.resolved(extension, extension.get("base", "")))
            yield from () if base is None else self._grouped(base)
            described = extension
        for each in described:
            if each.tag == f"{_XSD}element":
                yield each
            elif each.tag in _GROUPS:
                yield from self._grouped(each)

    def _declared(self, declaration: Element) -> Element:
        reference = declaration.get("ref")
        return (
            declaration if reference is None else self._elements[definition.resolved(declaration, reference)]
        )

    def _name(self, declaration: Element) -> str:
        declared = self._declared(declaration)
        around = next(declared.iterancestors(f"{_XSD}schema"))
        form = declared.get("form", around.get("elementFormDefault", "unqualified"))
        qualified = declared.getparent() is around or form == "qualified"
        return _qualified(around.get("targetNamespace", "") if qualified else "", declared)


def _unusable(wsdl: Path, why: str) -> ExternalSystemProblem:
    return ExternalSystemProblem(f"{wsdl} {why}.", concerns=str(wsdl))


def _first(parts: Sequence[Part]) -> Container | None:
    for each in parts:
        found = each.list or _first(each.parts)
        if found is not None:
            return found
    return None


def _operation(wrappers: Wrappers, shapes: _Shapes) -> Operation | None:
    method = _METHOD.search(wrappers.operation)
    if method is None:
        return None
    parts = shapes.parts(wrappers.reply)
    return Operation(wrappers.operation, Method(method[1]), wrappers.request, wrappers.reply, parts)


def _qualified(namespace: str, declared: Element) -> str:
    name = declared.get("name", "")
    return f"{{{namespace}}}{name}" if namespace else name
