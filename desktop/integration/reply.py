"""Reads a reply's raw XML into what it says of one record; it decides nothing and touches no store.

The rules: elements are known by local name, in any order and any namespace. Absent means no news, empty (or
nil) clears. An absent container leaves its rows alone, an empty one means that there are none. Unknown
elements are noted and skipped. Whatever breaks a rule of its field makes the whole reply inapplicable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from desktop.errors import InvalidValue
from desktop.fields import RELATED_HOUSEHOLDS, Component, Field, Role, component
from desktop.integration.effective import holds_on
from desktop.integration.envelope import NotSoap, body_of
from desktop.integration.markup import Element, NotXml, attribute, children, is_nil, local_name, text_of
from desktop.integration.request import PRIMARY
from desktop.integration.schema import Types
from desktop.integration.service import Container, Shape, WireElement
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

    ``children`` holds the rows of each container that is there, none for an empty one; ``partial`` names
    those lists of which nothing says that they are whole. ``current`` is False for a row whose effective
    dates do not include today.
    """

    values: Values = field(default_factory=dict[str, Value])
    primary: bool | None = None
    operation: str = ""
    current: bool = True
    children: Mapping[str, tuple[ReplyRow, ...]] = field(default_factory=dict[str, "tuple[ReplyRow, ...]"])
    partial: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as read. With ``problems`` nothing of it may be applied; without a record there is no news.

    ``rest`` is what it says without its problems, where those are of single values: a person may decide to
    apply that.
    """

    record: ReplyRow | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rest: ReplyRow | None = None


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
    tag = _tag(of, shape)
    records = list(_outermost(body, tag))
    if len(records) > 1:
        return Reply(problems=(f"The reply holds {len(records)} records, and one {tag} was sent.",))
    if not records:
        return _without_record(body, tag)
    reader = _Reader(lists, today or datetime.now(UTC).astimezone().date())
    reader.notes += drift(body, types)
    return _one(reader, records[0], of, shape)


def read_all(
    raw: bytes, kind: str, *, charset: str = "", shape: Shape | None = None, today: date | None = None
) -> tuple[Reply, ...]:
    """Return each record that the answer to a question holds, as if it were alone; never raises.

    What cannot be read at all is one reply with the problem.
    """
    of = component(kind)
    try:
        body = body_of(raw, charset)
    except (NotXml, NotSoap) as problem:
        return (Reply(problems=(f"The reply {problem}.",)),)
    on = today or datetime.now(UTC).astimezone().date()
    return tuple(_one(_Reader(NO_LISTS, on), each, of, shape) for each in _outermost(body, _tag(of, shape)))


def row(element: Element, of: Component, shape: Shape) -> ReplyRow:
    """Return what one element says of a record, whoever sent it."""
    return _Reader(NO_LISTS, datetime.now(UTC).astimezone().date()).row(element, of, shape)


def _one(reader: _Reader, element: Element, of: Component, shape: Shape | None) -> Reply:
    record = reader.row(element, of, shape)
    found = (*reader.problems, *reader.left_out)
    rest = record if reader.left_out and not reader.problems else None
    return Reply(None if found else record, found[:_MOST_PROBLEMS], tuple(reader.notes), rest)


def _tag(of: Component, shape: Shape | None) -> str:
    """Return what the record's element is called in replies."""
    return of.tag if shape is None else shape.answer or shape.element.name


def _outermost(element: Element, tag: str) -> Iterator[Element]:
    """Yield the elements of that name, in any wrappers, but none within another."""
    for each in children(element):
        if local_name(each).casefold() == tag.casefold():
            yield each
        else:
            yield from _outermost(each, tag)


def _without_record(body: Element, tag: str) -> Reply:
    """An empty output or container is an answer with no news; any other content is not for us."""
    said = [each for each in body.iterdescendants("*") if (each.text or "").strip()]
    foreign = [local_name(each) for each in said if local_name(each) not in _ASIDES]
    if foreign:
        return Reply(problems=(f"The reply holds <{foreign[0]}> but no {tag}.",))
    return Reply(notes=("The reply holds no record: nothing to apply.",))


Path = tuple[str, ...]


class _Unfit:
    """Stands for a value that breaks a rule of its field."""


_UNFIT: Final = _Unfit()


@dataclass(frozen=True, slots=True)
class _List:
    """A list of rows as a reply may hold it: in an element of its own, or row by row among the fields."""

    of: Component
    shape: Shape | None
    bare: bool = False


