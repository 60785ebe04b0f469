"""What a command says on standard output: one JSON document, or text for a person."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

Document = Mapping[str, object]


def speak_utf8() -> None:
    """Let standard output and error carry every letter, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def answer(arguments: argparse.Namespace, document: Document, text: str) -> None:
    """Print the document if JSON was asked for, else the text."""
    say(json.dumps(document, ensure_ascii=False, indent=2) if arguments.json else text)


def say(text: str) -> None:
    """Print to standard output; a reader who has had enough, as `head` has, is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _discard(sys.stdout)


def complain(text: str) -> None:
    """Print one line to standard error."""
    detail(f"hearth: {' '.join(text.split())}")


def detail(text: str) -> None:
    """Print lines to standard error as they are."""
    try:
        print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _discard(sys.stderr)


def finish() -> None:
    """Let out what is still held back, so that nothing can fail when the interpreter ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _discard(stream)


def shown(value: object) -> str:
    """Return a value as a person reads it in a terminal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    # A value of several lines would tear a table apart, and control characters could rewrite the screen.
    return "".join(letter if letter.isprintable() else " " for letter in str(value))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as aligned columns under their headings; columns without any value are left out."""
    texts = [[shown(value) for value in row] for row in rows]
    used = [at for at in range(len(headings)) if any(row[at] for row in texts)]
    lines = [[headings[at] for at in used], *([row[at] for at in used] for row in texts)]
    widths = [max(width(line[at]) for line in lines) for at in range(len(used))]
    return "\n".join(_line(line, widths) for line in lines)


def pairs(values: Iterable[tuple[str, object]], indent: str = "  ") -> str:
    """Return labels with their values under each other; empty values are left out."""
    filled = [(label, shown(value)) for label, value in values if shown(value)]
    widest = max((width(label) for label, _ in filled), default=0)
    return "\n".join(f"{indent}{padded(label, widest)}  {value}" for label, value in filled)


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def padded(text: str, columns: int) -> str:
    """Return the text with spaces behind it, up to ``columns``."""
    return text + " " * (columns - width(text))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(padded(cell, columns) for cell, columns in zip(cells, widths, strict=True)).rstrip()


def _discard(stream: IO[str]) -> None:
    # What is still in the stream's buffer would raise again when the interpreter ends.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
