"""Lists of records: their order as compact arrays, their rows as plain tuples, pages for the command line."""

from __future__ import annotations

import base64
import binascii
import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Final, cast

import sqlalchemy as sa

from desktop import language
from desktop.errors import UsageError
from desktop.fields import component
from desktop.store import entities, search, visibility
from desktop.store import query as query_language
from desktop.store.prepared import Prepared, among, parameter
from desktop.store.rules import fold
from desktop.store.standings import state_of
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import View
from desktop.store.visibility import Visibility
from desktop.values import Kind, Value

ListRow = tuple[Value, ...]
Column = sa.ColumnElement[Any]

_HOUSEHOLD, _CONTACT = entities.household, entities.contact
_MEMBERSHIP, _ADDRESS = entities.membership, entities.personal_address
# So many rows come from the driver at once, and so many are there before the order of all is.
_AT_ONCE: Final = 10_000
_FIRST: Final = 200
_NAMES: Final = {
    "household": frozenset({"household_name"}),
    "contact": frozenset({"last_name", "sort_name"}),
}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records to list and in which order.

    ``text`` is a query in the query language, or is searched for as ``search.find`` does: words and parts of
    phone numbers that must all occur, or a key.
    ``sort`` names a column of the list, ``then`` those that decide among equals, each with whether it runs
    downwards; without one the list is in the order of names.
    """

    kind: RecordKind
    text: str = ""
    sort: str = ""
    descending: bool = False
    then: tuple[tuple[str, bool], ...] = ()
    visibility: Visibility = Visibility.ALL

    @property
    def order(self) -> tuple[tuple[str, bool], ...]:
        """Return all columns by which the list is sorted, and whether downwards, the first one first."""
        return ((self.sort, self.descending), *self.then) if self.sort or self.then else ()

    @property
    def holds_all(self) -> bool:
        """Tell whether every record of the kind is listed."""
        return not self.text.strip() and self.visibility is Visibility.ALL

    def sorted_by(self, order: Sequence[tuple[str, bool]]) -> ListQuery:
        """Return the same records in another order."""
        (name, descending), *then = order or [("", False)]
        return replace(self, sort=name, descending=descending, then=tuple(then))


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a list, the cursor of those that follow, and how many there are in all."""

    refs: tuple[Ref, ...]
    next: str | None
    total: int


def numbers(view: View, query: ListQuery) -> array[int]:
    """Return the places of the listed records in order: eight bytes a row, whatever the row holds."""
    table = entities.RECORD_TABLES[query.kind]
    found = _filtered(view, sa.select(table.c.number), query).order_by(*_order(query))
    order = array("q")
    # The driver's own rows: a million of ours would cost three times as much.
    cursor = view.execute(found).cursor
    while cursor is not None and (part := cursor.fetchmany(_AT_ONCE)):
        order.extend([number for (number,) in part])
    return order


def beginning(view: View, query: ListQuery) -> array[int]:
    """Return the first places of a list, and nought for each that follows.

    Where no index has the order, the store still need not sort all to know the first ones.
    """
    table = entities.RECORD_TABLES[query.kind]
    found = _filtered(view, sa.select(table.c.number), query).order_by(*_order(query)).limit(_FIRST)
    order = array("q", view.execute(found).scalars())
    if len(order) == _FIRST:
        order.extend(array("q", [0]) * (count(view, query) - _FIRST))
    return order


def rows(view: View, kind: str, wanted: Sequence[int], names: Sequence[str]) -> dict[int, ListRow]:
    """Return the named columns of the records at these places; those that are gone are left out.

    Each row begins with the record's row id. ``sync`` is the state with the default external system.
    """
    given: dict[str, Any] = {"numbers": list(wanted)}
    if "sync" in names:
        given["connection"] = view.default_connection
    found = _rows_query(kind, tuple(names)).rows(view, given)
    if "sync" not in names:
        return {row[0]: row[1:] for row in found}
    at = 1 + list(names).index("sync")
    return {row[0]: _with_sync(row[1:], at) for row in found}


@cache
def _rows_query(kind: str, names: tuple[str, ...]) -> Prepared:
    """Return the statement for a page of rows: working it out costs more than answering it."""
    table = entities.RECORD_TABLES[kind]
    columns = [_column(kind, name) for name in names]
    found = sa.select(table.c.number, table.c.id, *columns).where(among(table.c.number, "numbers"))
    return Prepared(_with_standing(found, table) if "sync" in names else found)


def place(view: View, ref: Ref) -> int | None:
    """Return the place of a record, the number by which lists know it."""
    table = entities.RECORD_TABLES[ref.kind]
    return view.execute(sa.select(table.c.number).where(table.c.id == ref.id)).scalar()


