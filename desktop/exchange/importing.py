"""Takes a file of records into the store: streamed, checked, matched, and to be gone on with after a kill."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from desktop.errors import InvalidValue, UnknownField, UsageError
from desktop.exchange import csv_files, member_files, vcards
from desktop.exchange.checking import Checker, Entry, Rejected, importable, reason
from desktop.exchange.rejects import Rejects
from desktop.fields import component
from desktop.store import batches, imports, rules
from desktop.store.batches import SHARED, Known
from desktop.store.ids import new_row_id
from desktop.store.imports import Import, ImportState
from desktop.store.indexing import finish
from desktop.store.store import Store
from desktop.store.types import Origin
from desktop.store.unit import Unit, View
from desktop.values import Value

# Fewer at once cost a flush of the disk each, more keep other writers waiting.
AT_ONCE: Final = 5_000
# So many are told one by one in an answer; the file of rejected lines has all of them.
TOLD: Final = 1_000
_READ: Final = 1 << 20
_CARDS: Final = frozenset({".vcf", ".vcard"})

Entries = Iterator[Entry | Rejected]
# Told how many bytes of how many are through; False stops the import after what is committed.
Progress = Callable[[int, int], bool | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to take in and how; ``mapping`` names the field for a column that is called otherwise."""

    file: Path
    form: str = ""
    kind: str = ""
    dry_run: bool = False
    rejects: Path | None = None
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_cards(self) -> bool:
        """Tell whether the file holds vCards."""
        return self.form == "vcard" or (not self.form and self.file.suffix.lower() in _CARDS)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an import; ``rejected`` names the first of them, ``reached.rejected`` counts all."""

    reached: Import
    rejected: tuple[Rejected, ...]
    rejects: Path | None
    stopped: bool = False


class _Undone(Exception):
    """Ends a dry run: everything was tried, and nothing is kept."""


def take_in(store: Store, plan: Plan, progress: Progress | None = None) -> Result:
    """Import a file; one that was interrupted goes on where it stopped.

    Raises UsageError for a file that cannot be read as what it should be. Single entries that cannot be taken
    are rejected and written to the file of rejected lines.
    """
    size = plan.file.stat().st_size if plan.file.is_file() else _no_file(plan.file)
    with csv_files.opened(plan.file) as lines:
        if plan.is_cards:
            vcards.check_begins(lines)
            kind, columns, rows = "contact", vcards.COLUMNS, vcards.read(lines)
        else:
            reader = csv_files.Reader(lines, plan.mapping)
            kind, columns = plan.kind or csv_files.kind_of(reader.columns), reader.columns
            rows = _texts(reader)
        run = _Run(store, plan, kind, [name for name in columns if name])
        return run.carry_out(rows, lambda: (_position(lines), size), progress)


def _no_file(file: Path) -> int:
    raise UsageError(f"There is no file {file}.", concerns=str(file))


def _position(lines: object) -> int:
    buffer = getattr(lines, "buffer", None)
    return int(buffer.tell()) if buffer is not None else 0


def _texts(reader: csv_files.Reader) -> vcards.Rows:
    for line, cells in reader.rows():
        if isinstance(cells, str):
            yield line, {}, [], cells
        else:
            texts = dict(zip(reader.columns, cells, strict=True))
            texts.pop("", None)
            yield line, texts, [], ""


class _Run:
    """One import on its way."""

    def __init__(self, store: Store, plan: Plan, kind: str, columns: Sequence[str]) -> None:
        self._store = store
        self._plan = plan
        self._kind = kind
        self._columns = columns
        self._told: list[Rejected] = []
        if kind != "member":
            self._names = _own_columns(kind, columns)
        else:
            member_files.check_columns(columns)

    def carry_out(
        self, rows: vcards.Rows, position: Callable[[], tuple[int, int]], progress: Progress | None
    ) -> Result:
        """Take in batch after batch, each in one unit of work with the count of how far it goes."""
        reached = self._begin()
        rejects = Rejects(self._plan.rejects, self._plan.file, reached.entries)
        if sum(1 for _ in islice(rows, reached.entries)) < reached.entries:
            raise UsageError(
                "The file is shorter than what was taken in of it.", concerns=str(self._plan.file)
            )
        stopped = False
        while (batch := list(islice(rows, self._at_once))) and not stopped:
            reached = self._take_batch(reached, batch, rejects)
            stopped = progress is not None and progress(*position()) is False
        if not self._plan.dry_run and not stopped:
            reached = replace(reached, state=ImportState.DONE)
            with self._store.write(Origin.IMPORT) as unit:
                imports.save(unit, reached)
            finish(self._store)
        return Result(reached, tuple(self._told), rejects.close(), stopped)

    @property
    def _at_once(self) -> int:
        return AT_ONCE if self._kind != "member" else member_files.AT_ONCE

    def _begin(self) -> Import:
        print_of_file = fingerprint(self._plan.file)
        if self._plan.dry_run:
            return Import("", "", "", str(self._plan.file), self._kind, print_of_file)
        with self._store.write(Origin.IMPORT) as unit:
            there = imports.unfinished(unit, self._kind, print_of_file)
            return there or imports.begin(unit, str(self._plan.file), self._kind, print_of_file)

    def _take_batch(self, reached: Import, batch: list[vcards.Read], rejects: Rejects) -> Import:
        done = replace(reached, entries=reached.entries + len(batch))
        rejected: list[Rejected] = []
        try:
            with self._store.write(Origin.IMPORT) as unit:
                if self._kind == "member":
                    counts = member_files.take(unit, batch, rejected)
                else:
                    counts = self._take_records(unit, batch, rejected)
                done = replace(
                    done,
                    created=done.created + counts[0],
                    updated=done.updated + counts[1],
                    rejected=done.rejected + len(rejected),
                )
                rejects.write(rejected)
                self._keep(unit, done)
        except _Undone:
            pass
        self._told += rejected[: TOLD - len(self._told)]
        return done

    def _keep(self, unit: Unit, done: Import) -> None:
        """Remember how far the import has come, in the same unit of work; a dry run goes no further."""
        if self._plan.dry_run:
            raise _Undone
        imports.advance(unit, done)

    def _take_records(
        self, unit: Unit, batch: list[vcards.Read], rejected: list[Rejected]
    ) -> tuple[int, int]:
        checker = Checker(unit, self._kind, self._names)
        entries = [entry for entry in (_checked(checker, each) for each in batch) if _keep(entry, rejected)]
        sorter = _Sorter(unit, self._kind, self._names, checker)
        sorter.sort([each for each in entries if isinstance(each, Entry)], rejected)
        created = batches.add(unit, self._kind, sorter.columns, [each.values for each in sorter.new])
        updated = batches.change(unit, self._kind, sorter.changed)
        for row_id, entry in zip(created, sorter.new, strict=True):
            _add_children(unit, row_id, entry, rejected)
        return len(created), updated


def fingerprint(file: Path) -> str:
    """Return what tells one file's content from another's."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(_READ):
            digest.update(part)
    return digest.hexdigest()


