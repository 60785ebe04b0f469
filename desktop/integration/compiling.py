"""Compiles zeep's types into plans by which requests are written as text."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import zeep.xsd
from zeep.xsd.elements.indicators import Indicator

from desktop.integration.rendering import ENVELOPES, Mark, NotCovered, Part, Plan, plan
from desktop.integration.service import Container, Operation, Service, Shape, Soap, WireElement

_LOG: Final = logging.getLogger(__name__)
# zeep declares next to nothing of these: what is used of them ends in this module.
ZeepOperation: TypeAlias = Any
ZeepElement: TypeAlias = Any
ZeepType: TypeAlias = Any

# What zeep writes of these is the text it is given, letter by letter.
_TEXTS: Final = (
    *(zeep.xsd.String, zeep.xsd.DateTime, zeep.xsd.Date, zeep.xsd.Decimal, zeep.xsd.Double),
    *(zeep.xsd.Integer, zeep.xsd.AnyURI),
)
# The deepest a request of ours goes: wrappers, record, list, row, field.
_DEEPEST: Final = 12


def compiled(service: Service, operations: Mapping[str, ZeepOperation]) -> Mapping[str, Plan]:
    """Return a plan for each of the service's operations that one can be made for, by name.

    What has none is written by zeep; the log says why.
    """
    plans: dict[str, Plan] = {}
    for each in filter(None, (service.synchronize, service.query_by_id, service.query_by_example)):
        try:
            plans[each.name] = _Compiler(service).plan(each, operations[each.name])
        except NotCovered as reason:
            _LOG.info("zeep writes the messages of %s, because %s.", each.name, reason)
    return plans


class _Compiler:
    """Compiles one operation, and gives a prefix to each namespace it meets."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._prefixes: dict[str, str] = {}

    def plan(self, operation: Operation, declared: ZeepOperation) -> Plan:
        if getattr(declared.abstract, "wsa_action", None):
            raise NotCovered("it wants WS-Addressing")
        body = getattr(declared.input, "body", None)
        if body is None or getattr(declared.input, "_is_body_wrapped", False):
            raise NotCovered("its message does not consist of one part")
        wrapper = self._element("", body, _wanted(operation, self._service.shape), 0)
        envelope = ENVELOPES[self._service.soap is Soap.SOAP_12]
        return plan(envelope, wrapper, self._prefixes)

    def _element(self, key: str, element: ZeepElement, wanted: _Wanted, depth: int) -> Part:
        is_complex = isinstance(element.type, zeep.xsd.ComplexType)
        why_not = self._why_not(element, wanted, depth)
        inside = is_complex and not why_not
        return Part(
            key=key,
            name=self._name(element),
            least=int(element.min_occurs),
            most=None if element.max_occurs == "unbounded" else int(element.max_occurs),
            nillable=bool(element.nillable),
            default=element.default,
            flag=isinstance(element.type, zeep.xsd.Boolean),
            marks=self._marks(element.type) if inside else (),
            parts=tuple(self._parts(element.type, wanted, depth)) if inside else None,
            why_not=why_not,
        )

    def _why_not(self, element: ZeepElement, wanted: _Wanted, depth: int) -> str:
        name = element.qname.localname
        if isinstance(element.type, zeep.xsd.ComplexType):
            if wanted is None or depth > _DEEPEST:
                return f"nothing of ours goes into {name}"
            if any(not isinstance(each, Indicator) for _, each in element.type.elements_nested):
                return f"{name} is of a type with a mere value"
            return ""
        return "" if _is_text(element.type) else f"{name} is of the type {type(element.type).__name__}"

    def _parts(self, of: ZeepType, wanted: _Wanted, depth: int) -> Iterator[Part]:
        """Yield the elements of a type that a message of ours may hold, and those that it must."""
        for key, element in _elements(of):
            inside = wanted.get(key) if wanted else None
            known = wanted is not None and key in wanted
            if known or element.min_occurs or element.default is not None:
                yield self._element(key, element, inside, depth + 1)

    def _marks(self, of: ZeepType) -> tuple[Mark, ...]:
        found: list[Mark] = []
        for key, attribute in of.attributes:
            if not getattr(attribute, "name", None):
                continue
            if not _is_text(attribute.type):
                if attribute.required or attribute.default is not None:
                    raise NotCovered(f"the attribute {attribute.name} is no text")
                continue
            found.append(Mark(key, self._name(attribute), attribute.default, bool(attribute.required)))
        return tuple(found)

    def _name(self, element: ZeepElement) -> str:
        name, namespace = element.qname.localname, element.qname.namespace
        if not namespace:
            return str(name)
        prefix = self._prefixes.setdefault(namespace, f"n{len(self._prefixes)}")
        return f"{prefix}:{name}"


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


def _elements(of: ZeepType) -> Iterator[tuple[str, ZeepElement]]:
    for _, group in of.elements_nested:
        yield from _of_group(group)


def _of_group(group: ZeepElement) -> Iterator[tuple[str, ZeepElement]]:
    """Yield the elements of a sequence in their order; a choice is for zeep to make."""
    if isinstance(group, zeep.xsd.Choice) or group.accepts_multiple:
        raise NotCovered("its types leave a choice, or repeat more than one element")
    nested: Any = group.elements_nested
    for key, each in nested:
        if isinstance(each, zeep.xsd.Element):
            yield key, each
        elif isinstance(each, Indicator):
            yield from _of_group(each)
        elif each.min_occurs:
            raise NotCovered("its types demand an element that they do not name")


def _is_text(of: ZeepType) -> bool:
    # A float, for one, is written in capitals.
    return isinstance(of, (*_TEXTS, zeep.xsd.Boolean))
