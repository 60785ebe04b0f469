"""Applies one child list of a message to the rows that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.integration.external_system import faults
from desktop.integration.external_system.contract import Component, Container
from desktop.integration.external_system.corrections import merged
from desktop.integration.external_system.kept import INTEGRATION_ID, Fields, Record, Row
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.matching import chosen_key, locate
from desktop.integration.external_system.rules import Key, Kind, Link
from desktop.integration.external_system.treatment import UPSERT, Treatment, treatment
from desktop.integration.external_system.typed import plain
from desktop.integration.markup import Element, children, local_name

_PRIMARY = "IsPrimaryMVG"
# The same key may repeat when its rows are dated.
_LINK_START = "EDStartDate"


@dataclass(frozen=True, slots=True)
class _Told:
    row: Row
    treatment: Treatment


def told_fields(component: Component, element: Element) -> dict[str, str]:
    """Return the fields a component's element carries, by tag and as they are kept; empty ones are empty."""
    types = {each.name: each.xsd_type for each in component.fields}
    told = ((local_name(each), each.text or "") for each in children(element))
    return {name: plain(text, types[name]) for name, text in told if name in types}


def apply_rows(
    ledger: Ledger,
    kind: Kind,
    container: Container,
    element: Element,
    stored: tuple[Row, ...],
    *,
    removes: bool,
) -> tuple[Row, ...]:
    """Return the rows after the message; with ``removes`` those it does not name are gone."""
    told = [_told(container.row, each) for each in children(element)]
    if not told:
        return () if removes else stored
    name = container.row.name
    key = chosen_key(name, kind.row_keys.get(name, ()), [each.row.fields for each in told])
    if link := kind.links.get(name):
        told = [replace(each, row=_linked(ledger, link, each)) for each in told]
        key = (link.integration_tag,)
    return _with_one_primary(name, _merged(name, told, key, stored, removes=removes), told, key)


def shown_rows(ledger: Ledger, kind: Kind, container: Container, rows: Sequence[Row]) -> list[Row]:
    """Return stored rows as they are shown: a link with the names and keys of the record it stands for."""
    link = kind.links.get(container.row.name)
    return list(rows) if link is None else [_shown(ledger, link, row) for row in rows]


def without_links_to(kind: Kind, record: Record, target: Record) -> Record:
    """Return ``record`` without the rows that stand for ``target``."""
    tags = [link.integration_tag for link in kind.links.values()]
    rows = {
        container: tuple(
            row for row in linked if all(row.fields.get(tag) != target.integration_id for tag in tags)
        )
        for container, linked in record.rows.items()
    }
    return replace(record, rows=rows)


def _told(component: Component, element: Element) -> _Told:
    fields = merged(component.name, {}, told_fields(component, element))
    attributes = {str(name): str(value) for name, value in element.attrib.items() if name != "operation"}
    return _Told(Row(fields, attributes), treatment(element.get("operation"), UPSERT))


def _linked(ledger: Ledger, link: Link, told: _Told) -> Row:
    repeated = {link.tags[tag]: text for tag, text in told.row.fields.items() if tag in link.tags}
    own = {tag: text for tag, text in told.row.fields.items() if tag not in link.tags}
    target = locate(ledger, link.kind, repeated)
    if told.treatment.inserts and (target is None or target.by_name_only):
        target = _known_by_name(ledger, link.kind, target, repeated)
    return replace(told.row, fields={**own, link.integration_tag: target.integration_id if target else ""})


def _known_by_name(ledger: Ledger, kind: Kind, known: Record | None, repeated: Fields) -> Record:
    told = {tag: text for tag, text in repeated.items() if text and tag != INTEGRATION_ID}
    before = known.fields if known else {INTEGRATION_ID: ledger.issue(kind)}
    record = Record(kind.name, {**before, **told}, by_name_only=True)
    ledger.keep(kind, record)
    return record


def _shown(ledger: Ledger, link: Link, row: Row) -> Row:
    target = ledger.find(link.kind, INTEGRATION_ID, row.fields[link.integration_tag])
    if target is None:
        return row
    repeated = {tag: target.fields[theirs] for tag, theirs in link.tags.items() if theirs in target.fields}
    return replace(row, fields={**row.fields, **repeated})


def _merged(
    component: str, told: Sequence[_Told], key: Key, stored: Sequence[Row], *, removes: bool
) -> list[Row]:
    rows = dict(enumerate(stored))
    named: set[int] = set()
    for place, each in enumerate(told, len(stored)):
        at = next((at for at, row in rows.items() if _same(row, each.row, key)), None)
        if not each.treatment.leaves_alone:
            each.treatment.check(component, exists=at is not None)
        if at is not None and each.treatment.deletes:
            del rows[at]
        elif not each.treatment.leaves_alone:
            at = place if at is None else at
            rows[at] = _updated(rows.get(at), each.row)
        if at is not None:
            named.add(at)
    return [row for at, row in rows.items() if at in named or not removes]


def _same(row: Row, other: Row, key: Key) -> bool:
    return all(row.fields.get(tag) == other.fields[tag] for tag in key) and (
        row.attributes.get(_LINK_START) == other.attributes.get(_LINK_START)
    )


def _updated(stored: Row | None, told: Row) -> Row:
    if stored is None:
        return told
    return Row({**stored.fields, **told.fields}, {**stored.attributes, **told.attributes})


def _with_one_primary(
    component: str, rows: Sequence[Row], told: Sequence[_Told], key: Key
) -> tuple[Row, ...]:
    marked = [each.row for each in told if each.row.attributes.get(_PRIMARY) == "Y"]
    if not marked:
        return tuple(rows)
    if len(marked) > 1:
        raise faults.several_primaries(component)
    return tuple(row if _same(row, marked[0], key) else _demoted(row) for row in rows)


def _demoted(row: Row) -> Row:
    if row.attributes.get(_PRIMARY) != "Y":
        return row
    return replace(row, attributes={**row.attributes, _PRIMARY: "N"})
