"""`hearth conflict`: shows the fields that were changed on both sides, and settles them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from desktop.commands import documents, opening
from desktop.commands.answers import answer, table
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.errors import RecordNotFound, UsageError
from desktop.models import question_words
from desktop.store import conflicts, outbox, reading
from desktop.store.types import Conflict, Origin, Question, RecordKind, Ref
from desktop.store.unit import View


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `conflict` and its actions."""
    actions = add_actions(add_subject(subparsers, "conflict"))
    add_command(actions, "list", list_conflicts, "the fields that wait for a person")
    settling = add_command(actions, "resolve", resolve, "settle fields of one record")
    settling.add_argument(
        "id", metavar="ID", help="the delivery, or the record's row id, Household # or integration id"
    )
    settling.add_argument(
        "--field",
        dest="choices",
        metavar="F=mine|theirs|VALUE",
        action="append",
        required=True,
        help="a field and the value that stays; once for each field",
    )


def list_conflicts(arguments: argparse.Namespace) -> int:
    """Run `conflict list`."""
    with opening.store(arguments) as store, store.read() as view:
        found = conflicts.waiting(view)
    answer(arguments, {"conflicts": [_document(each) for each in found]}, _picture(found))
    return 0


def resolve(arguments: argparse.Namespace) -> int:
    """Run `conflict resolve`; answers with the record as it stands then, or that it is deleted."""
    choices = _choices(arguments.choices)
    with opening.store(arguments) as store, store.write(Origin.RESOLVE) as unit:
        connection = opening.connection(arguments, unit)
        ref = _record(unit, arguments.id, connection)
        left = conflicts.resolve(unit, ref, choices)
        record = reading.read(unit, ref, connection=connection) if reading.exists(unit, ref) else None
    if record is None:
        answer(
            arguments, {"deleted": ref.id, "conflicts": []}, f"The {ref.kind} {ref.id} is deleted here, too."
        )
        return 0
    document = {**documents.record(record), "conflicts": [_document(each) for each in left]}
    answer(arguments, document, _picture(left))
    return 0


def _choices(words: Sequence[str]) -> dict[str, str]:
    choices: dict[str, str] = {}
    for word in words:
        name, equals, choice = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not FIELD=mine, FIELD=theirs or FIELD=VALUE.", concerns="--field")
        choices[name] = choice
    return choices


def _record(view: View, key: str, connection: str | None) -> Ref:
    try:
        return outbox.delivery(view, key).ref
    except RecordNotFound:
        for kind in (RecordKind.HOUSEHOLD, RecordKind.CONTACT):
            try:
                return opening.record(view, kind, key, connection)
            except RecordNotFound:
                continue
    raise RecordNotFound(
        f"There is no record and no delivery {key!r}.", concerns=key, way_out="See: hearth conflict list"
    )


def _document(conflict: Conflict) -> dict[str, object]:
    told = question_words.words(conflict)
    return {
        "id": conflict.delivery_id,
        "record": {"kind": conflict.ref.kind, "id": conflict.ref.id},
        "field": conflict.name,
        "key": conflict.key,
        "question": conflict.question,
        "asks": f"{told.subject}: {told.asks}",
        "answers": {"mine": told.mine, "theirs": told.theirs},
        "row": conflict.child_id,
        "base": conflict.base,
        "mine": conflict.mine,
        "theirs": conflict.theirs,
        "at": conflict.at,
    }


def _picture(found: Sequence[Conflict]) -> str:
    if not found:
        return "No conflicts."
    headings = ("RECORD", "ID", "FIELD", "WAS", "MINE", "THEIRS")
    lines = [table(headings, map(_row, found))]
    wholes = [each for each in found if each.question is not Question.VALUE]
    return "\n".join([*lines, *map(_explained, wholes)])


def _row(conflict: Conflict) -> tuple[object, ...]:
    nothing = "(empty)" if conflict.field else question_words.words(conflict).gone
    values = (conflict.mine or nothing, conflict.theirs or nothing)
    return (conflict.ref.kind, conflict.ref.id, conflict.key, conflict.base, *values)


def _explained(conflict: Conflict) -> str:
    told = question_words.words(conflict)
    return f"{conflict.key} of {conflict.ref.id}: {told.asks} mine: {told.mine}. theirs: {told.theirs}."
