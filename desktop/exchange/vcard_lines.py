"""Reads vCard files card by card in little memory: lines unfolded and taken apart."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_PARTS: Final = {sign: re.compile(rf"(?<!\\)((?:\\\\)*){sign}") for sign in ";,"}
_FOLDED_AT: Final = 75
# Pictures, sounds and keys make most of a card's bytes, and Hearth keeps none of them.
_LEFT_OUT: Final = ("PHOTO", "LOGO", "SOUND", "KEY")


@dataclass(slots=True)
class Line:
    """One property of a card: its name in capitals, its parameters, and its text as it stands in the file."""

    name: str
    parameters: dict[str, str]
    text: str

    @property
    def types(self) -> frozenset[str]:
        """Return the kinds that the line names, in small letters, such as cell, home, work and pref."""
        return frozenset(self.parameters.get("TYPE", "").lower().split(","))

    @property
    def preferred(self) -> int:
        """Return how much this is the one to use, 1 the most."""
        if "pref" in self.types:
            return 1
        text = self.parameters.get("PREF", "")
        return int(text) if text.isdigit() else 101

    def value(self) -> str:
        """Return the text with its escapes undone."""
        return _plain(self.text)

    def parts(self) -> list[str]:
        """Return the components of a structured value, such as a name or an address."""
        return [_plain(part) for part in split(self.text, ";")]


@dataclass(slots=True)
class Card:
    """One card: the line in the file where it begins, and its lines; ``problem`` says why it is none."""

    begins: int
    lines: list[Line]
    problem: str = ""


def cards(file: IO[str]) -> Iterator[Card]:
    """Yield each card of a file."""
    card: Card | None = None
    depth = 0
    for number, text in _unfolded(file):
        head = text[:12].upper()
        if head.startswith("BEGIN:VCARD"):
            if card is not None and not depth:
                yield Card(card.begins, [], "has no END:VCARD")
                card = None
            depth += card is not None
            card = card or Card(number, [])
        elif head.startswith("END:VCARD") and card is not None:
            if depth:
                depth -= 1
            else:
                yield card
                card = None
        elif card is not None and not depth:
            _take(card, text)
        elif card is None and text.strip():
            yield Card(number, [], "stands outside of a card")
    if card is not None:
        yield Card(card.begins, [], "has no END:VCARD")


def split(text: str, sign: str) -> list[str]:
    """Return the parts between signs that are not escaped."""
    if "\\" not in text:
        return text.split(sign)
    return _PARTS[sign].sub(lambda found: f"{found[1]}\0", text).split("\0")


def escaped(text: str) -> str:
    """Return ``text`` as it stands in a card."""
    text = text.replace("\\", "\\\\").replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return text.replace(",", "\\,").replace(";", "\\;")


def folded(line: str) -> str:
    """Return a line cut so that none is longer than 75 bytes, and no letter in two."""
    if len(line) < _FOLDED_AT and line.isascii():
        return f"{line}\r\n"
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > _FOLDED_AT:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += wide
    return "\r\n".join([*pieces, piece]) + "\r\n"


def _unfolded(file: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield each whole line with the number of the line on which it begins."""
    whole, begins = "", 0
    for number, raw in enumerate(file, 1):
        text = raw.rstrip("\r\n")
        if text[:1] in {" ", "\t"}:
            whole += text[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper():
            whole = f"{whole[:-1]}{text}"
        else:
            if whole:
                yield begins, whole
            whole, begins = text, number
    if whole:
        yield begins, whole


def _take(card: Card, text: str) -> None:
    head, colon, value = text.partition(":")
    if not colon:
        return
    if '"' in head and head.count('"') % 2:
        # The colon stood within quotes.
        rest, colon, after = value.partition('":')
        head, value = f'{head}:{rest}"', after
    name, *given = head.split(";")
    name = name.rpartition(".")[2].upper()
    if name.startswith(_LEFT_OUT):
        return
    parameters = _parameters(given) if given else {}
    if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        # A part of its own may hold what would be an escape here.
        value = quopri.decodestring(value.encode()).decode(errors="surrogateescape")
    card.lines.append(Line(name, parameters, value))


def _parameters(given: Iterable[str]) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for each in given:
        name, sign, value = each.partition("=")
        # Older cards name the type alone: TEL;CELL:
        name, value = (name.upper(), value) if sign else ("TYPE", name)
        value = value.strip('"')
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return parameters


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)
