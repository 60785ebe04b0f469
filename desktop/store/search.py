"""Search as one types: the first fifty records, best first, without looking at all that match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from desktop import language
from desktop.store import entities, search_terms
from desktop.store.prepared import Prepared
from desktop.store.search_index import unindexed
from desktop.store.search_terms import Asked, Term
from desktop.store.types import RecordKind, Ref
from desktop.store.unit import View

__all__ = ["FIRST", "KINDS", "Hit", "find", "unindexed"]

FIRST: Final = 50
KINDS: Final = (RecordKind.HOUSEHOLD, RecordKind.CONTACT)
# Sorts behind everything that begins like the text before it.
_END: Final = "\U0010ffff"
# Row ids of one day begin alike: fewer letters than these name nobody.
_KEY_LETTERS: Final = 3
_ROW_ID_LETTERS: Final = 10
_Row = Sequence[Any]
_KEYS = entities.external_key


@dataclass(frozen=True, slots=True)
class Hit:
    """A found record as a list of hits shows it; ``number`` is its place for lists, ``key`` a Household #."""

    ref: Ref
    number: int
    name: str
    city: str = ""
    phone: str = ""
    email: str = ""
    key: str = ""


def find(view: View, text: str, limit: int = FIRST, kinds: Sequence[RecordKind] = KINDS) -> tuple[Hit, ...]:
    """Return up to ``limit`` records that have all that was typed, best first, no kind crowding out another.

    First come those whose Household #, row id or integration id begins so, then those whose name does, then
    those with all the words, phone fragments in any notation and e-mail addresses, newest first. Case and
    accents do not count. While ``unindexed`` is not nought, the last of these may lack records.
    """
    asked = search_terms.ask(text)
    if asked is None:
        return ()
    found = [_of_kind(view, kind, asked, limit) for kind in kinds]
    ranked = [(tier, place, hit) for place, hits in enumerate(_shares(found, limit)) for tier, hit in hits]
    # Stable: within a tier and a kind the hits keep their order.
    return tuple(hit for _, _, hit in sorted(ranked, key=lambda each: each[:2]))


def matches(view: View, kind: str, text: str) -> sa.ColumnElement[bool]:
    """Return the condition for all records of a kind that ``find`` would find, for a list of them."""
    table = entities.RECORD_TABLES[kind]
    asked = search_terms.ask(text)
    by_key = [table.c.id == text, table.c.id == text.upper()]
    if kind == "household":
        by_key += [table.c.household_id == text, table.c.household_id == text.upper()]
    by_key.append(table.c.id.in_(sa.select(_KEYS.c.row_id).where(_KEYS.c.integration_id == text)))
    query = None if asked is None else _all_with_terms(kind, asked, sqlite=_is_sqlite(view))
    return sa.or_(*by_key) if query is None else sa.or_(*by_key, table.c.number.in_(query))


def _all_with_terms(kind: str, asked: Asked, *, sqlite: bool) -> sa.Select[int] | None:
    """Return the query for the places of all records with these terms."""
    terms = _full_text(asked.terms) if sqlite else _text_query(asked.terms)
    if not terms:
        return None
    texts = entities.SEARCH_TABLES[kind]
    position = sa.func.instr if sqlite else sa.func.strpos
    exact = [position(texts.c.text, term.exact) > 0 for term in asked.terms if term.exact]
    if not sqlite:
        having = texts.c.terms.op("@@")(sa.cast(terms, TSQUERY()))
        return sa.select(texts.c.number).where(having, *exact)
    index = sa.table(f"{kind}_terms", sa.column("rowid", sa.Integer()), sa.column(f"{kind}_terms", sa.Text()))
    found = sa.select(index.c.rowid).where(index.c[f"{kind}_terms"].op("MATCH")(terms))
    if not exact:
        return found
    return found.join(texts, texts.c.number == index.c.rowid).where(*exact)


