"""Puts in its place what a message of rpc/encoded refers to elsewhere in itself."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Final

from lxml import etree

from desktop.integration.markup import MAX_DEPTH, MAX_ELEMENTS, Element, NotXml

_REFS: Final = ("href", "{http://www.w3.org/2003/05/soap-encoding}ref")
_IDS: Final = ("id", "{http://www.w3.org/2003/05/soap-encoding}id")


# Asked of every message, and answered by libxml2 in no time.
_REFERS: Final = etree.XPath(
    "boolean(.//@href[starts-with(., '#')] or .//@e:ref)",
    namespaces={"e": "http://www.w3.org/2003/05/soap-encoding"},
)


def resolve(body: Element) -> None:
    """Fill each element that only refers to another one; raise NotXml for one that cannot be filled."""
    if not _REFERS(body):
        return
    known = {name: each for each in body.iter("*") for at in _IDS if (name := each.get(at))}
    _Filling(known).fill(body, ())
    for each in list(body)[1:]:
        # What was referred to stands where it belongs now.
        if any(each.get(at) for at in _IDS):
            body.remove(each)


class _Filling:
    """Copies what is referred to, as long as that comes to an end."""

    def __init__(self, known: Mapping[str, Element]) -> None:
        self._known = {name: copy.deepcopy(each) for name, each in known.items()}
        self._left = MAX_ELEMENTS

    def fill(self, element: Element, within: tuple[str, ...]) -> None:
        target = _target(element)
        if target:
            self._take(element, target, within)
            within = (*within, target)
        for each in element.iterchildren("*"):
            self.fill(each, within)

    def _take(self, element: Element, target: str, within: tuple[str, ...]) -> None:
        if target in within or len(within) > MAX_DEPTH:
            raise NotXml(f"refers to itself by #{target}")
        found = self._known.get(target)
        if found is None:
            raise NotXml(f"refers to #{target}, which is not in it")
        self._left -= 1 + len(found)
        if self._left < 0:
            raise NotXml(f"is larger than {MAX_ELEMENTS} elements")
        taken = copy.deepcopy(found)
        element.text = taken.text
        element.extend(list(taken))
        for name, value in taken.items():
            if name not in _IDS and name not in _REFS:
                element.set(name, value)
        further = _target(found)
        for at in _REFS:
            if at in element.attrib:
                del element.attrib[at]
        if further:
            self._take(element, further, (*within, target))


def _target(element: Element) -> str:
    """Return the id that an element refers to within its message, empty for any other element."""
    told = next((value for at in _REFS if (value := element.get(at))), "")
    return told.removeprefix("#") if told.startswith("#") or element.get(_REFS[1]) else ""
