"""How records, deliveries and attempts look to a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.commands import documents
from desktop.commands.answers import pairs, shown, table
from desktop.fields import RELATED_CONTACT, RELATED_HOUSEHOLDS, Component, Field, Role, Section, component
from desktop.models.wait_words import wait_sentence
from desktop.store.attempts import seconds
from desktop.store.envelopes import Compared, pieces, pretty
from desktop.store.families import Family
from desktop.store.preview import Preview
from desktop.store.types import Attempt, Child, Delivery, Line, Record, RecordKind
from desktop.store.waits import Wait
from desktop.values import Kind


def record(found: Record) -> str:
    """Return a record: its name and standing, its filled fields, its members and other children."""
    own = component(found.ref.kind)
    parts = [
        f"{own.label} {name(found)}",
        pairs([("Row Id", found.ref.id), ("Version", found.version or None), *_standing(found)]),
        pairs((each.label, found.values.get(each.name)) for each in own if each.name != "id"),
    ]
    parts += [_children(each, found.children.get(each.name, ())) for each in own.children]
    return "\n\n".join(part for part in parts if part)


def name(found: Record) -> str:
    """Return what a person calls the record."""
    if found.ref.kind is RecordKind.HOUSEHOLD:
        return shown(found.values.get("household_name"))
    return f"{shown(found.values.get('first_name'))} {shown(found.values.get('last_name'))}".strip()


def records(listed: Sequence[Record], total: int, cursor: str | None) -> str:
    """Return a page of a list, and how to see the next one."""
    if not listed:
        return f"No records here; {total} in all."
    rows = [(each.ref.id, *_listed(each), each.sync.state) for each in listed]
    ending = f"{len(listed)} of {total}."
    if cursor:
        ending += f" For more: --after {cursor}"
    return f"{table(_headings(listed[0].ref.kind), rows)}\n{ending}"


def delivery(found: Delivery) -> str:
    """Return how a delivery ended: what the reply changed, or why it did not go through."""
    lines = [f"{found.ref.kind} {found.ref.id}: {found.state}"]
    for field, (before, after) in found.applied.items():
        lines.append(f"  {field}: {shown(before) or '(empty)'} -> {shown(after) or '(empty)'}")
    if found.error:
        lines.append(f"  {shown(found.error.message)}")
        if found.error.detail:
            lines.append(f"  {shown(found.error.detail)}")
    if found.next_attempt:
        lines.append(f"  next attempt: {found.next_attempt}")
    return "\n".join(lines)


def family(found: Family) -> str:
    """Return how a household's delivery ended, after those of the members that were sent with it."""
    lines = [delivery(each) for each in found.deliveries]
    if found.members:
        lines.append(f"The household and {len(found.members)} of its members: {found.state}")
    return "\n".join(lines)


def queue(waiting: Sequence[Delivery], why: Mapping[str, Wait]) -> str:
    """Return the deliveries that wait, in order, each with what it waits for and what went wrong last."""
    if not waiting:
        return "Nothing waits."
    headings = ("RECORD", "ID", "TO", "STATE", "ATTEMPTS", "NEXT ATTEMPT", "WAITS FOR", "WHY")
    rows = ((*_delivery(each), why[each.id].until, _waits(why[each.id]), _why(each)) for each in waiting)
    return table(headings, rows)


def line(found: Line) -> str:
    """Return in a sentence or two how the line to an external system stands."""
    told: list[str] = []
    if found.paused:
        told.append(f"paused by {found.paused_by} since {found.paused_at}; hearth queue resume lets it go on")
    if found.resting:
        told.append(f"not reached {found.failures} times in a row; tried again from {found.probe_at} on")
    return f"{found.connection}: {'; '.join(told) or 'open'}."


def _waits(why: Wait) -> str:
    return wait_sentence(why, str)


def attempts(log: Iterable[Attempt], *, envelopes: bool) -> str:
    """Return the delivery log, newest first, with the envelopes if they are asked for."""
    listed = list(log)
    if not listed:
        return "Nothing was sent yet."
    if envelopes:
        return "\n\n".join(_whole_attempt(each) for each in listed)
    headings = ("NO.", "STARTED", "SECONDS", "RECORD", "ID", "TO", "OUTCOME", "HTTP", "NOTE")
    return table(headings, (_attempt(each) for each in listed))


