"""What a file to be imported holds: its columns, their first values, and the fields they may be meant for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.fields import component
from desktop.models import words


class FileSight(NamedTuple):
    """A file as it is seen before it is taken in; vCards have no columns to be chosen for."""

    kind: str
    headings: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


def fields(kind: str) -> dict[str, str]:
    """Return what a column of such a file may be meant for: labels by name."""
    translate = QCoreApplication.translate
    if kind == "member":
        return _member_labels()
    of = component(kind)
    ids = {"id": translate("Import", "Row Id"), "integration_id": translate("Import", "Integration Id")}
    return ids | {each.name: words.label(each, translate) for each in of.kept}


def labelled(name: str, kind: str) -> str:
    """Return what the field of a rejected line is called; one in a row of its own says in which."""
    of_row, dot, field = name.partition(".")
    if not dot:
        return fields(kind).get(name, name)
    translate = QCoreApplication.translate
    row = component(kind).child(of_row)
    label = words.label(row[field], translate) if field in row else field
    return f"{translate('Component', row.label)}: {label}"


def guess(headings: Sequence[str], kind: str) -> list[str]:
    """Return for each heading the field it names, by name or label, or nothing; no field twice."""
    known = {_plain(label): name for name, label in reversed(fields(kind).items())}
    known |= {_plain(name): name for name in fields(kind)}
    taken: set[str] = set()
    guessed: list[str] = []
    for heading in headings:
        name = known.get(_plain(heading), "")
        guessed.append("" if name in taken else name)
        taken.add(name)
    return guessed


def likely_kind(headings: Sequence[str]) -> str:
    """Return the kind of which the file names the most fields."""
    if {"household_id", "contact_id"} <= set(headings):
        return "member"
    return max(("household", "contact"), key=lambda kind: sum(map(bool, guess(headings, kind))))


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _member_labels() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "household_id": translate("Import", "Household (Row Id)"),
        "contact_id": translate("Import", "Contact (Row Id)"),
        "primary": translate("Columns", "Primary"),
        "relationship": translate("Import", "Relationship"),
        "entered": translate("Import", "Entered"),
        "exited": translate("Import", "Exited"),
        "head": translate("Import", "Head of Household"),
    }
