"""What a search compares: the words and phone fragments of a record, and those that a person typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from desktop.store.rules import fold

# Letters that are no other letter with an accent, as people without them on their keyboard type them.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ħ": "h",
    }
)
# Digits of phone numbers are kept under other signs, so that no word of letters and digits looks like one.
_SIGNS: Final = str.maketrans("0123456789", "!#$%&*+,-.")
SIGNS: Final = "!#$%&*+,-."
# So many digits of a phone number stand together as one term; longer fragments are several terms.
_TOGETHER: Final = 4
_FEWEST_DIGITS: Final = 2

_WORD: Final = re.compile(r"[^\W_]+")
_NO_DIGIT: Final = re.compile(r"[^0-9]")
# A chunk of a phone number in any notation; the nought of "+46 (0)70" is not dialled from abroad.
_PHONE: Final = re.compile(r"[+(]*[0-9][0-9()./\-\u2010-\u2015]*|\(0\)[0-9()./\-\u2010-\u2015]*")
_TRUNK: Final = "(0)"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing typed, all of which must occur: words that begin with these, or else a fragment of a number.

    ``digits`` is the fragment; ``exact`` is what must stand in the record's text as it is, if the terms alone
    do not say so.
    """

    words: tuple[str, ...]
    digits: str = ""
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed into a search: as a name, as a key, and term by term."""

    name: str
    key: str
    terms: tuple[Term, ...]


def ask(text: str) -> Asked | None:
    """Return what to search for, or None if nothing was typed that could be searched for."""
    typed = " ".join(text.split())
    terms = tuple(_terms(_ascii_digits(typed)))
    return Asked(fold(typed), typed, terms) if terms else None


def plain(text: str) -> str:
    """Return ``text`` as searches compare it: no case, no accents, plain letters."""
    folded = fold(text)
    return folded if folded.isascii() else folded.translate(_PLAIN)


def record_text(
    names: Iterable[str | None], mails: Iterable[str | None], phones: Iterable[str | None]
) -> str:
    """Return the text of a record that is kept to be compared: one line each of names, mails and numbers."""
    numbers = (_NO_DIGIT.sub("", number) for each in phones if each for number in each.split())
    return "\n".join(
        (
            _one_line(names),
            _one_line(mails),
            " ".join(each for each in dict.fromkeys(numbers) if each),
        )
    )


def _one_line(texts: Iterable[str | None]) -> str:
    """Return the texts behind each other; a name may have been pasted with a line's end in it."""
    return " ".join(plain(" ".join(each for each in texts if each)).split())


def index_terms(text: str) -> list[str]:
    """Return the terms under which a record with this text is found."""
    names, mails, phones = text.split("\n")
    terms = dict.fromkeys(_name_words(names))
    for mail in mails.split():
        # What stands behind the @ is shared by half of all records.
        terms.update(dict.fromkeys(_WORD.findall(mail.partition("@")[0])))
    for number in phones.split():
        terms.update(dict.fromkeys(_fragments(number.translate(_SIGNS))))
    return list(terms)


def digit_terms(digits: str) -> tuple[str, ...]:
    """Return the terms of all records with this fragment in a phone number; the last is a beginning."""
    signs = digits.translate(_SIGNS)
    last = len(signs) - _TOGETHER
    if last <= 0:
        return (signs,)
    return tuple(signs[at : at + _TOGETHER] for at in (*range(0, last, _TOGETHER), last))


def _name_words(names: str) -> Iterator[str]:
    """Return each word, and those that a hyphen or an apostrophe joins as one: people leave these out."""
    for chunk in names.split():
        words = _WORD.findall(chunk)
        yield from words
        if len(words) > 1:
            yield "".join(words)
            yield from ("".join(_WORD.findall(part)) for part in chunk.split("-"))


def _fragments(signs: str) -> Iterator[str]:
    """Return every stretch of a number that is one term, and the shorter one at its end."""
    for at in range(max(1, len(signs) - _TOGETHER + 2)):
        yield signs[at : at + _TOGETHER]


def _terms(typed: str) -> Iterator[Term]:
    chunks: list[str] = []
    for chunk in typed.split():
        if _PHONE.fullmatch(chunk):
            chunks.append(chunk)
            continue
        yield from _number(chunks)
        chunks = []
        yield from _word(chunk)
    yield from _number(chunks)


def _word(chunk: str) -> Iterator[Term]:
    text = plain(chunk)
    local, at, _ = text.partition("@")
    words = tuple(_WORD.findall(local if at else text))
    if words or at:
        yield Term(words, exact=text if at else "")


def _number(chunks: list[str]) -> Iterator[Term]:
    if not chunks:
        return
    words = tuple(word for chunk in chunks for word in _WORD.findall(chunk))
    digits = _NO_DIGIT.sub("", "".join(chunks).replace(_TRUNK, ""))
    # The noughts in front are dialled here and not from abroad: numbers are kept in either form.
    dialled = digits.lstrip("0")
    fragment = dialled if len(dialled) >= _FEWEST_DIGITS else ""
    yield Term(words, fragment, fragment if len(fragment) > _TOGETHER else "")


def _ascii_digits(text: str) -> str:
    """Return ``text`` with the digits of other scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(each, each)) for each in text)