def preview(found: Preview) -> str:
    """Return what would change at the external system, and who would go first."""
    told = [f"{found.ref.kind} {found.ref.id}, to {found.connection}"]
    if not found.known:
        told.append("It never told what it holds of this record: everything goes out.")
    if found.members:
        told.append(f"Members that go first: {len(found.members)}")
    if not found.differences:
        return "\n".join([*told, "Nothing would change there."])
    rows = (
        (each.effect, each.component, each.row, each.field, each.there, each.here)
        for each in found.differences
    )
    headings = ("WHAT", "COMPONENT", "ROW", "FIELD", "THERE NOW", "WOULD BE SENT")
    return "\n".join([*told, table(headings, rows)])


def differences(one: Attempt, other: Attempt) -> str:
    """Return what ``other`` said and heard otherwise than ``one``, line by line."""
    told = [f"Attempt {one.id} (-) and attempt {other.id} (+)"]
    for part, lines in documents.compared(one, other).items():
        told += [f"--- {part}", *(_compared(line) for line in lines)]
    return "\n".join(told)


def _compared(line: Compared) -> str:
    return f"  … {line.skipped} equal lines" if line.skipped else f"{line.mark} {line.text}"


def _standing(found: Record) -> list[tuple[str, object]]:
    sync = found.sync
    return [
        ("External system", str(sync.state).replace("_", " ")),
        ("Last sent", sync.last_sent),
        ("Last error", sync.last_error),
        ("Next attempt", sync.next_attempt),
    ]


def _children(of: Component, rows: Sequence[Child]) -> str:
    if not rows:
        return ""
    fields = [each for each in of if each.section is not Section.KEYS and not _is_key(each)]
    shown_rows = (
        [_mark(child), *(child.values.get(each.name) for each in fields), _id(of, child)] for child in rows
    )
    return f"{of.plural}\n{table(['', *(each.label.upper() for each in fields), 'ID'], shown_rows)}"


def _mark(child: Child) -> str:
    return "*" if child.primary else ""


def _is_key(field: Field) -> bool:
    """Tell whether a column would repeat the ids of what a link picks."""
    return field.role is Role.MIRROR and field.kind is Kind.ID and field.name != "household_number"


def _id(of: Component, child: Child) -> str | None:
    """Return the id by which commands name the row: a membership's other side, else its own."""
    return child.picked_id if of in (RELATED_CONTACT, RELATED_HOUSEHOLDS) else child.id


def _headings(kind: str) -> tuple[str, ...]:
    if kind == RecordKind.HOUSEHOLD:
        return ("ROW ID", "HOUSEHOLD #", "NAME", "CATEGORY", "STATUS", "CITY", "STATE")
    return ("ROW ID", "LAST NAME", "FIRST NAME", "E-MAIL", "PHONE", "STATE")


def _listed(found: Record) -> tuple[object, ...]:
    values = found.values
    if found.ref.kind is RecordKind.HOUSEHOLD:
        names = ("household_id", "household_name", "category", "status", "city")
        return tuple(values.get(each) for each in names)
    phone = values.get("cellular_phone") or values.get("home_phone") or values.get("work_phone")
    return (*(values.get(each) for each in ("last_name", "first_name", "email_address")), phone)


def _delivery(found: Delivery) -> tuple[object, ...]:
    return (found.ref.kind, found.ref.id, found.connection, found.state, found.attempts)


def _why(found: Delivery) -> str:
    return found.error.message if found.error else ""


def _attempt(made: Attempt) -> tuple[object, ...]:
    told = made.exchange
    who = (made.ref.kind, made.ref.id, made.connection)
    took = f"{seconds(told):.2f}"
    return (made.id, told.started_at, took, *who, told.outcome, told.http_status, told.note)


def _whole_attempt(made: Attempt) -> str:
    heading = "  ".join(shown(part) for part in _attempt(made) if part is not None)
    request, reply = (pretty(pieces(each)) for each in (made.exchange.request, made.exchange.reply))
    return f"{heading}\n--- request\n{request}\n--- reply\n{reply}"
