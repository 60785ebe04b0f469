"""Keeps the search index true: written with the records, in the same unit of work, or in slices behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from desktop.fields import component
from desktop.store import entities, search_terms
from desktop.store.prepared import Prepared, parameter
from desktop.store.types import Changes, RecordKind, Ref
from desktop.store.unit import Unit, View
from desktop.values import Kind

# So many records are indexed in one unit of work when nobody waits for the store meanwhile.
SLICE: Final = 5_000
_Source = tuple[int, str, str | None]

_INFO = entities.store_info
_HOUSEHOLD, _CONTACT, _MEMBERSHIP = entities.household, entities.contact, entities.membership
_ADDRESS, _MAIL, _PHONE = entities.personal_address, entities.communication_address, entities.alternate_phone
# What is found of a record, beside its phone numbers and e-mail addresses.
_NAMES: Final = {
    "household": ("household_name",),
    "contact": ("last_name", "first_name", "middle_name", "alias"),
}
_CHILDREN: Final = {
    "household": frozenset({"related_contact"}),
    "contact": frozenset({"personal_address", "communication_address", "alternate_phone"}),
}
# One statement asks for so many records by row id; SQLite has room for some 32,000 values.
_AT_ONCE: Final = 500


def follow(unit: Unit, changes: Changes) -> None:
    """Bring the index up to what this unit of work changed."""
    for kind in RecordKind:
        concerned = {ref.id for ref in changes.created if ref.kind is kind}
        concerned |= {
            ref.id for ref, names in changes.changed.items() if ref.kind is kind and names & _found(kind)
        }
        if kind is RecordKind.HOUSEHOLD:
            concerned |= _households_of(unit, changes)
        _write(unit, kind, _sources(unit, kind, sorted(concerned)))


def forget(unit: Unit, ref: Ref) -> None:
    """Take a record out of the index; it must still be there."""
    forget_all(unit, ref.kind, [ref.id])


def forget_all(unit: Unit, kind: str, ids: Sequence[str]) -> None:
    """Take many records of one kind out of the index; they must still be there."""
    sources = _sources(unit, kind, ids)
    _remove(unit, kind, [(number, before) for number, _, before in sources if before is not None])


def leave_for_later(unit: Unit, kind: str, first: int, last: int) -> None:
    """Remember that the records with these numbers are still to be indexed."""
    there = _unindexed(unit, kind)
    after = first - 1 if there is None else min(there[0], first - 1)
    until = last if there is None else max(there[1], last)
    _remember(unit, kind, after, until)


def unindexed(view: View) -> int:
    """Return about how many records are not in the index yet."""
    ranges = [_unindexed(view, kind) for kind in RecordKind]
    return sum(until - after for after, until in filter(None, ranges))


def catch_up(unit: Unit, most: int = SLICE) -> int:
    """Index up to ``most`` of the records that are still to be indexed; return how many are left."""
    for kind in RecordKind:
        there = _unindexed(unit, kind)
        if there is not None:
            after, until = there
            upto = min(after + most, until)
            rows = unit.execute(_slice(kind), {"after": after, "upto": upto})
            _write(unit, kind, [_source(kind, row) for row in rows])
            _remember(unit, kind, upto, until)
            break
    return unindexed(unit)


# --- What is to be found ------------------------------------------------------------------------------------


@cache
def _found(kind: str) -> frozenset[str]:
    of = component(kind)
    fields = {each.name for each in of.kept if each.kind in {Kind.PHONE, Kind.EMAIL}}
    return frozenset({*_NAMES[kind], *fields, *_CHILDREN[kind]})


def _households_of(unit: Unit, changes: Changes) -> set[str]:
    """Return the households in whose address something may have changed: it is that of a contact."""
    moved = [ref.id for ref, names in changes.changed.items() if "personal_address" in names]
    if not moved:
        return set()
    found = sa.select(_MEMBERSHIP.c.household_id).where(
        _MEMBERSHIP.c.contact_id.in_(moved), _MEMBERSHIP.c.is_primary == sa.true()
    )
    return set(unit.execute(found).scalars())


class _joined(GenericFunction[str]):  # noqa: N801 -- named as a function of SQL
    """The values of several rows with spaces between them; SQLAlchemy's own cannot be prepared."""

    type = sa.Text()
    inherit_cache = True


@compiles(_joined)
def _say_joined(function: _joined, compiler: Any, **options: Any) -> str:  # noqa: ANN401 -- as SQLAlchemy calls it
    name = "group_concat" if compiler.dialect.name == "sqlite" else "string_agg"
    return f"{name}({compiler.process(function.clauses, **options)}, ' ')"


def _all_of(child: sa.Table, column: str) -> sa.ColumnElement[Any]:
    values = _joined(child.c[column])
    return sa.select(values).where(child.c.contact_id == _CONTACT.c.id).scalar_subquery()


def _city_of_primary() -> sa.ColumnElement[Any]:
    return (
        sa.select(_joined(_ADDRESS.c.personal_city))
        .join(_MEMBERSHIP, _MEMBERSHIP.c.contact_id == _ADDRESS.c.contact_id)
        .where(_MEMBERSHIP.c.household_id == _HOUSEHOLD.c.id, _MEMBERSHIP.c.is_primary == sa.true())
        .scalar_subquery()
    )


