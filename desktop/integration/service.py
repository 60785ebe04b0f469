"""What one service of an external system offers for a kind of record, as its WSDL tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.fields import Component
from desktop.integration.schema import Types
from desktop.integration.wire_values import Form
from desktop.store.types import RecordKind


class Style(StrEnum):
    """How the body of a message is laid out."""

    DOCUMENT = "document"
    RPC = "rpc"


class Soap(StrEnum):
    """The version of SOAP that a port speaks."""

    SOAP_11 = "1.1"
    SOAP_12 = "1.2"


@dataclass(frozen=True, slots=True)
class WireElement:
    """One element or attribute of the WSDL: ``name`` on the wire, ``key`` in the arguments for zeep."""

    key: str
    name: str
    form: Form = Form.TEXT
    nillable: bool = False
    required: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A component as the WSDL has it: which of our fields, attributes and child components have a place.

    ``fields`` and ``containers`` go by our names, in the order of the schema, ``attributes`` by theirs.
    """

    component: Component
    element: WireElement
    fields: Mapping[str, WireElement]
    attributes: Mapping[str, WireElement] = field(default_factory=dict[str, WireElement])
    containers: Mapping[str, Container] = field(default_factory=dict[str, "Container"])


@dataclass(frozen=True, slots=True)
class Container:
    """The element that holds the rows of a child component."""

    element: WireElement
    row: Shape


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the way from its arguments down to the record, which is the last element of ``path``.

    ``blanks`` are simple arguments that the schema demands and that have nothing to say; ``argument`` is the
    simple one that is the question, in an operation that asks by id and has no ``path``.
    """

    name: str
    action: str
    path: tuple[WireElement, ...] = ()
    blanks: tuple[str, ...] = ()
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Where and how the records of one kind are synchronized.

    ``address`` is the WSDL's own, without user and password, and empty where the port has none. ``types``
    check messages; there are none where the WSDL's schemas contradict themselves.
    """

    kind: RecordKind
    name: str
    port: str
    binding: str
    style: Style
    soap: Soap
    address: str
    shape: Shape
    synchronize: Operation
    query_by_id: Operation | None = None
    query_by_example: Operation | None = None
    types: Types | None = field(default=None, compare=False, repr=False)
