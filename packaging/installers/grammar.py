"""Reads the command line's grammar into a plain tree, for the man page and the shells' completion."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.commands import grammar


@dataclass(frozen=True, slots=True)
class Option:
    """One option or argument: how it is written, what may follow, and what it does."""

    names: tuple[str, ...]
    value: str
    choices: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command by its words, what it does, its options, and the words that may follow it."""

    words: tuple[str, ...]
    about: str
    options: tuple[Option, ...]
    arguments: tuple[Option, ...]
    commands: tuple[Command, ...]

    def everyone(self) -> Iterator[Command]:
        """Yield this command and all below it."""
        yield self
        for each in self.commands:
            yield from each.everyone()


def read() -> Command:
    """Return the whole command line of the program."""
    parser = grammar.build()
    return _command(parser, (parser.prog,), parser.description or "")


def _command(parser: argparse.ArgumentParser, words: tuple[str, ...], about: str) -> Command:
    options, arguments, commands = [], [], []
    for action in parser._actions:  # noqa: SLF001 -- argparse has no other way to list them
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            commands = list(_below(action, words))
        else:
            (options if action.option_strings else arguments).append(_option(action))
    return Command(words, about, tuple(options), tuple(arguments), tuple(commands))


def _below(
    action: argparse._SubParsersAction[argparse.ArgumentParser], words: tuple[str, ...]
) -> Iterator[Command]:
    about = {each.dest: each.help or "" for each in action._choices_actions}  # noqa: SLF001
    for name, parser in action.choices.items():
        yield _command(parser, (*words, name), about.get(name, ""))


def _option(action: argparse.Action) -> Option:
    choices = tuple(str(each) for each in action.choices or ())
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    value = "" if action.nargs == 0 else metavar or "|".join(choices) or action.dest.upper()
    return Option(tuple(action.option_strings), value, choices, (action.help or "").replace("%%", "%"))