def first_named(view: View, query: ListQuery, text: str) -> int | None:
    """Return the place of the first listed record whose name begins with ``text``."""
    table = entities.RECORD_TABLES[query.kind]
    begins = table.c.sort_name.startswith(fold(text.strip()), autoescape=True)
    found = _filtered(view, sa.select(table.c.number), query).where(begins).order_by(*_order(query))
    return view.execute(found.limit(1)).scalar()


def containing(view: View, query: ListQuery, text: str, names: Sequence[str]) -> array[int]:
    """Return the places of the listed records that show a text in one of the named columns, in no order."""
    table = entities.RECORD_TABLES[query.kind]
    shown = [_column(query.kind, each) for each in names if each != "sync"]
    matches = [sa.cast(each, sa.Text()).icontains(text, autoescape=True) for each in shown]
    found = _filtered(view, sa.select(table.c.number), query).where(sa.or_(sa.false(), *matches))
    return array("q", view.execute(found).scalars())


def starting_with(view: View, kind: str, name: str, text: str, limit: int = 100) -> list[int]:
    """Return the places of records whose field ``name`` begins with ``text``, in the order of names.

    The field that names a record is compared without case and accents.
    """
    table = entities.RECORD_TABLES[kind]
    wanted = text.strip()
    if name in _NAMES[kind]:
        begins = table.c.sort_name.startswith(fold(wanted), autoescape=True)
    else:
        begins = _column(kind, name).istartswith(wanted, autoescape=True)
    found = sa.select(table.c.number).where(begins if wanted else sa.true())
    return list(view.execute(found.order_by(table.c.sort_name, table.c.number).limit(limit)).scalars())


def count(view: View, query: ListQuery) -> int:
    """Return how many records the list holds."""
    table = entities.RECORD_TABLES[query.kind]
    return int(
        view.execute(_filtered(view, sa.select(sa.func.count()).select_from(table), query)).scalar_one()
    )


def page(view: View, query: ListQuery, after: str | None = None, limit: int = 100) -> Page:
    """Return up to ``limit`` records in the order of names that follow the cursor ``after``."""
    table = entities.RECORD_TABLES[query.kind]
    by_name = replace(query, sort="", descending=False, then=())
    found = _filtered(view, sa.select(table.c.id, table.c.sort_name, table.c.number), by_name)
    if after is not None:
        name, number = _open_cursor(after)
        found = found.where(sa.tuple_(table.c.sort_name, table.c.number) > sa.tuple_(name, number))
    listed = view.execute(found.order_by(*_order(by_name)).limit(limit + 1)).all()
    shown = listed[:limit]
    more = len(listed) > limit and bool(shown)
    cursor = _make_cursor(shown[-1][1], shown[-1][2]) if more else None
    refs = tuple(Ref(query.kind, str(row[0])) for row in shown)
    return Page(refs, cursor, count(view, by_name))


def sortable(kind: str) -> frozenset[str]:
    """Return the names of the columns by which a list can be sorted."""
    return frozenset({*(each.name for each in component(kind).kept), *_DERIVED[kind]})


def _filtered(
    view: View, found: sa.Select[*tuple[Any, ...]], query: ListQuery
) -> sa.Select[*tuple[Any, ...]]:
    text = query.text.strip()
    if query.visibility is not Visibility.ALL:
        found = found.where(visibility.condition(view, query.kind, query.visibility))
    if not text:
        return found
    if query_language.is_query(text):
        return found.where(query_condition(query.kind, text))
    table = entities.RECORD_TABLES[query.kind]
    if not search.unindexed(view):
        return found.where(search.matches(view, query.kind, text))
    # Slow, and right: what is not indexed yet is looked at record by record.
    words = [table.c.sort_name.contains(word, autoescape=True) for word in fold(text).split()]
    return found.where(sa.or_(sa.and_(*words), *_whole_matches(query.kind, text)))


def query_condition(kind: str, text: str) -> Column:
    """Return the condition that a query asks for; raise QueryProblem when it cannot be understood."""
    return condition(kind, query_language.parse(text))


def condition(kind: str, asked: query_language.Condition) -> Column:
    """Return the condition on the tables; raise QueryProblem for a field or value that is none."""
    return query_language.condition(kind, asked, partial(_column, kind), _DERIVED[kind])


def queryable(kind: str) -> dict[str, str]:
    """Return the names of all that can be asked for, by what a person may call each."""
    return query_language.names(kind, _DERIVED[kind])


def _whole_matches(kind: str, text: str) -> list[Column]:
    table = entities.RECORD_TABLES[kind]
    digits = "".join(letter for letter in text if letter.isdigit() or letter == "+")
    matches: list[Column] = [table.c.id == text]
    for field in component(kind).kept:
        if field.kind is Kind.PHONE and digits:
            matches.append(table.c[field.name] == digits)
        elif field.kind in {Kind.EMAIL, Kind.ID}:
            matches.append(table.c[field.name] == text)
    return matches


