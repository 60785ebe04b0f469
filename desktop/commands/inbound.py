"""`hearth refresh` and `hearth find`: what the external system holds, merged or taken over."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from desktop.commands import given, opening
from desktop.commands.answers import answer, pairs, table
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.record import add_record, count
from desktop.errors import ExitCode, UsageError
from desktop.fields import component
from desktop.integration import inbound
from desktop.integration.courier import Courier
from desktop.integration.inbound import FoundThere
from desktop.store import connections
from desktop.store.types import FieldConflict, RecordKind


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `refresh` and `find`."""
    add_record(add_command(subparsers, "refresh", refresh))
    finding = add_command(subparsers, "find", find)
    finding.add_argument("kind", choices=[str(kind) for kind in RecordKind], help="household or contact")
    finding.add_argument("values", nargs="*", metavar="FIELD=VALUE", help="what to look for; * is any text")
    finding.add_argument("--create", metavar="N", type=count, help="take the Nth of what is found over")


def refresh(arguments: argparse.Namespace) -> int:
    """Run `refresh`; the exit code is 5 if fields that were changed on both sides were left as they are."""
    with opening.store(arguments) as store:
        with store.read() as view:
            name = connections.read(view, arguments.connection).name
            ref = opening.record(view, arguments.kind, arguments.id, name)
        with Courier(store, opening.settings(arguments)) as courier:
            done = courier.refresh(ref, name)
    document = {
        "record": {"kind": str(ref.kind), "id": ref.id},
        "applied": {field: list(pair) for field, pair in done.applied.items()},
        "kept": [asdict(each) for each in done.kept],
        "notes": list(done.notes),
    }
    lines = [f"{field}: {before!s} → {after!s}" for field, (before, after) in done.applied.items()]
    lines += [_kept(each) for each in done.kept]
    answer(arguments, document, "\n".join(lines) or "Nothing is different there.")
    return int(ExitCode.WAITS if done.kept else ExitCode.DONE)


def _kept(conflict: FieldConflict) -> str:
    """Say what both sides changed; of a whole, that it waits for an answer."""
    if not conflict.field:
        what = conflict.component or "record"
        return f"{what}: {conflict.mine or conflict.theirs!s} is on one side only; see: hearth conflict list"
    return f"{conflict.field} stays {conflict.mine!s}; there it is {conflict.theirs!s}"


def find(arguments: argparse.Namespace) -> int:
    """Run `find`, and take one over if that was asked for."""
    kind = RecordKind(arguments.kind)
    keys = [each.name for each in component(kind) if each.tag]
    values = given.values(component(kind), arguments.values, extra=keys)
    with opening.store(arguments) as store:
        with store.read() as view:
            name = connections.read(view, arguments.connection).name
        with Courier(store, opening.settings(arguments)) as courier:
            found = courier.find(kind, values, name)
        made = None
        if arguments.create is not None:
            made = inbound.take(store, _chosen(found, arguments.create), kind, name)
    document = {"found": [_document(each) for each in found], "created": made.id if made else None}
    answer(arguments, document, _picture(found, made.id if made else None))
    return 0


def _chosen(found: Sequence[FoundThere], number: int) -> FoundThere:
    if number > len(found):
        raise UsageError(f"{len(found)} were found, so there is no number {number}.", concerns="--create")
    return found[number - 1]


def _document(found: FoundThere) -> dict[str, object]:
    values = {name: value for name, value in found.values.items() if value is not None}
    return {
        "integration_id": found.integration_id,
        "fields": values,
        "id": found.ref.id if found.ref else None,
    }


def _picture(found: Sequence[FoundThere], made: str | None) -> str:
    if not found:
        return "Nothing like it is there."
    rows = [
        (number, each.integration_id, _name(each), each.ref.id if each.ref else "")
        for number, each in enumerate(found, start=1)
    ]
    text = table(["N", "THERE", "NAME", "HERE"], rows)
    return f"{text}\n{pairs([('taken over as', made)])}" if made else text


def _name(found: FoundThere) -> str:
    names = ("household_name", "last_name", "first_name")
    return ", ".join(str(found.values[name]) for name in names if found.values.get(name))
