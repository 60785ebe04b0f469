"""Reads a WSDL and finds in it what synchronizes a kind of record, by what it carries rather than by name."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import requests
import zeep.exceptions
import zeep.settings
import zeep.wsdl
import zeep.xsd
from lxml import etree
from zeep.wsdl.bindings import Soap11Binding, Soap12Binding

from desktop import resources
from desktop.errors import HearthError, WsdlProblem
from desktop.fields import Component, component
from desktop.integration import compiling, definition, schema
from desktop.integration.connection import without_password
from desktop.integration.documents import Documents
from desktop.integration.markup import NotXml
from desktop.integration.rendering import Plan
from desktop.integration.schema import Types
from desktop.integration.service import Container, Operation, Service, Shape, Soap, Style, WireElement
from desktop.integration.wire_values import Form
from desktop.store.types import RecordKind

_LOG: Final = logging.getLogger(__name__)
# zeep declares next to nothing of these: what is used of them ends in this module.
ZeepDocument: TypeAlias = Any
ZeepPort: TypeAlias = Any
ZeepOperation: TypeAlias = Any
ZeepElement: TypeAlias = Any
ZeepType: TypeAlias = Any

# Deep enough for an operation, a message wrapper, a list and a record; a type may contain itself.
_DEEPEST: Final = 5
_SETTINGS: Final[Mapping[str, bool]] = {"strict": True, "forbid_dtd": True, "forbid_entities": True}
_FORMS: Final[tuple[tuple[str, Form], ...]] = (
    ("Boolean", Form.BOOLEAN),
    ("DateTime", Form.DATETIME),
    ("Date", Form.DATE),
    ("Integer", Form.NUMBER),
    ("Decimal", Form.NUMBER),
    ("Float", Form.NUMBER),
    ("Double", Form.NUMBER),
)


@dataclass(frozen=True, slots=True)
class Wsdl:
    """A WSDL as read: zeep's document, what we found in it, and plans to write its requests by."""

    document: ZeepDocument
    service: Service
    plans: Mapping[str, Plan]


def load(location: str, kind: RecordKind, session: requests.Session, cache: Path) -> Wsdl:
    """Read the WSDL for a kind of record; an empty location means the one that travels with Hearth.

    One from elsewhere is fetched anew, and taken from the kept copy when that fails. Raises WsdlProblem, or
    NotSent when it cannot be fetched and was never kept.
    """
    root = location or str(resources.path(f"wsdl/external-{kind}.wsdl"))
    documents = Documents(root, session, cache)
    try:
        wsdl = _read(root, kind, documents)
    except HearthError:
        if not documents.has_copy:
            raise
        return _read(root, kind, Documents(root, session, cache, copies_only=True))
    documents.keep()
    return wsdl


def _read(root: str, kind: RecordKind, documents: Documents) -> Wsdl:
    shown = without_password(root)
    try:
        document = zeep.wsdl.Document(
            root, cast(Any, documents), settings=zeep.settings.Settings(**_SETTINGS)
        )
    except HearthError:
        raise
    except (zeep.exceptions.Error, etree.LxmlError, NotImplementedError) as problem:
        raise WsdlProblem(f"{shown} cannot be read as a WSDL: {problem}.", concerns=shown) from problem
    except Exception as problem:  # zeep has no words of its own for many a broken document
        raise WsdlProblem(
            f"{shown} cannot be read as a WSDL: {type(problem).__name__} {problem}.", concerns=shown
        ) from problem
    service = replace(_service(document, kind, shown), types=_types(root, documents))
    return Wsdl(document, service, compiling.compiled(service, _declared(document, service)))


def _declared(document: ZeepDocument, service: Service) -> Mapping[str, ZeepOperation]:
    return document.services[service.name].ports[service.port].binding.all()


