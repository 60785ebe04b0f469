"""The questions that conflicts ask, and their two answers, in words; loads no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.fields import component
from desktop.models.words import Translate, label, untranslated
from desktop.store.types import Conflict, Question


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked, what is asked about, and what each answer does; ``gone`` stands for what was removed."""

    subject: str
    asks: str
    mine: str
    theirs: str
    gone: str


def words(conflict: Conflict, translate: Translate = untranslated) -> Words:
    """Return a conflict in words."""
    gone = translate("Conflict", "(removed)")
    return Words(subject(conflict, translate), *_sentences(conflict, translate), gone)


def subject(conflict: Conflict, translate: Translate = untranslated) -> str:
    """Return what a conflict is about: a field, a row by its name, or the record."""
    of = component(conflict.ref.kind)
    if not conflict.component:
        return label(of[conflict.field], translate) if conflict.field else translate("Component", of.label)
    child = of.child(conflict.component)
    row = f"{translate('Component', child.label)} {conflict.row}".strip()
    return f"{row}: {label(child[conflict.field], translate)}" if conflict.field else row


def _sentences(conflict: Conflict, translate: Translate) -> tuple[str, str, str]:
    """Return what is asked, and what mine and theirs do."""
    if conflict.question is Question.VALUE:
        return (
            translate("Conflict", "Changed here and there."),
            translate("Conflict", "Keep mine"),
            translate("Conflict", "Take theirs"),
        )
    if conflict.question is Question.REMOVED_HERE:
        return (
            translate("Conflict", "Removed here, and changed there."),
            translate("Conflict", "Leave it removed, and remove it there"),
            translate("Conflict", "Restore it here, as it is there"),
        )
    if conflict.is_about_record:
        return (
            translate("Conflict", "Removed there, and still here."),
            translate("Conflict", "Keep it, and create it anew there"),
            translate("Conflict", "Delete it here, too"),
        )
    return (
        translate("Conflict", "Removed there, and changed here."),
        translate("Conflict", "Keep it, and send it again"),
        translate("Conflict", "Remove it here, too"),
    )
