"""Makes of a mapping and the WSDL it is for the one description that requests and replies go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.errors import WsdlProblem
from desktop.fields import Component
from desktop.integration.mapping import PRIMARY, FieldLine, ListLine, Question, split
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.outline import TEXTS, Offer, Outline, Part, Simple
from desktop.integration.request import PRIMARY as PRIMARY_ATTRIBUTE
from desktop.integration.service import Container, Operation, Service, Shape, Soap, Style, WireElement
from desktop.integration.wire_values import Form
from desktop.store.addresses import without_password

_FORMS: Final = {
    "boolean": Form.BOOLEAN,
    "dateTime": Form.DATETIME,
    "date": Form.DATE,
    **dict.fromkeys(
        ("decimal", "float", "double", "integer", "int", "long", "short", "byte", "nonNegativeInteger",
         "positiveInteger", "nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong",
         "unsignedShort", "unsignedByte"),
        Form.NUMBER,
    ),
}  # fmt: skip
AT: Final = "@"


def service_of(mapping: Mapped, outline: Outline, *, exactly: bool = True) -> Service:
    """Return what the WSDL offers for the record as the mapping has it.

    ``exactly`` a reply is read by the mapping alone; otherwise our own tags are known, too. Raises
    WsdlProblem for an operation or an element that the WSDL does not have.
    """
    offer = offer_of(mapping, outline)
    path = _found(offer.request, mapping.record, f"{mapping.operation} takes no {mapping.record}")
    shape = _Shaper(mapping, exactly=exactly).record(path[-1])
    return Service(
        kind=mapping.kind,
        name=offer.service,
        port=offer.port,
        binding=offer.binding,
        style=Style(offer.style),
        soap=Soap(offer.soap),
        address=without_password(offer.address),
        shape=shape,
        synchronize=_carrying(mapping, offer, path),
        query_by_id=_asking(mapping.by_id, offer, outline) if mapping.by_id else None,
        query_by_example=_by_example(mapping, offer, outline),
        encoded=offer.encoded,
        headers=offer.headers,
    )


def offer_of(mapping: Mapped, outline: Outline) -> Offer:
    """Return the operation that takes the record, at the best port; raise WsdlProblem if there is none."""
    named = [
        each
        for each in outline.named(mapping.operation)
        if mapping.service in ("", each.service) and mapping.port in ("", each.port)
    ]
    if not named:
        if why := outline.flawed.get(mapping.operation):
            raise _missing(f"{mapping.operation} cannot be read: {why}", mapping.operation)
        raise _missing(f"The WSDL has no operation {mapping.operation}", mapping.operation)
    return min(named, key=lambda each: (not each.address, each.soap != Soap.SOAP_11))


def form_of(simple: Simple) -> Form:
    """Return how a type writes a value."""
    return _FORMS.get(simple.base, Form.TEXT)


def wire(part: Part, within: Sequence[Part] = (), line: FieldLine | None = None) -> WireElement:
    """Return an element of the WSDL as requests and replies know it."""
    return WireElement(
        key=part.name,
        name=part.name,
        form=(line.form if line else None) or form_of(part.simple),
        nillable=part.nillable,
        required=part.required,
        repeats=part.occurs.repeats,
        namespace=part.namespace,
        within=tuple(wire(each) for each in within),
        codes=line.codes if line else {},
        textual=part.simple.base in TEXTS,
    )


def element_at(row: Part, path: str) -> tuple[tuple[Part, ...], Part | None, Simple | None]:
    """Return the way to what a path from a row names: the elements around it, the element, and its type.

    For an attribute the elements around include the one that carries it, and there is no element. Where there
    is no such way, neither element nor type is returned.
    """
    way, _, last = path.rpartition("/")
    if last.startswith(AT):
        around = row.at(way) if way else ()
        carrier = around[-1] if around else row
        found = next((each for each in carrier.attributes if each.name == last[1:]), None)
        lost = way and not around
        return around, None, None if lost or found is None else found.simple
    parts = row.at(path)
    return (parts[:-1], parts[-1], parts[-1].simple) if parts else ((), None, None)


@dataclass(frozen=True, slots=True)
class _Shaper:
    mapping: Mapped
    exactly: bool

    def record(self, part: Part) -> Shape:
        """Return the shape of the record with its lists."""
        lists = {each.component: self._container(part, each) for each in self.mapping.lists}
        lists = {name: each for name, each in lists.items() if each.sent or each.heard}
        return self._row(part, self.mapping.of, "", lists)

    def _row(self, part: Part, of: Component, inside: str, lists: Mapping[str, Container]) -> Shape:
        lines = [each for each in self.mapping.fields if split(each.name)[0] == inside]
        placed = [(each, split(each.name)[1], self._element(part, each)) for each in lines]
        sent = {name: element for each, name, element in placed if each.direction.sent and name != PRIMARY}
        heard = {name: element for each, name, element in placed if each.direction.heard and name != PRIMARY}
        own = next((element for _, name, element in placed if name == PRIMARY), None)
        attributes = {each.name: each for each in _attributes(part)}
        return Shape(
            component=of,
            element=wire(part),
            fields=_in_order(part, sent),
            attributes=attributes,
            containers=lists,
            heard=heard if self.exactly else None,
            primary=own or attributes.get(PRIMARY_ATTRIBUTE),
            constants=() if inside else tuple(self._constants(part)),
            answer="" if inside else self.mapping.reply,
        )

    def _element(self, row: Part, line: FieldLine) -> WireElement:
        around, part, simple = element_at(row, line.element)
        if part is not None:
            return wire(part, around, line)
        if simple is None:
            raise _missing(f"<{row.name}> has no {line.element} for {line.name}", line.name)
        return _attribute(line.element.rpartition(AT)[2], simple, around or (), row, line)

    def _container(self, record: Part, line: ListLine) -> Container:
        way = _found(record, line.element, f"<{record.name}> has no {line.element} for {line.component}")
        row, of = way[-1], self.mapping.of.child(line.component)
        shape = self._row(row, of, line.component, {})
        sent, heard = line.direction.sent, line.direction.heard
        if len(way) > 1 and len(way[-2].parts) == 1 and row.occurs.repeats:
            return Container(wire(way[-2], way[:-2]), shape, sent=sent, heard=heard)
        return Container(wire(row, way[:-1]), shape, bare=True, sent=sent, heard=heard)

    def _constants(self, record: Part) -> Iterator[tuple[WireElement, str]]:
        for path, text in self.mapping.constants.items():
            if not path.startswith("/"):
                yield self._element(record, FieldLine("a constant", path)), text


def _attributes(part: Part) -> Iterator[WireElement]:
    for each in part.attributes:
        yield _attribute(each.name, each.simple, (), part)


def _attribute(
    name: str, simple: Simple, around: Sequence[Part], row: Part, line: FieldLine | None = None
) -> WireElement:
    carrier = around[-1] if around else row
    # An element beside it may have the same name.
    key = f"attr__{name}" if any(each.name == name for each in carrier.parts) else name
    form = (line.form if line else None) or form_of(simple)
    within = tuple(wire(each) for each in around)
    found = WireElement(key, name, form, within=within, textual=True, attribute=True)
    return replace(found, codes=line.codes) if line else found


def _in_order(part: Part, fields: Mapping[str, WireElement]) -> dict[str, WireElement]:
    """Return the fields in the order of the schema, which a request keeps."""
    return dict(sorted(fields.items(), key=lambda pair: _places(part, pair[1].path)))


def _places(part: Part, path: Sequence[str]) -> tuple[int, ...]:
    if not path:
        return ()
    names = [each.name for each in part.parts]
    if path[0] not in names:
        return (len(names),)
    place = names.index(path[0])
    return (place, *_places(part.parts[place], path[1:]))


def _carrying(mapping: Mapped, offer: Offer, path: Sequence[Part]) -> Operation:
    """Return an operation that takes the record."""
    constants = tuple(_arguments(mapping, offer))
    filled = {each.path[0] for each, _ in constants} | {path[0].name}
    blanks = [each.name for each in offer.request.parts if each.required and not each.is_complex]
    return Operation(
        name=offer.name,
        action=offer.action,
        path=tuple(wire(each) for each in path),
        blanks=tuple(name for name in blanks if name not in filled),
        constants=constants,
        wsa_action=offer.wsa_action,
    )


def _arguments(mapping: Mapped, offer: Offer) -> Iterator[tuple[WireElement, str]]:
    """Yield the arguments beside the record that always carry the same text."""
    for path, text in mapping.constants.items():
        if path.startswith("/"):
            way = offer.request.at(path[1:])
            if not way and offer.name == mapping.operation:
                raise _missing(f"{offer.name} takes no {path[1:]}", path)
            if way:
                yield wire(way[-1], way[:-1]), text


def _asking(question: Question, beside: Offer, outline: Outline) -> Operation:
    offer = _same_port(question.operation, beside, outline)
    way = _found(offer.request, question.argument, f"{offer.name} takes no {question.argument}")
    path = tuple(wire(each) for each in way[:-1])
    return Operation(
        offer.name,
        offer.action,
        path,
        argument=way[-1].name,
        asks=question.asks,
        wsa_action=offer.wsa_action,
    )


def _by_example(mapping: Mapped, beside: Offer, outline: Outline) -> Operation | None:
    if not mapping.by_example:
        return None
    offer = _same_port(mapping.by_example, beside, outline)
    record = mapping.record.rpartition("/")[2]
    way = path_to(offer.request, record)
    if not way:
        raise _missing(f"{offer.name} takes no {record}", offer.name)
    return _carrying(mapping, offer, way)


def path_to(request: Part, record: str, depth: int = 5) -> tuple[Part, ...]:
    """Return the shortest way down to an element of that name that holds others."""
    for each in request.parts:
        if each.name == record and each.is_complex:
            return (each,)
    for each in request.parts if depth else ():
        if further := path_to(each, record, depth - 1):
            return (each, *further)
    return ()


def _same_port(operation: str, beside: Offer, outline: Outline) -> Offer:
    for each in outline.named(operation):
        if (each.service, each.port) == (beside.service, beside.port):
            return each
    raise _missing(f"The port {beside.port} has no operation {operation}", operation)


def _found(part: Part, path: str, otherwise: str) -> tuple[Part, ...]:
    found = part.at(path)
    if not found:
        raise _missing(otherwise, path)
    return found


def _missing(what: str, concerns: str) -> WsdlProblem:
    return WsdlProblem(
        f"{what}, which the mapping names.",
        concerns=concerns,
        way_out="An administrator must look at the mapping: hearth mapping show.",
    )
