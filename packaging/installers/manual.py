"""Writes the man page from the command line's own grammar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from installers.grammar import Command, Option
from installers.release import Release

_EXITS: Final = (
    (0, "done"),
    (1, "unexpected error"),
    (2, "wrong usage or invalid value"),
    (3, "kept in the queue, to be sent later"),
    (4, "refused by the external system"),
    (5, "waits for a person"),
)
_FILES: Final = (
    ("~/.local/share/hearth", "a person's settings, store and back-ups"),
    ("/etc/hearth/defaults.json", "what an administrator set for all who use this machine"),
)
_EVERYWHERE: Final = {"--help", "--home", "--store", "--connection", "--json", "--verbose"}


def page(command: Command, release: Release) -> str:
    """Return the man page of the whole program."""
    return "\n".join(_lines(command, release)) + "\n"


def _lines(command: Command, release: Release) -> Iterator[str]:
    yield f'.TH HEARTH 1 "{release.date:%Y-%m-%d}" "Hearth {release.version}" "User Commands"'
    yield from (
        ".SH NAME",
        r"hearth \- keeps households and contacts, and updates an external system about them",
    )
    yield from (".SH SYNOPSIS", r".B hearth", r"[\fIOPTION\fR]... [\fICOMMAND\fR [\fIARGUMENT\fR]...]")
    yield from (".SH DESCRIPTION", _escaped(command.about))
    yield from (".SH OPTIONS", *_options(command.options))
    yield ".SH COMMANDS"
    for each in list(command.everyone())[1:]:
        if not each.commands:
            yield from _described(each)
    yield ".SH EXIT STATUS"
    yield from (line for code, about in _EXITS for line in (".TP", rf"\fB{code}\fR", about))
    yield ".SH FILES"
    yield from (line for file, about in _FILES for line in (".TP", rf"\fI{_escaped(file)}\fR", about))


def _described(command: Command) -> Iterator[str]:
    words = " ".join(command.words)
    arguments = " ".join(rf"\fI{_escaped(each.value)}\fR" for each in command.arguments)
    yield from (".SS", rf"\fB{_escaped(words)}\fR {arguments}".rstrip(), f"{_escaped(command.about)}.")
    yield from _options(tuple(each for each in command.options if not _EVERYWHERE & set(each.names)))


def _options(options: tuple[Option, ...]) -> Iterator[str]:
    for each in options:
        names = ", ".join(rf"\fB{_escaped(name)}\fR" for name in each.names)
        yield from (
            ".TP",
            rf"{names} \fI{_escaped(each.value)}\fR" if each.value else names,
            _escaped(each.about),
        )


def _escaped(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    # A line that begins with one of these would be read as a request.
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped
