"""Writes records as reply elements, in the order of the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from desktop.integration.external_system.contract import Component, Container, Operation
from desktop.integration.external_system.kept import Fields, Row
from desktop.integration.markup import Element


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as a reply shows it: what is absent stays out, what is empty is written empty."""

    fields: Fields
    rows: Mapping[str, Sequence[Row]]
    operation: str = ""


def wrapper(
    operation: Operation, container: Container, records: Sequence[Shown], extras: Mapping[str, str]
) -> Element:
    """Return the reply's wrapper around the records; ``extras`` are its other elements by local name."""
    name = etree.QName(operation.reply)
    root = etree.Element(name, nsmap={"ns": name.namespace or ""})
    for part in operation.reply_parts:
        local = etree.QName(part).localname
        if local == container.name:
            root.append(_list(container, records))
        elif local in extras:
            etree.SubElement(root, part).text = extras[local]
    return root


def _list(container: Container, records: Sequence[Shown]) -> Element:
    prefixes: Any = {None: container.namespace}  # the stubs do not know the default namespace
    element = etree.Element(f"{{{container.namespace}}}{container.name}", nsmap=prefixes)
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
    element = etree.Element(f"{{{container.namespace}}}{container.name}")
    for row in rows:
        child = _component(container.row, row.fields)
        for name, value in row.attributes.items():
            child.set(name, value)
        element.append(child)
    return element


def _component(component: Component, fields: Fields) -> Element:
    element = etree.Element(f"{{{component.namespace}}}{component.name}")
    for tag in component.fields:
        if tag in fields:
            etree.SubElement(element, f"{{{component.namespace}}}{tag}").text = fields[tag] or None
    return element
