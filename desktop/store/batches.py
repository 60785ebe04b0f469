"""Many records at once for an import: found again, added or changed with their journal, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import sqlalchemy as sa

from desktop.errors import InvalidValue
from desktop.fields import component
from desktop.store import entities, journal, numbers, rules, search_index
from desktop.store.ids import new_row_id
from desktop.store.journal import Change
from desktop.store.types import RecordKind, Ref, Values
from desktop.store.unit import Unit, View
from desktop.values import Value, same

Row = Mapping[str, Value]
Wanted = Iterable[tuple[str, Row]]

# One statement asks for so many keys; SQLite has room for some 32,000 values.
_AT_ONCE: Final = 500
_KEPT: Final = ("id", "sort_name", "version", "edited_version", "created_at", "updated_at")
# Two people of one name are one if they share any of these; two households of one name likewise.
SHARED: Final = {
    "contact": ("email_address", "cellular_phone", "home_phone"),
    "household": ("phone_number",),
}


@dataclass(slots=True)
class Known:
    """Which of the records that a batch may mean are in the store: by each key, and by name and reach.

    People come with the day they were born: father and son may share a name and a telephone.
    """

    keys: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[tuple[str, str, str], tuple[str, Value]] = field(
        default_factory=dict[tuple[str, str, str], tuple[str, Value]]
    )


def known(view: View, kind: str, rows: Sequence[Row]) -> Known:
    """Return what these rows may mean of what is in the store: three questions for each 500 of them."""
    found = Known()
    table, keys = entities.RECORD_TABLES[kind], entities.external_key
    for column, name in ((table.c.id, "id"), (table.c.get("household_id", table.c.id), "household_id")):
        for part in _parts(row.get(name) for row in rows):
            asked = sa.select(column, table.c.id).where(column.in_(part))
            found.keys |= {str(key): str(row_id) for key, row_id in view.execute(asked)}
    for part in _parts(row.get("integration_id") for row in rows):
        asked = sa.select(keys.c.integration_id, keys.c.row_id).where(
            keys.c.connection == view.default_connection,
            keys.c.component == kind,
            keys.c.integration_id.in_(part),
        )
        found.keys |= {str(key): str(row_id) for key, row_id in view.execute(asked)}
    for name in SHARED[kind]:
        for part in _parts(row.get(name) for row in rows if not row.get("id")):
            born = table.c.get("birth_date", sa.null())
            asked = sa.select(table.c.sort_name, table.c[name], table.c.id, born)
            for sort_name, reach, row_id, day in view.execute(asked.where(table.c[name].in_(part))):
                found.people[name, str(sort_name), str(reach)] = str(row_id), day
    return found


def add(unit: Unit, kind: str, names: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Add records with the named fields, their journal and nothing else; return their row ids.

    Values are in their kept form and checked. A row may bring its ``id`` and, a household, its Household #.
    Searches find the records once ``search_index.catch_up`` has come to them.
    """
    if not rows:
        return []
    table = entities.RECORD_TABLES[kind]
    whole = _completed(unit, kind, rows)
    columns = [
        name for name in dict.fromkeys((*names, *_MADE[kind])) if name in component(kind) and name != "id"
    ]
    # A file with many rows seldom fills a third of the fields: the others are empty without being told so.
    told = set[str]().union(*whole)
    columns = [name for name in columns if name in told and component(kind)[name].kept]
    at, before = unit.at, _newest(unit, table)
    tuples = [
        (*(row.get(name) for name in columns), row["id"], rules.sort_name(kind, row), 1, 1, at, at)
        for row in whole
    ]
    _insert(unit, table.name, (*columns, *_KEPT), tuples)
    _write_journal(
        unit, kind, [(str(row["id"]), None, journal.dump_whole(_own(row, columns))) for row in whole]
    )
    search_index.leave_for_later(unit, kind, before + 1, _newest(unit, table))
    _assign(unit, kind, whole)
    return [str(row["id"]) for row in whole]


def change(unit: Unit, kind: str, wanted: Wanted) -> int:
    """Change fields of records, each with its journal; return how many are different now."""
    by_id: dict[str, dict[str, Value]] = {}
    for row_id, values in wanted:
        # A file may name a record twice: what it says last holds.
        by_id.setdefault(row_id, {}).update(values)
    table, of = entities.RECORD_TABLES[kind], component(kind)
    entries: list[tuple[str, Change]] = []
    for part in _parts(by_id):
        locked = sa.select(table).where(table.c.id.in_(part)).with_for_update()
        for row in unit.execute(locked).mappings().all():
            row_id = str(row["id"])
            changes = [
                Change(name, row[name], value)
                for name, value in by_id[row_id].items()
                if name in of and of[name].kept and not same(of[name].kind, row[name], value)
            ]
            _update(unit, kind, row, changes)
            entries += [(row_id, each) for each in changes]
    _write_changes(unit, kind, entries)
    return len({row_id for row_id, _ in entries})


