"""The grammar of the command line: the options that hold everywhere, and the subjects that are named."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NoReturn, Protocol, cast

from desktop import __version__
from desktop.commands import SUBJECTS
from desktop.errors import UsageError

# The library gives the type no public name.
Subparsers = argparse._SubParsersAction  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
Run = Callable[[argparse.Namespace], int]

_ABOUT: Final = "Keeps households and contacts, and updates the external system. Alone, it opens the window."


class Subject(Protocol):
    """What a module of commands offers: its arguments, with the function that runs each as ``run``."""

    def add_arguments(self, subparsers: Subparsers[Any]) -> None: ...


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, so that they end like every other error: one line, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}.", way_out=f"See: {self.prog} --help")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments as one namespace; ``run`` is the function to call with it.

    Raises UsageError. Ends the program for --help and --version.
    """
    # A word may be an option's value and no subject; loading that subject then costs time and nothing else.
    parser = build(word for word in SUBJECTS if word in argv)
    arguments, rest = parser.parse_known_args(argv)
    return _with_late_values(parser, arguments, rest)


def build(named: Iterable[str] = SUBJECTS) -> Parser:
    """Return the parser of the whole command line, with the arguments of the ``named`` subjects alone."""
    # Abbreviations would make every option that is ever added a breach of the contract.
    parser = Parser(prog="hearth", description=_ABOUT, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"hearth {__version__}")
    _add_common(parser, first=True)
    parser.set_defaults(run=_open_window)
    subparsers = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="subject", parser_class=Parser
    )
    modules = {SUBJECTS[word][0] for word in named}
    for module in sorted(modules):
        subject = cast(Subject, importlib.import_module(f"desktop.commands.{module}"))
        subject.add_arguments(subparsers)
    for word, (module, summary) in SUBJECTS.items():
        if module not in modules:
            subparsers.add_parser(word, help=summary)
    return parser


def add_subject(subparsers: Subparsers[Any], word: str) -> Parser:
    """Return the parser of a subject that has actions of its own, one of which must be named."""
    return _add(subparsers, word, SUBJECTS[word][1])


def add_command(subparsers: Subparsers[Any], word: str, run: Run, summary: str = "") -> Parser:
    """Return the parser of one command, to which its arguments are added; ``run`` carries it out."""
    parser = _add(subparsers, word, summary or SUBJECTS[word][1])
    parser.set_defaults(run=run)
    return parser


def add_actions(parser: Parser, *, required: bool = True) -> Subparsers[Any]:
    """Return where the actions of a subject are added; it may do something without any, too."""
    return parser.add_subparsers(
        title="actions", metavar="ACTION", dest="action", required=required, parser_class=Parser
    )


def _add(subparsers: Subparsers[Any], word: str, summary: str) -> Parser:
    described = subparsers.add_parser(word, help=summary, description=_sentence(summary), allow_abbrev=False)
    parser = cast(Parser, described)
    _add_common(parser, first=False)
    return parser


def _sentence(summary: str) -> str:
    return f"{summary[:1].upper()}{summary[1:]}."


def _add_common(parser: Parser, *, first: bool) -> None:
    """Add the options that hold everywhere; given after the command they override those before it."""
    unless_given = None if first else argparse.SUPPRESS
    off = False if first else argparse.SUPPRESS
    common = parser.add_argument_group("everywhere")
    common.add_argument("--home", metavar="DIR", default=unless_given, help="where everything is kept")
    common.add_argument("--store", metavar="URL", default=unless_given, help="the store, as a SQLAlchemy URL")
    common.add_argument("--connection", metavar="NAME", default=unless_given, help="which external system")
    common.add_argument("--json", action="store_true", default=off, help="answer with one JSON document")
    common.add_argument("--verbose", action="store_true", default=off, help="say more on standard error")


def _with_late_values(parser: Parser, arguments: argparse.Namespace, rest: list[str]) -> argparse.Namespace:
    """Take the FIELD=VALUE words that stand behind an option, which argparse leaves over."""
    strange = [word for word in rest if word.startswith("-") or not hasattr(arguments, "values")]
    if strange:
        parser.error(f"unrecognized arguments: {' '.join(strange)}")
    if rest:
        arguments.values = [*arguments.values, *rest]
    return arguments


def _open_window(arguments: argparse.Namespace) -> int:
    # Qt is loaded for the window alone.
    from desktop.commands import window

    return window.run(arguments)
