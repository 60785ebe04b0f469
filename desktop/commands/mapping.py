"""`hearth mapping`: how a kind of record lies on the wire of an external system, and what its WSDL says."""

from __future__ import annotations

import argparse
import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands import opening
from desktop.commands.answers import answer, table
from desktop.commands.grammar import Parser, Subparsers, add_actions, add_command, add_subject
from desktop.errors import ExitCode, UsageError
from desktop.store import mappings
from desktop.store.types import RecordKind

if TYPE_CHECKING:  # lxml and what else the WSDL's reading needs
    from desktop.integration.mapping import Mapping
    from desktop.integration.workbench import Laid, Workbench


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `mapping` and its actions."""
    actions = add_actions(add_subject(subparsers, "mapping"))
    _add_kind(add_command(actions, "show", show, "show the mapping in use, or the one proposed"))
    proposing = add_command(actions, "propose", propose, "propose a mapping from names, types and lengths")
    _add_kind(proposing)
    proposing.add_argument(
        "--operation", metavar="OP", default="", help="the operation that takes the record"
    )
    proposing.add_argument("--record", metavar="PATH", default="", help="the way to the record in it")
    proposing.add_argument("--save", action="store_true", help="keep it")
    _add_change(actions)
    _add_kind(add_command(actions, "check", check, "hold the mapping against its WSDL and our lists"))
    _add_kind(add_command(actions, "elements", elements, "what the WSDL offers: operations, or elements"))
    exporting = add_command(actions, "export", export, "write the mapping to a file")
    _add_kind(exporting)
    exporting.add_argument("file", metavar="FILE", type=Path, help="where to; it must not be there yet")
    importing = add_command(actions, "import", take, "take the mapping from a file")
    _add_kind(importing)
    importing.add_argument("file", metavar="FILE", type=Path, help="which `mapping export` wrote")
    _add_kind(add_command(actions, "reset", reset, "forget the mapping; what follows from the WSDL holds"))
    drifting = add_command(
        actions, "drift", show_drift, "what has changed in the WSDL since it was agreed to"
    )
    _add_kind(drifting)
    drifting.add_argument("--accept", action="store_true", help="agree to it; what waited for that is sent")
    rehearsing = add_command(
        actions, "rehearse", rehearse, "play sending a record; nothing leaves this machine"
    )
    _add_kind(rehearsing)
    rehearsing.add_argument("id", metavar="ID", help="row id, Household # or integration id")
    rehearsing.add_argument("--reply", metavar="FILE", type=Path, help="a reply that was recorded")


def show(arguments: argparse.Namespace) -> int:
    """Run `mapping show`."""
    with _workbench(arguments) as bench:
        return _answer(arguments, bench.lay(*bench.mapping()))


def propose(arguments: argparse.Namespace) -> int:
    """Run `mapping propose`."""
    with _workbench(arguments) as bench:
        mapping, origin = bench.propose(arguments.operation, arguments.record)
        if arguments.save:
            return _saved(arguments, bench, mapping)
        return _answer(arguments, bench.lay(mapping, origin))


def change(arguments: argparse.Namespace) -> int:
    """Run `mapping set`; what is not given stays as it was."""
    from desktop.commands import mapping_words

    with _workbench(arguments) as bench:
        mapping = mapping_words.changed(bench, arguments)
        return _saved(arguments, bench, mapping)


def check(arguments: argparse.Namespace) -> int:
    """Run `mapping check`; the exit code is 2 if records cannot be sent by it."""
    with _workbench(arguments) as bench:
        laid = bench.lay(*bench.mapping())
    rows = [(each.weight, each.about, each.text) for each in laid.findings]
    text = table(["", "ABOUT", "FINDING"], rows) if rows else "Nothing is wrong with it."
    findings = [asdict(each) for each in laid.findings]
    answer(arguments, {"ok": laid.fits, "origin": str(laid.origin), "findings": findings}, text)
    return int(ExitCode.DONE if laid.fits else ExitCode.USAGE)


def elements(arguments: argparse.Namespace) -> int:
    """Run `mapping elements`."""
    from desktop.errors import WsdlProblem

    with _workbench(arguments) as bench:
        operations = sorted({each.name for each in bench.source.outline.offers})
        try:
            mapping, _ = bench.mapping()
            found = list(bench.elements(mapping))
        except WsdlProblem:
            found = []
    text = "Operations: " + ", ".join(operations)
    text += "\n" + table(["ELEMENT", "TYPE"], found) if found else ""
    listed = [{"element": path, "type": kind} for path, kind in found]
    answer(arguments, {"operations": operations, "elements": listed}, text)
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Run `mapping export`."""
    from desktop.integration import mapping as mapping_file

    with _workbench(arguments) as bench:
        mapping, _ = bench.mapping()
    try:
        with arguments.file.open("x", encoding="utf-8") as file:
            file.write(mapping_file.dump(mapping) + "\n")
    except OSError as problem:
        raise UsageError(
            f"{arguments.file} cannot be written: {problem.strerror}.", concerns=str(arguments.file)
        ) from problem
    answer(arguments, {"exported": str(arguments.file)}, f"Wrote {arguments.file}.")
    return 0


def take(arguments: argparse.Namespace) -> int:
    """Run `mapping import`."""
    from desktop.integration import mapping as mapping_file

    try:
        text = arguments.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{arguments.file} cannot be read.", concerns=str(arguments.file)) from problem
    mapping = mapping_file.load(text, RecordKind(arguments.kind))
    with _workbench(arguments) as bench:
        return _saved(arguments, bench, mapping)


