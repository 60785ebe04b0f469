"""A desk with households to send, and the raw way and zeep's way of sending the same."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
import zeep

from benchmarks import stores
from desktop import resources
from desktop.integration import request, wsdl
from desktop.integration.client import Client
from desktop.integration.connection import open_session
from desktop.integration.courier import Courier
from desktop.settings import Settings
from desktop.store import connections, entities, outbox, snapshots
from desktop.store.store import Store
from desktop.store.types import ConnectionSettings, DeliveryState, RecordKind, Ref

CONNECTION = "crm"
_PATH = "/asi/household"


@dataclass
class Desk:
    """Households one slice after the other, none of which was ever sent."""

    store: Store
    settings: Settings
    port: int
    refs: list[Ref]

    def slice(self, count: int) -> list[Ref]:
        """Return the next households."""
        taken, self.refs = self.refs[:count], self.refs[count:]
        return taken

    def queue(self, refs: Sequence[Ref]) -> None:
        with self.store.write() as unit:
            for each in refs:
                outbox.add(unit, each)

    def sync(self, workers: int) -> None:
        """Deliver what waits, as `hearth sync` does."""
        with Courier(self.store, self.settings, {}) as courier:
            done = courier.deliver_all(workers=workers)
        states = {each.state for each in done.deliveries}
        if states != {DeliveryState.DELIVERED}:
            raise SystemExit(f"not everything was delivered: {states}")

    def arguments(self, refs: Sequence[Ref]) -> list[Mapping[str, object]]:
        """Return the requests about these households, as zeep takes them."""
        service = self._client().service
        with self.store.read() as view:
            taken = [snapshots.take(view, each, CONNECTION) for each in refs]
        return [request.build(each, service) for each in taken]

    def bodies(self, refs: Sequence[Ref]) -> tuple[Mapping[str, str], list[bytes]]:
        """Return the same as bytes, with the headers they are sent under."""
        client = self._client()
        messages = [client.write(client.service.synchronize, each) for each in self.arguments(refs)]
        return messages[0].headers, [each.body for each in messages]

    def _client(self) -> Client:
        where = ConnectionSettings(CONNECTION, address=f"http://127.0.0.1:{self.port}{_PATH}")
        session = open_session(where, None)
        loaded = wsdl.load("", RecordKind.HOUSEHOLD, session, self.settings.cache_folder)
        return Client(loaded, where, session, None)


@contextlib.contextmanager
def desk(contacts: int, milliseconds: int, households: int) -> Iterator[Desk]:
    """Open a desk before an external system that takes so long to answer."""
    with _echo(milliseconds) as port, tempfile.TemporaryDirectory() as home:
        file = stores.copied(contacts, "delivery")
        with stores.open_store(stores.url(file)) as store:
            with store.write() as unit:
                address = f"http://127.0.0.1:{port}{_PATH}"
                connections.save(unit, ConnectionSettings(CONNECTION, address=address))
                found = unit.execute(sa.select(entities.household.c.id).limit(households)).scalars()
                refs = [Ref(RecordKind.HOUSEHOLD, str(each)) for each in found]
            yield Desk(store, Settings.gather(home, environment={}), port, refs)
        stores.removed(file)


@contextlib.contextmanager
def _echo(milliseconds: int) -> Iterator[int]:
    script = Path(__file__).with_name("echo.py")
    command = [sys.executable, str(script), str(milliseconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 -- our own
        try:
            yield int(cast("Any", server.stdout).readline())
        finally:
            server.kill()


class Raw:
    """Bytes that are ready, over plain connections that are kept: what no product can beat."""

    def __init__(self, port: int, headers: Mapping[str, str], connections: int) -> None:
        self._headers = headers
        self._open = threading.local()
        self._port = port
        self._pool = ThreadPoolExecutor(connections)

    def send(self, bodies: Sequence[bytes]) -> None:
        for _ in self._pool.map(self._post, bodies):
            pass

    def _post(self, body: bytes) -> None:
        line = self._open.__dict__.setdefault("line", http.client.HTTPConnection("127.0.0.1", self._port))
        line.request("POST", _PATH, body=body, headers=dict(self._headers))
        line.getresponse().read()


class SequentialZeep:
    """One client, one call after the other, as the manual of zeep shows it."""

    def __init__(self, port: int) -> None:
        client: Any = zeep.Client(str(resources.path("wsdl/external-household.wsdl")))
        (binding,) = client.wsdl.bindings
        self._service = client.create_service(binding, f"http://127.0.0.1:{port}{_PATH}")

    def send(self, arguments: Sequence[Mapping[str, object]]) -> None:
        for each in arguments:
            self._service.ExternalHouseholdSynchronize(**each)


def rate(work: Any, given: Sequence[object]) -> float:
    """Return how many a second were sent."""
    begun = time.perf_counter()
    work(given)
    return len(given) / (time.perf_counter() - begun)
