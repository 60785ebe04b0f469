"""Finds what the declarations of a WSDL's schemas need in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from desktop.integration import definition
from desktop.integration.definition import XSD
from desktop.integration.markup import Element

GLOBALS: Final = tuple(
    f"{{{XSD}}}{name}"
    for name in ("element", "complexType", "simpleType", "group", "attributeGroup", "attribute")
)
_NAMES: Final = ("type", "base", "ref", "itemType", "memberTypes", "element", "substitutionGroup")
# Nobody needs to define what stands in these.
_BUILT_IN: Final = frozenset(
    {XSD, "http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding",
     "http://www.w3.org/XML/1998/namespace"}
)  # fmt: skip

Declarations = Mapping[str, list[Element]]


def reached(by_name: Declarations, names: Iterable[str]) -> tuple[frozenset[Element], tuple[str, ...]]:
    """Return the declarations of these names, with what they need in turn; and what of it is missing."""
    found: set[Element] = set()
    missing: list[str] = []
    open_ends = list(names)
    while open_ends:
        name = open_ends.pop()
        namespace, _, local = name.removeprefix("{").rpartition("}")
        if name not in by_name and namespace not in _BUILT_IN:
            missing.append(local or name)
        for each in by_name.get(name, ()):
            if each not in found:
                found.add(each)
                open_ends += references(each)
    return frozenset(found), tuple(dict.fromkeys(missing))


def declarations(schemas: Iterable[Element]) -> Declarations:
    """Return the global declarations by their names with namespace."""
    by_name: dict[str, list[Element]] = {}
    for schema in schemas:
        namespace = schema.get("targetNamespace", "")
        for each in schema.iterchildren(*GLOBALS):
            name = each.get("name", "")
            by_name.setdefault(f"{{{namespace}}}{name}" if namespace else name, []).append(each)
    return by_name


def references(declaration: Element) -> Iterator[str]:
    """Yield the names that a declaration, or a part of a message, refers to."""
    for each in declaration.iter("*"):
        for attribute in _NAMES:
            for name in (each.get(attribute) or "").split():
                yield definition.resolved(each, name)