def _types(root: str, documents: Documents) -> Types | None:
    """Return the WSDL's types, or None where zeep makes something of schemas that libxml2 does not."""
    try:
        return schema.compiled(definition.gather(root, documents.load))
    except (NotXml, KeyError, etree.LxmlError) as problem:
        _LOG.warning(
            "The schemas of %s cannot be used to check messages: %s", without_password(root), problem
        )
        return None


def _service(document: ZeepDocument, kind: RecordKind, shown: str) -> Service:
    found = list(_services(document, component(kind)))
    if not found:
        raise WsdlProblem(
            f"{shown} offers no Synchronize operation that carries a {component(kind).tag}.",
            concerns=shown,
            way_out=f"Name the WSDL of the external system's {kind} service.",
        )
    return min(found, key=_preference)


def _preference(service: Service) -> tuple[bool, bool, bool]:
    """Order services found: the plainest operation name first, then one with an address, then SOAP 1.1."""
    plain = service.synchronize.name.endswith("Synchronize")
    return not plain, not service.address, service.soap is not Soap.SOAP_11


def _services(document: ZeepDocument, of: Component) -> Iterator[Service]:
    for service in document.services.values():
        for port in service.ports.values():
            binding = port.binding
            if not isinstance(binding, (Soap11Binding, Soap12Binding)):
                continue
            operations = _Operations(cast("Mapping[str, ZeepOperation]", binding.all()), of)
            if operations.synchronize is not None:
                yield _found(service.name, port, operations)


class _Operations:
    """The operations of a port that concern one kind of record."""

    def __init__(self, by_name: Mapping[str, ZeepOperation], of: Component) -> None:
        self._by_name = by_name
        self._of = of
        self.shape: Shape | None = None
        self.style = Style.DOCUMENT
        self.synchronize = self._first("Synchronize", self._with_record)
        self.query_by_id = self._first("QueryById", self._with_argument)
        self.query_by_example = self._first("QueryByExample", self._with_record)

    def _first(self, word: str, read: Callable[[ZeepOperation], Operation | None]) -> Operation | None:
        # Real services add a number or a word behind, and customers a prefix.
        for pattern in (f".*{word}", f".*{word}_?\\d+", f".*{word}.*"):
            for name, operation in self._by_name.items():
                if re.fullmatch(pattern, name) and (found := read(operation)) is not None:
                    return found
        return None

    def _with_record(self, operation: ZeepOperation) -> Operation | None:
        arguments = _arguments(operation)
        path = _path(arguments, self._of)
        if not path:
            return None
        if self.shape is None:
            self.shape = _shape(path[-1], self._of)
            self.style = Style(operation.style or "document")
        return Operation(
            name=operation.name,
            action=operation.soapaction or "",
            path=tuple(_wire(key, element) for key, element in path),
            blanks=tuple(key for key, element in arguments if _demanded(element) and key != path[0][0]),
        )

    def _with_argument(self, operation: ZeepOperation) -> Operation | None:
        simple = [(key, each) for key, each in _arguments(operation) if not _is_complex(each)]
        simple.sort(key=lambda pair: "id" not in pair[0].casefold())
        if not simple:
            return None
        return Operation(operation.name, operation.soapaction or "", argument=simple[0][0])


def _found(name: str, port: ZeepPort, operations: _Operations) -> Service:
    shape, synchronize = operations.shape, operations.synchronize
    assert shape is not None  # noqa: S101 -- whoever found the operation found the record in it
    assert synchronize is not None  # noqa: S101 -- asked by the caller
    options: Mapping[str, str | None] = port.binding_options or {}
    soap12 = isinstance(port.binding, Soap12Binding)
    return Service(
        kind=RecordKind(shape.component.name),
        name=name,
        port=port.name,
        binding=port.binding.name.text,
        style=operations.style,
        soap=Soap.SOAP_12 if soap12 else Soap.SOAP_11,
        address=without_password(options.get("address") or ""),
        shape=shape,
        synchronize=synchronize,
        query_by_id=operations.query_by_id,
        query_by_example=operations.query_by_example,
    )