def _shares(found: list[list[tuple[int, Hit]]], limit: int) -> list[list[tuple[int, Hit]]]:
    """Give each kind its fair share of the places, and what one does not need to the others."""
    places = limit
    shares: list[list[tuple[int, Hit]]] = [[] for _ in found]
    by_need = sorted(range(len(found)), key=lambda at: len(found[at]))
    for done, at in enumerate(by_need):
        shares[at] = found[at][: places // (len(found) - done)]
        places -= len(shares[at])
    return shares


def _of_kind(view: View, kind: RecordKind, asked: Asked, limit: int) -> list[tuple[int, Hit]]:
    hits: dict[int, tuple[int, Hit]] = {}
    for tier, look in enumerate(_TIERS):
        if len(hits) >= limit:
            break
        # What an earlier tier has found may be found again.
        for row in look(view, kind, asked, limit + len(hits)):
            hits.setdefault(int(row[0]), (tier, _hit(kind, row)))
    return list(hits.values())[:limit]


def _hit(kind: RecordKind, row: _Row) -> Hit:
    number, row_id, name, city, phone, email, key = row
    return Hit(Ref(kind, row_id), number, name, city or "", phone or "", email or "", key or "")


# --- The tiers ----------------------------------------------------------------------------------------------


def _by_key(view: View, kind: RecordKind, asked: Asked, limit: int) -> Iterable[_Row]:
    typed = asked.key
    if len(typed) < _KEY_LETTERS or " " in typed or not any(letter.isdigit() for letter in typed):
        return
    queries = ["integration_id"]
    if kind is RecordKind.HOUSEHOLD:
        queries.append("household_id")
    if len(typed) >= _ROW_ID_LETTERS:
        queries.append("id")
    for query in queries:
        # Keys that we give are of capitals; those of others may be of any letters.
        for begin in dict.fromkeys((typed, typed.upper())):
            yield from _key_query(kind, query, _is_sqlite(view)).rows(view, _beginning(begin, limit))


def _by_name(view: View, kind: RecordKind, asked: Asked, limit: int) -> Iterable[_Row]:
    return _name_query(kind, _is_sqlite(view)).rows(view, _beginning(asked.name, limit))


def _by_terms(view: View, kind: RecordKind, asked: Asked, limit: int) -> Iterable[_Row]:
    sqlite = _is_sqlite(view)
    terms = _full_text(asked.terms) if sqlite else _text_query(asked.terms)
    if not terms:
        return ()
    exact = [term.exact for term in asked.terms if term.exact]
    given = {f"exact{at}": text for at, text in enumerate(exact)}
    query = _terms_query(kind, sqlite, len(exact))
    return query.rows(view, {"terms": terms, "limit": limit, **given})


_TIERS: Final[tuple[Callable[[View, RecordKind, Asked, int], Iterable[_Row]], ...]] = (
    _by_key,
    _by_name,
    _by_terms,
)


# --- The statements -----------------------------------------------------------------------------------------

_CITY: Final = "SELECT a.personal_city FROM personal_address AS a WHERE a.contact_id = r.id AND a.is_primary"
_CITY_OF_PRIMARY: Final = (
    "SELECT a.personal_city FROM membership AS m JOIN personal_address AS a ON a.contact_id = m.contact_id"
    " WHERE m.household_id = r.id AND m.is_primary AND a.is_primary"
)
_COLUMNS: Final = {
    "household": f"r.number, r.id, r.household_name, ({_CITY_OF_PRIMARY}), r.phone_number, NULL,"
    " r.household_id",
    "contact": f"r.number, r.id, {{name}}, ({_CITY}),"
    " coalesce(r.cellular_phone, r.home_phone, r.work_phone), r.email_address, NULL",
}
_FIRST_LAST: Final = "coalesce(r.first_name || ' ', '') || coalesce(r.last_name, '')"
_LAST_FIRST: Final = "coalesce(r.last_name, '') || coalesce(' ' || r.first_name, '')"


def _columns(kind: str) -> str:
    return _COLUMNS[kind].format(name=_LAST_FIRST if language.family_first() else _FIRST_LAST)


def _is_sqlite(view: View) -> bool:
    return view.connection.dialect.name == "sqlite"


def _beginning(text: str, limit: int) -> dict[str, object]:
    pattern = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return {"begin": text, "end": text + _END, "pattern": pattern, "limit": limit}


def _begins(column: str, *, sqlite: bool) -> str:
    """Return the condition that an index answers: by bytes in SQLite, by pattern on a server."""
    if sqlite:
        return f"{column} >= :begin AND {column} < :end"
    return f"{column} LIKE :pattern"


@cache
def _name_query(kind: str, sqlite: bool) -> Prepared:
    return _prepared(
        f"SELECT {_columns(kind)} FROM {kind} AS r WHERE {_begins('r.sort_name', sqlite=sqlite)}"
        " ORDER BY r.sort_name, r.number LIMIT :limit"
    )


@cache
def _key_query(kind: str, column: str, sqlite: bool) -> Prepared:
    if column != "integration_id":
        condition = _begins(f"r.{column}", sqlite=sqlite)
        return _prepared(f"SELECT {_columns(kind)} FROM {kind} AS r WHERE {condition} LIMIT :limit")
    condition = _begins("k.integration_id", sqlite=sqlite)
    return _prepared(
        f"SELECT {_columns(kind)} FROM connection AS c"
        f" CROSS JOIN external_key AS k CROSS JOIN {kind} AS r"
        f" WHERE k.connection = c.name AND k.component = '{kind}' AND {condition} AND r.id = k.row_id"
        " LIMIT :limit"
    )


@cache
def _terms_query(kind: str, sqlite: bool, exact: int) -> Prepared:
    """Return the statement for the newest records with all terms.

    In SQLite the order of the joins is the order in which they are made: the index comes first and gives its
    rows by age, so that no more of them are read than are wanted.
    """
    position = "instr(s.text, :exact{0}) > 0" if sqlite else "strpos(s.text, :exact{0}) > 0"
    conditions = "".join(f" AND {position.format(at)}" for at in range(exact))
    if not sqlite:
        return _prepared(
            f"SELECT {_columns(kind)} FROM {kind}_search AS s JOIN {kind} AS r ON r.number = s.number"
            f" WHERE s.terms @@ CAST(:terms AS tsquery){conditions} ORDER BY s.number DESC LIMIT :limit"
        )
    text = f" CROSS JOIN {kind}_search AS s ON s.number = t.rowid" if exact else ""
    return _prepared(
        f"SELECT {_columns(kind)} FROM {kind}_terms AS t{text} CROSS JOIN {kind} AS r"
        f" WHERE t.{kind}_terms MATCH :terms AND r.number = t.rowid{conditions}"
        " ORDER BY t.rowid DESC LIMIT :limit"
    )


def _prepared(text: str) -> Prepared:
    return Prepared(sa.text(text))


# --- What was typed, in the language of the index -----------------------------------------------------------


def _full_text(terms: Iterable[Term]) -> str:
    """Return the terms for FTS5: each in quotes, so that nothing in them is an operator."""
    return _combined(terms, lambda text, begins: f'"{text}"{" *" if begins else ""}', " AND ", " OR ")


def _text_query(terms: Iterable[Term]) -> str:
    """Return the terms for PostgreSQL's text search, quoted likewise."""
    return _combined(terms, lambda text, begins: f"'{text}'{':*' if begins else ''}", " & ", " | ")


def _combined(terms: Iterable[Term], quoted: Callable[[str, bool], str], both: str, either: str) -> str:
    clauses: list[str] = []
    for term in terms:
        words = both.join(quoted(word, True) for word in term.words)
        *whole, last = search_terms.digit_terms(term.digits) if term.digits else ("",)
        digits = both.join([*(quoted(each, False) for each in whole), quoted(last, True)]) if last else ""
        choices = [f"({each})" for each in (words, digits) if each]
        if choices:
            clauses.append(f"({either.join(choices)})")
    return both.join(clauses)
