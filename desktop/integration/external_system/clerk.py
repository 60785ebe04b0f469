"""Does what one operation asks for, and writes its reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.integration.external_system import queries, replies
from desktop.integration.external_system.conduct import Conduct, Mode, ReplyForm, Trouble
from desktop.integration.external_system.contract import Contract, Method, Operation
from desktop.integration.external_system.kept import Fields, Outcome, Record
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.replies import Shown
from desktop.integration.external_system.rows import shown_rows, told_fields
from desktop.integration.external_system.rules import KINDS, Kind
from desktop.integration.external_system.synchronize import Applied, apply
from desktop.integration.markup import Element, child, children, descendants, text_of

_SAYS_YES: Final = frozenset({"true", "y", "1"})
# What no list and no calendar has.
_INVALID: Final = {"Household": ("Category", "Diamond"), "Contact": ("BirthDate", "02/30/2021")}


@dataclass(frozen=True, slots=True)
class Done:
    """The work on one message: its reply, and for the journal its first record's keys and outcome."""

    reply: Element
    outcome: Outcome
    keys: Fields


@dataclass(frozen=True, slots=True)
class Clerk:
    """Works on the messages of one contract; the caller has opened the transaction."""

    ledger: Ledger
    contract: Contract

    @property
    def kind(self) -> Kind:
        """Return the kind of record the contract is about."""
        return KINDS[self.contract.container.row.name]

    def perform(self, operation: Operation, wrapper: Element, conduct: Conduct) -> Done:
        """Do what the message asks for; raises Refusal, after which nothing of it may be kept."""
        match operation.method:
            case Method.QUERY_BY_ID | Method.QUERY_BY_EXAMPLE | Method.QUERY_PAGE:
                return self._answer(operation, wrapper)
            case _:
                return self._change(operation, wrapper, conduct)

    def asked_keys(self, wrapper: Element) -> dict[str, str]:
        """Return the keys by which a message names its first record."""
        keys = {tag: text for tag, text in self._example(wrapper).items() if tag in self.kind.key_fields}
        row_id = text_of(child(wrapper, "PrimaryRowId"))
        return {tag: text for tag, text in {**keys, "PrimaryRowId": row_id}.items() if text}

    def _change(self, operation: Operation, wrapper: Element, conduct: Conduct) -> Done:
        row = self.contract.container.row
        applied = apply(self.ledger, row, self._elements(wrapper), operation.method)
        asked = text_of(child(wrapper, "StatusObject")).strip().casefold() in _SAYS_YES
        keys_only = asked or _keys_only(conduct) or operation.method is Method.DELETE
        shown = [self._changed(each, conduct, keys_only=keys_only) for each in applied]
        if not applied:
            return Done(self._wrapped(operation, shown), Outcome.SKIPPED, {})
        first = applied[0]
        keys = {tag: text for tag in self.kind.key_fields if (text := first.record.fields.get(tag))}
        return Done(self._wrapped(operation, shown), first.outcome, keys)

    def _changed(self, applied: Applied, conduct: Conduct, *, keys_only: bool) -> Shown:
        record = self._distorted(applied.record, conduct.trouble)
        attribute = "" if applied.outcome is Outcome.SKIPPED else applied.outcome.value
        if keys_only:
            keys = {tag: record.fields[tag] for tag in self.kind.status_keys if tag in record.fields}
            return Shown(keys, {}, attribute)
        whole = self._whole(record)
        return replace(whole, operation=attribute, rows=whole.rows if conduct.members else {})

    def _answer(self, operation: Operation, wrapper: Element) -> Done:
        extras: dict[str, str] = {}
        if operation.method is Method.QUERY_BY_ID:
            found = queries.by_id(self.ledger, self.kind, text_of(child(wrapper, "PrimaryRowId")))
        elif operation.method is Method.QUERY_BY_EXAMPLE:
            found = queries.by_example(self.ledger, self.kind, self._example(wrapper))
        else:
            size, start = (text_of(child(wrapper, name)) for name in ("PageSize", "StartRowNum"))
            found, last = queries.page(self.ledger, self.kind, self._example(wrapper), size, start)
            extras["LastPage"] = str(last).lower()
        shown = [self._whole(record) for record in found]
        return Done(self._wrapped(operation, shown, extras), Outcome.QUERY, self.asked_keys(wrapper))

    def _whole(self, record: Record) -> Shown:
        containers = {each.name: each for each in self.contract.container.row.containers}
        rows = {
            name: shown_rows(self.ledger, self.kind, containers[name], rows)
            for name, rows in record.rows.items()
        }
        return Shown(record.fields, rows)

    def _wrapped(self, operation: Operation, shown: Sequence[Shown], extras: Fields | None = None) -> Element:
        return replies.wrapper(operation, shown, extras or {})

    def _elements(self, wrapper: Element) -> list[Element]:
        found = descendants(wrapper, self.contract.container.name)
        return list(children(found[0])) if found else []

    def _example(self, wrapper: Element) -> dict[str, str]:
        elements = self._elements(wrapper)
        return told_fields(self.contract.container.row, elements[0]) if elements else {}

    def _distorted(self, record: Record, trouble: Trouble) -> Record:
        if trouble.mode is Mode.WRONG_RECORD:
            return replace(record, fields={**record.fields, **self._other_keys(record)})
        if trouble.mode is Mode.INVALID_VALUE:
            field, value = _INVALID[self.kind.component]
            wrong = {trouble.field or field: trouble.value or value}
            return replace(record, fields={**record.fields, **wrong})
        return record

    def _other_keys(self, record: Record) -> Fields:
        """Return the keys of another record of the kind; invented ones while there is no other."""
        invented = dict.fromkeys(self.kind.status_keys, "ANOTHER-1")
        others = [each for each in self.ledger.records(self.kind.name) if each != record]
        real = others[0].fields if others else invented
        return {tag: real.get(tag, invented[tag]) for tag in self.kind.status_keys}


def _keys_only(conduct: Conduct) -> bool:
    if conduct.trouble.mode is Mode.INVALID_VALUE:
        return False
    return conduct.trouble.mode is Mode.KEYS_ONLY or conduct.reply is ReplyForm.KEYS_ONLY
