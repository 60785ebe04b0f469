"""Tells what has changed in a WSDL since it was agreed to, as far as our messages are concerned.

Documentation, the order of definitions and the address are no part of what is agreed to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop.integration.outline import Offer, Outline, Part
from desktop.integration.service import Service
from desktop.integration.wsdl import Wsdl


class What(StrEnum):
    """What happened to a piece of the WSDL."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One piece of the WSDL, such as ``Household/Category``, as it was and as it is."""

    what: What
    where: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        match self.what:
            case What.ADDED:
                return f"{self.where} was added: {self.after}"
            case What.REMOVED:
                return f"{self.where} was removed; it was: {self.before}"
            case What.CHANGED:
                return f"{self.where} changed: {self.before} became {self.after}"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a WSDL says of the operations that are used, piece by piece."""

    operations: tuple[str, ...]
    service: str
    port: str
    pieces: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Return what two WSDLs that say the same have in common."""
        return hashlib.sha256(self.dump().encode()).hexdigest()

    def dump(self) -> str:
        """Return it as text."""
        kept = {
            "operations": self.operations,
            "service": self.service,
            "port": self.port,
            "pieces": dict(sorted(self.pieces.items())),
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Agreed:
    """Return what ``dump`` wrote."""
    kept: dict[str, Any] = json.loads(text)
    return Agreed(tuple(kept["operations"]), kept["service"], kept["port"], kept["pieces"])


def agreed(found: Wsdl) -> Agreed:
    """Return what the WSDL says of the operations that are used of it."""
    service = found.service
    names = tuple(sorted({each.name for each in _used(service)}))
    return Agreed(
        names, service.name, service.port, _pieces(found.outline, names, service.name, service.port)
    )


def differences(before: Agreed, outline: Outline) -> tuple[Difference, ...]:
    """Return what is different now from what was agreed to."""
    now = _pieces(outline, before.operations, before.service, before.port)
    return tuple(_compared(before.pieces, now))


def _used(service: Service) -> Iterator[Any]:
    return filter(None, (service.synchronize, service.query_by_id, service.query_by_example))


def _compared(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Difference]:
    for where in sorted({*before, *now}):
        if where not in now:
            yield Difference(What.REMOVED, where, before[where])
        elif where not in before:
            yield Difference(What.ADDED, where, after=now[where])
        elif before[where] != now[where]:
            yield Difference(What.CHANGED, where, before[where], now[where])


def _pieces(outline: Outline, operations: Sequence[str], service: str, port: str) -> dict[str, str]:
    offers = [
        each
        for name in operations
        for each in outline.named(name)
        if (each.service, each.port) == (service, port)
    ]
    pieces = {f"operation {each.name}": _operation(each) for each in offers}
    namespaces: set[str] = set()
    for offer in offers:
        for root in filter(None, (offer.request, offer.reply)):
            pieces.update(_elements(root, namespaces))
    return pieces | {"namespaces": ", ".join(sorted(namespaces))}


def _operation(offer: Offer) -> str:
    reply = offer.reply.tag if offer.reply is not None else "no reply"
    return f"{offer.style}, SOAP {offer.soap}, {offer.action}, {offer.request.tag}, {reply}"


def _elements(root: Part, namespaces: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each element and attribute that a message may hold, once for each type around it."""
    seen: set[str] = set()
    open_ends = [root]
    while open_ends:
        around = open_ends.pop()
        if around.type_name in seen:
            continue
        seen.add(around.type_name)
        namespaces.add(around.namespace)
        owner = around.type_name.rpartition("}")[2].rstrip(">")
        for each in around.parts:
            yield f"{owner}/{each.name}", _described(each)
            open_ends += [each] if each.is_complex else []
        for each in around.attributes:
            use = "required" if each.required else "optional"
            yield f"{owner}/@{each.name}", f"{each.simple}, {use}"


def _described(part: Part) -> str:
    kind = part.type_name.rpartition("}")[2].rstrip(">") if part.is_complex else str(part.simple)
    return f"{kind}, {part.occurs}{', nillable' if part.nillable else ''}"