class _Names:
    """Which element stands for which field and which list of rows, by its path without regard to capitals."""

    def __init__(self, of: Component, shape: Shape | None) -> None:
        self.fields: dict[Path, Field] = {}
        self.containers: dict[Path, _List] = {}
        self.codes: dict[str, Mapping[str, str]] = {}
        self.attributes: dict[Path, Field] = {}
        exact = shape is not None and shape.heard is not None
        if not exact:
            self._add_ours(of, shape)
        for name, element in _heard(shape).items():
            places = self.attributes if element.attribute else self.fields
            places[_folded(element.path)] = of[name]
            if element.codes:
                self.codes[name] = {theirs: ours for ours, theirs in element.codes.items()}
        self._add_lists(of, shape)
        self.constants = {_folded(each.path) for each, _ in shape.constants} if shape else set[Path]()
        self.primary = None if shape is None or shape.primary is None else _folded(shape.primary.path)
        self.met: dict[str, Field] = {}
        known = [*self.fields, *self.containers, *self.attributes, *([self.primary] if self.primary else [])]
        self.wrappers = {path[:depth] for path in known for depth in range(1, len(path))}

    def meet(self, element: Element, above: Path, target: Field) -> None:
        """Remember the field of an element by its whole name, by which it is told quickest."""
        if not above and len(self.met) < _MOST_KEPT:
            self.met[str(element.tag)] = target

    def _add_ours(self, of: Component, shape: Shape | None) -> None:
        self.fields |= {(each.tag.casefold(),): each for each in of if each.tag}
        for each in of.children:
            inner = shape.containers.get(each.name) if shape else None
            for name in (each.container, f"ListOf{each.tag}", f"ListOfRelated{each.tag}") if each.tag else ():
                self.containers[(name.casefold(),)] = _List(each, inner.row if inner else None)

    def _add_lists(self, of: Component, shape: Shape | None) -> None:
        for name, each in _containers(shape).items():
            if each.heard:
                self.containers[_folded(each.element.path)] = _List(of.child(name), each.row, each.bare)


# Much of what comes back came before: states, types, flags, and what was sent a moment ago.
_meant: Final = lru_cache(maxsize=4096)(from_wire)
# Working the names out costs more than reading a row by them. A shape is kept with its names, so that no
# other one can be mistaken for it.
_KEPT_NAMES: Final[dict[tuple[str, str, int], tuple[Shape | None, _Names]]] = {}
_MOST_KEPT: Final = 200


def _names(of: Component, shape: Shape | None) -> _Names:
    """Return the names of a component by a shape, worked out once."""
    key = (of.name, of.tag, id(shape))
    kept = _KEPT_NAMES.get(key)
    if kept is None:
        if len(_KEPT_NAMES) >= _MOST_KEPT:
            _KEPT_NAMES.clear()
        kept = _KEPT_NAMES[key] = (shape, _Names(of, shape))
    return kept[1]


def _heard(shape: Shape | None) -> Mapping[str, WireElement]:
    if shape is None:
        return {}
    return shape.fields if shape.heard is None else shape.heard


def _containers(shape: Shape | None) -> Mapping[str, Container]:
    return {} if shape is None else shape.containers


def _folded(path: Path) -> Path:
    return tuple(name.casefold() for name in path)


@dataclass(slots=True)
class _Taken:
    """What was found in one row so far."""

    names: _Names
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    rows: dict[str, list[ReplyRow]] = field(default_factory=dict[str, list[ReplyRow]])
    partial: set[str] = field(default_factory=set[str])
    primary: str = ""

    def put(self, target: Field, value: Value | _Unfit) -> None:
        """Take a value, unless it is unfit."""
        if not isinstance(value, _Unfit):
            self.values[target.name] = value


