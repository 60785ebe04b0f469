"""`hearth queue`: shows what waits to be sent, sends, applies or cancels one of it, pauses and resumes."""

from __future__ import annotations

import argparse
from typing import Any

from desktop.commands import documents, opening, pictures
from desktop.commands.answers import answer
from desktop.commands.grammar import Subparsers, add_actions, add_command
from desktop.errors import RecordNotFound
from desktop.integration.verdict import exit_code
from desktop.store import cancelling, connections, lines, outbox, waits
from desktop.store.types import RecordKind
from desktop.store.unit import View


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `queue` and its actions."""
    actions = add_actions(add_command(subparsers, "queue", show), required=False)
    cancelling_one = add_command(actions, "cancel", cancel, "take a delivery back that waits")
    _add_delivery(cancelling_one)
    cancelling_one.add_argument(
        "--may-have-arrived",
        action="store_true",
        help="cancel it although the external system may have taken it",
    )
    _add_delivery(add_command(actions, "send", send, "try a delivery now, whenever its next attempt is"))
    _add_delivery(
        add_command(actions, "apply", apply, "take over a reply without what could not be applied of it")
    )
    for word, run, summary in (
        ("pause", pause, "leave all for an external system in the queue"),
        ("resume", resume, "let deliveries to an external system leave again"),
    ):
        named = add_command(actions, word, run, summary)
        named.add_argument("name", nargs="?", metavar="NAME", help="which one (the default one)")
    add_command(actions, "lines", show_lines, "how the line to each external system stands")


def show(arguments: argparse.Namespace) -> int:
    """Run `queue`."""
    with opening.store(arguments) as store, store.read() as view:
        waiting = outbox.waiting(view, opening.connection(arguments, view))
        why = waits.of(view, waiting)
    document = {"deliveries": [documents.waiting(each, why[each.id]) for each in waiting]}
    answer(arguments, document, pictures.queue(waiting, why))
    return 0


def cancel(arguments: argparse.Namespace) -> int:
    """Run `queue cancel`; answers with the delivery as it stands then."""
    with opening.store(arguments) as store, store.write() as unit:
        delivery_id = _named(unit, arguments)
        done = cancelling.cancel(unit, delivery_id, may_have_arrived=arguments.may_have_arrived)
    answer(arguments, documents.delivery(done), pictures.delivery(done))
    return 0


def send(arguments: argparse.Namespace) -> int:
    """Run `queue send`; the exit code tells how the delivery stands then."""
    from desktop.integration.courier import (
        Courier,
    )  # loads what sending takes, which the other actions do without

    with opening.store(arguments) as store:
        with store.read() as view:
            delivery_id = _named(view, arguments)
        with Courier(store, opening.settings(arguments)) as courier:
            done = courier.deliver(delivery_id)
    answer(arguments, documents.delivery(done), pictures.delivery(done))
    return int(exit_code(done))


def apply(arguments: argparse.Namespace) -> int:
    """Run `queue apply`; answers with the delivery as it stands then."""
    from desktop.integration import rest  # loads what reading replies takes, as above

    with opening.store(arguments) as store:
        with store.read() as view:
            delivery_id = _named(view, arguments)
        done = rest.apply(store, delivery_id)
    answer(arguments, documents.delivery(done), pictures.delivery(done))
    return int(exit_code(done))


def pause(arguments: argparse.Namespace) -> int:
    """Run `queue pause`."""
    with opening.store(arguments) as store, store.write() as unit:
        line = lines.pause(unit, _connection(unit, arguments))
    answer(arguments, documents.line(line), pictures.line(line))
    return 0


def resume(arguments: argparse.Namespace) -> int:
    """Run `queue resume`."""
    with opening.store(arguments) as store, store.write() as unit:
        line = lines.resume(unit, _connection(unit, arguments))
    answer(arguments, documents.line(line), pictures.line(line))
    return 0


def show_lines(arguments: argparse.Namespace) -> int:
    """Run `queue lines`."""
    with opening.store(arguments) as store, store.read() as view:
        found = lines.everyone(view)
    text = "\n".join(pictures.line(each) for each in found) or "No external system is defined."
    answer(arguments, {"lines": [documents.line(each) for each in found]}, text)
    return 0


def _add_delivery(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "id", metavar="ID", help="the delivery, or its record's row id, Household # or integration id"
    )


def _connection(view: View, arguments: argparse.Namespace) -> str:
    return connections.read(view, arguments.name or arguments.connection).name


def _named(view: View, arguments: argparse.Namespace) -> str:
    """Return the delivery that was named by its own id, or the one that waits for the record named."""
    key: str = arguments.id
    try:
        return outbox.delivery(view, key).id
    except RecordNotFound:
        pass
    connection = connections.read(view, arguments.connection).name
    for kind in RecordKind:
        try:
            ref = opening.record(view, kind, key, connection)
        except RecordNotFound:
            continue
        for each in outbox.waiting(view, connection):
            if each.ref == ref:
                return each.id
        raise RecordNotFound(f"Nothing waits for this {kind}.", concerns=key, way_out="See: hearth queue")
    raise RecordNotFound(
        f"There is no delivery and no record {key!r}.", concerns=key, way_out="See: hearth queue"
    )
