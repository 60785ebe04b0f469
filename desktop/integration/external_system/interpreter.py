"""Lets the built-in external system speak any WSDL that there is a mapping for.

What comes in is read by the mapping and said again as the ASIs have it; the answer goes the way back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from desktop.fields import Component, component
from desktop.integration import reply
from desktop.integration.external_system import envelope, faults
from desktop.integration.external_system.answer import Answer
from desktop.integration.external_system.contract import Method
from desktop.integration.external_system.envelope import Envelope
from desktop.integration.external_system.faults import Refusal
from desktop.integration.external_system.service import Request
from desktop.integration.external_system.service import Service as BuiltIn
from desktop.integration.mapping import Mapping as Mapped
from desktop.integration.markup import Element, child, descendants, text_of
from desktop.integration.outline import Offer, Part
from desktop.integration.reply import ReplyRow
from desktop.integration.service import Container, Operation, Shape, WireElement
from desktop.integration.shaping import offer_of, path_to
from desktop.integration.wire_values import Form, to_wire
from desktop.integration.wsdl import Wsdl
from desktop.store.types import Values

_ASI: Final = "http://siebel.com/asi/"
_OK: Final = 200
_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"


class Interpreter:
    """Answers the messages of one service of a foreign WSDL through the built-in service for its records."""

    def __init__(self, spoken: Wsdl, built_in: BuiltIn) -> None:
        self._spoken = spoken
        self._built_in = built_in
        self._of = component(spoken.service.kind)

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request, in the words of the WSDL."""
        try:
            message = envelope.read(request.body)
            operation, method = self._operation(message.wrapper)
            said = self._said(message, operation, method)
        except Refusal:
            # What it cannot make out, it says in its own words.
            return self._built_in.answer(request)
        given = self._built_in.answer(replace(request, body=said))
        return given if given.status != _OK else self._translated(given, message, operation)

    def _operation(self, wrapper: Element) -> tuple[Operation, Method]:
        service, name = self._spoken.service, str(wrapper.tag)
        known = (
            (service.synchronize, Method.SYNCHRONIZE),
            (service.query_by_id, Method.QUERY_BY_ID),
            (service.query_by_example, Method.QUERY_BY_EXAMPLE),
        )
        for operation, method in known:
            if operation is not None and self._offer(operation).request.tag == name:
                return operation, method
        raise faults.bad_argument(f"There is no operation for {name}")

    def _offer(self, operation: Operation) -> Offer:
        mapping: Mapped = replace(self._spoken.mapping, operation=operation.name)
        return offer_of(mapping, self._spoken.source.outline)

    # --- In -----------------------------------------------------------------------------------------------

    def _said(self, message: Envelope, operation: Operation, method: Method) -> bytes:
        """Return the request as the ASI has it."""
        name = f"External{self._of.tag}{method}"
        wrapper = etree.Element(f"{{{_ASI}}}{name}_Input")
        if method is Method.QUERY_BY_ID:
            asked = text_of(_argument(message.wrapper, operation))
            etree.SubElement(wrapper, f"{{{_ASI}}}PrimaryRowId").text = asked
        else:
            wrapper.append(self._list(message.wrapper))
        blocks = list(message.header) if message.header is not None else []
        return envelope.write(message.soap, wrapper, blocks)

    def _list(self, wrapper: Element) -> Element:
        namespace = f"http://www.siebel.com/xml/{self._of.tag}%20Interface"
        container = etree.Element(f"{{{namespace}}}{self._of.container}")
        shape = as_sent(self._spoken.service.shape)
        name = shape.element.name
        for each in descendants(wrapper, name)[:1]:
            read = reply.row(each, self._of, shape)
            container.append(_record(self._of, read, namespace))
        return container

    # --- Out ----------------------------------------------------------------------------------------------

    def _translated(self, given: Answer, message: Envelope, operation: Operation) -> Answer:
        told = reply.read_all(given.body, self._of.name)
        records = [each.record for each in told if each.record is not None]
        offer, shape = self._offer(operation), self._spoken.service.shape
        if offer.reply is None:
            return given
        name = shape.answer or shape.element.name
        way = path_to(offer.reply, name) or ((offer.reply,) if offer.reply.name == name else ())
        root = etree.Element(offer.reply.tag)
        if way == (offer.reply,):
            _fill(root, offer.reply, shape, records[0] if records else ReplyRow())
        else:
            _place(root, offer.reply, way, shape, records)
        return replace(given, body=envelope.write(message.soap, root))


def as_sent(shape: Shape) -> Shape:
    """Return the shape by which the other side reads what we send."""
    containers = {
        name: replace(each, row=as_sent(each.row), heard=each.sent) for name, each in shape.containers.items()
    }
    return replace(shape, heard=shape.fields, containers=containers, answer="")


def _argument(wrapper: Element, operation: Operation) -> Element | None:
    inside: Element | None = wrapper
    for name in (*(each.name for each in operation.path), operation.argument):
        inside = None if inside is None else child(inside, name)
    return inside


