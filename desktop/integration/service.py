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
    """One element or attribute of the WSDL: ``name`` on the wire, ``key`` in the arguments.

    ``within`` are the elements between it and the row it belongs to, the outermost first. ``codes`` says what
    our values are called there. A ``textual`` one may be empty by its type, whatever form its values have.
    """

    key: str
    name: str
    form: Form = Form.TEXT
    nillable: bool = False
    required: bool = False
    repeats: bool = False
    namespace: str = ""
    within: tuple[WireElement, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict[str, str])
    textual: bool = False
    attribute: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Return the names on the way from the row down to it."""
        return (*(each.name for each in self.within), self.name)

    @property
    def may_be_empty(self) -> bool:
        """Tell whether an empty element is valid by the WSDL."""
        return self.textual or self.form is Form.TEXT


@dataclass(frozen=True, slots=True)
class Shape:
    """A component as the WSDL has it: which of our fields, attributes and child components have a place.

    ``fields`` (what is sent) and ``containers`` go by our names, ``attributes`` by theirs. ``heard`` is what
    a reply is read by; without it a reply may use our own tags beside the names of ``fields``. ``constants``
    are sent as they are. ``answer`` is the name of the record's element in replies, if it is another one.
    """

    component: Component
    element: WireElement
    fields: Mapping[str, WireElement]
    attributes: Mapping[str, WireElement] = field(default_factory=dict[str, WireElement])
    containers: Mapping[str, Container] = field(default_factory=dict[str, "Container"])
    heard: Mapping[str, WireElement] | None = None
    primary: WireElement | None = None
    constants: tuple[tuple[WireElement, str], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """The element that holds the rows of a child component.

    A ``bare`` one is no element of its own: the rows stand among the fields, and nothing says that they are
    all. What is not ``sent`` or not ``heard`` travels the other way alone.
    """

    element: WireElement
    row: Shape
    bare: bool = False
    sent: bool = True
    heard: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the way from its arguments down to the record, which is the last element of ``path``.

    ``blanks`` are simple arguments that the schema demands and that have nothing to say. In an operation that
    asks by id, ``argument`` is the question, ``path`` leads to it, and ``asks`` names the field it is about,
    if that is known. ``wsa_action`` is what WS-Addressing calls the operation, where the WSDL says so.
    """

    name: str
    action: str
    path: tuple[WireElement, ...] = ()
    blanks: tuple[str, ...] = ()
    constants: tuple[tuple[WireElement, str], ...] = ()
    argument: str = ""
    asks: str = ""
    wsa_action: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """Where and how the records of one kind are synchronized.

    ``address`` is the WSDL's own, without user and password, and empty where the port has none. ``types``
    check messages; there are none where the WSDL's schemas contradict themselves. An ``encoded`` one says of
    each value what type it has. ``headers`` are the header blocks that the WSDL declares.
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
    encoded: bool = False
    headers: tuple[str, ...] = ()
    types: Types | None = field(default=None, compare=False, repr=False)
