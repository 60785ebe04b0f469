"""Checks the rows of a file by the rules of their fields, as quickly as a million of them need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.errors import InvalidValue
from desktop.fields import Component, Field, component
from desktop.store import pick_lists, rules
from desktop.store.unit import View
from desktop.values import Value

Cleaner = Callable[[str], Value]
# Values of a list and dates repeat; what was found right once need not be looked at again.
_REMEMBERED: Final = 4096


@dataclass(slots=True)
class Entry:
    """One record of a file: where it begins, what it says, and what else belongs to it."""

    line: int
    values: dict[str, Value]
    children: list[tuple[str, dict[str, object]]] = field(default_factory=list[tuple[str, dict[str, object]]])


@dataclass(frozen=True, slots=True)
class Rejected:
    """An entry that was not taken: its line in the file, the field, and why in words."""

    line: int
    field: str
    why: str


class Checker:
    """Turns the texts of a file into values in their kept form; one for each import."""

    def __init__(self, view: View, kind: str, names: Iterable[str]) -> None:
        self._component = component(kind)
        self._bounded = pick_lists.bounded(view)
        self._view = view
        self._cleaners = {name: self._cleaner(self._component[name]) for name in names}
        self._required = [each.name for each in self._component.kept if each.required]

    def clean(self, texts: Mapping[str, str]) -> dict[str, Value]:
        """Return the values of one row; raise InvalidValue."""
        cleaners = self._cleaners
        values = {name: cleaners[name](text) for name, text in texts.items()}
        if values.get("birth_date"):
            rules.check_record(self._view, self._component, values)
        return values

    def check_new(self, values: Mapping[str, Value]) -> None:
        """Raise InvalidValue for a required field that a new record would lack."""
        for name in self._required:
            if values.get(name) is None:
                self._component[name].clean(None)

    def _cleaner(self, of: Field) -> Cleaner:
        allowed = self._bounded.get(of.pick_list)
        known: dict[str, Value] = {"": None}

        def clean(text: str) -> Value:
            if text in known:
                return known[text]
            # A required field may be empty here: an existing record has it, and a new one is checked whole.
            value = of.clean(text) if text.strip() or not of.required else None
            if allowed is not None and value is not None and value not in allowed:
                raise of.refuse("list", f"must be one of: {', '.join(sorted(allowed))}", value)
            if len(known) < _REMEMBERED:
                known[text] = value
            return value

        return clean


def reason(line: int, problem: InvalidValue) -> Rejected:
    """Return why an entry is not taken."""
    return Rejected(line, problem.field, problem.why)


def importable(of: Component) -> list[str]:
    """Return the names of the columns that a file of this kind may have."""
    return ["id", "integration_id", *(each.name for each in of.kept)]