@cache
def _columns(kind: str) -> tuple[tuple[sa.ColumnElement[Any], ...], ...]:
    """Return the columns with names, with e-mail addresses and with phone numbers."""
    table, of = entities.RECORD_TABLES[kind], component(kind)
    names = tuple(table.c[name] for name in _NAMES[kind])
    mails = tuple(table.c[each.name] for each in of.kept if each.kind is Kind.EMAIL)
    phones = tuple(table.c[each.name] for each in of.kept if each.kind is Kind.PHONE)
    if kind == "household":
        return (*names, _city_of_primary()), mails, phones
    return (
        (*names, _all_of(_ADDRESS, "personal_city")),
        (*mails, _all_of(_MAIL, "alternate_email_address")),
        (*phones, _all_of(_PHONE, "alternate_phone")),
    )


@cache
def _select(kind: str) -> sa.Select[*tuple[Any, ...]]:
    table, search = entities.RECORD_TABLES[kind], entities.SEARCH_TABLES[kind]
    columns = [each for group in _columns(kind) for each in group]
    joined = sa.outerjoin(table, search, search.c.number == table.c.number)
    return sa.select(table.c.number, search.c.text, *columns).select_from(joined)


@cache
def _one(kind: str) -> Prepared:
    return Prepared(_select(kind).where(entities.RECORD_TABLES[kind].c.id == parameter("record_id")))


@cache
def _slice(kind: str) -> sa.Select[*tuple[Any, ...]]:
    number = entities.RECORD_TABLES[kind].c.number
    within = number.between(sa.bindparam("after", type_=sa.BigInteger()) + 1, parameter("upto"))
    return _select(kind).where(within, entities.SEARCH_TABLES[kind].c.number.is_(None)).order_by(number)


def _sources(unit: Unit, kind: str, ids: Sequence[str]) -> list[_Source]:
    if len(ids) == 1:
        return [_source(kind, row) for row in _one(kind).rows(unit, {"record_id": ids[0]})]
    table = entities.RECORD_TABLES[kind]
    found: list[_Source] = []
    for at in range(0, len(ids), _AT_ONCE):
        wanted = _select(kind).where(table.c.id.in_(ids[at : at + _AT_ONCE])).order_by(table.c.number)
        found += [_source(kind, row) for row in unit.execute(wanted)]
    return found


def _source(kind: str, row: Sequence[Any]) -> _Source:
    """Return a record's number, its text as it is now and as the index has it."""
    number, before, *values = row
    names, mails, _ = (len(group) for group in _columns(kind))
    text = search_terms.record_text(values[:names], values[names : names + mails], values[names + mails :])
    return number, text, before


# --- Writing ------------------------------------------------------------------------------------------------


def _write(unit: Unit, kind: str, sources: Collection[_Source]) -> None:
    changed = [each for each in sources if each[1] != each[2]]
    _remove(unit, kind, [(number, before) for number, _, before in changed if before is not None])
    if not changed:
        return
    rows = [_row(number, text) for number, text, _ in changed]
    if unit.connection.dialect.name == "sqlite":
        _inserted(kind).run_for_each(unit, rows)
        _run(unit, _INDEX.format(kind=kind), [(row["number"], row["terms"]) for row in rows])
    else:
        _run(unit, _INSERT_WITH_TERMS.format(kind=kind), rows)


def _row(number: int, text: str) -> dict[str, Any]:
    return {"number": number, "text": text, "terms": " ".join(search_terms.index_terms(text))}


def _remove(unit: Unit, kind: str, rows: Collection[tuple[int, str]]) -> None:
    if not rows:
        return
    if unit.connection.dialect.name == "sqlite":
        # An index that does not keep its terms has to be told which ones to take out.
        gone = [(number, " ".join(search_terms.index_terms(text))) for number, text in rows]
        _run(unit, _UNINDEX.format(kind=kind), gone)
    _removed(kind).run_for_each(unit, [{"row": number} for number, _ in rows])


_INDEX: Final = "INSERT INTO {kind}_terms (rowid, terms) VALUES (?, ?)"
_UNINDEX: Final = "INSERT INTO {kind}_terms ({kind}_terms, rowid, terms) VALUES ('delete', ?, ?)"
_INSERT_WITH_TERMS: Final = (
    "INSERT INTO {kind}_search (number, text, terms) VALUES"
    " (%(number)s, %(text)s, array_to_tsvector(string_to_array(%(terms)s, ' ')))"
)


def _run(unit: Unit, statement: str, rows: Any) -> None:  # noqa: ANN401 -- as the driver takes them
    unit.connection.exec_driver_sql(statement, rows)


@cache
def _inserted(kind: str) -> Prepared:
    table = entities.SEARCH_TABLES[kind]
    return Prepared(sa.insert(table).values(number=parameter("number"), text=parameter("text")))


@cache
def _removed(kind: str) -> Prepared:
    table = entities.SEARCH_TABLES[kind]
    return Prepared(sa.delete(table).where(table.c.number == parameter("row")))


# --- What is left for later ---------------------------------------------------------------------------------


def _unindexed(view: View, kind: str) -> tuple[int, int] | None:
    found = sa.select(_INFO.c.value).where(_INFO.c.name == _name(kind))
    if isinstance(view, Unit):
        found = found.with_for_update()
    value = view.execute(found).scalar()
    if value is None:
        return None
    after, _, until = str(value).partition("-")
    return int(after), int(until)


def _remember(unit: Unit, kind: str, after: int, until: int) -> None:
    unit.execute(sa.delete(_INFO).where(_INFO.c.name == _name(kind)))
    if after < until:
        unit.execute(sa.insert(_INFO), [{"name": _name(kind), "value": f"{after}-{until}"}])


def _name(kind: str) -> str:
    return f"unindexed:{kind}"