def _order(query: ListQuery) -> tuple[Column, ...]:
    table, kind = entities.RECORD_TABLES[query.kind], query.kind
    keys = query.order or (("", False),)
    parts: list[Column] = [part for name, descending in keys for part in _order_by(kind, name, descending)]
    if len(keys) == 1 and _is_naming(kind, keys[0][0]):
        return (*parts, table.c.number.desc() if keys[0][1] else table.c.number)
    return (*parts, table.c.sort_name, table.c.number)


def _order_by(kind: str, name: str, descending: bool) -> tuple[Column, ...]:
    if _is_naming(kind, name):
        named = entities.RECORD_TABLES[kind].c.sort_name
        return (named.desc() if descending else named,)
    if name not in sortable(kind):
        raise UsageError(f"A list cannot be sorted by {name!r}.", concerns=name)
    key = _sort_key(kind, name)
    return ((key.desc() if descending else key).nulls_last(),)


def _is_naming(kind: str, name: str) -> bool:
    return not name or name in _NAMES[kind]


def _sort_key(kind: str, name: str) -> Column:
    column = _column(kind, name)
    of = component(kind)
    if name in of and of[name].kind is Kind.CURRENCY:
        return sa.cast(column, sa.Numeric(38, 10))
    return column


def _column(kind: str, name: str) -> Column:
    if name == "sync":
        return sa.literal(None).label("sync")
    if name in _DERIVED[kind]:
        return _DERIVED[kind][name]().label(name)
    of = component(kind)
    if not of[name].kept:
        raise UsageError(f"A list cannot show {name!r}.", concerns=name)
    return entities.RECORD_TABLES[kind].c[name]


def _with_standing(found: sa.Select[*tuple[Any, ...]], table: sa.Table) -> sa.Select[*tuple[Any, ...]]:
    standing = entities.standing
    here = (standing.c.record_id == table.c.id) & (standing.c.connection == parameter("connection"))
    return found.outerjoin(standing, here).add_columns(
        standing.c.state, table.c.edited_version, standing.c.settled_version
    )


def _with_sync(values: ListRow, at: int) -> ListRow:
    """Put the sync state in its column, from the three that were fetched for it behind the others."""
    *shown, state, edited_version, settled_version = cast("tuple[Any, ...]", values)
    shown[at] = str(state_of(state, edited_version, settled_version))
    return tuple(shown)


def _head_name() -> Column:
    head = _CONTACT.alias("head")
    names = (head.c.first_name, head.c.last_name)
    first, second = reversed(names) if language.family_first() else names
    name = first + " " + second
    return sa.select(name).where(head.c.id == _HOUSEHOLD.c.head_of_household).scalar_subquery()


def _of_address(name: str) -> Callable[[], Column]:
    def column() -> Column:
        return (
            sa.select(_ADDRESS.c[name])
            .join(_MEMBERSHIP, _MEMBERSHIP.c.contact_id == _ADDRESS.c.contact_id)
            .where(
                _MEMBERSHIP.c.household_id == _HOUSEHOLD.c.id,
                _MEMBERSHIP.c.is_primary == sa.true(),
                _ADDRESS.c.is_primary == sa.true(),
            )
            .scalar_subquery()
        )

    return column


def _account_name() -> Column:
    link, account = entities.contact_account, entities.account
    return (
        sa.select(account.c.account)
        .join(link, link.c.account_id == account.c.id)
        .where(link.c.contact_id == _CONTACT.c.id, link.c.is_primary == sa.true())
        .scalar_subquery()
    )


def _primary_household() -> Column:
    return (
        sa.select(_HOUSEHOLD.c.household_name)
        .join(_MEMBERSHIP, _MEMBERSHIP.c.household_id == _HOUSEHOLD.c.id)
        .where(_MEMBERSHIP.c.contact_id == _CONTACT.c.id, _MEMBERSHIP.c.is_primary_household == sa.true())
        .scalar_subquery()
    )


_DERIVED: Final[Mapping[str, Mapping[str, Callable[[], Column]]]] = {
    "household": {
        "head_name": _head_name,
        "address": _of_address("personal_street_address"),
        "city": _of_address("personal_city"),
        "state": _of_address("personal_state"),
        "postal_code": _of_address("personal_postal_code"),
        "country": _of_address("personal_country"),
    },
    "contact": {"account": _account_name, "household": _primary_household},
}


def _make_cursor(name: str, number: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([name, number]).encode()).decode().rstrip("=")


def _open_cursor(cursor: str) -> tuple[str, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, number = json.loads(base64.urlsafe_b64decode(padded))
        return str(name), int(number)
    except (ValueError, TypeError, binascii.Error):
        raise UsageError(
            f"{cursor!r} is no place in a list.",
            concerns="--after",
            way_out="Give the value of `next` from the page before.",
        ) from None
