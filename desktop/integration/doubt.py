"""Asks the external system what became of a request whose outcome nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop.errors import InapplicableReply
from desktop.fields import Component, Field, Role, component
from desktop.integration import answers, matching, reply, request
from desktop.integration.conversation import Conversation, Heard
from desktop.integration.reply import Reply, ReplyRow
from desktop.integration.request import Arguments
from desktop.integration.service import Operation, Service
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means
from desktop.store.types import DeliveryError, Snapshot, Values
from desktop.values import same


class Finding(StrEnum):
    """What asking brought to light."""

    ARRIVED = "arrived"  # the record is there as it was sent
    NOT_ARRIVED = "not_arrived"  # the record is there, but as it was before
    NOT_THERE = "not_there"  # the record is not known there by any of its keys
    CANNOT_ASK = "cannot_ask"  # nobody answered
    NO_SAYING = "no_saying"  # there is no operation to ask with, or none that can say


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, with the answer that holds the record, or the error that kept us from asking."""

    finding: Finding
    answer: Answer | None = None
    error: DeliveryError | None = None


def ask(
    talk: Conversation, sent: Snapshot, last_known: Snapshot | None, longest: float | None = None
) -> Found:
    """Ask by each key the record has until the external system knows one of them."""
    finding = Finding.NO_SAYING
    for operation, arguments in questions(talk.service, sent):
        heard = talk.call(operation, arguments, longest)
        if _went_unheard(heard):
            nobody = DeliveryError("unknown", "Nobody answers.")
            return Found(Finding.CANNOT_ASK, error=heard.verdict.error or nobody)
        if heard.verdict.means is not Means.REPLY or heard.answer is None:
            talk.note("The question itself was refused.")
            continue
        told = _read(talk, heard.answer, sent)
        if told.problems:
            talk.note(f"This does not say what became of the record: {' '.join(told.problems)}")
        elif told.record is not None:
            return _found(talk, heard.answer, sent, last_known, told.record)
        else:
            talk.note("It is not known there by this key.")
            finding = Finding.NOT_THERE
    return Found(finding)


def _went_unheard(heard: Heard) -> bool:
    """Tell whether the question itself met trouble on the way: no answer, a busy server, a login, a page.

    A service that answers with an error of its own has heard it, and has nothing to say to it.
    """
    answer, means = heard.answer, heard.verdict.means
    if answer is None or means is Means.LOGIN:
        return True
    if means in (Means.REPLY, Means.REFUSED, Means.GONE, Means.ASK):
        return False
    return answer.status < 400 or answers.is_busy(answer.status)  # noqa: PLR2004 -- where errors begin


def _read(talk: Conversation, answer: Answer, sent: Snapshot) -> Reply:
    """Return the answer as read; the record of another key is a problem, too."""
    told = reply.read(answer.body, sent.ref.kind, charset=answer.charset, shape=talk.service.shape)
    problem = _other_record(sent, told.record)
    return Reply(problems=(problem,)) if problem else told


def _found(
    talk: Conversation, answer: Answer, sent: Snapshot, last_known: Snapshot | None, record: ReplyRow
) -> Found:
    if _arrived(talk.service, sent, last_known, record):
        talk.note("The record is there as it was sent: this counts as the reply.")
        return Found(Finding.ARRIVED, answer)
    talk.note("The record is there, but not as it was sent.")
    return Found(Finding.NOT_ARRIVED, answer)


def questions(service: Service, sent: Snapshot) -> Iterator[tuple[Operation, Arguments]]:
    """Yield what can be asked: by our key, and by theirs if we know it."""
    of = service.shape.component
    keys = [(name, key) for (name, *more) in of.user_keys[:2] if not more and (key := _key(of, sent, name))]
    if (by_id := service.query_by_id) is not None:
        # By Household # first, by which a household is known; but what is asked for is called a row id.
        told = [_key(of, sent, by_id.asks)] if by_id.asks else [*(key for _, key in keys), sent.ref.id]
        for key in dict.fromkeys(each for each in told if each):
            yield by_id, request.by_id(by_id, key)
    if service.query_by_example is not None:
        for name, key in keys:
            if name in service.shape.fields:
                yield (
                    service.query_by_example,
                    request.by_example(service.query_by_example, service.shape, {name: key}),
                )


def _key(of: Component, sent: Snapshot, name: str) -> str:
    value = sent.ref.id if of[name].role is Role.ROW_ID else sent.values.get(name)
    return "" if value is None else str(value)


def _other_record(sent: Snapshot, record: ReplyRow | None) -> str:
    """Return why a record that was found is not ours, or an empty text."""
    if record is None:
        return ""
    of = component(sent.ref.kind)
    ours: Values = {**sent.values, **{each.name: sent.ref.id for each in of if each.role is Role.ROW_ID}}
    try:
        matching.check_record(of, record.values, ours)
    except InapplicableReply as problem:
        return problem.what
    return ""


def _arrived(service: Service, sent: Snapshot, last_known: Snapshot | None, record: ReplyRow) -> bool:
    """Tell whether what is there came with the request in doubt; when in doubt about that, it did not.

    Sending once more what is known there by our key does no harm; to take an older state for the reply would
    undo what was edited here.
    """
    of = service.shape.component
    sendable = [each for each in of.kept if each.name in service.shape.fields and not each.read_only]
    if last_known is not None:
        return _brought_changes(of, sendable, sent, last_known, record)
    told = [each for each in sendable if sent.values.get(each.name) is not None]
    cleared = [each for each in sendable if each.name in sent.known and each not in told]
    if any(record.values.get(each.name) is not None for each in cleared):
        return False
    if sent.alone and sent.values.get("integration_id") is None:
        # Nobody there had heard of it. All of it is there, corrected perhaps; a mere name would be someone's
        # member, known through a household.
        return all(record.values.get(each.name) is not None for each in told)
    return all(_agrees(each, record, sent) for each in told)


def _brought_changes(
    of: Component, sendable: list[Field], sent: Snapshot, last_known: Snapshot, record: ReplyRow
) -> bool:
    """Tell whether the changes that were sent are there.

    A message is applied as a whole or not at all: where only one can have come, one of its changes is enough,
    and others may have been corrected. Where another may have come before it, all of them must be there.
    """
    changed = [
        each
        for each in sendable
        if not same(each.kind, sent.values.get(each.name), last_known.values.get(each.name))
    ]
    rows_changed = [each for each in of.children if each.tag and _rows(each, sent) != _rows(each, last_known)]
    if not changed and not rows_changed:
        return True
    there = [_agrees(each, record, sent) for each in changed]
    there += [_holds(each, record, sent) for each in rows_changed]
    return any(there) if sent.alone else all(there)


def _agrees(field: Field, record: ReplyRow, sent: Snapshot) -> bool:
    return field.name in record.values and same(
        field.kind, record.values[field.name], sent.values.get(field.name)
    )


def _rows(of: Component, snapshot: Snapshot) -> frozenset[str]:
    return frozenset(each.picked_id or each.id for each in snapshot.children.get(of.name, ()))


def _holds(of: Component, record: ReplyRow, sent: Snapshot) -> bool:
    """Tell whether the list of rows that was found is the one that was sent, going by our keys."""
    told = record.children.get(of.name)
    if told is None:
        return False
    names = [each.name for each in of if each.role is Role.ROW_ID or each.mirrors == "id"]
    keys = {str(row.values[name]) for row in told for name in names if row.values.get(name) is not None}
    return keys == set(_rows(of, sent))
