"""Reads the FIELD=VALUE words of a command line, and refuses names that the record does not have."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from desktop.errors import UnknownField, UsageError
from desktop.fields import Component

HELP = "a field's name and its new value; nothing behind the = clears the field"


def values(component: Component, words: Sequence[str], extra: Collection[str] = ()) -> dict[str, str]:
    """Return what the words say, by field name; ``extra`` names read-only fields that may be given here.

    Raises UsageError for a word that is no FIELD=VALUE, UnknownField or, for a read-only one, InvalidValue.
    """
    given: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not FIELD=VALUE.", concerns=word)
        if name in given:
            raise UsageError(f"{name} is given twice.", concerns=name)
        _check(component, name, extra)
        given[name] = value
    return given


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question that offers the known name most like ``word``, or nothing if none is like it."""
    like = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean {like[0]}? " if like else ""


def _check(component: Component, name: str, extra: Collection[str]) -> None:
    may_be_given = [each.name for each in component if each.editable or each.name in extra]
    if name not in component:
        meant = _labelled(component, name) or nearest(name, may_be_given)
        raise UnknownField(
            f"{component.label} has no field {name!r}.",
            concerns=name,
            way_out=f"{meant}Its fields are: {', '.join(may_be_given)}.",
        )
    if name not in may_be_given:
        raise component[name].refuse("read_only", "is filled by the program and cannot be changed")


def _labelled(component: Component, word: str) -> str:
    """Return a question that offers the field whose label on the screen was typed instead of its name."""
    wanted = word.casefold().replace("_", " ")
    return next((f"Did you mean {each.name}? " for each in component if each.label.casefold() == wanted), "")