def reset(arguments: argparse.Namespace) -> int:
    """Run `mapping reset`."""
    with opening.store(arguments) as store, store.write() as unit:
        name = opening.connection(arguments, unit) or unit.default_connection
        mappings.save(unit, name, RecordKind(arguments.kind), None)
    answer(arguments, {"reset": arguments.kind}, f"The mapping for {arguments.kind} is forgotten.")
    return 0


def show_drift(arguments: argparse.Namespace) -> int:
    """Run `mapping drift`; the exit code is 5 while somebody must agree."""
    with _workbench(arguments) as bench:
        found = bench.differences()
        if arguments.accept:
            bench.accept()
    listed = [asdict(each) for each in found]
    lines = [str(each) for each in found] or ["The WSDL says what was agreed to."]
    lines += ["It is agreed to."] if arguments.accept else []
    answer(arguments, {"drift": listed, "accepted": bool(arguments.accept)}, "\n".join(lines))
    return int(ExitCode.WAITS if found and not arguments.accept else ExitCode.DONE)


def rehearse(arguments: argparse.Namespace) -> int:
    """Run `mapping rehearse`; the exit code is that of the delivery it would have been."""
    from desktop.integration import rehearsal

    with opening.store(arguments) as store:
        bench = _bench(arguments, store)
        with store.read() as view:
            ref = opening.record(view, arguments.kind, arguments.id, bench.settings.name)
        recorded = _recorded(arguments.reply)
        played = rehearsal.play(store, bench, ref, recorded)
    answer(arguments, rehearsal.as_json(played), rehearsal.picture(played))
    return int(played.exit_code)


def _recorded(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.read_bytes()
    except OSError as problem:
        raise UsageError(f"{file} cannot be read: {problem.strerror}.", concerns=str(file)) from problem


def _saved(arguments: argparse.Namespace, bench: Workbench, mapping: Mapping) -> int:
    from desktop.integration.workbench import Origin

    laid = bench.lay(mapping, Origin.SAVED)
    # One with errors is kept, too, as long as its elements are there: an administrator goes step by step.
    bench.save(mapping)
    return _answer(arguments, replace(laid, differences=()))


def _answer(arguments: argparse.Namespace, laid: Laid) -> int:
    from desktop.integration import workbench

    answer(arguments, workbench.as_json(laid), _picture(laid))
    return 0


def _picture(laid: Laid) -> str:
    mapping = laid.mapping
    head = f"{laid.origin}: {mapping.operation} takes {mapping.record}"
    rows = [
        (each.name, each.element, each.direction, each.form, each.there, each.length, _said(each.findings))
        for each in laid.rows
        if each.element
    ]
    headings = ["FIELD", "ELEMENT", "DIRECTION", "FORM", "THERE", "LENGTH", "FINDINGS"]
    lists = [f"{each.component}: {each.element} ({each.direction})" for each in mapping.lists]
    unmapped = [each.name for each in laid.rows if not each.element]
    names = {each.name for each in laid.rows}
    others = [
        f"{each.weight}: {each.about}: {each.text}" for each in laid.findings if each.about not in names
    ]
    left = [f"Not mapped: {', '.join(unmapped)}"] if unmapped else []
    return "\n".join([head, table(headings, rows), *lists, *left, *others, *map(str, laid.differences)])


def _said(findings: Iterable[Any]) -> str:
    return " ".join(str(each.text) for each in findings)


@contextmanager
def _workbench(arguments: argparse.Namespace) -> Generator[Workbench]:
    with opening.store(arguments) as store:
        yield _bench(arguments, store)


def _bench(arguments: argparse.Namespace, store: Any) -> Workbench:  # noqa: ANN401 -- opened by the caller
    from desktop.integration.workbench import Workbench

    cache = opening.settings(arguments).cache_folder
    return Workbench(store, arguments.connection, RecordKind(arguments.kind), cache, os.environ)


def _add_kind(parser: Parser) -> None:
    parser.add_argument("kind", choices=[str(kind) for kind in RecordKind], help="household or contact")


def _add_change(actions: Subparsers[Any]) -> None:
    parser = add_command(actions, "set", change, "change the mapping in use, or make one of the proposal")
    _add_kind(parser)
    parser.add_argument("values", nargs="*", metavar="FIELD=ELEMENT", help="nothing behind the = unmaps it")
    parser.add_argument("--operation", metavar="OP", help="the operation that takes the record")
    parser.add_argument("--record", metavar="PATH", help="the way to the record in it")
    parser.add_argument("--reply", metavar="NAME", help="what the record's element is called in replies")
    parser.add_argument("--query-by-id", metavar="OP:PATH[:FIELD]", help="what asks by a key, and by which")
    parser.add_argument("--query-by-example", metavar="OP", help="what asks by example")
    for option, metavar, about in _REPEATED:
        parser.add_argument(option, metavar=metavar, action="append", default=[], help=about)


_REPEATED: Sequence[tuple[str, str, str]] = (
    ("--list", "LIST=PATH", "the way to a row of a list, such as personal_address=addresses/address"),
    ("--direction", "FIELD=out|in|both|none", "which way a field or list travels"),
    ("--form", "FIELD=FORM", "how a value is written: text, date, dateTime, boolean, number"),
    ("--code", "FIELD:OURS=THEIRS", "what one of our values is called there"),
    ("--constant", "PATH=TEXT", "an element that always says the same; /PATH for one beside the record"),
)
