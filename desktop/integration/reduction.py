"""Leaves of a WSDL what some of its operations need, so that a large one costs no more than a small one."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from desktop.integration import definition
from desktop.integration.definition import XSD, Definition, Port
from desktop.integration.markup import Element

_XSD: Final = f"{{{XSD}}}"
_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
_GLOBALS: Final = tuple(
    f"{_XSD}{name}"
    for name in ("element", "complexType", "simpleType", "group", "attributeGroup", "attribute")
)
_NAMES: Final = ("type", "base", "ref", "itemType", "memberTypes", "element", "substitutionGroup")
# Nobody needs to define what stands in these.
_BUILT_IN: Final = frozenset(
    {XSD, "http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding",
     "http://www.w3.org/XML/1998/namespace"}
)  # fmt: skip
_AT: Final = "http://reduced.invalid/"


@dataclass(frozen=True, slots=True)
class Reduced:
    """The documents that are left, by location; they refer to each other and to nothing else.

    ``missing`` names the types and elements that they need and that are defined nowhere.
    """

    documents: Mapping[str, bytes]
    root: str = f"{_AT}0"
    missing: tuple[str, ...] = ()

    def load(self, location: str) -> bytes:
        """Return a document; raise KeyError for one that there is not."""
        return self.documents[location]


def reduced(whole: Definition, port: Port, operations: Collection[str]) -> Reduced:
    """Return the WSDL with one port, these of its operations, and the types that they need."""
    places = {location: f"{_AT}{number}" for number, location in enumerate(whole.documents)}
    wanted = _Wanted(whole, port, operations)
    texts = {
        places[location]: _written(document, location, places, wanted)
        for location, document in whole.documents.items()
    }
    return Reduced(texts, missing=wanted.missing)


class _Wanted:
    """What is needed: messages, and the global declarations of the schemas that are reached from them."""

    def __init__(self, whole: Definition, port: Port, operations: Collection[str]) -> None:
        self.port = port
        self.operations = frozenset(operations)
        wsdls = [each for each in whole.documents.values() if each.tag == f"{_WSDL}definitions"]
        bindings = _named(wsdls, "binding")
        self.binding = bindings.get(port.binding)
        self.port_type = (
            "" if self.binding is None else definition.resolved(self.binding, self.binding.get("type", ""))
        )
        self.messages = set(self._messages(_named(wsdls, "portType").get(self.port_type)))
        parts = [
            part for name, each in _named(wsdls, "message").items() if name in self.messages for part in each
        ]
        self.declarations, self.missing = _reached(whole.schemas, parts)

    def keeps_operation(self, operation: Element) -> bool:
        return operation.get("name") in self.operations

    def _messages(self, port_type: Element | None) -> Iterator[str]:
        for around in (port_type, self.binding):
            for operation in () if around is None else around.iterchildren(f"{_WSDL}operation"):
                if self.keeps_operation(operation):
                    for each in operation.iter("*"):
                        if told := each.get("message"):
                            yield definition.resolved(each, told)


def _named(wsdls: Iterable[Element], kind: str) -> dict[str, Element]:
    return {
        f"{{{wsdl.get('targetNamespace', '')}}}{each.get('name')}": each
        for wsdl in wsdls
        for each in wsdl.iterchildren(f"{_WSDL}{kind}")
    }


def _reached(
    schemas: Iterable[Element], parts: Iterable[Element]
) -> tuple[frozenset[Element], tuple[str, ...]]:
    """Return the declarations that message parts need, with what these need in turn; and what is missing."""
    by_name = _declarations(schemas)
    found: set[Element] = set()
    missing: list[str] = []
    open_ends = [name for part in parts for name in _references(part)]
    while open_ends:
        name = open_ends.pop()
        if name not in by_name and etree.QName(name).namespace not in _BUILT_IN:
            missing.append(etree.QName(name).localname)
        for each in by_name.get(name, ()):
            if each not in found:
                found.add(each)
                open_ends += _references(each)
    return frozenset(found), tuple(dict.fromkeys(missing))


def _declarations(schemas: Iterable[Element]) -> dict[str, list[Element]]:
    by_name: dict[str, list[Element]] = {}
    for schema in schemas:
        namespace = schema.get("targetNamespace", "")
        for each in schema.iterchildren(*_GLOBALS):
            name = each.get("name", "")
            by_name.setdefault(f"{{{namespace}}}{name}" if namespace else name, []).append(each)
    return by_name


def _references(declaration: Element) -> Iterator[str]:
    for each in declaration.iter("*"):
        for attribute in _NAMES:
            for name in (each.get(attribute) or "").split():
                yield definition.resolved(each, name)


def _written(document: Element, location: str, places: Mapping[str, str], wanted: _Wanted) -> bytes:
    # Taken apart rather than put together: elements that move lose prefixes that only values use.
    copied = copy.deepcopy(document)
    _prune(document, copied, wanted)
    for each in definition.references(copied):
        name = definition.reference(each)
        each.set(name, places[definition.beside(each.get(name, ""), location)])
    return etree.tostring(copied)


def _prune(original: Element, copied: Element, wanted: _Wanted) -> None:
    """Take out of the copy what is not wanted; what is wanted is told by the original."""
    for each, twin in zip(list(original), list(copied), strict=True):
        if each.tag in (f"{_WSDL}types", f"{_XSD}schema"):
            _prune(each, twin, wanted)
        elif _is_kept(each, wanted):
            _thin(twin, wanted)
        else:
            copied.remove(twin)


def _is_kept(element: Element, wanted: _Wanted) -> bool:
    around = element.getparent()
    namespace = "" if around is None else around.get("targetNamespace", "")
    name = f"{{{namespace}}}{element.get('name', '')}"
    if element.tag == f"{_WSDL}service":
        return element.get("name") == wanted.port.service
    if element.tag == f"{_WSDL}message":
        return name in wanted.messages
    if element.tag == f"{_WSDL}portType":
        return name == wanted.port_type
    if element.tag == f"{_WSDL}binding":
        return element is wanted.binding
    return element.tag not in _GLOBALS or element in wanted.declarations


def _thin(copied: Element, wanted: _Wanted) -> None:
    """Take other ports out of a service, other operations out of a port type or binding."""
    if copied.tag == f"{_WSDL}service":
        others = [
            each for each in copied.iterchildren(f"{_WSDL}port") if each.get("name") != wanted.port.name
        ]
    elif copied.tag in (f"{_WSDL}portType", f"{_WSDL}binding"):
        operations = copied.iterchildren(f"{_WSDL}operation")
        others = [each for each in operations if not wanted.keeps_operation(each)]
    else:
        others = []
    for each in others:
        copied.remove(each)
