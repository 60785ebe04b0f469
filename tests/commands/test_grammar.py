"""The grammar of the command line: what may stand where, and that the documentation knows all of it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from desktop.commands import SUBJECTS, grammar
from desktop.fields import CATALOGUES, RECORDS
from tests.commands.conftest import Hearth
from tests.support.sources import ROOT

DOCUMENTATION = (ROOT / "docs" / "command-line.md").read_text("utf-8")


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every parser of a command that does something, from the whole down to its actions."""
    deeper = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    for action in deeper:
        for each in action.choices.values():
            yield from commands(each)
    if not deeper:
        yield parser


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")}


COMMANDS = {each.prog: each for each in commands(grammar.build())}
EVERYWHERE = {"--home", "--store", "--connection", "--json", "--verbose", "--help"}


def documented(command: str) -> str:
    """What the documentation says of a command: its row, and the tables of options named after it."""
    words = command.removeprefix("hearth ")
    rows = [
        line for line in DOCUMENTATION.splitlines() if re.search(rf"`hearth {re.escape(words)}[ `]", line)
    ]
    table = re.search(rf"\| option of `{re.escape(words)}` \|(.*?)\n\n", DOCUMENTATION, re.DOTALL)
    return "\n".join([*rows, table[0] if table else ""])


@pytest.mark.parametrize("command", COMMANDS)
def test_the_documentation_knows_every_command_with_every_option(command: str) -> None:
    said = documented(command)
    assert said.strip(), f"{command} is not documented"
    assert {each for each in options(COMMANDS[command]) - EVERYWHERE if f"{each}" not in said} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_options_that_hold_everywhere_do(command: str) -> None:
    assert options(COMMANDS[command]) >= EVERYWHERE


def test_the_documentation_knows_the_options_that_hold_everywhere() -> None:
    assert {each for each in options(grammar.build(())) if f"`{each}" not in DOCUMENTATION} == set()


def test_the_documentation_knows_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"`(hearth(?: [a-z][a-z-]+)+)", DOCUMENTATION))
    known = set(COMMANDS) | {command.rpartition(" ")[0] for command in COMMANDS}
    strange = {
        each
        for each in named
        if not any(each == one or each.startswith(f"{one} ") for one in known - {"hearth"})
    }
    assert strange == set()


def test_the_documentation_knows_every_field_and_component() -> None:
    of_records = [each for record in RECORDS.values() for each in record]
    of_children = [
        each
        for record in RECORDS.values()
        for child in record.children
        for each in child
        if each.editable and child.name not in ("related_contact", "related_households")
    ]
    of_catalogues = [each for catalogue in CATALOGUES.values() for each in catalogue if each.editable]
    names = {each.name for each in (*of_records, *of_children, *of_catalogues)}
    assert {name for name in names if f"`{name}`" not in DOCUMENTATION} == set()
    lists = {each.pick_list for each in of_records if each.pick_list}
    assert {name for name in lists if f"`{name}`" not in DOCUMENTATION} == set()


def test_the_overview_names_every_subject_without_loading_any(local_hearth: Hearth) -> None:
    shown = local_hearth.run("--help")
    assert shown.code == 0
    assert all(f"\n    {word}" in shown.out for word in SUBJECTS)


@pytest.mark.parametrize("words", [["record", "--help"], ["sync", "--help"], ["--version"]])
def test_help_is_no_error(local_hearth: Hearth, words: list[str]) -> None:
    shown = local_hearth.run(*words)
    assert (shown.code, shown.err) == (0, "")
    assert "hearth" in shown.out


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "record", "list", "contact"],
        ["record", "--json", "list", "contact"],
        ["record", "list", "--json", "contact"],
        ["record", "list", "contact", "--json"],
    ],
    ids=" ".join,
)
def test_an_option_may_stand_anywhere(local_hearth: Hearth, words: list[str]) -> None:
    assert local_hearth.run(*words).out.startswith('{\n  "records": []')


def test_an_option_behind_the_command_wins() -> None:
    words = ["--home", "one", "--connection", "a", "queue", "--home", "two"]
    arguments = grammar.parse(words)
    assert (arguments.home, arguments.connection, arguments.json) == ("two", "a", False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["recrod"], "invalid choice: 'recrod'"),
        (["record"], "required: ACTION"),
        (["record", "new", "house"], "invalid choice: 'house'"),
        (["record", "show", "household"], "required: ID"),
        (["queue", "--jso"], "unrecognized arguments: --jso"),
        (["queue", "now"], "invalid choice: 'now'"),
        (["record", "new", "household", "--loud", "household_name=A"], "unrecognized arguments: --loud"),
        (["sync", "--workers", "0"], "is not a number from 1 on"),
        (["queue", "--connection", "nobody"], "There is no external system 'nobody'"),
    ],
)
def test_wrong_usage_is_one_line(local_hearth: Hearth, words: list[str], said: str) -> None:
    assert said in local_hearth.refusal(*words)


def test_wrong_usage_is_a_document_with_json(local_hearth: Hearth) -> None:
    error = local_hearth.answer("recrod", code=2)["error"]
    assert (error["code"], error["way_out"]) == ("usage_error", "See: hearth --help")
