"""Checks an external system step by step, as an administrator wants to see it, without sending a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from desktop.errors import HearthError, NoAnswer, NotSent, WsdlDrift
from desktop.fields import component
from desktop.integration import answers, mapping_check, request
from desktop.integration.agreement import Agreement
from desktop.integration.client import Client
from desktop.integration.credentials import Secret
from desktop.integration.lane import Lane
from desktop.integration.mapping_check import Lists, Weight
from desktop.integration.redaction import redact
from desktop.integration.service import Service
from desktop.integration.verdict import Means, Verdict
from desktop.store.addresses import without_password
from desktop.store.types import ConnectionSettings, RecordKind

# What a step is called that finds a WSDL other than agreed.
DRIFT: Final = "drift"
# No record has it: a row id is longer and has no such word in it.
_NOBODY: Final = "NOBODY-0"
_LONGEST: Final = 15.0
_Opened = TypeVar("_Opened")


@dataclass(frozen=True, slots=True)
class Check:
    """One step: what was looked at, whether it is well, and what was found."""

    name: str
    ok: bool
    text: str


def run(
    settings: ConnectionSettings,
    cache: Path,
    environment: Mapping[str, str],
    agreement: Agreement | None = None,
    lists: Lists = MappingProxyType({}),
) -> list[Check]:
    """Return the steps in order; those that depend on one that failed are left out.

    ``agreement`` knows the mappings and the WSDLs that were agreed to, ``lists`` are our lists of values.
    """
    found: list[Check] = []
    lane = _step(
        found,
        "definition",
        lambda: Lane(settings, cache, environment, agreement=agreement),
        lambda _: "It is complete.",
    )
    if lane is None:
        return found
    try:
        for kind in RecordKind:
            found += _of_kind(lane, kind, lists)
    finally:
        lane.close()
    return found


def _of_kind(lane: Lane, kind: RecordKind, lists: Lists) -> list[Check]:
    found: list[Check] = []
    client = _step(found, f"{kind} WSDL", lambda: lane.client(kind), lambda each: _loaded(each.service))
    if client is None:
        return found
    found += _mapping(client, lane.agreement.kept(kind).document is not None, lists)
    if client.service.types is None:
        told = "The WSDL's schemas contradict themselves, so its messages are not checked against them."
        found.append(Check(f"{kind} schemas", ok=True, text=told))
    found.append(Check(f"{kind} address", *_reached(client, lane.secrets)))
    return found


def _step(
    found: list[Check], name: str, take: Callable[[], _Opened], words: Callable[[_Opened], str]
) -> _Opened | None:
    try:
        opened = take()
    except WsdlDrift as problem:
        found.append(Check(f"{name} {DRIFT}", ok=False, text=str(problem)))
        return None
    except HearthError as problem:
        found.append(Check(name, ok=False, text=str(problem)))
        return None
    found.append(Check(name, ok=True, text=words(opened)))
    return opened


def _loaded(service: Service) -> str:
    queries = [each.name for each in (service.query_by_id, service.query_by_example) if each is not None]
    asks = f"asks by {' and '.join(queries)}" if queries else "offers no query to ask about a lost reply"
    style = f"{service.style}{'/encoded' if service.encoded else ''}"
    return f"{service.name}, {style}, SOAP {service.soap}: sends by {service.synchronize.name}, {asks}."


def _mapping(client: Client, saved: bool, lists: Lists) -> list[Check]:
    """Tell which of our fields have no element, and what is wrong with a mapping that somebody made."""
    service = client.service
    of, shape = service.shape.component, service.shape
    missing = [each.tag for each in of if each.tag and each.name not in shape.fields]
    missing += [each.tag for each in of.children if each.tag and each.name not in shape.containers]
    needed = [each.tag for each in of if each.required and each.name not in shape.fields]
    count = f"{len(shape.fields)} fields and {len(shape.containers)} lists of the {of.name} have their place"
    text = f"{count}; not mapped: {', '.join(missing)}." if missing else f"{count}."
    name = f"{of.name} mapping"
    if not saved:
        return [Check(name, ok=not needed, text=text)]
    findings = mapping_check.look(client.mapping, client.outline, lists)
    said = [Check(name, each.weight is not Weight.ERROR, f"{each.about}: {each.text}") for each in findings]
    return [Check(name, mapping_check.fits(findings), text), *said]


def _reached(client: Client, secrets: tuple[Secret, ...]) -> tuple[bool, str]:
    """Ask for a record that nobody has, or at least knock."""
    where = without_password(client.address)
    query = client.service.query_by_id
    try:
        if query is None:
            return True, f"{where} answers with status {client.knock(_LONGEST)}."
        answer = client.send(client.write(query, request.by_id(query, _NOBODY)), _LONGEST)
    except (NotSent, NoAnswer) as problem:
        return False, str(problem)
    verdict = answers.sort(answer, component(client.service.kind))
    return verdict.means in (Means.REPLY, Means.REFUSED), redact(_words(verdict, where), secrets)


def _words(verdict: Verdict, where: str) -> str:
    if verdict.error is None:
        return f"{where} answers."
    return f"{where}: {verdict.error.message}"
