"""The sentences in which a person is told how a record, a value or the line stands; loads no Qt.

Each function takes ``translate(context, text)``, which is Qt's in the window. Texts name what is put into
them as ``{when}``, so that a translation may put it elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from desktop import language
from desktop.errors import InvalidValue
from desktop.fields import Field
from desktop.store.types import Sync, SyncState
from desktop.values import Kind

Translate = Callable[[str, str], str]
When = Callable[[str], str]


def untranslated(_context: str, text: str) -> str:
    """Return ``text`` as it stands in the program."""
    return text


def label(field: Field, translate: Translate = untranslated) -> str:
    """Return the field's label; the catalogue holds the labels of ``fields.py`` under ``Field``."""
    said = translate("Field", field.label)
    # A field that gathers a list of children is called as they are.
    return said if said != field.label else translate("Component", field.label)


def sync_word(state: SyncState, translate: Translate = untranslated) -> str:
    """Return the one or two words for a record's standing with the external system."""
    return {
        SyncState.NEVER_SENT: translate("Sync", "Not sent yet"),
        SyncState.PENDING: translate("Sync", "Changed"),
        SyncState.QUEUED: translate("Sync", "Waiting"),
        SyncState.SENDING: translate("Sync", "Sending…"),
        SyncState.SYNCHRONIZED: translate("Sync", "Synchronized"),
        SyncState.REFUSED: translate("Sync", "Refused"),
        SyncState.CONFLICT: translate("Sync", "Conflict"),
        SyncState.DOUBTFUL: translate("Sync", "Unconfirmed"),
    }[state]


def sync_tip(sync: Sync, when: When, translate: Translate = untranslated, waits_for: str = "") -> str:
    """Return since when a record stands as it does and what comes next; ``when`` words an ISO time.

    ``waits_for`` is the sentence of what its delivery waits for, where that is known.
    """
    text = _sync_tips(translate)[sync.state]
    if waits_for:
        text = translate("Sync", "Waits to be sent. {what}").format(what=waits_for)
    sent = when(sync.last_sent) if sync.last_sent else translate("Sync", "not known when")
    told = [text.format(when=sent)]
    if sync.state in _SHOWS_REASON and sync.last_error:
        told.insert(
            1, translate("Sync", "The reason: {reason}").format(reason=language.sentence(sync.last_error))
        )
    if sync.state in _TRIES_AGAIN and sync.next_attempt and not waits_for:
        told.append(translate("Sync", "Next attempt: {when}.").format(when=when(sync.next_attempt)))
    return "\n".join(told)


_SHOWS_REASON: Final = frozenset(
    {SyncState.QUEUED, SyncState.REFUSED, SyncState.DOUBTFUL, SyncState.CONFLICT}
)
_TRIES_AGAIN: Final = frozenset({SyncState.QUEUED, SyncState.DOUBTFUL})


def _sync_tips(translate: Translate) -> dict[SyncState, str]:
    return {
        SyncState.NEVER_SENT: translate(
            "Sync", "Never sent to the external system. Next: Update External System."
        ),
        SyncState.PENDING: translate(
            "Sync", "Changed here since it was last sent ({when}). Next: Update External System."
        ),
        SyncState.QUEUED: translate("Sync", "Waits to be sent. The Outbox says what it waits for."),
        SyncState.SENDING: translate("Sync", "On its way to the external system. You can go on working."),
        SyncState.SYNCHRONIZED: translate(
            "Sync", "The external system confirmed it ({when}). Nothing is left to do."
        ),
        SyncState.REFUSED: translate(
            "Sync", "The external system refused it ({when}). Correct it, then Update External System again."
        ),
        SyncState.CONFLICT: translate(
            "Sync", "Changed here and in the external system. Next: choose which values stay."
        ),
        SyncState.DOUBTFUL: translate(
            "Sync",
            "Sent ({when}), but no answer came back. The external system is asked before it is sent again.",
        ),
    }


def line_word(online: bool | None, waiting: int, translate: Translate = untranslated) -> str:
    """Return how the line to the external system stands; ``online`` is None while nobody has tried it."""
    if online is None:
        word = translate("Line", "Not tried yet")
    else:
        word = translate("Line", "Online") if online else translate("Line", "Offline")
    if not waiting:
        return word
    return translate("Line", "{word} · {count} queued").format(word=word, count=waiting)


def line_tip(online: bool | None, waiting: int, translate: Translate = untranslated) -> str:
    """Return what the line's standing means for what the agent does next."""
    if online is None:
        text = translate("Line", "The external system has not been asked yet. Everything is kept here.")
    elif online:
        text = translate("Line", "The external system answers.")
    else:
        text = translate(
            "Line", "The external system does not answer. Go on working: everything is kept here."
        )
    if waiting:
        text += "\n" + translate("Line", "Deliveries that wait: {count}.").format(count=waiting)
    return text


def problem(error: InvalidValue, field: Field, example: str = "", translate: Translate = untranslated) -> str:
    """Return what is wrong with a field's value and what would be right, in one short sentence.

    ``example`` is a value of that kind as the locale writes it. Rules only the store knows keep its words.
    """
    if error.rule == "required":
        return translate("Problem", "Fill this in.")
    if error.rule == "length":
        return translate("Problem", "At most {count} characters.").format(count=field.length)
    if error.rule == "range":
        return _range_sentence(field, translate)
    if error.rule == "type" and field.kind in _EXAMPLES:
        return _kind_sentence(field.kind, translate).format(example=example or _EXAMPLES[field.kind])
    said = language.sentence(error.limit)
    return f"{said[:1].upper()}{said[1:]}."


def _range_sentence(field: Field, translate: Translate) -> str:
    if field.maximum is None:
        return translate("Problem", "At least {least}.").format(least=field.minimum)
    text = translate("Problem", "From {least} to {most}.")
    return text.format(least=field.minimum, most=field.maximum)


_EXAMPLES: Final = {
    Kind.DATE: "2021-02-14",
    Kind.DATETIME: "2021-02-14 09:30",
    Kind.INTEGER: "4",
    Kind.CURRENCY: "68250.50",
    Kind.EMAIL: "name@example.com",
    Kind.PHONE: "+46 18 123 45 67",
    Kind.URL: "https://example.com",
}


def _kind_sentence(kind: Kind, translate: Translate) -> str:
    return {
        Kind.DATE: translate("Problem", "A date is needed, such as {example}."),
        Kind.DATETIME: translate("Problem", "A date and time is needed, such as {example}."),
        Kind.INTEGER: translate("Problem", "A whole number is needed, such as {example}."),
        Kind.CURRENCY: translate("Problem", "An amount is needed, such as {example}."),
        Kind.EMAIL: translate("Problem", "An e-mail address is needed, such as {example}."),
        Kind.PHONE: translate("Problem", "A phone number is needed, such as {example}."),
        Kind.URL: translate("Problem", "The address of a web page is needed, such as {example}."),
    }[kind]


def range_of(first: int, last: int, total: int, number: Callable[[int], str], translate: Translate) -> str:
    """Return which rows of how many are seen; rows count from one."""
    if not total:
        return translate("List", "No records")
    return translate("List", "{first}–{last} of {total}").format(
        first=number(first), last=number(last), total=number(total)
    )
