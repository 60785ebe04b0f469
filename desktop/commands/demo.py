"""`hearth demo`: everything there is to see, in a home that is thrown away afterwards."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop import language
from desktop.commands.answers import answer, detail
from desktop.commands.grammar import Subparsers, add_command
from desktop.errors import ExitCode, UsageError
from desktop.integration.external_system import RunningExternalSystem, start
from desktop.settings import Settings
from desktop.store import children, connections, files, members, records, sample
from desktop.store.store import open_store
from desktop.store.types import ConnectionSettings
from desktop.store.unit import Unit

if TYPE_CHECKING:
    from desktop.views.tour_report import Tour

_HOUSEHOLDS: Final = 200
_CONNECTION: Final = "demo"
# The external system makes a Silver household of this income Gold, and completes the telephone number.
_HOUSEHOLD: Final = {
    "household_name": "Okafor-Lindqvist",
    "category": "Silver",
    "type": "Family - Children",
    "segment": "Own Residence",
    "income": "68250.50",
    "currency_code": "EUR",
    "household_size": 3,
}
_MEMBERS: Final = (
    ("Ngozi", "Okafor", "Head", {"cellular_phone": "08 512 345 67", "email_address": "ngozi@example.com"}),
    ("Emil", "Lindqvist", "Spouse", {"email_address": "emil.lindqvist@example.com"}),
    ("Maja", "Okafor-Lindqvist", "Child", {"birth_date": "2015-09-03"}),
)
# Something for each view to show.
_DOINGS: Final[dict[str, tuple[tuple[str, dict[str, object]], ...]]] = {
    "Ngozi": (
        ("activity", {"type": "Call", "description": "Call back about the new card", "priority": "2-High"}),
        ("note", {"type": "Preference", "note": "Calls back best after five in the evening."}),
        ("opportunity", {"name": "Home insurance", "sales_stage": "Quote", "revenue": "1250.00",
                         "currency_code": "EUR", "probability": 60, "close_date": "2027-02-28"}),
        ("agreement", {"name": "Savings plan", "type": "Subscription", "status": "Active",
                       "start_date": "2024-03-01", "end_date": "2029-02-28", "amount": "600.00",
                       "currency_code": "EUR"}),
        ("asset", {"product": "Payment card", "asset_number": "PC-2214", "status": "Active", "quantity": 1}),
    ),
    "Emil": (
        ("service_request", {"summary": "New card has not arrived", "area": "Card", "severity": "2-High"}),
        ("service_request", {"summary": "Wants a joint account", "area": "Account", "status": "Closed"}),
        ("opportunity", {"name": "Car lease", "sales_stage": "Prospecting", "probability": 10}),
    ),
}  # fmt: skip
_OF_HOUSEHOLD: Final[tuple[tuple[str, dict[str, object]], ...]] = (
    ("activity", {"type": "Meeting", "description": "Yearly talk at the branch"}),
    ("note", {"type": "General", "note": "Ring twice: the bell of the flat is quiet."}),
)
_LAWYER: Final = {"first_name": "Signe", "last_name": "Bergman", "job_title": "Lawyer"}
_LEASE: Final = b"Lease of the flat at Kvarngatan 12, Uppsala.\n"
_ADDRESS: Final = {
    "personal_street_address": "Kvarngatan 12",
    "personal_postal_code": "753 10",
    "personal_city": "Uppsala",
    "personal_country": "Sweden",
}


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `demo`."""
    parser = add_command(subparsers, "demo", run)
    parser.add_argument("--tour", action="store_true", help="play the seven steps, check each, and end")
    parser.add_argument("--screenshots", metavar="DIR", type=Path, help="where the tour puts what was seen")


def run(arguments: argparse.Namespace) -> int:
    """Run `demo`; with --tour the exit code is 0 only if every step was as it must be."""
    _choose_platform(tour=arguments.tour)
    folder = _folder(arguments.screenshots)
    with _playground() as (settings, system):
        # Qt is loaded here and not before: the platform had to be chosen first.
        from desktop.commands import window

        if not arguments.tour:
            return window.app.run(settings)
        return _report(arguments, window.app.tour(settings, system, folder))


def _report(arguments: argparse.Namespace, tour: Tour) -> int:
    steps = [{"step": each.step, "what": each.what, "ok": each.ok, "why": each.why} for each in tour.steps]
    lines = [
        f"{'ok ' if each.ok else 'NO '} {each.step}. {each.what} {each.why}".rstrip() for each in tour.steps
    ]
    pictures = [str(each) for each in tour.screenshots]
    lines += pictures
    document = {"steps": steps, "screenshots": pictures, "language": language.spoken()}
    answer(arguments, document, "\n".join(lines))
    return int(ExitCode.DONE if tour.ok else ExitCode.UNEXPECTED)


def _choose_platform(*, tour: bool) -> None:
    """Let Qt draw into memory where there is no display; only the tour makes sense there."""
    shown = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    if shown or not sys.platform.startswith("linux"):
        return
    if not tour:
        raise UsageError("There is no display to open a window on.", way_out="Add --tour to play it unseen.")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


@contextmanager
def _playground() -> Generator[tuple[Settings, RunningExternalSystem]]:
    """Yield a home with sample data and the external system that it knows; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hearth-demo-", ignore_cleanup_errors=True) as folder:
        settings = Settings.gather(folder, environment={})
        detail(f"hearth: the demonstration lives in {folder} until it ends")
        with start(Path(folder) / "external-system.sqlite") as system:
            _prepare(settings, system)
            yield settings, system


def _prepare(settings: Settings, system: RunningExternalSystem) -> None:
    address = system.household_address.removesuffix("/asi/household")
    with open_store(settings.store_url, settings.who) as store:
        sample.fill(store, households=_HOUSEHOLDS)
        with store.write() as unit:
            connections.save(unit, ConnectionSettings(_CONNECTION, address=address))
            _make_household(unit)


def _make_household(unit: Unit) -> None:
    """Make the household of the tour, the only one that an agent has entered by hand."""
    home = records.create(unit, "household", _HOUSEHOLD)
    for first, last, relationship, values in _MEMBERS:
        person = records.create(unit, "contact", {"first_name": first, "last_name": last, **values})
        children.add(unit, person, "personal_address", _ADDRESS)
        members.add(unit, home, person, relationship=relationship, entered="2021-02-14")
        for component, row in _DOINGS.get(first, ()):
            children.add(unit, person, component, row)
        if relationship == "Head":
            files.attach(unit, person, files.AttachedFile("lease.txt", _LEASE), "The lease of the flat")
    for component, row in _OF_HOUSEHOLD:
        children.add(unit, home, component, row)
    lawyer = records.create(unit, "contact", _LAWYER)
    children.add(unit, home, "party_relationship", {"relationship": "Lawyer"}, picked_id=lawyer.id)


def _folder(screenshots: Path | None) -> Path | None:
    if screenshots is None:
        return None
    try:
        screenshots.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(
            f"The folder {screenshots} cannot be used: {problem.strerror}.", concerns="--screenshots"
        ) from problem
    return screenshots.absolute()