def _own_columns(kind: str, columns: Sequence[str]) -> list[str]:
    of = component(kind)
    allowed = importable(of)
    for name in columns:
        if name not in of:
            raise UnknownField(
                f"{of.label} has no field {name!r}.",
                concerns=name,
                way_out=f"Columns may be: {', '.join(allowed)}.",
            )
    return [name for name in columns if name in allowed]


def _keep(entry: Entry | Rejected, rejected: list[Rejected]) -> bool:
    if isinstance(entry, Rejected):
        rejected.append(entry)
        return False
    return True


def _checked(checker: Checker, read: vcards.Read) -> Entry | Rejected:
    line, texts, children, problem = read
    if problem:
        return Rejected(line, "", problem)
    try:
        return Entry(line, checker.clean(texts), children)
    except InvalidValue as invalid:
        return reason(line, invalid)


def _add_children(unit: Unit, row_id: str, entry: Entry, rejected: list[Rejected]) -> None:
    if entry.children:
        rejected += [
            Rejected(entry.line, name, why)
            for name, why in batches.add_children(unit, row_id, entry.children)
        ]


def _same_person(known: Known, keys: Sequence[tuple[str, str, str]], born: Value) -> str | None:
    """Return who has the name and one of these; whoever was born on another day is somebody else."""
    for key in keys:
        row_id, day = known.people.get(key, (None, None))
        if row_id is not None and (day is None or born is None or day == born):
            return row_id
    return None


