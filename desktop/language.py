"""Says in the person's language what the program words in English; English itself costs nothing.

The window's words are looked up as they are made. Those of the floors below stay English in logs, in JSON and
in shared stores, and are recognized when they are shown: ``sentence`` finds their English pattern again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from desktop import resources

SOURCE: Final = "en"


class Catalogue(Protocol):
    """What one language says for the English words."""

    def find(self, source: str, context: str = "") -> str | None: ...

    def several(self, one: str, many: str, count: int) -> str: ...

    def sentence(self, english: str) -> str: ...

    def meant_by(self, typed: str, context: str) -> Iterator[str]: ...


# Where a person's family name comes first.
_FAMILY_FIRST: Final = frozenset({"hu", "ja", "ko", "vi", "zh"})


class _Spoken:
    """The one language that this process speaks."""

    name: str = SOURCE
    family_first: bool = False
    catalogue: Catalogue | None = None


def offered() -> list[str]:
    """Return the languages there are, English first."""
    folder = resources.path("i18n")
    return [SOURCE, *sorted(each.stem for each in folder.glob("*.mo"))]


def speak(name: str) -> str:
    """Speak the language of ``de_AT`` or ``de`` as far as it was translated; return the one spoken now."""
    found = [each for each in (name, name.partition("_")[0]) if each in offered()]
    if not found or found[0] == SOURCE:
        return speak_by(None)
    # English needs neither the reader of catalogues nor what it loads.
    from desktop.phrases import read

    return speak_by(read(resources.path(f"i18n/{found[0]}.mo")), found[0])


def speak_by(catalogue: Catalogue | None, name: str = SOURCE) -> str:
    """Speak by a catalogue, English without one; return the name of the language."""
    _Spoken.catalogue, _Spoken.name = catalogue, name if catalogue else SOURCE
    return _Spoken.name


def spoken() -> str:
    """Return the language that is spoken."""
    return _Spoken.name


def find(source: str, context: str = "") -> str | None:
    """Return what the language says for a text, None where it stays English."""
    return _Spoken.catalogue.find(source, context) if _Spoken.catalogue else None


def text(source: str, context: str = "") -> str:
    """Return a text in the language."""
    return find(source, context) or source


def several(one: str, many: str, count: int) -> str:
    """Return the form that belongs to a number; the caller puts that into it, as ``{count}``."""
    if _Spoken.catalogue is None:
        return one if count == 1 else many
    return _Spoken.catalogue.several(one, many, count)


def sentence(english: str) -> str:
    """Return what a floor below says, in the language; words that nobody knows stay as they are."""
    return _Spoken.catalogue.sentence(english) if _Spoken.catalogue else english


def follow_names_of(locale: str) -> None:
    """Let people be called as where ``hu_HU`` is written."""
    _Spoken.family_first = locale.partition("_")[0] in _FAMILY_FIRST


def family_first() -> bool:
    """Tell whether a person's family name comes first."""
    return _Spoken.family_first


def full_name(first: object, last: object) -> str:
    """Return what a person is called, of the names that are there."""
    names = (last, first) if _Spoken.family_first else (first, last)
    return " ".join(str(each) for each in names if each)


def value(pick_list: str, kept: str) -> str:
    """Return how a value of a list is shown; the kept one is what travels and is searched for."""
    return text(kept, pick_list)


def meant_by(typed: str, pick_list: str) -> list[str]:
    """Return the kept values that are shown as what was typed, in any case and with ``*`` and ``?``."""
    return list(_Spoken.catalogue.meant_by(typed, pick_list)) if _Spoken.catalogue else []
