"""What was found when the workstation was looked at: how it stands, and the cure for what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How one thing stands."""

    GOOD = "good"
    NOTE = "note"  # works, and somebody should know
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``about`` says what of it, such as the name of an external system."""

    subject: str
    standing: Standing
    text: str
    cure: str = ""
    about: str = ""


def good(subject: str, text: str, about: str = "") -> Finding:
    """Return a finding about what is as it should be."""
    return Finding(subject, Standing.GOOD, text, about=about)


def note(subject: str, text: str, cure: str = "", about: str = "") -> Finding:
    """Return a finding about what somebody should know."""
    return Finding(subject, Standing.NOTE, text, cure, about)


def problem(subject: str, text: str, cure: str, about: str = "") -> Finding:
    """Return a finding about what is wrong, with its cure."""
    return Finding(subject, Standing.PROBLEM, text, cure, about)
