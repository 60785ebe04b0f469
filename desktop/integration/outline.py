"""What the messages of a WSDL consist of, element by element, read from its schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

from lxml import etree

from desktop.integration import definition
from desktop.integration.definition import XSD, Definition
from desktop.integration.markup import Element

_XSD: Final = f"{{{XSD}}}"
_GROUPS: Final = frozenset({f"{_XSD}{name}" for name in ("sequence", "all", "choice")})
_LENGTHS: Final = frozenset({f"{_XSD}maxLength", f"{_XSD}length"})
# A longer number limits nothing.
_LENGTH: Final = re.compile("[0-9]{1,9}")
_MOST: Final = 3
TEXTS: Final = frozenset({"string", "normalizedString", "token", "anySimpleType", "anyType", ""})


@dataclass(frozen=True, slots=True)
class Simple:
    """What a simple type allows: the built-in type it comes from, its longest length, its list of values."""

    base: str = "string"
    length: int | None = None
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = [self.base]
        told += [f"up to {self.length}"] if self.length is not None else []
        told += [f"one of {', '.join(self.values)}"] if self.values else []
        return ", ".join(told)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that an element may carry; ``tag`` is its name with namespace."""

    name: str
    simple: Simple
    required: bool
    tag: str = ""
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Occurs:
    """How often an element stands in the one around it; ``most`` is None for any number."""

    least: int = 1
    most: int | None = 1

    @property
    def repeats(self) -> bool:
        return self.most is None or self.most > 1

    def __str__(self) -> str:
        return f"{self.least}..{'any' if self.most is None else self.most}"


