"""The sentences that tell a person what a delivery waits for, and until when; loads no Qt."""

from __future__ import annotations

from desktop.models.words import Translate, When, untranslated
from desktop.store.waits import Wait, WaitsFor


def wait_sentence(wait: Wait, when: When, translate: Translate = untranslated) -> str:
    """Return what a delivery waits for; ``when`` words an ISO time."""
    text = _sentences(translate)[wait.waits_for]
    if wait.waits_for is WaitsFor.PROBE and wait.until is None:
        text = translate("Wait", "The external system was not reached several times in a row. It goes next.")
    told = text.format(
        until=when(wait.until) if wait.until else "",
        since=when(wait.since) if wait.since else "",
        who=wait.who or "",
    )
    if wait.waits_for is WaitsFor.CREDENTIALS and wait.until:
        told += " " + translate("Wait", "Tried again {until}.").format(until=when(wait.until))
    return told


def _sentences(translate: Translate) -> dict[WaitsFor, str]:
    return {
        WaitsFor.NOTHING: translate("Wait", "Goes next."),
        WaitsFor.REPLY: translate("Wait", "On its way; the reply is awaited."),
        WaitsFor.RESUMING: translate("Wait", "Paused by {who} since {since}, until somebody resumes it."),
        WaitsFor.PERSON: translate("Wait", "Waits for your decision."),
        WaitsFor.CREDENTIALS: translate("Wait", "Waits for a user and password that are accepted."),
        WaitsFor.TURN: translate("Wait", "Waits for the reply to an earlier update of the same record."),
        WaitsFor.MEMBERS: translate("Wait", "Waits for members of the household, who go first."),
        WaitsFor.PROBE: translate(
            "Wait", "The external system was not reached several times in a row. Tried again {until}."
        ),
        WaitsFor.HAND: translate("Wait", "Nothing is sent by itself here: send it by hand."),
        WaitsFor.ROUND: translate("Wait", "Goes together with others {until}."),
        WaitsFor.ASKED: translate("Wait", "The external system asked to be left alone until {until}."),
        WaitsFor.TIME: translate("Wait", "Tried again {until}."),
    }
