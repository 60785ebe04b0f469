"""`hearth send` and `hearth sync`: Update External System, for one record or for all that wait."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from desktop.commands import documents, opening, pictures
from desktop.commands.answers import answer, complain
from desktop.commands.grammar import Subparsers, add_command
from desktop.commands.progress import Progress
from desktop.commands.record import add_record, count
from desktop.commands.reporting import Report
from desktop.commands.stopping import Stop
from desktop.errors import StoreUnavailable
from desktop.integration.courier import Courier, Summary
from desktop.integration.telling import TellingStore
from desktop.integration.verdict import exit_code
from desktop.store import backups, families, preview
from desktop.store.store import Store
from desktop.store.types import Delivery

# More than this hide no more latency of a server that answers within a tenth of a second.
WORKERS: Final = 8


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `send` and `sync`."""
    sending = add_command(subparsers, "send", send)
    add_record(sending)
    sending.add_argument(
        "--alone", action="store_true", help="a household without the members that need it, too"
    )
    sending.add_argument(
        "--preview", action="store_true", help="show what would change there, and send nothing"
    )
    parser = add_command(subparsers, "sync", sync)
    parser.add_argument(
        "--workers", metavar="N", type=count, default=WORKERS, help=f"how many at the same time ({WORKERS})"
    )
    parser.add_argument("--due", action="store_true", help="only what is due now")
    parser.add_argument(
        "--report",
        action="store_true",
        help="say while it goes what changed, a line of JSON each time; the end of standard input stops it",
    )


def send(arguments: argparse.Namespace) -> int:
    """Run `send`; the exit code tells how the delivery stands then, with those of members sent with it."""
    if arguments.preview:
        return _preview(arguments)
    with opening.store(arguments) as store:
        with store.write() as unit:
            connection = opening.connection(arguments, unit)
            ref = opening.record(unit, arguments.kind, arguments.id, connection)
            delivery_id = families.command(unit, ref, connection, alone=arguments.alone)
        with Courier(store, opening.settings(arguments)) as courier:
            courier.deliver(delivery_id)
        with store.read() as view:
            done = families.read(view, delivery_id)
    answer(arguments, documents.family(done), pictures.family(done))
    return int(Summary(done.deliveries).exit_code)


def _preview(arguments: argparse.Namespace) -> int:
    with opening.store(arguments) as store, store.read() as view:
        connection = opening.connection(arguments, view)
        found = preview.of(view, opening.record(view, arguments.kind, arguments.id, connection), connection)
    answer(arguments, documents.preview(found), pictures.preview(found))
    return 0


def sync(arguments: argparse.Namespace) -> int:
    """Run `sync`; the exit code is the summary's, or that of the signal that stopped it."""
    if arguments.report:
        return _sync_reporting(arguments)
    with opening.store(arguments) as store, Progress("deliveries") as progress, Stop() as stop:
        with store.read() as view:
            connection = opening.connection(arguments, view) or view.default_connection
        _back_up(store, opening.settings(arguments).backup_folder)

        def show(_: Delivery, done: int, total: int) -> None:
            progress.show(done, total)

        with Courier(store, opening.settings(arguments)) as courier:
            summary = courier.deliver_all(
                connection=connection,
                progress=show,
                stopped=stop,
                workers=arguments.workers,
                due_only=arguments.due,
            )
    answer(arguments, _document(summary), _picture(summary))
    return stop.exit_code or int(summary.exit_code)


def _sync_reporting(arguments: argparse.Namespace) -> int:
    """Send for a program that follows it, to each external system unless one is named."""
    settings = opening.settings(arguments)
    with Report() as report, TellingStore(settings, report.take) as store:
        with store.read() as view:
            connection = opening.connection(arguments, view)
        with Courier(store, settings) as courier:
            summary = courier.deliver_all(
                connection=connection,
                progress=report.answer,
                stopped=report.stopped,
                workers=arguments.workers,
                due_only=arguments.due,
            )
    return int(summary.exit_code)


def _back_up(store: Store, folder: Path) -> None:
    """Write today's back-up; that it cannot be written is told, and keeps nothing from being sent."""
    try:
        backups.make_daily(store, folder)
    except StoreUnavailable as problem:
        complain(str(problem))


def _document(summary: Summary) -> dict[str, object]:
    return {
        "delivered": summary.delivered,
        "refused": summary.refused,
        "waiting": summary.waiting,
        "conflicts": summary.conflicts,
        "deliveries": [documents.delivery(each) for each in summary.deliveries],
        "lines": [documents.line(each) for each in summary.lines],
    }


def _picture(summary: Summary) -> str:
    if not summary.deliveries:
        return "Nothing waits."
    counts = f"delivered {summary.delivered}, refused {summary.refused}, conflicts {summary.conflicts}"
    unfinished = [pictures.delivery(each) for each in summary.deliveries if exit_code(each)]
    left_alone = [pictures.line(each) for each in summary.lines]
    return "\n".join([f"{counts}, waiting {summary.waiting}", *left_alone, *unfinished])