def _update(unit: Unit, kind: str, row: Mapping[Any, Any], changes: Sequence[Change]) -> None:
    if not changes:
        return
    table = entities.RECORD_TABLES[kind]
    after: dict[str, object] = {each.field: each.after for each in changes}
    ref = Ref(RecordKind(kind), str(row["id"]))
    after |= {
        "sort_name": rules.sort_name(kind, {**row, **{each.field: each.after for each in changes}}),
        "version": row["version"] + 1,
        "edited_version": row["version"] + 1,
        "updated_at": unit.at,
    }
    unit.execute(sa.update(table).where(table.c.id == ref.id).values(after))
    unit.note_changed(ref, *(each.field for each in changes))


def add_children(
    unit: Unit, contact_id: str, rows: Iterable[tuple[str, Mapping[str, object]]]
) -> list[tuple[str, str]]:
    """Add child rows to a new contact; return the field of each that cannot be kept, and why."""
    problems: list[tuple[str, str]] = []
    seen: set[str] = set()
    for name, values in rows:
        tied = entities.CHILD_TABLES["contact", name]
        try:
            cleaned = rules.clean(unit, tied.component, values)
        except InvalidValue as problem:
            problems.append((f"{name}.{problem.field}", problem.why))
            continue
        row_id = new_row_id()
        row = {**cleaned, "id": row_id, "contact_id": contact_id, "is_primary": name not in seen}
        seen.add(name)
        _insert(unit, tied.table.name, tuple(row), [tuple(row.values())])
        entry = (contact_id, name, row_id, "", None, journal.dump_whole(cleaned))
        _insert_rows_of(unit, "contact", [entry])
    return problems


# --- Taking back --------------------------------------------------------------------------------------------


def created_by(view: View, change_set: int) -> dict[str, list[str]]:
    """Return the records that a change set made, by kind."""
    table = entities.journal
    made = sa.select(table.c.kind, table.c.record_id).where(
        table.c.change_set_id == change_set,
        table.c.component == "",
        table.c.field == "",
        table.c.before.is_(None),
    )
    found: dict[str, list[str]] = {}
    for kind, row_id in view.execute(made):
        found.setdefault(str(kind), []).append(str(row_id))
    return found


def restore(unit: Unit, change_set: int) -> tuple[int, list[Ref]]:
    """Let the fields that a change set changed be as they were; return how many records, and which could not.

    A field that was changed again since stays as it is.
    """
    table = entities.journal
    found = sa.select(table).where(
        table.c.change_set_id == change_set, table.c.component == "", table.c.field != ""
    )
    done: dict[str, dict[str, dict[str, Value]]] = {}
    left: list[Ref] = []
    entries = unit.execute(found.order_by(table.c.id)).mappings().all()
    now = _current(unit, {(str(row["kind"]), str(row["record_id"])) for row in entries})
    for row in entries:
        kind, row_id, name = str(row["kind"]), str(row["record_id"]), str(row["field"])
        record = now.get((kind, row_id))
        if record is None or name not in record:
            continue
        if same(component(kind)[name].kind, cast(Value, record[name]), journal.load(row["after"])):
            done.setdefault(kind, {}).setdefault(row_id, {})[name] = journal.load(row["before"])
        else:
            left.append(Ref(RecordKind(kind), row_id))
    return sum(change(unit, kind, wanted.items()) for kind, wanted in done.items()), left


def _current(view: View, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Mapping[Any, Any]]:
    found: dict[tuple[str, str], Mapping[Any, Any]] = {}
    for kind, table in entities.RECORD_TABLES.items():
        for part in _parts(row_id for of, row_id in wanted if of == kind):
            rows = view.execute(sa.select(table).where(table.c.id.in_(part))).mappings()
            found |= {(kind, str(row["id"])): row for row in rows}
    return found


def owners_changed_by(view: View, change_set: int) -> list[Ref]:
    """Return the records whose child rows a change set changed."""
    table = entities.journal
    found = sa.select(table.c.kind, table.c.record_id).where(
        table.c.change_set_id == change_set, table.c.component != ""
    )
    return [Ref(RecordKind(kind), str(row_id)) for kind, row_id in view.execute(found.distinct())]


def still_there(view: View, kind: str, ids: Sequence[str]) -> list[Ref]:
    """Return those of the records that exist."""
    table = entities.RECORD_TABLES[kind]
    found: list[Ref] = []
    for part in _parts(ids):
        there = view.execute(sa.select(table.c.id).where(table.c.id.in_(part))).scalars()
        found += [Ref(RecordKind(kind), str(row_id)) for row_id in there]
    return found


