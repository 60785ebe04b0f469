"""Envelopes of the delivery log as a person reads them: a tree of pieces, or two set against each other.

What is kept there may be no XML at all, cut short, or a login page, so nothing here parses: tags and texts
are told apart as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

_TOKEN: Final = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<[^<>]*>|[^<]+|<", re.DOTALL)
_NAME: Final = re.compile(r"</?\s*([^\s/<>]+)")
_INDENT: Final = "  "
# So many lines stay in sight around a difference; a longer stretch of equal ones is told in one line.
_CONTEXT: Final = 3
# A list of more rows than these is folded row by row, so that the record above it stays in sight.
_FEW_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """One line: how deep it stands, its tags and text, and what closes it if other pieces stand inside."""

    depth: int
    text: str
    closing: str = ""

    @property
    def name(self) -> str:
        """Return the local name of the element, or empty text for what is none."""
        return local_name(self.text)


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of two envelopes: in the first alone (``-``), in the second alone (``+``), or in both."""

    mark: str
    text: str
    skipped: int = 0


def tokens(text: str) -> Iterator[str]:
    """Yield the tags and the texts between them, in order; blank texts are left out."""
    return (found for found in _TOKEN.findall(text) if found.strip())


def is_tag(part: str) -> bool:
    """Tell whether a token is a tag, a comment or an instruction, and no text."""
    return len(part) > 1 and part.startswith("<") and not part.startswith("<![CDATA[")


def opens(token: str) -> bool:
    """Tell whether a tag begins an element that another tag has to close."""
    return is_tag(token) and token[1] not in "/!?" and not token.endswith("/>")


def local_name(token: str) -> str:
    """Return the element's name without its prefix."""
    found = _NAME.match(token)
    return found[1].rpartition(":")[2] if found and is_tag(token) else ""


def pieces(text: str) -> tuple[Piece, ...]:
    """Return an envelope line by line; an element that holds nothing but text is one line."""
    made: list[Piece] = []
    open_names: list[str] = []
    waiting = [each for each in tokens(text) if not each.startswith("<?xml")][::-1]
    while waiting:
        token = waiting.pop()
        depth = len(open_names)
        if token.startswith("</"):
            _close(local_name(token), open_names)
        elif not opens(token):
            made.append(Piece(depth, _one_line(token)))
        elif (leaf := _leaf(token, waiting)) is not None:
            made.append(Piece(depth, leaf))
        else:
            open_names.append(local_name(token))
            made.append(Piece(depth, _one_line(token), f"</{_tag_name(token)}>"))
    return tuple(made)


def pretty(shown: Sequence[Piece]) -> str:
    """Return pieces as indented text, with the tags that close them."""
    lines: list[str] = []
    open_pieces: list[Piece] = []
    for piece in shown:
        _end(open_pieces, piece.depth, lines)
        lines.append(_INDENT * piece.depth + piece.text)
        if piece.closing:
            open_pieces.append(piece)
    _end(open_pieces, 0, lines)
    return "\n".join(lines)


def inside(shown: Sequence[Piece], at: int) -> tuple[Piece, ...]:
    """Return the piece at ``at`` with all that stands inside it, as a tree of its own."""
    top = shown[at].depth
    end = next((row for row in range(at + 1, len(shown)) if shown[row].depth <= top), len(shown))
    return tuple(replace(piece, depth=piece.depth - top) for piece in shown[at:end])


def folded(shown: Sequence[Piece]) -> frozenset[int]:
    """Return which pieces are closed at first: the header, and the rows of long lists."""
    closed = {at for at, piece in enumerate(shown) if piece.closing and piece.name == "Header"}
    rows: dict[int, list[int]] = {}
    parents: list[int] = []
    for at, piece in enumerate(shown):
        del parents[piece.depth :]
        if piece.closing:
            rows.setdefault(parents[-1] if parents else -1, []).append(at)
        parents.append(at)
    long_lists = [group for group in rows.values() if len(group) > _FEW_ROWS]
    return frozenset(closed.union(*long_lists))


def compare(one: str, other: str) -> tuple[Compared, ...]:
    """Return two envelopes as one list of lines; long stretches in which they agree are told in one line."""
    before, after = pretty(pieces(one)).splitlines(), pretty(pieces(other)).splitlines()
    lines: list[Compared] = []
    steps = SequenceMatcher(None, before, after).get_opcodes()
    for number, (what, start, end, other_start, other_end) in enumerate(steps):
        if what == "equal":
            lines += _agreeing(before[start:end], first=not number, last=number == len(steps) - 1)
        else:
            lines += [Compared("-", text) for text in before[start:end]]
            lines += [Compared("+", text) for text in after[other_start:other_end]]
    return tuple(lines)


def _agreeing(lines: list[str], *, first: bool, last: bool) -> list[Compared]:
    head, tail = 0 if first else _CONTEXT, 0 if last else _CONTEXT
    between = len(lines) - head - tail
    if between <= 1:
        return [Compared(" ", text) for text in lines]
    kept_tail = lines[len(lines) - tail :] if tail else []
    return [
        *(Compared(" ", text) for text in lines[:head]),
        Compared(" ", "", skipped=between),
        *(Compared(" ", text) for text in kept_tail),
    ]


def _leaf(token: str, waiting: list[str]) -> str | None:
    """Take what stands in an element off ``waiting`` and return all of it, if that is text and no element."""
    texts = 0
    while texts < len(waiting) and not is_tag(waiting[-1 - texts]):
        texts += 1
    closing = waiting[-1 - texts] if texts < len(waiting) else ""
    if not closing.startswith("</") or local_name(closing) != local_name(token):
        return None
    inner = "".join(waiting.pop() for _ in range(texts))
    return _one_line(token) + _one_line(inner) + waiting.pop()


def _close(name: str, open_names: list[str]) -> None:
    """Go back to where the element began; a tag that closes nothing, as in web pages, is passed by."""
    if name in open_names:
        while open_names.pop() != name:
            pass


def _tag_name(token: str) -> str:
    found = _NAME.match(token)
    return found[1] if found else ""


def _end(open_pieces: list[Piece], depth: int, lines: list[str]) -> None:
    while open_pieces and open_pieces[-1].depth >= depth:
        ended = open_pieces.pop()
        lines.append(_INDENT * ended.depth + ended.closing)


def _one_line(text: str) -> str:
    return "↵".join(part.strip() for part in text.strip().splitlines())
