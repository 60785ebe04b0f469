"""Compiles the types of a WSDL into plans by which requests are written as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from lxml import etree

from desktop.integration import outline
from desktop.integration.outline import Offer, Outline
from desktop.integration.rendering import ENVELOPES, Mark, NotCovered, Part, Plan, plan
from desktop.integration.service import Container, Operation, Service, Shape, Soap, WireElement

# The deepest a request of ours goes: wrappers, record, list, row, field.
_DEEPEST: Final = 12
_ENCODINGS: Final = ("http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding")


def compiled(service: Service, whole: Outline) -> Mapping[str, Plan]:
    """Return a plan for each of the service's operations, by name; raise NotCovered where there is none."""
    offers = {
        each.name: each for each in whole.offers if (each.service, each.port) == (service.name, service.port)
    }
    wanted = filter(None, (service.synchronize, service.query_by_id, service.query_by_example))
    return {each.name: _Compiler(service).plan(each, offers[each.name]) for each in wanted}


class _Compiler:
    """Compiles one operation, and gives a prefix to each namespace it meets."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._is_12 = service.soap is Soap.SOAP_12
        self._prefixes: dict[str, str] = {}

    def plan(self, operation: Operation, offer: Offer) -> Plan:
        if offer.scattered:
            raise NotCovered("its message does not consist of one part")
        wrapper = self._element("", offer.request, _wanted(operation, self._service.shape), 0)
        _require_way(wrapper, [each.key for each in operation.path])
        return plan(ENVELOPES[self._is_12], wrapper, self._prefixes)

    def _element(self, key: str, element: outline.Part, wanted: _Wanted, depth: int) -> Part:
        why_not = self._why_not(element, wanted, depth)
        inside = element.is_complex and not why_not
        return Part(
            key=key,
            name=self._name(element.tag),
            least=element.occurs.least,
            most=element.occurs.most,
            nillable=element.nillable,
            default=element.default,
            flag=not element.is_complex and element.simple.base == "boolean",
            marks=tuple(self._marks(element)) if inside else (),
            parts=tuple(self._parts(element, wanted, depth)) if inside else None,
            why_not=why_not,
            said=self._said(element, depth) if self._service.encoded else "",
        )

    def _why_not(self, element: outline.Part, wanted: _Wanted, depth: int) -> str:
        if element.abstract:
            return element.abstract
        if not element.is_complex:
            needed = [each.name for each in element.attributes if each.required and each.default is None]
            return f"{element.name} wants the attribute {needed[0]}" if needed else ""
        if wanted is None or depth > _DEEPEST:
            return f"nothing of ours goes into {element.name}"
        if element.wants_others:
            return f"{element.name} demands an element that its type does not name"
        return ""

    def _parts(self, of: outline.Part, wanted: _Wanted, depth: int) -> Iterator[Part]:
        """Yield the elements of a type that a message of ours may hold, and those that it must."""
        for element in of.parts:
            inside = wanted.get(element.name) if wanted else None
            known = wanted is not None and element.name in wanted
            if known or element.required or element.default is not None:
                yield self._element(element.name, element, inside, depth + 1)

    def _marks(self, of: outline.Part) -> Iterator[Mark]:
        names = {each.name for each in of.parts}
        for each in of.attributes:
            key = f"attr__{each.name}" if each.name in names else each.name
            yield Mark(key, self._name(each.tag), each.default, each.required)

    def _said(self, element: outline.Part, depth: int) -> str:
        """Return what an encoded element says of itself: the wrapper how, any other its type."""
        if not depth:
            return f' env:encodingStyle="{_ENCODINGS[self._is_12]}"'
        named = element.type_name
        return "" if named.startswith("<") else f' xsi:type="{self._name(named)}"'

    def _name(self, tag: str) -> str:
        name = etree.QName(tag)
        if not name.namespace:
            return name.localname
        prefix = self._prefixes.setdefault(name.namespace, f"n{len(self._prefixes)}")
        return f"{prefix}:{name.localname}"


def _require_way(wrapper: Part, path: Sequence[str]) -> None:
    """Raise NotCovered where the record or the question could never be written."""
    for key in path:
        if wrapper.why_not:
            break
        wrapper = next((each for each in wrapper.parts or () if each.key == key), wrapper)
    if wrapper.why_not:
        raise NotCovered(wrapper.why_not)


# What a message of ours may hold: elements by their keys, with what may stand in each; None for a value.
_Wanted: TypeAlias = "Mapping[str, _Wanted] | None"


def _wanted(operation: Operation, shape: Shape) -> _Wanted:
    record: _Wanted = None if operation.argument else _of_shape(shape)
    ways = [_Way((*operation.path, WireElement(operation.argument, "")), None)] if operation.argument else []
    ways += [_Way(operation.path, record)] if record is not None else []
    ways += [_Way((*each.within, each), None) for each, _ in operation.constants]
    return {**dict.fromkeys(operation.blanks), **_merged(ways)}


def _of_shape(shape: Shape) -> Mapping[str, _Wanted]:
    marks = [shape.primary] if shape.primary is not None else []
    values = [*shape.fields.values(), *(each for each, _ in shape.constants), *marks]
    ways = [_Way((*each.within, each), None) for each in values]
    return _merged([*ways, *(_of_container(each) for each in shape.containers.values())])


@dataclass(frozen=True, slots=True)
class _Way:
    """The elements down to something that may stand in a message, and what may stand in it."""

    path: tuple[WireElement, ...]
    inside: _Wanted


def _of_container(container: Container) -> _Way:
    rows = _of_shape(container.row)
    if container.bare:
        return _Way((*container.element.within, container.element), rows)
    return _Way((*container.element.within, container.element, container.row.element), rows)


def _merged(ways: list[_Way]) -> dict[str, _Wanted]:
    """Return what may stand in an element, given all that stands somewhere below it."""
    by_key: dict[str, list[_Way]] = {}
    for each in ways:
        by_key.setdefault(each.path[0].key, []).append(_Way(each.path[1:], each.inside))
    return {key: _below(below) for key, below in by_key.items()}


def _below(ways: list[_Way]) -> _Wanted:
    here = [each.inside for each in ways if not each.path]
    deeper = [each for each in ways if each.path]
    if not deeper:
        return here[0]
    return {**(here[0] or {} if here else {}), **_merged(deeper)}