class Part:
    """One element of a message: what it is called, what it holds, how often it stands there."""

    def __init__(self, schemas: Schemas, particle: Element, occurs: Occurs) -> None:
        self._schemas = schemas
        self._declared = schemas.declared(particle)
        self.occurs = occurs
        self.tag = schemas.tag(self._declared)
        self.name = etree.QName(self.tag).localname
        self.namespace = etree.QName(self.tag).namespace or ""
        self.nillable = self._declared.get("nillable") in ("true", "1")
        self.default = _default(self._declared, fixed=occurs.least > 0)

    @property
    def required(self) -> bool:
        return self.occurs.least > 0

    @cached_property
    def type_name(self) -> str:
        """Return what tells its type apart from others: its name, or its own place if it has none."""
        named = self._declared.get("type")
        return definition.resolved(self._declared, named) if named else f"<{self.tag}>"

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Return the elements in it, in the order of the schema; none for one that holds a value."""
        described = self._schemas.complex_type(self._declared)
        return () if described is None else tuple(self._schemas.particles(described))

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """Return the attributes that it may carry."""
        described = self._schemas.complex_type(self._declared)
        return () if described is None else tuple(self._schemas.attributes(described))

    @cached_property
    def simple(self) -> Simple:
        """Return what its value may be."""
        return self._schemas.simple(self._declared)

    @cached_property
    def wants_others(self) -> bool:
        """Tell whether its type demands an element that it does not name."""
        described = self._schemas.complex_type(self._declared)
        return described is not None and self._schemas.wants_others(described)

    @property
    def abstract(self) -> str:
        """Return why it cannot stand in a message as it is: its type, or it itself, is merely a pattern."""
        if self._declared.get("abstract") in ("true", "1"):
            return f"<{self.name}> is abstract: another element must stand in its place"
        described = self._schemas.complex_type(self._declared)
        if described is not None and described.get("abstract") in ("true", "1"):
            return f"<{self.name}> is of the abstract type {described.get('name')}"
        return ""

    @cached_property
    def is_complex(self) -> bool:
        """Tell whether it is made to hold elements, be there any or not."""
        described = self._schemas.complex_type(self._declared)
        return described is not None and described.find(f"{_XSD}simpleContent") is None

    def at(self, path: str) -> tuple[Part, ...]:
        """Return the elements on the way that ``path`` names, none if there is no such way."""
        found: list[Part] = []
        inside = self
        for name in path.split("/"):
            further = next((each for each in inside.parts if each.name == name), None)
            if further is None:
                return ()
            found.append(further)
            inside = further
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Offer:
    """One operation of one port: where it is, and what its two messages hold."""

    name: str
    service: str
    port: str
    binding: str
    soap: str
    style: str
    action: str
    address: str
    request: Part
    reply: Part | None
    encoded: bool = False
    headers: tuple[str, ...] = ()
    scattered: bool = False
    wsa_action: str = ""


class Outline:
    """The operations that a WSDL offers, port by port.

    ``flawed`` are those that are left out, and why: some of their messages cannot be read.
    """

    def __init__(self, whole: Definition, unreadable: Mapping[str, str] = MappingProxyType({})) -> None:
        """Lay out the operations; ``unreadable`` says of elements of messages what is wrong with them."""
        schemas = Schemas(whole.schemas)
        self.flawed = {
            each.operation: why
            for each in whole.wrappers
            if (why := unreadable.get(each.request) or unreadable.get(each.reply))
        }
        sound = tuple(
            each
            for each in whole.bound
            if not unreadable.keys() & {each.wrappers.request, each.wrappers.reply}
        )
        self.offers: tuple[Offer, ...] = tuple(_offers(replace(whole, bound=sound), schemas))

    def named(self, operation: str) -> tuple[Offer, ...]:
        """Return the offers of that name, one for each port."""
        return tuple(each for each in self.offers if each.name == operation)

    @property
    def told(self) -> str:
        """Return a sentence about what is flawed, with a blank before it; empty where nothing is."""
        firsts = {why: operation for operation, why in reversed(self.flawed.items())}
        told = [f"{operation} cannot be read: {why}" for why, operation in firsts.items()]
        return f" {'; '.join(told[:_MOST])}." if told else ""


def _offers(whole: Definition, schemas: Schemas) -> Iterator[Offer]:
    for port in whole.ports:
        for bound in whole.bound:
            request = schemas.element(bound.wrappers.request) if bound.binding == port.binding else None
            if request is not None:
                yield Offer(
                    name=bound.wrappers.operation,
                    service=port.service,
                    port=port.name,
                    binding=port.binding,
                    soap=bound.soap,
                    style=bound.style,
                    action=bound.action,
                    address=port.address,
                    request=request,
                    reply=schemas.element(bound.wrappers.reply),
                    encoded=bound.encoded,
                    headers=bound.headers,
                    scattered=bound.scattered,
                    wsa_action=bound.wsa_action,
                )


class Schemas:
    """The global declarations of a WSDL's schemas, by name."""

    def __init__(self, schemas: Sequence[Element]) -> None:
        self._elements: dict[str, Element] = {}
        self._types: dict[str, Element] = {}
        self._groups: dict[str, Element] = {}
        kinds: Mapping[str, dict[str, Element]] = {
            f"{_XSD}element": self._elements,
            f"{_XSD}complexType": self._types,
            f"{_XSD}simpleType": self._types,
            f"{_XSD}group": self._groups,
            f"{_XSD}attributeGroup": self._groups,
        }
        for each in schemas:
            for declared in each.iterchildren(*kinds):
                kinds[str(declared.tag)].setdefault(self.tag(declared), declared)

    def element(self, tag: str) -> Part | None:
        """Return a global element."""
        declared = self._elements.get(tag)
        return None if declared is None else Part(self, declared, Occurs())

    def declared(self, particle: Element) -> Element:
        """Return the declaration that a particle refers to, or itself."""
        reference = particle.get("ref")
        if reference is None:
            return particle
        return self._elements.get(definition.resolved(particle, reference), particle)

    def tag(self, declared: Element) -> str:
        """Return the name with namespace under which a declaration is known, or stands in messages."""
        around = next(declared.iterancestors(f"{_XSD}schema"))
        name = declared.get("name") or declared.get("ref", "").rpartition(":")[2]
        form = declared.get("form", around.get("elementFormDefault", "unqualified"))
        namespace = around.get("targetNamespace", "")
        qualified = namespace and (declared.getparent() is around or form == "qualified")
        return f"{{{namespace}}}{name}" if qualified else name

    def complex_type(self, declared: Element) -> Element | None:
        """Return the complex type of an element, None for one with a simple type."""
        inline = declared.find(f"{_XSD}complexType")
        if inline is not None:
            return inline
        named = declared.get("type")
        found = self._types.get(definition.resolved(declared, named)) if named else None
        return found if found is not None and found.tag == f"{_XSD}complexType" else None

    def particles(self, described: Element, occurs: Occurs = Occurs()) -> Iterator[Part]:
        """Yield the elements of a complex type, those of the type that it extends first."""
        for content in described.iterchildren(f"{_XSD}complexContent"):
            for extension in content.iterchildren(f"{_XSD}extension"):
                base = self._types.get(definition.resolved(extension, extension.get("base", "")))
                if base is not None and base is not described:
                    yield from self.particles(base)
                yield from self.particles(extension)
            for restriction in content.iterchildren(f"{_XSD}restriction"):
                yield from self.particles(restriction)
        for each in described.iterchildren("*"):
            if each.tag == f"{_XSD}element":
                yield Part(self, each, _times(_occurs(each), occurs))
            elif each.tag in _GROUPS:
                yield from self.particles(each, _times(_group_occurs(each), occurs))
            elif each.tag == f"{_XSD}group" and (group := self._group(each)) is not None:
                yield from self.particles(group, _times(_occurs(each), occurs))

    def attributes(self, described: Element) -> Iterator[Attribute]:
        """Yield the attributes of a complex type, those of the type that it extends first."""
        for extension in described.iterfind(f"*/{_XSD}extension"):
            base = self._types.get(definition.resolved(extension, extension.get("base", "")))
            if base is not None and base is not described:
                yield from self.attributes(base)
            yield from self.attributes(extension)
        for each in described.iterchildren(f"{_XSD}attribute"):
            if name := each.get("name"):
                required = each.get("use") == "required"
                default = _default(each, fixed=required)
                yield Attribute(name, self.simple(each), required, self._attribute_tag(each), default)
        for each in described.iterchildren(f"{_XSD}attributeGroup"):
            if (group := self._group(each)) is not None:
                yield from self.attributes(group)

    def wants_others(self, described: Element) -> bool:
        """Tell whether a complex type, or one that it extends, demands an element without naming it."""
        for extension in described.iterfind(f"{_XSD}complexContent/{_XSD}extension"):
            base = self._types.get(definition.resolved(extension, extension.get("base", "")))
            if base is not None and base is not described and self.wants_others(base):
                return True
        return any(_occurs(each).least for each in described.iter(f"{_XSD}any"))

    def _attribute_tag(self, declared: Element) -> str:
        around = next(declared.iterancestors(f"{_XSD}schema"))
        form = declared.get("form", around.get("attributeFormDefault", "unqualified"))
        namespace = around.get("targetNamespace", "")
        name = declared.get("name", "")
        return f"{{{namespace}}}{name}" if namespace and form == "qualified" else name

    def simple(self, declared: Element) -> Simple:
        """Return what a value of this element, attribute or type may be."""
        named = declared.get("type") or declared.get("base")
        if named:
            name = definition.resolved(declared, named)
            if name.startswith(_XSD):
                return Simple(name.removeprefix(_XSD))
            described = self._types.get(name)
            return Simple() if described is None else self.simple(described)
        inner = next(declared.iter(f"{_XSD}restriction", f"{_XSD}extension"), None)
        if inner is None or inner is declared or not inner.get("base"):
            return Simple()
        return _narrowed(self.simple(inner), inner)

    def _group(self, reference: Element) -> Element | None:
        return self._groups.get(definition.resolved(reference, reference.get("ref", "")))


def _default(declared: Element, *, fixed: bool) -> str | None:
    """Return what a schema puts where nothing is given; what is fixed only where something must stand."""
    return declared.get("default", declared.get("fixed") if fixed else None)


def _narrowed(of: Simple, restriction: Element) -> Simple:
    lengths = [each.get("value", "") for each in restriction.iterchildren(*_LENGTHS)]
    values = tuple(each.get("value", "") for each in restriction.iterchildren(f"{_XSD}enumeration"))
    length = int(lengths[0]) if lengths and _LENGTH.fullmatch(lengths[0]) else of.length
    return replace(of, length=length, values=values or of.values)


def _occurs(particle: Element) -> Occurs:
    least, most = particle.get("minOccurs", "1"), particle.get("maxOccurs", "1")
    return Occurs(int(least) if least.isdigit() else 1, int(most) if most.isdigit() else None)


def _group_occurs(group: Element) -> Occurs:
    occurs = _occurs(group)
    # Of alternatives none is demanded.
    return replace(occurs, least=0) if group.tag == f"{_XSD}choice" else occurs


def _times(one: Occurs, around: Occurs) -> Occurs:
    most = None if one.most is None or around.most is None else one.most * around.most
    return Occurs(one.least * around.least, most)
