"""Gathers every word that wants translating and keeps the catalogues in step: ``./dev words``."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.support import extraction
from tests.support.extraction import ROOT

FOLDER: Final = ROOT / "resources" / "i18n"
_LINE: Final = 110
# The times of now would change the file whenever somebody looks.
_BEGUN: Final = datetime(2026, 11, 25, tzinfo=UTC)
_PLACE: Final = re.compile(r"\{\w*\}")


def gather(language: str) -> Catalog:
    """Returns the catalogue of a language in which nothing is translated yet."""
    catalog = Catalog(language, project="Hearth", version="any", fuzzy=False)
    catalog.creation_date = catalog.revision_date = _BEGUN
    catalog.header_comment = "# Hearth; ./dev words brings this file up to date."
    catalog.last_translator, catalog.language_team = "The Hearth authors", language
    for each in sorted(extraction.everything(), key=lambda each: (each.context, each.source)):
        catalog.add(each.message, locations=[(each.place, 0)], context=each.context or None)
    return catalog


def read(language: str) -> Catalog:
    """Returns the catalogue of a language as it stands, empty if nobody has begun it."""
    file = FOLDER / f"{language}.po"
    if not file.exists():
        return Catalog(language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def updated(language: str) -> Catalog:
    """Returns the catalogue with the words that the program has now, and the translations there are."""
    fresh, kept = gather(language), read(language)
    for message in words(fresh):
        known = kept.get(message.id, message.context)
        kept_words = known.string if known and not known.fuzzy else ""
        message.string = kept_words or _proposal(message, language)
    return fresh


def write(catalog: Catalog, folder: Path = FOLDER) -> None:
    """Writes what the translator edits, and beside it what the program reads."""
    name = str(catalog.locale_identifier)
    with (folder / f"{name}.po").open("wb") as stream:
        write_po(stream, catalog, width=_LINE, include_lineno=False)
    (folder / f"{name}.mo").write_bytes(compiled(catalog))


def compiled(catalog: Catalog) -> bytes:
    """Returns a catalogue in the form that the program reads."""
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def words(catalog: Catalog) -> Iterator[Message]:
    """Gives the messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def forms(texts: str | Iterable[str] | None) -> tuple[str, ...]:
    """Returns a message's one form, or its forms for one and for many."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def missing(catalog: Catalog) -> list[str]:
    """Returns what is not translated."""
    return [
        f"{message.context or ''}: {message.id}"
        for message in words(catalog)
        if not message.string or not all(forms(message.string))
    ]


def disagreements(catalog: Catalog) -> list[str]:
    """Returns the translations that lost a place or a letter to press, or gained one."""
    return [
        f"{message.id} -> {said}"
        for message in words(catalog)
        for said in forms(message.string)
        if said and _marks(said) not in [_marks(source) for source in forms(message.id)]
    ]


def _marks(text: str) -> tuple[list[str], int, bool, bool]:
    plain = text.replace("&&", "")
    return (
        sorted(set(_PLACE.findall(text))),
        len(re.findall(r"&\w", plain)),
        text.endswith("…"),
        text[-1:] == " ",
    )


def _proposal(message: Message, language: str) -> str | tuple[str, ...]:
    """Returns what is known without a translator: the names of countries."""
    names = Locale("en").territories
    country = str(message.id).replace(" and ", " & ").replace("Saint", "St.").replace("'", "’")
    codes = [code for code, name in names.items() if name == country and message.context == "COUNTRY"]
    if codes:
        return Locale.parse(language).territories[codes[0]]
    return "" if isinstance(message.id, str) else ("",) * 2


def languages() -> list[str]:
    """Returns the languages that somebody has begun."""
    return sorted(each.stem for each in FOLDER.glob("*.po"))


def main(wanted: list[str]) -> int:
    """Brings catalogues up to date, begins those that are not there, and says what they lack."""
    lacking = 0
    for language in wanted or languages():
        catalog = updated(language)
        write(catalog)
        complaints = [*missing(catalog), *disagreements(catalog)]
        lacking += len(complaints)
        print(f"{language}: {len(list(words(catalog)))} texts, {len(complaints)} to look at", file=sys.stderr)  # noqa: T201 -- a command's answer
        print(json.dumps(complaints, ensure_ascii=False, indent=1))  # noqa: T201 -- a command's answer
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