def _record(of: Component, row: ReplyRow, namespace: str) -> Element:
    """Return a row as the ASI has it: what is empty is written empty, what is absent stays out."""
    element = etree.Element(f"{{{namespace}}}{of.tag}")
    if row.operation:
        element.set("operation", row.operation)
    if row.primary is not None:
        element.set("IsPrimaryMVG", "Y" if row.primary else "N")
    for each in of:
        if each.tag and each.name in row.values:
            value = row.values[each.name]
            text = None if value is None else to_wire(each.kind, value, Form.TEXT)
            etree.SubElement(element, f"{{{namespace}}}{each.tag}").text = text
    for inner in of.children:
        if inner.name in row.children:
            rows = etree.SubElement(element, f"{{{namespace}}}{inner.container}")
            for each in row.children[inner.name]:
                rows.append(_record(inner, each, namespace))
    return element


def _place(
    around: Element, part: Part, way: Sequence[Part], shape: Shape, records: Sequence[ReplyRow]
) -> None:
    """Put the records where the reply has them, and what the WSDL demands beside them."""
    for each in part.parts:
        if each.name == way[0].name and len(way) > 1:
            _place(etree.SubElement(around, each.tag), each, way[1:], shape, records)
        elif each.name == way[0].name:
            for record in records if each.occurs.repeats else records[:1]:
                _fill(etree.SubElement(around, each.tag), each, shape, record)
        elif each.required and not each.is_complex:
            etree.SubElement(around, each.tag).text = _anything(each)


def _fill(element: Element, part: Part, shape: Shape, row: ReplyRow) -> None:
    """Write a row into its element, in the order of the schema."""
    heard = shape.fields if shape.heard is None else shape.heard
    values = {each.path: (name, each) for name, each in heard.items() if name in row.values}
    _elements(element, part, (), shape, row, values)


def _elements(
    element: Element,
    part: Part,
    above: tuple[str, ...],
    shape: Shape,
    row: ReplyRow,
    values: Mapping[tuple[str, ...], tuple[str, WireElement]],
) -> None:
    _attributes(element, above, shape, row, values)
    for each in part.parts:
        path = (*above, each.name)
        listed = next((item for item in shape.containers.items() if item[1].element.path == path), None)
        if listed is not None and listed[1].heard:
            _rows(element, each, listed[1], row.children.get(listed[0]))
        elif path in values:
            _value(element, each, shape, values[path], row.values)
        elif shape.primary is not None and shape.primary.path == path and row.primary is not None:
            told = to_wire_flag(shape.primary.form, yes=row.primary)
            etree.SubElement(element, each.tag).text = told
        elif each.is_complex and any(known[: len(path)] == path for known in values):
            _elements(etree.SubElement(element, each.tag), each, path, shape, row, values)
        elif each.required and not each.is_complex:
            etree.SubElement(element, each.tag).text = _anything(each)


def to_wire_flag(form: Form, *, yes: bool) -> str:
    """Return a mark of the primary row as an element of this form carries it."""
    told = ("true", "false") if form is Form.BOOLEAN else ("Y", "N")
    return told[0] if yes else told[1]


def _attributes(
    element: Element,
    above: tuple[str, ...],
    shape: Shape,
    row: ReplyRow,
    values: Mapping[tuple[str, ...], tuple[str, WireElement]],
) -> None:
    for path, (name, wire) in values.items():
        if wire.attribute and path[:-1] == above and row.values[name] is not None:
            element.set(wire.name, _text(shape, name, wire, row.values) or "")
    mark = shape.primary
    if mark is not None and mark.attribute and mark.path[:-1] == above and row.primary is not None:
        element.set(mark.name, to_wire_flag(mark.form, yes=row.primary))


def _rows(around: Element, part: Part, container: Container, rows: Sequence[ReplyRow] | None) -> None:
    if rows is None:
        return
    if container.bare:
        for each in rows if part.occurs.repeats else rows[:1]:
            _fill(etree.SubElement(around, part.tag), part, container.row, each)
        return
    element = etree.SubElement(around, part.tag)
    for each in rows:
        inner = part.parts[0]
        _fill(etree.SubElement(element, inner.tag), inner, container.row, each)


def _value(
    element: Element, part: Part, shape: Shape, found: tuple[str, WireElement], values: Values
) -> None:
    name, wire = found
    text = _text(shape, name, wire, values)
    if text is not None or wire.may_be_empty:
        etree.SubElement(element, part.tag).text = text
    elif part.nillable:
        etree.SubElement(element, part.tag).set(_NIL, "true")


def _text(shape: Shape, name: str, wire: WireElement, values: Values) -> str | None:
    value = values[name]
    if value is None:
        return None
    return wire.codes.get(str(value), to_wire(shape.component[name].kind, value, wire.form))


def _anything(part: Part) -> str:
    """Return a text for an element that must be there and that nobody knows anything of."""
    if part.simple.values:
        return part.simple.values[0]
    return {"boolean": "true", "date": "2000-01-01", "dateTime": "2000-01-01T00:00:00"}.get(
        part.simple.base, "0" if part.simple.base not in ("string", "") else "OK"
    )
