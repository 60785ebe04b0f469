"""What a rehearsal found, in words: what the reply would change here, and a sentence on how it would end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from desktop import language
from desktop.fields import Component
from desktop.models import formats, words
from desktop.models.child_list import ChildRow
from desktop.values import Value


class Played(Protocol):
    """A rehearsal: the request and the reply as texts, and what would be done with the reply."""

    @property
    def request(self) -> str: ...
    @property
    def reply(self) -> str: ...
    @property
    def applied(self) -> Mapping[str, tuple[Value, Value]]: ...
    @property
    def conflicts(self) -> Sequence[str]: ...
    @property
    def notes(self) -> Sequence[str]: ...
    @property
    def problem(self) -> str: ...
    @property
    def refused(self) -> bool: ...


def rows(of: Component, played: Played) -> list[ChildRow]:
    """Return a row for each thing that would be different here."""
    return [_row(of, name, *values) for name, values in played.applied.items()]


def sentence(played: Played) -> str:
    """Return how the sending would end."""
    translate = QCoreApplication.translate
    if played.problem and played.refused:
        text = translate("Rehearsal", "The external system would refuse it: {reason}")
        return text.format(reason=language.sentence(played.problem))
    if played.problem:
        text = translate("Rehearsal", "The reply could not be applied: {reason}")
        return text.format(reason=language.sentence(played.problem))
    if played.conflicts:
        text = translate("Rehearsal", "It would end in a conflict: {fields}")
        return text.format(fields="; ".join(played.conflicts))
    if played.applied:
        return translate("Rehearsal", "It would be delivered, and the reply would change this here:")
    return translate("Rehearsal", "It would be delivered, and nothing would change here.")


def _row(of: Component, name: str, before: Value, after: Value) -> ChildRow:
    translate = QCoreApplication.translate
    if name in of:
        field = of[name]
        values = {
            "what": words.label(field, translate),
            "before": formats.of_field(field, before),
            "after": formats.of_field(field, after),
        }
        return ChildRow(name, values)
    child = next((each for each in of.children if each.name == name.partition(" ")[0]), None)
    what = translate("Component", child.label) if child else name
    return ChildRow(name, {"what": what, "before": str(before or ""), "after": str(after or "")})
