"""What the Exchange tab shows: the attempts of one record in words, and their envelopes as trees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from desktop import __version__, language
from desktop.models import formats
from desktop.models.child_list import ChildRow
from desktop.models.envelope_tree import Line, lines_of, lines_of_comparison
from desktop.store import attempts, envelopes, support_file
from desktop.store.types import Attempt, Ref
from desktop.store.unit import View, iso
from desktop.values import Value

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class ExchangeSight:
    """One attempt as it is read: its request and its reply, each alone or set against another attempt's."""

    number: int
    against: int | None
    request: tuple[Line, ...]
    reply: tuple[Line, ...]


def listed(view: View, ref: Ref) -> list[ChildRow]:
    """Return a row for each attempt of the record, newest first."""
    return [_row(each) for each in attempts.headings(view, ref, _MOST)]


def read(view: View, number: int, against: int | None = None) -> ExchangeSight:
    """Return an attempt's envelopes; with ``against``, what they have otherwise than that one's."""
    if against is None:
        (shown,) = attempts.read(view, number)
        return ExchangeSight(number, None, *(lines_of(each) for each in _envelopes(shown)))
    shown, base = attempts.read(view, number, against)
    pairs = zip(_envelopes(base), _envelopes(shown), strict=True)
    compared = [lines_of_comparison(envelopes.compare(one, other)) for one, other in pairs]
    return ExchangeSight(number, against, *compared)


def save_support_file(view: View, numbers: Sequence[int], file: str, *, with_personal_data: bool) -> str:
    """Write attempts to a file to give away, and return its name; raise UsageError where that fails."""
    shown = attempts.read(view, *numbers)
    now = iso(datetime.now(UTC))
    told = support_file.text(shown, __version__, now, with_personal_data=with_personal_data)
    support_file.write(file, told)
    return file


def outcome_word(outcome: str) -> str:
    """Return in words how an attempt ended."""
    translate = QCoreApplication.translate
    words = {
        "answered": translate("Outcome", "Answered"),
        "delivered": translate("Outcome", "Delivered"),
        "refused": translate("Outcome", "Refused"),
        "queued": translate("Outcome", "To be tried again"),
        "credentials": translate("Outcome", "Password wanted"),
        "conflict": translate("Outcome", "Conflict"),
        "doubtful": translate("Outcome", "Unconfirmed"),
    }
    return words.get(outcome, outcome)


def duration(seconds: float) -> str:
    """Return how long something took, as a person reads it."""
    translate, locale = QCoreApplication.translate, QLocale()
    if seconds < 1:
        return translate("Duration", "{count} ms").format(count=formats.number(round(seconds * 1000)))
    return translate("Duration", "{count} s").format(count=locale.toString(seconds, "f", 1))


def _envelopes(shown: Attempt) -> tuple[str, str]:
    return shown.exchange.request, shown.exchange.reply


def _row(made: Attempt) -> ChildRow:
    told = made.exchange
    values: dict[str, Value] = {
        "at": formats.moment(told.started_at),
        "outcome": outcome_word(told.outcome),
        "took": duration(attempts.seconds(told)),
        "status": told.http_status,
        "to": made.connection,
        "note": language.sentence(told.note),
    }
    return ChildRow(str(made.id), values)
