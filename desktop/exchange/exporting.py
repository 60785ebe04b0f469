"""Writes households, contacts and members to files that an import reads back, streamed."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from desktop.errors import UsageError
from desktop.exchange import csv_files, vcards
from desktop.fields import component
from desktop.store import lists, pages, records
from desktop.store.lists import ListQuery
from desktop.store.store import Store
from desktop.store.types import RecordKind
from desktop.store.visibility import Visibility

KINDS: Final = ("household", "contact", "member")
Progress = Callable[[int, int], bool | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to write where: contacts as vCards, all kinds as CSV; ``text`` narrows it as a list's does."""

    file: Path
    kind: str = "contact"
    form: str = ""
    text: str = ""
    visibility: Visibility = Visibility.ALL

    @property
    def is_cards(self) -> bool:
        """Tell whether vCards are to be written."""
        return self.form == "vcard" or (not self.form and self.file.suffix.lower() in {".vcf", ".vcard"})


class _Stopped(Exception):
    """Ends an export whose progress answered that it is to stop."""


def put_out(store: Store, wish: Wish, progress: Progress | None = None) -> int | None:
    """Write the file and return how many records are in it; a file that was there is replaced at the end.

    ``progress`` is told how many of how many are written; where it answers False, nothing is written and
    None returned.
    Raises UsageError for what cannot be written so, or a place that cannot be written to.
    """
    if wish.is_cards and wish.kind != "contact":
        raise UsageError("Only contacts can be vCards.", concerns=wish.kind, way_out="Export them as CSV.")
    if wish.kind == "member" and wish.text:
        raise UsageError("Members are exported all together.", concerns="--query")
    with suppress(_Stopped), _replaced(wish.file) as file:
        if wish.kind == "member":
            return _put_members(store, file, progress)
        return (_put_cards if wish.is_cards else _put_rows)(store, wish, file, progress)
    return None


@contextmanager
def _replaced(file: Path) -> Generator[IO[str]]:
    """Yield a file that takes the place of ``file`` once it is whole."""
    half = file.with_name(f"{file.name}.part")
    try:
        with half.open("w", encoding="utf-8", newline="") as opened:
            yield opened
        half.replace(file)
    except OSError as problem:
        raise UsageError(
            f"{file} cannot be written: {problem.strerror or problem}.", concerns=str(file)
        ) from problem
    finally:
        half.unlink(missing_ok=True)


def _put_rows(store: Store, wish: Wish, file: IO[str], progress: Progress | None) -> int:
    query = ListQuery(RecordKind(wish.kind), wish.text, visibility=wish.visibility)
    writer = csv_files.Writer(
        file, ["id", "integration_id", *(each.name for each in component(wish.kind).kept)]
    )
    done = 0
    with store.read() as view:
        total = lists.count(view, query)
        for part in pages.rows(view, query):
            for row in part:
                writer.write(row)
            done += len(part)
            _tell(progress, done, total)
    return done


def _put_cards(store: Store, wish: Wish, file: IO[str], progress: Progress | None) -> int:
    query = ListQuery(RecordKind.CONTACT, wish.text, visibility=wish.visibility)
    done = 0
    with store.read() as view:
        total = lists.count(view, query)
        for part in pages.refs(view, query):
            for ref in part:
                vcards.write(file, records.read(view, ref))
            done += len(part)
            _tell(progress, done, total)
    return done


def _put_members(store: Store, file: IO[str], progress: Progress | None) -> int:
    writer = csv_files.Writer(file, csv_files.MEMBER_COLUMNS)
    done = 0
    with store.read() as view:
        for part in pages.memberships(view):
            for household, contact, primary, relationship, entered, exited, head in part:
                flags = (bool(primary), bool(head))
                writer.write((household, contact, flags[0], relationship, entered, exited, flags[1]))
            done += len(part)
            _tell(progress, done, done)
    return done


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None and progress(done, total) is False:
        raise _Stopped
