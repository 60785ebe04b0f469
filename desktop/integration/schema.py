"""Checks messages against the types of their own WSDL, which are compiled once."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from lxml import etree

from desktop.integration.definition import XSD, Definition
from desktop.integration.markup import Element, local_name

_LENGTHS: Final = {
    "maxLength": "must have at most {count} characters",
    "minLength": "must have at least {count} characters",
    "length": "must have {count} characters",
}
_MOST: Final = 4
_WHERE: Final = "types:"
_FACET: Final = re.compile(r"\[facet '(\w+)'\]")
_QUOTED: Final = re.compile(r"'([^']*)'")
_TYPE: Final = re.compile(r"is not a valid value of the (?:\w+ )*type '(?:xs:)?([^']*)'")


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a message breaks the WSDL: the element, the one around it, and what was to be there.

    ``rule`` is ``list``, ``length``, ``type``, ``pattern``, ``range`` or, where elements are missing or
    misplaced, ``structure``. No value stands in it.
    """

    element: str
    parent: str
    rule: str
    limit: str

    def __str__(self) -> str:
        inside = f" of {self.parent}" if self.parent else ""
        return f"<{self.element}>{inside} {self.limit}"


class Types:
    """The types of one WSDL."""

    def __init__(self, schema: etree.XMLSchema) -> None:
        self._schema = schema
        self._lock = threading.Lock()

    def breaches(self, wrapper: Element) -> tuple[Breach, ...]:
        """Return where a message, given by its wrapper, breaks the WSDL; none if it is valid."""
        # The errors of a check are kept with the schema until the next one.
        with self._lock:
            if self._schema.validate(wrapper):
                return ()
            log: Any = list(cast("Any", self._schema.error_log))
        found = [_breach(wrapper, str(each.message), str(each.path or "")) for each in log]
        return tuple(dict.fromkeys(found))[:_MOST]


def compiled(definition: Definition) -> Types:
    """Return the types of a WSDL, ready to check with; raises LxmlError for schemas that are wrong.

    Schemas of a WSDL refer to each other by namespace, often without saying where the other one is.
    """
    # Written and read again, each keeps the prefixes that were declared around it.
    # One that declares nothing would only be one more for each other to lead to.
    filled = [each for each in definition.schemas if _declares(each)]
    texts = _texts([etree.fromstring(etree.tostring(each)) for each in filled])
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    parser.resolvers.add(_Shelf(texts))
    return Types(etree.XMLSchema(etree.fromstring(texts[_WHERE], parser)))


def _declares(schema: Element) -> bool:
    aside = (f"{{{XSD}}}import", f"{{{XSD}}}include", f"{{{XSD}}}annotation")
    return any(each.tag not in aside for each in schema.iterchildren("*"))


class _Shelf(etree.Resolver):
    """Gives the parser one schema after another, and nothing from anywhere else."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        super().__init__()
        self._texts = texts

    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # noqa: ANN401, ARG002  # pyright: ignore[reportIncompatibleMethodOverride] -- lxml gives three, its stubs know two
        text = self._texts.get(system_url[system_url.find(_WHERE) :], b"")
        resolver: Any = super()  # the stubs do not know what it returns
        return resolver.resolve_string(text, context, base_url=system_url)


def _texts(schemas: list[Element]) -> dict[str, bytes]:
    """Return all documents by location: one for each schema, one for each namespace, one for the whole."""
    by_namespace: dict[str, list[str]] = {}
    for number, each in enumerate(schemas):
        by_namespace.setdefault(each.get("targetNamespace", ""), []).append(f"{_WHERE}{number}.xsd")
    places = {name: f"{_WHERE}all{number}.xsd" for number, name in enumerate(by_namespace)}
    texts = {_WHERE: _written({}, "import", list(places.items()))}
    for name, parts in by_namespace.items():
        about = {"targetNamespace": name} if name else {}
        texts[places[name]] = _written(about, "include", [("", part) for part in parts])
    for number, each in enumerate(schemas):
        _lead(each, places)
        texts[f"{_WHERE}{number}.xsd"] = etree.tostring(each)
    return texts


def _written(about: dict[str, str], kind: str, references: list[tuple[str, str]]) -> bytes:
    root = etree.Element(f"{{{XSD}}}schema", about)
    for namespace, place in references:
        named = {"namespace": namespace} if namespace else {}
        etree.SubElement(root, f"{{{XSD}}}{kind}", {**named, "schemaLocation": place})
    return etree.tostring(root)


def _lead(schema: Element, places: Mapping[str, str]) -> None:
    """Let a schema find every other one: by import, whether or not it says so itself."""
    for each in list(schema.iterchildren(f"{{{XSD}}}import", f"{{{XSD}}}include")):
        schema.remove(each)
    for namespace, place in places.items():
        if namespace != schema.get("targetNamespace", ""):
            named = {"namespace": namespace} if namespace else {}
            schema.insert(0, etree.Element(f"{{{XSD}}}import", {**named, "schemaLocation": place}))


def _breach(wrapper: Element, message: str, path: str) -> Breach:
    element = _found(wrapper, path)
    parent = None if element is None or element is wrapper else element.getparent()
    name = local_name(element) if element is not None else _named_in(message)
    rule, limit = _limit(message)
    return Breach(name, "" if parent is None else local_name(parent), rule, limit)


def _found(wrapper: Element, path: str) -> Element | None:
    """Return the element that a path of libxml2 names; it begins at the wrapper."""
    _, _, further = path.lstrip("/").partition("/")
    names: Any = {
        prefix: name
        for each in wrapper.iter("*")
        for prefix, name in each.nsmap.items()
        if prefix is not None
    }
    try:
        found: Any = wrapper.xpath(further, namespaces=names) if further else [wrapper]
    except etree.XPathError:
        return None
    return found[0] if found else None


def _named_in(message: str) -> str:
    quoted = _QUOTED.search(message)
    return quoted[1].rpartition("}")[2] if quoted else "message"


def _limit(message: str) -> tuple[str, str]:
    """Return the rule that libxml2 found broken, in our words: its own quote the value."""
    if (facet := _FACET.search(message)) is not None:
        return _facet(facet[1], message)
    if (found := _TYPE.search(message)) is not None:
        return "type", f"must be a valid {found[1].rpartition('}')[2]}"
    return "structure", _misplaced(message)


def _facet(facet: str, message: str) -> tuple[str, str]:
    if facet == "enumeration":
        allowed = message.rpartition("{")[2].rpartition("}")[0]
        return "list", f"must be one of: {', '.join(filter(None, _QUOTED.findall(allowed)))}"
    if facet in _LENGTHS:
        return "length", _LENGTHS[facet].format(count=_QUOTED.findall(message)[-1])
    if facet == "pattern":
        # Value and pattern may both hold quotes.
        wanted = message.rpartition("pattern '")[2].rpartition("'")[0]
        return "pattern", f"must look like {wanted}"
    return "range", f"is outside the range that the WSDL allows ({facet})"


def _misplaced(message: str) -> str:
    if "No matching global" in message:
        return "is not in the WSDL"
    expected = re.search(r"Expected is (?:one of )?\( (.*?) \)", message)
    names = _some([each.strip().rpartition("}")[2] for each in expected[1].split(",")]) if expected else ""
    if "Missing child" in message:
        return f"lacks {names}"
    if "not expected" in message or "not allowed" in message:
        return f"must not stand there{f' (but one of: {names})' if names else ''}"
    return "is not as the WSDL has it"


def _some(names: list[str]) -> str:
    return ", ".join([*names[:_MOST], *(["…"] if len(names) > _MOST else [])])
