"""Finds the messages of a WSDL that nobody could read to their end: circles, chains, impossible names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from desktop.integration import definition, reach
from desktop.integration.definition import XSD, Definition
from desktop.integration.markup import Element

_XSD: Final = f"{{{XSD}}}"
_TYPES: Final = (f"{_XSD}complexType", f"{_XSD}simpleType")
_DERIVED: Final = (f"{_XSD}extension", f"{_XSD}restriction")
# What a declaration needs to be read itself, by what declares it and what refers to it.
_NEEDS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    _TYPES[0]: (_DERIVED, "base"),
    _TYPES[1]: (_DERIVED, "base"),
    f"{_XSD}group": ((f"{_XSD}group",), "ref"),
    f"{_XSD}attributeGroup": ((f"{_XSD}attributeGroup",), "ref"),
}
_WORDS: Final = {_TYPES[0]: "type", _TYPES[1]: "type", f"{_XSD}group": "group"}
_NUMBER: Final = re.compile(r"[0-9]{1,9}|unbounded")
_NUMBERS: Final = ("minOccurs", "maxOccurs")
# A chain of types that is longer than this was not made by people.
_LONGEST: Final = 64

_Key = tuple[str, str]


def unreadable(whole: Definition) -> Mapping[str, str]:
    """Return, for the elements of messages that no reader would survive, what is wrong with them.

    What no message needs may be as it likes.
    """
    flaws = _flaws(whole.schemas)
    if not flaws:
        return {}
    by_name = reach.declarations(whole.schemas)
    wrappers = dict.fromkeys(name for each in whole.wrappers for name in (each.request, each.reply) if name)
    found = {name: _first_flaw(reach.reached(by_name, [name])[0], flaws) for name in wrappers}
    return {name: why for name, why in found.items() if why}


def _first_flaw(needed: Collection[Element], flaws: Mapping[Element, str]) -> str:
    return next((why for declared, why in flaws.items() if declared in needed), "")


def _flaws(schemas: Sequence[Element]) -> Mapping[Element, str]:
    """Return the global declarations that are flawed by themselves, each with what is wrong with it."""
    found: dict[Element, str] = {}
    for schema in schemas:
        for declared in schema.iter(f"{_XSD}element", f"{_XSD}attribute"):
            if why := _wrong_with(declared):
                found.setdefault(_around(declared, schema), why)
    by_key = {
        _key(each, _global(schema, each)): each for schema in schemas for each in schema.iterchildren(*_NEEDS)
    }
    needed = {key: list(_direct(declared)) for key, declared in by_key.items()}
    known: dict[_Key, int] = {}
    for key in needed:
        for flawed, why in _chain_flaws(key, needed, known):
            found.setdefault(by_key[flawed], why)
    return found


def _around(declared: Element, schema: Element) -> Element:
    """Return the global declaration that something stands in, or is."""
    while (parent := declared.getparent()) is not None and parent is not schema:
        declared = parent
    return declared


def _wrong_with(declared: Element) -> str:
    name = declared.get("name")
    if name is None and declared.get("ref") is None:
        return f"line {declared.sourceline} has an element or attribute without a name"
    if name is not None and not _is_name(name):
        return f"“{name[:80]}” cannot be the name of an element or attribute"
    for each in _NUMBERS:
        told = declared.get(each, "1").strip()
        if not _NUMBER.fullmatch(told):
            about = name or declared.get("ref")
            return f"{about} has {each} “{told[:20]}”, which is no number of times"
    return ""


def _direct(declared: Element) -> Iterator[_Key]:
    tags, attribute = _NEEDS[str(declared.tag)]
    if declared.tag in _TYPES:
        yield from _group_references(declared)
    for each in declared.iterdescendants(*tags):
        if (named := each.get(attribute)) and not _is_within_element(each, declared):
            yield _key(declared, definition.resolved(each, named))


def _group_references(declared: Element) -> Iterator[_Key]:
    for each in declared.iterdescendants(f"{_XSD}group", f"{_XSD}attributeGroup"):
        if (named := each.get("ref")) and not _is_within_element(each, declared):
            yield _key(each, definition.resolved(each, named))


def _is_within_element(inner: Element, declared: Element) -> bool:
    """Tell whether something belongs to an element within a declaration: what is inside one may recur."""
    around = itertools.takewhile(lambda each: each is not declared, inner.iterancestors())
    return any(each.tag == f"{_XSD}element" for each in around)


def _is_name(text: str) -> bool:
    try:
        etree.QName(text)
    except ValueError:
        return False
    return "{" not in text


def _global(schema: Element, declared: Element) -> str:
    namespace, name = schema.get("targetNamespace", ""), declared.get("name", "")
    return f"{{{namespace}}}{name}" if namespace else name


def _key(declared: Element, tag: str) -> _Key:
    """Return what tells declarations apart: types of both kinds share their names, groups have their own."""
    return _WORDS.get(str(declared.tag), "group of attributes"), tag


def _chain_flaws(
    start: _Key, needed: Mapping[_Key, list[_Key]], known: dict[_Key, int]
) -> Iterator[tuple[_Key, str]]:
    """Find how deep the needs of a declaration go, without recursion, since that is what is looked for."""
    path = [(start, iter(needed[start]))] if start not in known else []
    around = {start}
    while path:
        key, rest = path[-1]
        following = next((each for each in rest if each in needed and each not in known), None)
        if following is None:
            known[key] = 1 + max((known[each] for each in needed[key] if each in known), default=0)
            around.discard(key)
            path.pop()
        elif following in around:
            yield following, f"the {following[0]} {_local(following)} is made from itself"
        else:
            around.add(following)
            path.append((following, iter(needed[following])))
        if known.get(key, 0) > _LONGEST:
            yield key, f"the {key[0]} {_local(key)} is made from {_LONGEST} others, each from the next"


def _local(key: _Key) -> str:
    return key[1].rpartition("}")[2]