class _Reader:
    """Reads rows, and gathers what is wrong and what is odd on the way."""

    def __init__(self, lists: Lists, today: date) -> None:
        self.problems: list[str] = []
        self.left_out: list[str] = []
        self.notes: list[str] = []
        self._lists = lists
        self._today = today

    def row(self, element: Element, of: Component, shape: Shape | None) -> ReplyRow:
        """Return what one element says of a record or child row."""
        taken = _Taken(_names(of, shape))
        self._take(element, of, (), taken)
        marked = bool(element.keys())
        told = taken.primary or (attribute(element, PRIMARY) if marked else "")
        return ReplyRow(
            taken.values,
            self._primary(told, of) if told else None,
            self._operation(element, of) if marked else "",
            not marked or holds_on(element, self._today),
            {name: tuple(rows) for name, rows in taken.rows.items()},
            frozenset(taken.partial),
        )

    def _take(self, element: Element, of: Component, above: Path, taken: _Taken) -> None:
        """Take what stands in an element: fields and lists, in wrappers that the mapping knows."""
        names = taken.names
        if names.attributes or names.primary:
            self._attributes(element, of, above, taken)
        for each in children(element):
            if not above and (known := names.met.get(str(each.tag))) is not None:
                self._field(each, of, known, taken)
                continue
            tag = local_name(each)
            path = (*above, tag.casefold())
            if found := names.containers.get(path):
                self._list(each, found, taken)
            elif target := names.fields.get(path):
                self._field(each, of, target, taken)
                names.meet(each, above, target)
            elif path == names.primary:
                taken.primary = text_of(each)
            elif tag.startswith(_EFFECTIVE) and (
                target := names.fields.get((*above, tag[len(_EFFECTIVE) :].casefold()))
            ):
                self._effective_field(each, of, target, taken)
            elif path in names.wrappers:
                self._take(each, of, path, taken)
            elif path not in names.constants:
                self.notes.append(f"{of.tag} holds <{tag}>, which is not known here.")

    def _attributes(self, element: Element, of: Component, above: Path, taken: _Taken) -> None:
        for key, text in element.items():
            path = (*above, str(key).rpartition("}")[2].casefold())
            if path == taken.names.primary:
                taken.primary = str(text)
            elif target := taken.names.attributes.get(path):
                taken.put(target, self._value_of(str(text), of, target, taken.names))

    def _field(self, element: Element, of: Component, target: Field, taken: _Taken) -> None:
        value, name = self._value(element, of, target, taken.names), target.name
        if name in taken.values and taken.values[name] != value:
            self.problems.append(f"{of.tag} holds <{target.tag}> twice, with different values.")
        taken.put(target, value)

    def _effective_field(self, element: Element, of: Component, target: Field, taken: _Taken) -> None:
        current = [each for each in children(element) if holds_on(each, self._today)]
        if len(current) == 1:
            self._field(current[0], of, target, taken)
        elif current:
            self.problems.append(f"{of.tag} holds {len(current)} values of <{target.tag}> for today.")
        else:
            self.notes.append(f"{of.tag} holds no value of <{target.tag}> for today.")

    def _value(self, element: Element, of: Component, target: Field, names: _Names) -> Value | _Unfit:
        if not len(element):
            text = "" if element.keys() and is_nil(element) else element.text
            return self._value_of(text.strip() if text else "", of, target, names)
        if next(children(element), None) is not None:
            self.left_out.append(f"<{target.tag}> of {of.tag} holds elements where a value belongs.")
            return _UNFIT
        return self._value_of("" if is_nil(element) else text_of(element), of, target, names)

    def _value_of(self, text: str, of: Component, target: Field, names: _Names) -> Value | _Unfit:
        if not text and (target.role is not Role.OWN or target.read_only):
            # An empty key is no news: a reply never takes a key away.
            return None
        try:
            if names.codes and target.name in names.codes:
                text = names.codes[target.name].get(text, text)
            value = _meant(target, text)
            if target.pick_list:
                self._check_list(target, value)
        except InvalidValue as problem:
            shown = f", not {text[:60]!r}" if text and not target.sensitive else ""
            self.left_out.append(f"{target.label} (<{target.tag}> of {of.tag}) {problem.limit}{shown}.")
            return _UNFIT
        return value

    def _check_list(self, target: Field, value: Value) -> None:
        allowed = self._lists.get(target.pick_list)
        if allowed is not None and value is not None and value not in allowed:
            raise target.refuse("list", f"must be one of: {', '.join(sorted(allowed))}", value)

    def _list(self, element: Element, found: _List, taken: _Taken) -> None:
        tag, of = local_name(element), found.of
        if of is RELATED_HOUSEHOLDS:
            # It is never sent, so what comes back cannot be held against it; see request.py.
            self.notes.append(f"<{tag}> is not applied: membership travels with the household.")
        elif is_nil(element):
            self.notes.append(f"<{tag}> is nil, which is taken for no news.")
        elif found.bare:
            taken.rows.setdefault(of.name, []).append(self.row(element, of, found.shape))
            taken.partial.add(of.name)
        elif of.name in taken.rows:
            self.problems.append(f"The reply holds <{tag}> twice.")
        else:
            taken.rows[of.name] = list(self._rows(element, of, found.shape))

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

    def _primary(self, told: str, of: Component) -> bool | None:
        text = told.strip().casefold()
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
