"""Applies a message to the records by the rules of Synchronize and its sisters.

Absent fields and containers are left alone, empty ones cleared, rows matched by the first user key that the
first of them carries. Nothing here commits: the caller's transaction takes a message whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.integration.external_system import corrections, faults
from desktop.integration.external_system.contract import Component, Method
from desktop.integration.external_system.kept import INTEGRATION_ID, Fields, Outcome, Record, Row
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.matching import chosen_key, locate
from desktop.integration.external_system.rows import apply_rows, told_fields, without_links_to
from desktop.integration.external_system.rules import HOUSEHOLD, KINDS, Kind
from desktop.integration.external_system.treatment import BY_METHOD, Treatment, treatment
from desktop.integration.markup import Element, child


@dataclass(frozen=True, slots=True)
class Applied:
    """A record after a message and what the message did to it."""

    record: Record
    outcome: Outcome


def apply(ledger: Ledger, component: Component, elements: Sequence[Element], method: Method) -> list[Applied]:
    """Do to each record of a message what ``method`` says; after a Refusal nothing of it may be kept."""
    kind = KINDS[component.name]
    told = [told_fields(component, each) for each in elements]
    if told:
        chosen_key(component.name, kind.user_keys, told)
    return [
        _apply(ledger, kind, component, element, fields, BY_METHOD[method])
        for element, fields in zip(elements, told, strict=True)
    ]


def _apply(
    ledger: Ledger, kind: Kind, component: Component, element: Element, told: Fields, by_method: Treatment
) -> Applied:
    stored = locate(ledger, kind, told)
    wanted = treatment(element.get("operation"), by_method)
    wanted.check(component.name, exists=stored is not None)
    if stored is not None and wanted.deletes:
        return _deleted(ledger, stored)
    if stored is not None and wanted.leaves_alone:
        return Applied(stored, Outcome.SKIPPED)
    before = stored or Record(kind.name, {INTEGRATION_ID: ledger.issue(kind)})
    record = Record(
        kind.name,
        _fields(kind, before, told),
        _rows(ledger, kind, component, element, before, removes=wanted.removes_rows),
    )
    ledger.keep(kind, record)
    return Applied(record, Outcome.INSERT if stored is None else Outcome.UPDATE)


def _fields(kind: Kind, before: Record, told: Fields) -> dict[str, str]:
    # Ids are learnt, never cleared, and our own is never taken from a message.
    news = {
        tag: text
        for tag, text in told.items()
        if tag != INTEGRATION_ID and (text or tag not in kind.own_keys)
    }
    fields = corrections.merged(kind.component, before.fields, news)
    if not fields.get(kind.required):
        raise faults.required(kind.component, kind.required)
    return corrections.promoted(fields) if kind is HOUSEHOLD else fields


def _rows(
    ledger: Ledger, kind: Kind, component: Component, element: Element, before: Record, *, removes: bool
) -> dict[str, tuple[Row, ...]]:
    rows = dict(before.rows)
    for container in component.containers:
        if (told := child(element, container.name)) is not None:
            stored = before.rows.get(container.name, ())
            rows[container.name] = apply_rows(ledger, kind, container, told, stored, removes=removes)
    return rows


def _deleted(ledger: Ledger, record: Record) -> Applied:
    for kind in KINDS.values():
        if kind.links:
            for other in ledger.records(kind.name):
                ledger.keep(kind, without_links_to(kind, other, record))
    ledger.forget(record)
    return Applied(record, Outcome.DELETE)
