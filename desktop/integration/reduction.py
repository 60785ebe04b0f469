"""Leaves of a WSDL what some of its operations need, so that a large one costs no more than a small one."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from desktop.integration import definition, reach
from desktop.integration.definition import XSD, Definition, Port
from desktop.integration.markup import Element

_XSD: Final = f"{{{XSD}}}"
_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
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
        needed = [name for part in parts for name in reach.references(part)]
        self.declarations, self.missing = reach.reached(reach.declarations(whole.schemas), needed)

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
    return element.tag not in reach.GLOBALS or element in wanted.declarations


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
