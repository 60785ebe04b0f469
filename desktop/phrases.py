"""One language's catalogue: finds words by what they stand for, and English sentences by their pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import Final

_PLACE: Final = re.compile(r"\{(\w*)\}")
_IN_CONTEXT: Final = "\x04"
# Where the words of the floors below stand in the catalogue, and the labels that their sentences may hold.
SENTENCES: Final = "Sentence"
_LABELS: Final = ("Field", "Component")
# The places that hold a label; whatever else stands in a sentence may be what somebody typed.
_LABELLED: Final = frozenset({"component", "kind", "label", "lower", "name", "parent", "picks", "plural"})
_ENDS: Final = re.compile(r"(?<=[.?!:…]) (?=\S)")
_QUOTED: Final = re.compile("'[^']*'|“[^”]*”")
_NEXT_SENTENCE: Final = re.compile(r"[.?!] +[A-Z]")
# A pattern with fewer signs of its own would fit anything.
_LEAST_WEIGHT: Final = 4
_KNOWN_AT_ONCE: Final = 2048


def read(file: Path) -> Phrases:
    """Return the catalogue in a ``.mo`` file."""
    with file.open("rb") as stream:
        return Phrases(_Messages(stream))


class _Messages(GNUTranslations):
    """The messages of a catalogue, which the standard library keeps by their English text."""

    _catalog: dict[str | tuple[str, int], str]

    def texts(self) -> Mapping[str, str]:
        """Return the translations that depend on no number."""
        return {key: said for key, said in self._catalog.items() if isinstance(key, str) and key}


class Phrases:
    """What one language says for the English words."""

    def __init__(self, messages: _Messages) -> None:
        self._messages = messages
        self._texts = messages.texts()
        self.sentence = lru_cache(_KNOWN_AT_ONCE)(self._sentence)

    def find(self, source: str, context: str = "") -> str | None:
        """Return what stands for a text in a context, or in none."""
        return self._texts.get(f"{context}{_IN_CONTEXT}{source}" if context else source)

    def several(self, one: str, many: str, count: int) -> str:
        """Return the form that belongs to a number."""
        return self._messages.ngettext(one, many, count)

    def meant_by(self, typed: str, context: str) -> Iterator[str]:
        """Return the English words of a context that are shown as what was typed."""
        wanted = re.compile(re.escape(typed.casefold()).replace(r"\*", ".*").replace(r"\?", "."))
        for key, said in self._texts.items():
            where, _, source = key.rpartition(_IN_CONTEXT)
            if where == context and wanted.fullmatch(said.casefold()):
                yield source

    def _sentence(self, english: str) -> str:
        return "\n".join(self._known(line) or line for line in english.split("\n"))

    def _known(self, english: str) -> str | None:
        known = self._whole(english) or self._in_parts(english) or self._named(english)
        return known or self._after_strange(english)

    def _whole(self, english: str) -> str | None:
        """Return the translation of one sentence, or of one piece that stands inside of others."""
        core = english.strip()
        said = (self.find(core, SENTENCES) or self._filled(core)) if core else None
        return english.replace(core, said) if said else None

    def _filled(self, english: str) -> str | None:
        for pattern in self._patterns:
            values = pattern.read(english)
            said = {name: self._inside(name, each) for name, each in values.items()} if values else {}
            if said and None not in said.values():
                return pattern.said.format_map(said)
        return None

    def _inside(self, name: str, value: str) -> str | None:
        """Return what stands for a value inside of a sentence, None if it reaches into the next one."""
        label = self._label(value) if name.rstrip("23456789") in _LABELLED else None
        known = label or self._known(value)
        return known or (None if _NEXT_SENTENCE.search(_QUOTED.sub("", value)) else value)

    def _label(self, english: str) -> str | None:
        return next(filter(None, (self.find(english, context) for context in _LABELS)), None)

    def _in_parts(self, english: str) -> str | None:
        """Return the translation of sentences in a row, beginning with the longest that is known."""
        for end in reversed([each.start() for each in _ENDS.finditer(english)]):
            if said := self._whole(english[:end]):
                rest = english[end + 1 :]
                return f"{said} {self._known(rest) or rest}"
        return None

    def _after_strange(self, english: str) -> str | None:
        """Return the translation of a known sentence after one of somebody else's."""
        for end in (each.start() for each in _ENDS.finditer(english)):
            if said := self._whole(english[end + 1 :]):
                return f"{english[:end]} {said}"
        return None

    def _named(self, english: str) -> str | None:
        """Return the translation of ``Name: what is wrong with it``."""
        name, colon, rest = english.partition(": ")
        said = self._known(rest) if colon else None
        return f"{self._label(name) or self._whole(name) or name}: {said}" if said else None

    @cached_property
    def _patterns(self) -> list[_Pattern]:
        begin = f"{SENTENCES}{_IN_CONTEXT}"
        found = [
            _Pattern(key.removeprefix(begin), said)
            for key, said in self._texts.items()
            if key.startswith(begin) and _PLACE.search(key)
        ]
        # What says more in its own words is the better guess.
        heavy = [each for each in found if each.weight >= _LEAST_WEIGHT]
        return sorted(heavy, key=lambda each: -each.weight)


class _Pattern:
    """An English sentence with places in it, such as ``There is no list {name}.``, and what stands for it."""

    def __init__(self, english: str, said: str) -> None:
        self.said = said
        self._begin = english[: english.index("{")]
        self._names = _PLACE.findall(english)
        self._fixed = _PLACE.split(english)[::2]
        self.weight = len("".join(self._fixed).replace(" ", ""))

    def read(self, text: str) -> dict[str, str] | None:
        """Return what stands in the places, None if the text is another sentence."""
        if not text.startswith(self._begin) or not text.endswith(self._fixed[-1]):
            return None
        found = self._expression.fullmatch(text)
        return dict(zip(self._names, found.groups(), strict=True)) if found else None

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile("(.*?)".join(map(re.escape, self._fixed)))
