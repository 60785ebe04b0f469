"""The JSON shapes of the command line: records, deliveries, attempts."""

from __future__ import annotations

from dataclasses import asdict

from desktop.fields import RELATED_CONTACT, RELATED_HOUSEHOLDS, component
from desktop.models.wait_words import wait_sentence
from desktop.store import attempts, envelopes
from desktop.store.envelopes import Compared
from desktop.store.families import Family
from desktop.store.preview import Preview
from desktop.store.types import Attempt, Child, Delivery, Line, Record, RecordKind, Ref
from desktop.store.waits import Wait

JsonObject = dict[str, object]

# Memberships show from both sides under their own names.
_MEMBERSHIPS = frozenset({RELATED_CONTACT.name, RELATED_HOUSEHOLDS.name})


def record(shown: Record) -> JsonObject:
    """Return a record: every field, its members or households, its other children, how it stands."""
    own = component(shown.ref.kind)
    links = {"members": _members(shown)}
    if shown.ref.kind is RecordKind.CONTACT:
        links["households"] = _households(shown)
    return {
        **reference(shown.ref),
        "fields": {each.name: shown.values.get(each.name) for each in own},
        **links,
        "children": {
            each.name: [_child(child) for child in shown.children.get(each.name, ())]
            for each in own.children
            if each.name not in _MEMBERSHIPS
        },
        "sync": asdict(shown.sync),
        "version": shown.version,
    }


def reference(ref: Ref) -> JsonObject:
    """Return which record is meant."""
    return {"kind": str(ref.kind), "id": ref.id}


def delivery(shown: Delivery) -> JsonObject:
    """Return a delivery with the values before and after its reply, and why it did not go through."""
    return {
        "id": shown.id,
        "record": reference(shown.ref),
        "connection": shown.connection,
        "state": str(shown.state),
        "attempts": shown.attempts,
        "applied": {name: list(pair) for name, pair in shown.applied.items()},
        "error": asdict(shown.error) if shown.error else None,
        "next_attempt": shown.next_attempt,
        "in_doubt": shown.in_doubt,
        "created_at": shown.created_at,
        "finished_at": shown.finished_at,
        "family": shown.family,
        "has_rest": shown.has_rest,
    }


def family(shown: Family) -> JsonObject:
    """Return a household's delivery with those of its members and the one result; any other one as it is."""
    if shown.household.ref.kind is not RecordKind.HOUSEHOLD:
        return delivery(shown.household)
    members = [delivery(each) for each in shown.members]
    return {**delivery(shown.household), "result": str(shown.state), "members": members}


def waiting(shown: Delivery, why: Wait) -> JsonObject:
    """Return a delivery that is not finished, with what it waits for."""
    sentence = wait_sentence(why, str)
    waits = {"for": str(why.waits_for), "until": why.until, "since": why.since, "sentence": sentence}
    return {**delivery(shown), "waits": waits}


def line(shown: Line) -> JsonObject:
    """Return how the line to an external system stands; its circuit is open after too many failures."""
    return {
        "connection": shown.connection,
        "paused": shown.paused,
        "paused_at": shown.paused_at,
        "paused_by": shown.paused_by,
        "circuit": "open" if shown.resting else "closed",
        "failures": shown.failures,
        "opened_at": shown.opened_at,
        "next_probe": shown.probe_at,
    }


def attempt(shown: Attempt) -> JsonObject:
    """Return one attempt of the delivery log, with its envelopes; they carry no secret."""
    return {
        "id": shown.id,
        "delivery_id": shown.delivery_id,
        "record": reference(shown.ref),
        "connection": shown.connection,
        **asdict(shown.exchange),
        "seconds": attempts.seconds(shown.exchange),
    }


def preview(shown: Preview) -> JsonObject:
    """Return what would change at the external system."""
    return {
        "record": reference(shown.ref),
        "connection": shown.connection,
        "known": shown.known,
        "differences": [asdict(each) for each in shown.differences],
        "members": [each.id for each in shown.members],
    }


def differences(one: Attempt, other: Attempt) -> JsonObject:
    """Return in which lines the envelopes of ``other`` differ from those of ``one``: gone and new ones."""
    return {
        part: [f"{line.mark} {line.text.strip()}" for line in lines if line.mark.strip()]
        for part, lines in compared(one, other).items()
    }


def compared(one: Attempt, other: Attempt) -> dict[str, tuple[Compared, ...]]:
    """Return requests and replies of two attempts, set against each other."""
    return {
        "request": envelopes.compare(one.exchange.request, other.exchange.request),
        "reply": envelopes.compare(one.exchange.reply, other.exchange.reply),
    }


def _members(shown: Record) -> list[JsonObject]:
    return [_member(child) for child in shown.children.get(RELATED_CONTACT.name, ())]


def _member(child: Child) -> JsonObject:
    values = dict(child.values)
    dates = {
        "entered": values.pop("date_entered_household", None),
        "exited": values.pop("date_exited_household", None),
    }
    # The contact's id stands first, as whom the membership is about.
    values.pop("contact_id", None)
    relationship = values.pop("relationship", None)
    return {
        "contact_id": child.picked_id,
        "primary": child.primary,
        "relationship": relationship,
        **dates,
        **values,
        "id": child.id,
    }


def _households(shown: Record) -> list[JsonObject]:
    return [
        {
            "id": child.picked_id,
            "household_id": child.values.get("household_number"),
            "household_name": child.values.get("hh_name"),
            "integration_id": child.values.get("integration_id"),
            "primary": child.primary,
        }
        for child in shown.children.get(RELATED_HOUSEHOLDS.name, ())
    ]


def _child(child: Child) -> JsonObject:
    return {
        "id": child.id,
        "primary": child.primary,
        "picked_id": child.picked_id,
        "fields": dict(child.values),
    }