def _arguments(operation: ZeepOperation) -> list[tuple[str, ZeepElement]]:
    body = getattr(operation.input, "body", None)
    return [] if body is None else _elements(body.type)


def _elements(xsd_type: ZeepType) -> list[tuple[str, ZeepElement]]:
    if not _is_complex_type(xsd_type):
        return []
    return [(key, each) for key, each in xsd_type.elements if isinstance(each, zeep.xsd.Element)]


def _path(
    elements: list[tuple[str, ZeepElement]], of: Component, depth: int = 0
) -> list[tuple[str, ZeepElement]]:
    """Return the way down to the first element that is the record: named like it, with one of its keys."""
    for key, element in elements:
        if _named(element, of.tag) and _has_key(element, of):
            return [(key, element)]
    if depth < _DEEPEST:
        for key, element in elements:
            if further := _path(_elements(element.type), of, depth + 1):
                return [(key, element), *further]
    return []


def _has_key(element: ZeepElement, of: Component) -> bool:
    names = {each.qname.localname for _, each in _elements(element.type)}
    return any(names >= {of[name].tag for name in key} for key in of.user_keys)


def _shape(record: tuple[str, ZeepElement], of: Component) -> Shape:
    key, element = record
    parts = _elements(element.type)
    fields = {
        each.name: _wire(*found)
        for each in of
        if each.tag and (found := _by_tag(parts, each.tag)) and not _is_complex(found[1])
    }
    attributes = {
        attribute.name: WireElement(name, attribute.name, _form(attribute.type))
        for name, attribute in element.type.attributes
        if getattr(attribute, "name", None)
    }
    containers = {
        each.name: found
        for each in of.children
        if each.tag and (found := _container(parts, each)) is not None
    }
    return Shape(of, _wire(key, element), fields, attributes, containers)


def _container(parts: list[tuple[str, ZeepElement]], of: Component) -> Container | None:
    """Return the element that holds rows of a child component: its one part repeats and is named like it."""
    for key, element in parts:
        inner = _elements(element.type)
        if len(inner) == 1 and _repeats(inner[0][1]) and _is_row(inner[0][1], of):
            return Container(_wire(key, element), _shape(inner[0], of))
    return None


def _is_row(element: ZeepElement, of: Component) -> bool:
    # An older release writes RelatedCommunicationAddress for CommunicationAddress.
    return _is_complex(element) and (_named(element, of.tag) or _named(element, f"Related{of.tag}"))


def _by_tag(parts: list[tuple[str, ZeepElement]], tag: str) -> tuple[str, ZeepElement] | None:
    exact = [part for part in parts if part[1].qname.localname == tag]
    alike = [part for part in parts if _named(part[1], tag)]
    return next(iter(exact + alike), None)


def _named(element: ZeepElement, tag: str) -> bool:
    return _alike(element.qname.localname, tag)


def _alike(name: str, tag: str) -> bool:
    """Tell whether two names are the same but for capitals and a digit that was appended on a clash."""
    return name.casefold() == tag.casefold() or name.rstrip("0123456789").casefold() == tag.casefold()


def _wire(key: str, element: ZeepElement) -> WireElement:
    return WireElement(
        key=key,
        name=element.qname.localname,
        form=_form(element.type),
        nillable=bool(element.nillable),
        required=_demanded(element),
        repeats=_repeats(element),
    )


def _form(xsd_type: ZeepType) -> Form:
    for name, form in _FORMS:
        if isinstance(xsd_type, getattr(zeep.xsd, name)):
            return form
    return Form.TEXT


def _is_complex(element: ZeepElement) -> bool:
    return _is_complex_type(element.type)


def _is_complex_type(xsd_type: ZeepType) -> bool:
    return isinstance(xsd_type, zeep.xsd.ComplexType)


def _repeats(element: ZeepElement) -> bool:
    return element.max_occurs == "unbounded" or element.max_occurs > 1


def _demanded(element: ZeepElement) -> bool:
    return element.min_occurs > 0