def untouched(view: View, kind: str, ids: Sequence[str], import_id: str) -> list[str]:
    """Return those records that nothing but this import changed, linked or sent."""
    table, member, entry = entities.RECORD_TABLES[kind], entities.membership, entities.journal
    step, delivery = entities.import_step, entities.delivery
    side = member.c.household_id if kind == "household" else member.c.contact_id
    own = sa.select(step.c.change_set_id).where(step.c.import_id == import_id)
    kept: list[str] = []
    for part in _parts(ids):
        asked = sa.select(table.c.id).where(
            table.c.id.in_(part),
            ~sa.exists().where(side == table.c.id),
            ~sa.exists().where(delivery.c.record_id == table.c.id),
            ~sa.exists().where(entry.c.record_id == table.c.id, entry.c.change_set_id.not_in(own)),
        )
        kept += [str(row_id) for row_id in view.execute(asked).scalars()]
    return kept


def remove(unit: Unit, kind: str, ids: Sequence[str]) -> None:
    """Delete records that nobody touched, with what the journal keeps of each."""
    table, of = entities.RECORD_TABLES[kind], component(kind)
    keys = entities.external_key
    for part in _parts(ids):
        rows = unit.execute(sa.select(table).where(table.c.id.in_(part))).mappings().all()
        search_index.forget_all(unit, kind, [str(row["id"]) for row in rows])
        held = [(str(row["id"]), {each.name: row[each.name] for each in of.kept}) for row in rows]
        _write_journal(unit, kind, [(row_id, journal.dump_whole(values), None) for row_id, values in held])
        unit.execute(sa.delete(keys).where(keys.c.row_id.in_(part)))
        unit.execute(sa.delete(table).where(table.c.id.in_(part)))
        for row in rows:
            unit.note_deleted(Ref(RecordKind(kind), str(row["id"])))


# --- Writing ------------------------------------------------------------------------------------------------

_MADE: Final = {"household": ("household_id",), "contact": ("person_u_id",)}


def _completed(unit: Unit, kind: str, rows: Sequence[Row]) -> list[dict[str, Value]]:
    """Give each row the keys that it lacks."""
    whole = [{**row, "id": row.get("id") or new_row_id()} for row in rows]
    if kind == "contact":
        for row in whole:
            row["person_u_id"] = row.get("person_u_id") or row["id"]
        return whole
    unnumbered = [row for row in whole if not row.get("household_id")]
    counted = numbers.next_household_numbers(unit, len(unnumbered)) if unnumbered else []
    for row, number in zip(unnumbered, counted, strict=True):
        row["household_id"] = number
    return whole


def _own(row: Row, columns: Sequence[str]) -> Values:
    return {name: row[name] for name in columns if row.get(name) is not None}


def _assign(unit: Unit, kind: str, rows: Sequence[Row]) -> None:
    """Keep the integration ids that the rows bring for the default external system."""
    given = [row for row in rows if row.get("integration_id")]
    if given:
        found = [(unit.default_connection, kind, row["id"], row["integration_id"]) for row in given]
        _insert(unit, "external_key", ("connection", "component", "row_id", "integration_id"), found)


def _write_journal(unit: Unit, kind: str, rows: Sequence[tuple[str, str | None, str | None]]) -> None:
    entries = [(row_id, "", before, after) for row_id, before, after in rows]
    _insert_entries(unit, kind, entries)


def _write_changes(unit: Unit, kind: str, changes: Sequence[tuple[str, Change]]) -> None:
    entries = [
        (row_id, each.field, journal.dump(each.before), journal.dump(each.after)) for row_id, each in changes
    ]
    _insert_entries(unit, kind, entries)


def _insert_entries(
    unit: Unit, kind: str, entries: Sequence[tuple[str, str, str | None, str | None]]
) -> None:
    _insert_rows_of(unit, kind, [(row_id, "", None, *rest) for row_id, *rest in entries])


def _insert_rows_of(unit: Unit, kind: str, entries: Sequence[tuple[object, ...]]) -> None:
    if entries:
        number = unit.change_set()
        names = ("change_set_id", "kind", "record_id", "component", "row_id", "field", "before", "after")
        _insert(unit, "journal", names, [(number, kind, *rest) for rest in entries])


def _insert(unit: Unit, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    mark = "?" if unit.connection.dialect.name == "sqlite" else "%s"
    named = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join([mark] * len(columns))
    statement = f'INSERT INTO "{table}" ({named}) VALUES ({marks})'  # noqa: S608 -- names of our own
    unit.connection.exec_driver_sql(statement, list(rows))


def _newest(unit: Unit, table: sa.Table) -> int:
    return int(unit.execute(sa.select(sa.func.max(table.c.number))).scalar() or 0)


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    """Return the values that there are, each once, so many at once."""
    there = list(dict.fromkeys(value for value in values if value))
    return (there[at : at + _AT_ONCE] for at in range(0, len(there), _AT_ONCE))
