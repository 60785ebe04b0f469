"""Reads a reply's raw XML into what it says of one record; it decides nothing and touches no store.

The rules: elements are known by local name, in any order and any namespace. Absent means no news, empty (or
nil) clears. An absent container leaves its rows alone, an empty one means that there are none. Unknown
elements are noted and skipped. Whatever breaks a rule of its field makes the whole reply inapplicable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from desktop.errors import InvalidValue
from desktop.fields import RELATED_HOUSEHOLDS, Component, Field, Role, component
from desktop.integration.effective import holds_on
from desktop.integration.envelope import NotSoap, body_of
from desktop.integration.markup import Element, NotXml, attribute, children, is_nil, local_name, text_of
from desktop.integration.request import PRIMARY
from desktop.integration.schema import Types
from desktop.integration.service import Shape
from desktop.integration.validity import drift
from desktop.integration.wire_values import from_wire
from desktop.store.types import Values
from desktop.values import Value

Lists = Mapping[str, Collection[str]]
NO_LISTS: Final[Lists] = MappingProxyType({})
OPERATIONS: Final = frozenset(
    {
        *("sync", "none", "upsert", "insert", "insertsync", "update", "updatesync", "delete"),
        *("query", "querypage", "skipnode", "skiptree"),
    }
)
_MOST_PROBLEMS: Final = 8
_EFFECTIVE: Final = "EDListOf"
# Said beside the records of a reply, and nothing about them.
_ASIDES: Final = frozenset({"StatusObject", "LastPage"})


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What a reply says of a record or child row: the fields it names, None for those it empties.

    ``children`` holds the rows of each container that is there, none for an empty one. ``current`` is False
    for a row whose effective dates do not include today.
    """

    values: Values = field(default_factory=dict[str, Value])
    primary: bool | None = None
    operation: str = ""
    current: bool = True
    children: Mapping[str, tuple[ReplyRow, ...]] = field(default_factory=dict[str, "tuple[ReplyRow, ...]"])


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as read. With ``problems`` nothing of it may be applied; without a record there is no news."""

    record: ReplyRow | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(
    raw: bytes,
    kind: str,
    *,
    charset: str = "",
    shape: Shape | None = None,
    lists: Lists = NO_LISTS,
    types: Types | None = None,
    today: date | None = None,
) -> Reply:
    """Return what a reply says of the record of this kind; never raises, whatever the bytes are.

    ``shape`` knows the names of a WSDL that differ from ours, ``lists`` holds the values of bounded lists.
    ``types`` are the WSDL's own: what is not as they have it is noted, and read all the same.
    """
    of = component(kind)
    try:
        body = body_of(raw, charset)
    except (NotXml, NotSoap) as problem:
        return Reply(problems=(f"The reply {problem}.",))
    records = list(_outermost(body, of.tag))
    if len(records) > 1:
        return Reply(problems=(f"The reply holds {len(records)} records, and one {of.tag} was sent.",))
    if not records:
        return _without_record(body, of)
    reader = _Reader(lists, today or datetime.now(UTC).astimezone().date())
    reader.notes += drift(body, types)
    record = reader.row(records[0], of, shape)
    problems = tuple(reader.problems[:_MOST_PROBLEMS])
    return Reply(None if problems else record, problems, tuple(reader.notes))


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    """Yield the elements of that name, in any wrappers, but none within another."""
    for each in children(element):
        if local_name(each).casefold() == tag.casefold():
            yield each
        else:
            yield from _outermost(each, tag)


def _without_record(body: Element, of: Component) -> Reply:
    """An empty output or container is an answer with no news; any other content is not for us."""
    said = [each for each in body.iterdescendants("*") if (each.text or "").strip()]
    foreign = [local_name(each) for each in said if local_name(each) not in _ASIDES]
    if foreign:
        return Reply(problems=(f"The reply holds <{foreign[0]}> but no {of.tag}.",))
    return Reply(notes=("The reply holds no record: nothing to apply.",))


class _Names:
    """Which element stands for which field and which list of rows, by its name without regard to capitals."""

    def __init__(self, of: Component, shape: Shape | None) -> None:
        self.fields = {each.tag.casefold(): each for each in of if each.tag}
        self.containers: dict[str, tuple[Component, Shape | None]] = {}
        for each in of.children:
            if each.tag:
                inner = shape.containers.get(each.name) if shape else None
                names = {each.container, f"ListOf{each.tag}", f"ListOfRelated{each.tag}"}
                names |= {inner.element.name} if inner else set()
                row_shape = inner.row if inner else None
                self.containers |= {name.casefold(): (each, row_shape) for name in names}
        if shape is not None:
            self.fields |= {wire.name.casefold(): of[name] for name, wire in shape.fields.items()}


class _Reader:
    """Reads rows, and gathers what is wrong and what is odd on the way."""

    def __init__(self, lists: Lists, today: date) -> None:
        self.problems: list[str] = []
        self.notes: list[str] = []
        self._lists = lists
        self._today = today

    def row(self, element: Element, of: Component, shape: Shape | None) -> ReplyRow:
        """Return what one element says of a record or child row."""
        names = _Names(of, shape)
        values: dict[str, Value] = {}
        rows: dict[str, tuple[ReplyRow, ...]] = {}
        for each in children(element):
            tag = local_name(each)
            if found := names.containers.get(tag.casefold()):
                self._container(each, *found, rows)
            elif target := names.fields.get(tag.casefold()):
                self._field(each, of, target, values)
            elif tag.startswith(_EFFECTIVE) and (
                target := names.fields.get(tag[len(_EFFECTIVE) :].casefold())
            ):
                self._effective_field(each, of, target, values)
            else:
                self.notes.append(f"{of.tag} holds <{tag}>, which is not known here.")
        return ReplyRow(values, self._primary(element, of), self._operation(element, of),
                        holds_on(element, self._today), rows)  # fmt: skip

    def _field(self, element: Element, of: Component, target: Field, values: dict[str, Value]) -> None:
        value = self._value(element, of, target)
        if target.name in values and values[target.name] != value:
            self.problems.append(f"{of.tag} holds <{target.tag}> twice, with different values.")
        values[target.name] = value

    def _effective_field(
        self, element: Element, of: Component, target: Field, values: dict[str, Value]
    ) -> None:
        current = [each for each in children(element) if holds_on(each, self._today)]
        if len(current) == 1:
            self._field(current[0], of, target, values)
        elif current:
            self.problems.append(f"{of.tag} holds {len(current)} values of <{target.tag}> for today.")
        else:
            self.notes.append(f"{of.tag} holds no value of <{target.tag}> for today.")

    def _value(self, element: Element, of: Component, target: Field) -> Value:
        if next(children(element), None) is not None:
            self.problems.append(f"<{target.tag}> of {of.tag} holds elements where a value belongs.")
            return None
        text = "" if is_nil(element) else text_of(element)
        if not text and (target.role is not Role.OWN or target.read_only):
            # An empty key is no news: a reply never takes a key away.
            return None
        try:
            value = from_wire(target, text)
            self._check_list(target, value)
        except InvalidValue as problem:
            shown = f", not {text[:60]!r}" if text and not target.sensitive else ""
            self.problems.append(f"{target.label} (<{target.tag}> of {of.tag}) {problem.limit}{shown}.")
            return None
        return value

    def _check_list(self, target: Field, value: Value) -> None:
        allowed = self._lists.get(target.pick_list) if target.pick_list else None
        if allowed is not None and value is not None and value not in allowed:
            raise target.refuse("list", f"must be one of: {', '.join(sorted(allowed))}", value)

    def _container(
        self, element: Element, of: Component, shape: Shape | None, rows: dict[str, tuple[ReplyRow, ...]]
    ) -> None:
        tag = local_name(element)
        if of is RELATED_HOUSEHOLDS:
            # It is never sent, so what comes back cannot be held against it; see request.py.
            self.notes.append(f"<{tag}> is not applied: membership travels with the household.")
        elif is_nil(element):
            self.notes.append(f"<{tag}> is nil, which is taken for no news.")
        elif of.name in rows:
            self.problems.append(f"The reply holds <{tag}> twice.")
        else:
            rows[of.name] = self._rows(element, of, shape)

    def _rows(self, element: Element, of: Component, shape: Shape | None) -> tuple[ReplyRow, ...]:
        names = (of.tag, f"Related{of.tag}", shape.element.name if shape else of.tag)
        named = {name.casefold() for name in names}
        found: list[ReplyRow] = []
        for each in children(element):
            if local_name(each).casefold() in named:
                found.append(self.row(each, of, shape))
            else:
                # To take it for nothing would make the list look empty, and that removes rows.
                self.problems.append(f"<{local_name(element)}> holds <{local_name(each)}>, not {of.tag}.")
        if not found and (element.text or "").strip():
            self.problems.append(f"<{local_name(element)}> holds text where rows belong.")
        return tuple(found)

    def _primary(self, element: Element, of: Component) -> bool | None:
        text = (attribute(element, PRIMARY) or "").strip().casefold()
        if not text:
            return None
        if text in ("y", "true", "1", "n", "false", "0"):
            return text in ("y", "true", "1")
        self.problems.append(f"{PRIMARY} of {of.tag} must be Y or N, not {text[:20]!r}.")
        return None

    def _operation(self, element: Element, of: Component) -> str:
        told = attribute(element, "operation") or ""
        if told and told not in OPERATIONS:
            # Elsewhere a misspelt one silently means sync, the one that removes what is not named.
            self.problems.append(f"The operation of {of.tag} is {told[:20]!r}, which does not exist.")
        return told
