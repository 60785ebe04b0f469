"""A desk with deliveries that wait, made once and copied for each time that it is killed."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.integration.courier import Courier
from desktop.integration.external_system.system import ExternalSystem, Setup
from desktop.settings import Settings
from desktop.store import connections, members, outbox, records
from desktop.store.store import Store, open_store
from desktop.store.types import ConnectionSettings, Ref
from tests.support import promise
from tests.support.mortal import Ended, Nursery
from tests.support.promise import CONNECTION


class DeskToKill:
    """A home, its store, and an external system that serves as long as the block lasts.

    ``port`` is the one that the store knows; 0 makes a new desk with a free one. The store is a file in the
    folder unless ``store_url`` names another.
    """

    def __init__(self, folder: Path, port: int = 0, store_url: str = "") -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.system = ExternalSystem(Setup(folder / "external.sqlite", port=port))
        self.system.start()
        self.address = self.system.addresses()["household"].removesuffix("/asi/household")
        self.settings = Settings.gather(
            str(folder / "home"), store_url or f"sqlite:///{folder / 'store.db'}", {}
        )

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def open_store(self) -> Store:
        return open_store(self.settings.store_url, "agent07")

    def copy(self, folder: Path) -> DeskToKill:
        """Copy the desk, which must be closed by now."""
        shutil.copytree(self.folder, folder)
        return DeskToKill(folder, self.port)

    def sync(
        self,
        nursery: Nursery,
        kill_at: int = 0,
        kill_after: float = 0.0,
        *,
        workers: int = 1,
        fine: bool = False,
    ) -> Ended:
        """Run ``hearth sync`` on the desk's store."""
        words = [*sync_in(self.folder), "--workers", str(workers)]
        return nursery.run(words, kill_at, kill_after, fine=fine)

    def sync_until_empty(self, nursery: Nursery, runs: int = 4) -> int:
        """Run ``hearth sync`` until nothing waits, and return how many runs it took."""
        for number in range(1, runs + 1):
            if self.sync(nursery).code == 0:
                return number
        return runs

    def broken(self) -> list[str]:
        """Return what of the promise is broken."""
        with self.open_store() as store:
            return promise.broken(store, self.system)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.system.stop()


def sync_in(folder: Path) -> list[str]:
    """Return the words of ``hearth sync`` on the store of the desk in a folder."""
    return ["--home", str(folder / "home"), "--store", f"sqlite:///{folder / 'store.db'}", "sync"]


def connect(desk: DeskToKill, store: Store) -> None:
    """Define the external system in the desk's store."""
    with store.write() as unit:
        connections.save(unit, ConnectionSettings(CONNECTION, address=desk.address, timeout=60))


def make_family(desk: DeskToKill) -> list[Ref]:
    """Make what has every sort of delivery wait: someone known there and edited, someone new, a household."""
    with desk.open_store() as store, Courier(store, desk.settings, {}) as courier:
        connect(desk, store)
        with store.write() as unit:
            known = records.create(unit, "contact", {"first_name": "Ada", "last_name": "Lund", "alias": "A"})
            first = outbox.add(unit, known)
        courier.deliver(first)
        with store.write() as unit:
            records.update(unit, known, {"alias": "Lady", "home_phone": "0851234"})
            new = records.create(
                unit, "contact", {"first_name": "Maja", "last_name": "Ek", "home_phone": "0851235"}
            )
            home = records.create(
                unit, "household", {"household_name": "Ek", "category": "Silver", "income": "70000"}
            )
            members.add(unit, home, new)
            members.add(unit, home, known)
            for ref in (home, new, known):
                outbox.add(unit, ref)
    return [known, new, home]


def make_many(desk: DeskToKill, households: int, contacts: int) -> list[Ref]:
    """Make households with members, and let all of them wait."""
    made: list[Ref] = []
    with desk.open_store() as store:
        connect(desk, store)
        with store.write() as unit:
            people = [
                records.create(
                    unit,
                    "contact",
                    {"first_name": f"Person {each}", "last_name": "Ek", "home_phone": f"08512{each:03}"},
                )
                for each in range(contacts)
            ]
            for each in range(households):
                home = records.create(unit, "household", {"household_name": f"Ek {each}"})
                for person in people[each::households][:3]:
                    members.add(unit, home, person)
                made.append(home)
            made += people
            for ref in made:
                outbox.add(unit, ref)
    return made
