"""Writes records as reply elements, in the order of the schema and with its types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from desktop.integration.external_system.contract import Component, Container, Leaf, Operation, Part
from desktop.integration.external_system.kept import Fields, Row
from desktop.integration.external_system.typed import is_text, typed
from desktop.integration.markup import Element

_NIL: Final = "{http://www.w3.org/2001/XMLSchema-instance}nil"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as a reply shows it: what is absent stays out, what is empty is written empty."""

    fields: Fields
    rows: Mapping[str, Sequence[Row]]
    operation: str = ""


def wrapper(operation: Operation, records: Sequence[Shown], extras: Mapping[str, str]) -> Element:
    """Return the reply's wrapper around the records; ``extras`` are its other elements by local name."""
    name = etree.QName(operation.reply)
    root = etree.Element(name, nsmap={"ns": name.namespace} if name.namespace else None)
    _fill(root, operation.reply_parts, records, extras)
    return root


def _fill(
    element: Element, parts: Sequence[Part], records: Sequence[Shown], extras: Mapping[str, str]
) -> None:
    for part in parts:
        local = etree.QName(part.tag).localname
        if part.list is not None:
            element.append(_list(part.list, records))
        elif part.carries:
            _fill(etree.SubElement(element, part.tag), part.parts, records, extras)
        elif local in extras:
            etree.SubElement(element, part.tag).text = extras[local]


def _list(container: Container, records: Sequence[Shown]) -> Element:
    # Unprefixed where all of it has one namespace, as the real ones write it.
    namespace = etree.QName(container.tag).namespace
    all_of_it = bool(namespace) and namespace == etree.QName(container.row.tag).namespace
    prefixes: Any = {None: namespace} if all_of_it else None  # the stubs do not know the default namespace
    element = etree.Element(container.tag, nsmap=prefixes)
    for record in records:
        element.append(_record(container.row, record))
    return element


def _record(component: Component, record: Shown) -> Element:
    element = _component(component, record.fields)
    if record.operation:
        element.set("operation", record.operation)
    for container in component.containers:
        if container.name in record.rows:
            element.append(_rows(container, record.rows[container.name]))
    return element


def _rows(container: Container, rows: Sequence[Row]) -> Element:
    element = etree.Element(container.tag)
    for row in rows:
        child = _component(container.row, row.fields)
        for name, value in row.attributes.items():
            child.set(name, value)
        element.append(child)
    return element


def _component(component: Component, fields: Fields) -> Element:
    element = etree.Element(component.tag)
    for leaf in component.fields:
        if leaf.name in fields:
            _add(element, leaf, fields[leaf.name])
    return element


def _add(element: Element, leaf: Leaf, text: str) -> None:
    if text or is_text(leaf.xsd_type):
        etree.SubElement(element, leaf.tag).text = typed(text, leaf.xsd_type) or None
    elif leaf.nillable:
        etree.SubElement(element, leaf.tag).set(_NIL, "true")
