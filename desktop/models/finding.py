"""What the search over everything finds: records by name, number, address or key, typos forgiven."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from desktop.store import search
from desktop.store.search import Hit
from desktop.store.search_terms import plain
from desktop.store.unit import View

FIRST: Final = 50
_CANDIDATES: Final = 200
# The first letters are mostly right, and the more of them are, the fewer records begin so.
_BEGINNINGS: Final = (2, 1)
_ALIKE: Final = 0.72


def everything(view: View, text: str, limit: int = FIRST) -> tuple[Hit, ...]:
    """Return the records that have what was typed; if none has, those whose names are typed nearly so."""
    found = search.find(view, text, limit)
    for letters in _BEGINNINGS:
        found = found or _nearly(view, text, letters, limit)
    return found


def _nearly(view: View, text: str, letters: int, limit: int) -> tuple[Hit, ...]:
    """Return the records whose names have each word with a letter or two wrong behind the first ones."""
    words = plain(text).split()
    beginnings = " ".join(word[:letters] for word in words)
    near = [(_nearness(words, hit), hit) for hit in search.find(view, beginnings, _CANDIDATES)]
    best = sorted((pair for pair in near if pair[0] >= _ALIKE), key=lambda pair: -pair[0])
    return tuple(hit for _, hit in best[:limit])


def _nearness(words: list[str], hit: Hit) -> float:
    """Return how like what was typed the name is, by the word that is least so."""
    names = plain(hit.name.replace("-", " ")).split()
    return min((max(_alike(word, name) for name in names) for word in words), default=0.0) if names else 0.0


def _alike(word: str, name: str) -> float:
    return SequenceMatcher(None, word, name[: len(word) + 1]).ratio()
