"""What a WSDL promises, as far as the built-in external system needs it to keep the promise."""

from __future__ import annotations

import copy
import re
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from lxml import etree

from desktop.integration.external_system import faults
from desktop.integration.markup import Element, local_name, parse

_XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
_ADDRESSES: Final = (
    "{http://schemas.xmlsoap.org/wsdl/soap/}address",
    "{http://schemas.xmlsoap.org/wsdl/soap12/}address",
)


class Method(StrEnum):
    """What an operation does; its name in a WSDL ends in this word, or in it and a numeric suffix."""

    SYNCHRONIZE = "Synchronize"
    INSERT_OR_UPDATE = "InsertOrUpdate"
    INSERT = "Insert"
    UPDATE = "Update"
    DELETE = "Delete"
    QUERY_BY_ID = "QueryById"
    QUERY_BY_EXAMPLE = "QueryByExample"
    QUERY_PAGE = "QueryPage"


_METHOD: Final = re.compile(rf"({'|'.join(Method)})(_\d+)?$")


@dataclass(frozen=True, slots=True)
class Component:
    """One kind of row in a message: element, fields and child lists in the order of the schema."""

    name: str
    namespace: str
    fields: tuple[str, ...]
    containers: tuple[Container, ...]


@dataclass(frozen=True, slots=True)
class Container:
    """An element that holds any number of rows of one component."""

    name: str
    namespace: str
    row: Component


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its wrapper elements, and in ``reply_parts`` what may stand in the reply's, in order."""

    name: str
    method: Method
    request: str
    reply: str
    reply_parts: tuple[str, ...]


class Contract:
    """A WSDL in document/literal style: its operations, its one list of components, its schema."""

    def __init__(self, wsdl: Path) -> None:
        self._root = parse(wsdl.read_bytes())
        types = _Types(self._root)
        self._schema = _schema(self._root)
        self.operations = {each.request: each for each in _operations(self._root, types)}
        self.container = types.first_container([each.request for each in self.operations.values()])

    def operation(self, wrapper: Element) -> Operation:
        """Return the operation a request's wrapper asks for, or raise the fault for an unknown one."""
        try:
            return self.operations[str(wrapper.tag)]
        except KeyError:
            raise faults.bad_argument(f"There is no operation for {wrapper.tag}") from None

    def check(self, wrapper: Element) -> None:
        """Raise the fault for a request that breaks the WSDL's own types."""
        try:
            self._schema.assertValid(wrapper)
        except etree.DocumentInvalid as problem:
            raise faults.invalid_message(str(problem)) from problem

    def published_at(self, address: str) -> bytes:
        """Return the WSDL with ``address`` in all its ports."""
        root = copy.deepcopy(self._root)
        for element in root.iter(*_ADDRESSES):
            element.set("location", address)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


class _Types:
    """The schema of a WSDL by name, with one answer: which elements hold rows of what."""

    def __init__(self, wsdl: Element) -> None:
        self._elements: dict[str, Element] = {}
        self._types: dict[str, Element] = {}
        for schema in wsdl.iter(f"{_XSD}schema"):
            namespace = schema.get("targetNamespace", "")
            for each in schema.iterchildren(f"{_XSD}element"):
                self._elements[f"{{{namespace}}}{each.get('name')}"] = each
            for each in schema.iterchildren(f"{_XSD}complexType"):
                self._types[f"{{{namespace}}}{each.get('name')}"] = each

    def parts(self, wrapper: str) -> tuple[str, ...]:
        """Return the names of the elements that may stand in a wrapper, in order."""
        return tuple(self._name(each) for each in self._particles(self._elements[wrapper]))

    def first_container(self, wrappers: list[str]) -> Container:
        """Return the list of components that the first of ``wrappers`` that has one carries."""
        for wrapper in wrappers:
            for particle in self._particles(self._elements[wrapper]):
                if (container := self._container(particle)) is not None:
                    return container
        raise ValueError("The WSDL has no operation that carries a list of records.")

    def _container(self, declaration: Element) -> Container | None:
        particles = self._particles(declaration)
        if len(particles) != 1 or particles[0].get("maxOccurs", "1") == "1":
            return None
        name = etree.QName(self._name(declaration))
        return Container(name.localname, name.namespace or "", self._component(particles[0]))

    def _component(self, declaration: Element) -> Component:
        name = etree.QName(self._name(declaration))
        particles = self._particles(declaration)
        fields = [etree.QName(self._name(each)).localname for each in particles if not self._particles(each)]
        containers = [each for each in map(self._container, particles) if each is not None]
        return Component(name.localname, name.namespace or "", tuple(fields), tuple(containers))

    def _particles(self, declaration: Element) -> list[Element]:
        declaration = self._declared(declaration)
        described = declaration.find(f"{_XSD}complexType")
        if described is None and (named := declaration.get("type")):
            described = self._types.get(_resolve(declaration, named))
        return [] if described is None else list(described.iterfind(f"{_XSD}sequence/{_XSD}element"))

    def _declared(self, declaration: Element) -> Element:
        reference = declaration.get("ref")
        return declaration if reference is None else self._elements[_resolve(declaration, reference)]

    def _name(self, declaration: Element) -> str:
        declaration = self._declared(declaration)
        schema = next(declaration.iterancestors(f"{_XSD}schema"))
        # All elements are qualified in the WSDLs served here, local ones too.
        return f"{{{schema.get('targetNamespace', '')}}}{declaration.get('name')}"


def _operations(wsdl: Element, types: _Types) -> list[Operation]:
    wrappers = {
        message.get("name", ""): _resolve(part, part.get("element", ""))
        for message in wsdl.iterchildren(f"{_WSDL}message")
        for part in message.iterchildren(f"{_WSDL}part")
    }
    return [
        operation
        for declared in wsdl.iterfind(f"{_WSDL}portType/{_WSDL}operation")
        if (operation := _operation(declared, wrappers, types)) is not None
    ]


def _operation(declared: Element, wrappers: dict[str, str], types: _Types) -> Operation | None:
    name = declared.get("name", "")
    method = _METHOD.search(name)
    if method is None:
        return None
    messages = {local_name(each): each.get("message", "").rpartition(":")[2] for each in declared}
    reply = wrappers[messages["output"]]
    return Operation(name, Method(method[1]), wrappers[messages["input"]], reply, types.parts(reply))


def _resolve(element: Element, name: str) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{element.nsmap.get(prefix or None, '')}}}{local}"


def _schema(wsdl: Element) -> etree.XMLSchema:
    # The schemas of a WSDL import each other by namespace alone; as files side by side they find each other.
    schemas = list(copy.deepcopy(wsdl).iter(f"{_XSD}schema"))
    places = {each.get("targetNamespace", ""): f"schema{number}.xsd" for number, each in enumerate(schemas)}
    everything = etree.Element(f"{_XSD}schema")
    for namespace, place in places.items():
        etree.SubElement(everything, f"{_XSD}import", {"namespace": namespace, "schemaLocation": place})
    with tempfile.TemporaryDirectory(prefix="hearth-") as folder:
        for each in schemas:
            for wanted in each.iterchildren(f"{_XSD}import"):
                wanted.set("schemaLocation", places[wanted.get("namespace", "")])
            Path(folder, places[each.get("targetNamespace", "")]).write_bytes(etree.tostring(each))
        main = Path(folder, "everything.xsd")
        main.write_bytes(etree.tostring(everything))
        return etree.XMLSchema(etree.parse(str(main)))
