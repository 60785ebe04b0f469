"""Who belongs to a household, as a tree: its members, whom they also live with, and its other parties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop import language
from desktop.models import formats
from desktop.models.sights import Sight, name_of
from desktop.store.types import Child, RecordKind, Ref, Values
from desktop.values import Kind


class Tie(StrEnum):
    """How a node hangs on the one before it."""

    MEMBER = "member"
    PAST = "past"  # was a member, and left
    PARTY = "party"  # is related, and no member


@dataclass(frozen=True, slots=True)
class Node:
    """A household or a contact; ``role`` says in words what it is to the node before it."""

    ref: Ref
    name: str
    role: str = ""
    tie: Tie = Tie.MEMBER
    nodes: tuple[Node, ...] = ()


_RANKS: Final = {"Head": 0, "Spouse": 1, "Partner": 1, "Child": 2, "Stepchild": 2, "Foster Child": 2}
_LAST: Final = 9


def tree(sight: Sight) -> Node:
    """Return the tree of a household that was read with its members."""
    record, today = sight.record, datetime.now(UTC).date().isoformat()
    members = sorted(record.children["related_contact"], key=lambda child: _place(child, today))
    nodes = [_member(sight, child, today) for child in members if child.picked_id]
    nodes += [_party(child, today) for child in record.children["party_relationship"] if child.picked_id]
    return Node(record.ref, name_of(record), str(record.values["household_id"] or ""), nodes=tuple(nodes))


def _place(child: Child, today: str) -> tuple[bool, int, str]:
    relationship = str(child.values["relationship"] or "")
    entered = str(child.values["date_entered_household"] or "")
    return _has_left(child.values, "date_exited_household", today), _RANKS.get(relationship, _LAST), entered


def _member(sight: Sight, child: Child, today: str) -> Node:
    contact = Ref(RecordKind.CONTACT, child.picked_id or "")
    left = _has_left(child.values, "date_exited_household", today)
    role = _member_role(sight, child, left=left)
    tie = Tie.PAST if left else Tie.MEMBER
    return Node(contact, _name(child.values), role, tie, _other_households(sight, contact))


def _member_role(sight: Sight, child: Child, *, left: bool) -> str:
    translate = QCoreApplication.translate
    relationship = str(child.values["relationship"] or "")
    parts = [language.value("HOUSEHOLD_RELATIONSHIP", relationship)]
    if left:
        when = formats.shown(Kind.DATE, child.values["date_exited_household"])
        parts.append(translate("Kinship", "left {when}").format(when=when))
    if child.picked_id == sight.record.values["head_of_household"] and relationship != "Head":
        parts.append(translate("Kinship", "Head of Household"))
    if child.primary:
        parts.append(translate("Kinship", "Primary"))
    return " · ".join(filter(None, parts))


def _other_households(sight: Sight, contact: Ref) -> tuple[Node, ...]:
    member = sight.members.get(contact.id)
    links = member.children["related_households"] if member else ()
    role = QCoreApplication.translate("Kinship", "also in this household")
    return tuple(
        Node(Ref(RecordKind.HOUSEHOLD, link.picked_id), str(link.values["hh_name"] or ""), role)
        for link in links
        if link.picked_id and link.picked_id != sight.record.ref.id
    )


def _party(child: Child, today: str) -> Node:
    translate = QCoreApplication.translate
    kept = str(child.values["relationship"] or "")
    role = language.value("PARTY_RELATIONSHIP", kept) or translate("Kinship", "Related")
    ended = _has_left(child.values, "end_date", today)
    if ended:
        when = formats.shown(Kind.DATE, child.values["end_date"])
        role = translate("Kinship", "{role} · until {when}").format(role=role, when=when)
    ref = Ref(RecordKind.CONTACT, child.picked_id or "")
    return Node(ref, _name(child.values), role, Tie.PAST if ended else Tie.PARTY)


def _has_left(values: Values, name: str, today: str) -> bool:
    return values[name] is not None and str(values[name]) <= today


def _name(values: Mapping[str, object]) -> str:
    return language.full_name(values["first_name"], values["last_name"])
