"""Upgrades the version before with a store in the middle of its work, and looks for losses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from installers.previous import Previous
from installers.smoke.check import Check, checked
from installers.smoke.roots import Ended, Root
from tests.support import old_stores

_KILLS: Final = 8
_WHILE_OPEN: Final = """
QT_QPA_PLATFORM=offscreen hearth & window=$!
for _ in $(seq 300); do [ -S "$HOME/.local/share/hearth/window.socket" ] && break; sleep 0.2; done
apt-get install -y -qq "$0" >&2
readlink "/proc/$window/exe"
hearth open --household "$1" --json
kill "$window"
wait "$window"
"""
Contents = Mapping[str, set[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Moved:
    """A store that was moved into a system's home, what it held, and the file that it is a copy of."""

    file: Path
    held: Contents
    like: Path

    @classmethod
    def into(cls, root: Root, store: Path) -> Self:
        """Copy a store to where the one user's Hearth finds it."""
        file = root.home_file("hearth.sqlite")
        file.parent.mkdir(parents=True)
        shutil.copy(store, file)
        return cls(file, old_stores.contents(store, store), store)

    @property
    def forms(self) -> tuple[str, str]:
        """Return the form that the store had and the one that it has."""
        return _form(self.like), _form(self.file)

    def renew(self) -> None:
        """Put the older store back, as if nobody had begun to upgrade it."""
        shutil.rmtree(self.file.with_name("backups"), ignore_errors=True)
        for each in self.file.parent.glob(f"{self.file.name}*"):
            each.unlink()
        shutil.copy(self.like, self.file)

    def lost(self) -> list[str]:
        """Name the tables that lost rows."""
        now = old_stores.contents(self.file, self.like)
        return [table for table, rows in self.held.items() if not rows <= now[table]]


def of(root: Root, old: Previous, new: Path) -> Iterator[Check]:
    """Work with the version before, upgrade, and let the older program meet the newer store."""
    yield checked(root, "install the build before", _install(root, old.package, "--no-install-recommends"))
    store = Moved.into(root, old.store)
    counts = json.loads(root.need("hearth", "store", "info", "--json"))["counts"]
    told = f"{counts['contacts']} contacts, {counts['waiting']} deliveries wait"
    yield Check(root.name, "work in it", counts["contacts"] > 0 < counts["waiting"], told)
    yield _in_use(root, new)
    yield _killed(root, store, _length(root, store))
    yield from _upgraded(root, store)
    yield checked(root, "go back to the build before", _install(root, old.package, "--allow-downgrades"))
    yield _refused(root)


def _in_use(root: Root, new: Path) -> Check:
    """Upgrade while a window is open: it goes on as what was started, and answers, until it is closed."""
    said = root.need("hearth", "record", "list", "household", "--limit", "1", "--json")
    (first,) = json.loads(said)["records"]
    ended = root.enter("sh", "-c", _WHILE_OPEN, root.give(new), str(first["id"]))
    runs, _, answer = ended.said.partition("\n")
    ok = ended.code == 0 and "(deleted)" in runs and json.loads(answer)["kind"] == "household"
    tells = "its window went on" if ok else (ended.said + ended.complained)[-300:]
    return Check(root.name, "upgrade from the build before, in use", ok, tells)


def _install(root: Root, package: Path, *options: str) -> Ended:
    return root.enter("apt-get", "install", "-y", "-qq", *options, root.give(package))


def _length(root: Root, store: Moved) -> float:
    """Return the seconds of an upgrade of the store that nobody interrupts, with all of it in memory."""
    took = list[float]()
    for _ in range(2):
        store.renew()
        took.append(root.enter("hearth", "store", "upgrade").seconds)
    return min(took)


def _killed(root: Root, store: Moved, seconds: float) -> Check:
    """Kill the store's upgrade at moments; it is as before then, or done."""
    lost, as_before, killed = set[str](), 0, 0
    for number in range(1, _KILLS + 1):
        store.renew()
        moment = f"{seconds * number / _KILLS:.2f}"
        ended = root.enter("timeout", "--signal=KILL", moment, "hearth", "store", "upgrade")
        killed += ended.code != 0
        as_before += len(set(store.forms)) == 1
        lost |= set(store.lost())
    tells = ", ".join(sorted(lost)) or f"{killed} killed within {seconds:.1f} s, {as_before} are as before"
    store.renew()
    return Check(root.name, "nothing lost by killing that", not lost and killed >= _KILLS // 2, tells)


def _upgraded(root: Root, store: Moved) -> Iterator[Check]:
    ended = root.enter("hearth", "store", "upgrade", "--json")
    took = f"{ended.seconds:.1f} s"
    yield Check(root.name, "store upgraded", ended.code == 0, ended.complained[-300:] if ended.code else took)
    lost, (before, after) = store.lost(), store.forms
    rows = sum(len(each) for each in store.held.values())
    tells = ", ".join(lost) or f"{rows} rows, from form {before} to {after}"
    yield Check(root.name, "nothing lost by the upgrade", not lost and before < after, tells)
    backups = list(root.home_file("backups").glob("*"))
    yield Check(root.name, "store backed up first", bool(backups), f"{len(backups)} back-ups")


def _form(file: Path) -> str:
    with closing(old_stores.read_only(file)) as store:
        return old_stores.revision(store)


def _refused(root: Root) -> Check:
    ended = root.enter("hearth", "store", "info")
    refused = ended.code != 0 and "written by a newer Hearth" in ended.complained
    return Check(root.name, "older program refuses the newer store", refused, ended.complained.strip()[:80])
