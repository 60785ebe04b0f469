"""`hearth store`: looks at the local store, checks it, backs it up, restores and upgrades it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.commands import opening
from desktop.commands.answers import answer, pairs
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.commands.progress import Progress
from desktop.errors import ExitCode, UsageError
from desktop.store import backups, condition, indexing, recovery, upgrade
from desktop.store.database import Database
from desktop.store.recovery import Recovered


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `store` and its actions."""
    actions = add_actions(add_subject(subparsers, "store"))
    add_command(actions, "info", info, "where the store is, how large, and what it holds")
    add_command(actions, "check", check, "whether the store is sound")
    saving = add_command(actions, "backup", back_up, "write a copy of the store, outbox included")
    saving.add_argument("folder", nargs="?", metavar="DIR", help="where to (the home's folder backups)")
    restoring = add_command(actions, "restore", restore, "put a back-up in the store's place")
    restoring.add_argument("file", metavar="FILE", help="the back-up; `newest` for the newest of the home")
    add_command(actions, "recover", recover, "put the newest good back-up in a damaged store's place")
    add_command(actions, "upgrade", bring_up, "bring an older store to the form of this program")


def info(arguments: argparse.Namespace) -> int:
    """Run `store info`."""
    with opening.store(arguments) as store:
        found = condition.look(store)
    document = asdict(found)
    shown = {**document, **document["counts"]}
    del shown["counts"]
    answer(
        arguments, document, pairs(((name.capitalize(), value) for name, value in shown.items()), indent="")
    )
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Run `store check`; the exit code is 1 when something is wrong."""
    with opening.store(arguments) as store:
        problems = condition.check(store)
    answer(
        arguments, {"ok": not problems, "problems": problems}, "\n".join(problems) or "The store is sound."
    )
    return int(ExitCode.UNEXPECTED if problems else ExitCode.DONE)


def back_up(arguments: argparse.Namespace) -> int:
    """Run `store backup`."""
    folder = Path(arguments.folder) if arguments.folder else opening.settings(arguments).backup_folder
    with opening.store(arguments) as store:
        file = backups.make(store.database, folder, store.clock())
    answer(arguments, {"file": str(file), "size": file.stat().st_size}, f"Written to {file}.")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Run `store restore`; what was in the store's place before is set aside, never overwritten."""
    settings = opening.settings(arguments)
    database = Database(settings.store_url)
    try:
        aside = backups.restore(database, _chosen(arguments.file, settings.backup_folder), datetime.now(UTC))
    finally:
        database.close()
    text = "Restored." + (f" What was there before lies in {aside}." if aside else "")
    answer(arguments, {"restored": True, "set_aside": str(aside) if aside else None}, text)
    return 0


def _chosen(word: str, folder: Path) -> Path:
    if word != "newest":
        return Path(word)
    found = backups.existing(folder)
    if not found:
        raise UsageError(f"There is no back-up in {folder}.", concerns=str(folder))
    return found[0]


def recover(arguments: argparse.Namespace) -> int:
    """Run `store recover`; the exit code is 5 when changes since the back-up are missing."""
    settings = opening.settings(arguments)
    done = recovery.recover(settings.store_url, settings.backup_folder, datetime.now(UTC), settings.who)
    document = {
        "back_up": str(done.back_up),
        "set_aside": str(done.set_aside) if done.set_aside else None,
        "made_again": done.made_again,
        "readable": done.readable,
        "not_made": [asdict(each.line) | {"why": each.why} for each in done.not_made],
    }
    answer(arguments, document, _recovered(done))
    return int(ExitCode.DONE if done.whole else ExitCode.WAITS)


def _recovered(done: Recovered) -> str:
    lost = [
        f"  {each.line.at} {each.line.who}: {each.line.kind} {each.line.record_id}"
        f" {each.line.component} {each.line.field} {each.line.after or '(removed)'}: {each.why}"
        for each in done.not_made
    ]
    told = f"Restored from {done.back_up}; changes made again: {done.made_again}, not: {len(lost)}."
    if not done.readable:
        told = f"Restored from {done.back_up}; what was changed since could not be read."
    return "\n".join([told, f"The damaged store lies in {done.set_aside}.", *lost])


def bring_up(arguments: argparse.Namespace) -> int:
    """Run `store upgrade`."""
    before = _revision(arguments)
    folder = opening.settings(arguments).backup_folder
    known = set(backups.existing(folder))
    with opening.store(arguments) as store, Progress("records indexed") as progress:
        # Opening is what upgrades.
        after = _revision(arguments)
        indexing.finish(store, progress.show)
    upgraded = before != after
    back_up = next((str(each) for each in backups.existing(folder) if each not in known), None)
    text = f"Upgraded from {before or 'nothing'} to {after}." if upgraded else f"Up to date: {after}."
    if back_up:
        text += f" As it was before it lies in {back_up}."
    answer(arguments, {"from": before or None, "to": after, "upgraded": upgraded, "back_up": back_up}, text)
    return 0


def _revision(arguments: argparse.Namespace) -> str:
    database = Database(opening.settings(arguments).store_url)
    try:
        with database.reading() as connection:
            return upgrade.revision(connection)
    finally:
        database.close()