class _Sorter:
    """Tells the entries of a batch apart: which are new, and which mean a record that is there.

    A record is meant by its ``id``, else its Household #, else its integration id; without any of them, by
    name together with a phone number or the e-mail address. What an entry that was matched by name leaves
    empty stays as it is; one that names its record clears it.
    """

    def __init__(self, view: View, kind: str, names: Sequence[str], checker: Checker) -> None:
        self._view = view
        self._kind = kind
        self._checker = checker
        self.columns = [name for name in names if component(kind)[name].kept]
        self._defaults = {
            each.name: each.default
            for each in component(kind).kept
            if each.default is not None and each.name not in names
        }
        if self._defaults:
            self.columns += self._defaults
        self.new: list[Entry] = []
        self.changed: list[tuple[str, dict[str, Value]]] = []

    def sort(self, entries: Sequence[Entry], rejected: list[Rejected]) -> None:
        """Sort the entries of one batch; those that cannot be taken are added to ``rejected``."""
        known = batches.known(self._view, self._kind, [each.values for each in entries])
        for entry in entries:
            try:
                self._sort_one(entry, known)
            except InvalidValue as problem:
                rejected.append(reason(entry.line, problem))

    def _sort_one(self, entry: Entry, known: Known) -> None:
        values = entry.values
        if values.get("integration_id") and not self._view.default_connection:
            field = component(self._kind)["integration_id"]
            raise field.refuse("connection", "belongs to an external system, and none is defined yet")
        if self._kind == "household":
            self._leave_head(values)
        meant = self._by_key(values, known)
        named = meant is not None
        keys = [] if named else self._people(values)
        if meant is None:
            meant = _same_person(known, keys, values.get("birth_date"))
        if meant is None:
            self._take_new(entry, known, keys)
        else:
            self._take_change(meant, values, clearing=named)

    def _by_key(self, values: Mapping[str, Value], known: Known) -> str | None:
        keys = [values.get(name) for name in ("id", "household_id", "integration_id")]
        return next(
            (known.keys[str(key)] for key in keys if key is not None and str(key) in known.keys), None
        )

    def _people(self, values: Mapping[str, Value]) -> list[tuple[str, str, str]]:
        if values.get("id"):
            return []
        reached = [(name, values[name]) for name in SHARED[self._kind] if values.get(name)]
        if not reached:
            return []
        sort_name = rules.sort_name(self._kind, values)
        return [(name, sort_name, str(value)) for name, value in reached]

    def _take_new(self, entry: Entry, known: Known, keys: Sequence[tuple[str, str, str]]) -> None:
        self._checker.check_new(entry.values)
        own = entry.values.get("id")
        if own is not None and not vcards.is_row_id(str(own)):
            raise component(self._kind)["id"].refuse("unknown", f"names no {self._kind} of this store", own)
        entry.values = {**self._defaults, **entry.values}
        entry.values["id"] = own or new_row_id()
        self.new.append(entry)
        for name in ("id", "household_id", "integration_id"):
            if entry.values.get(name):
                known.keys[str(entry.values[name])] = str(entry.values["id"])
        known.people |= {key: (str(entry.values["id"]), entry.values.get("birth_date")) for key in keys}

    def _take_change(self, row_id: str, values: Mapping[str, Value], *, clearing: bool) -> None:
        of = component(self._kind)
        wanted = {
            name: value
            for name, value in values.items()
            if of[name].editable and (value is not None or (clearing and not of[name].required))
        }
        self.changed.append((row_id, wanted))

    def _leave_head(self, values: dict[str, Value]) -> None:
        """Leave out a head who is no member (yet): the file of members says who is."""
        head = values.get("head_of_household")
        if head is None:
            values.pop("head_of_household", None)
            return
        try:
            rules.check_head(self._view, str(values.get("id") or ""), head)
        except InvalidValue:
            del values["head_of_household"]
