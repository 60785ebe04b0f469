"""A proxy on the way to the external system that cuts, holds up, truncates and repeats at any byte."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self


class Harm(StrEnum):
    """What is done to one direction of a connection when so many bytes have passed."""

    CUT = "cut"  # both directions end, the hard way
    TRUNCATE = "truncate"  # this direction ends as if all had been said
    DELAY = "delay"  # what follows is held up for a while
    REPEAT = "repeat"  # the last bytes are said twice


@dataclass(frozen=True)
class Spoilt:
    """A harm at a byte: of what goes to the external system, or of what comes back."""

    harm: Harm
    after: int
    outward: bool = True


class Proxy:
    """Passes connections on to a port of this machine; ``spoil`` harms the next one that is opened."""

    def __init__(self, port: int, delay: float = 0.05) -> None:
        self._port, self._delay = port, delay
        self._next: Spoilt | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._accepting = threading.Thread(target=self._accept, name="proxy")
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        # Held while a connection is passed on, so that it is dropped as a whole or not yet.
        self._passing_on = threading.Lock()
        self.passed = {True: 0, False: 0}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def spoil(self, spoilt: Spoilt) -> None:
        """Harm the next connection so, and none after it."""
        self._next = spoilt

    def drop_connections(self) -> None:
        """End what is open, so that the next request opens a connection of its own."""
        with self._passing_on:
            for each in self._open:
                _end(each)
            for thread in self._threads:
                thread.join()
            self._open.clear()
            self._threads.clear()

    def __enter__(self) -> Self:
        self._accepting.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()
        self.drop_connections()

    def _accept(self) -> None:
        while True:
            try:
                ours, _ = self._listener.accept()
                theirs = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                return
            with self._passing_on:
                self._pass_on(ours, theirs)

    def _pass_on(self, ours: socket.socket, theirs: socket.socket) -> None:
        spoilt, self._next = self._next, None
        self._open += [ours, theirs]
        self.passed = {True: 0, False: 0}
        for outward, source, sink in ((True, ours, theirs), (False, theirs, ours)):
            harm = spoilt if spoilt is not None and spoilt.outward is outward else None
            passing = threading.Thread(target=self._pass, args=[source, sink, outward, harm])
            self._threads.append(passing)
            passing.start()

    def _pass(self, source: socket.socket, sink: socket.socket, outward: bool, spoilt: Spoilt | None) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                before = self.passed[outward]
                self.passed[outward] += len(piece)
                if spoilt is None or self.passed[outward] <= spoilt.after or before > spoilt.after:
                    sink.sendall(piece)
                    continue
                at = spoilt.after - before
                sink.sendall(piece[:at])
                self._harm(spoilt.harm, source, sink, piece, at)
                if spoilt.harm in (Harm.CUT, Harm.TRUNCATE):
                    return
            sink.shutdown(socket.SHUT_WR)

    def _harm(self, harm: Harm, source: socket.socket, sink: socket.socket, piece: bytes, at: int) -> None:
        match harm:
            case Harm.CUT:
                _end(source)
                _end(sink)
            case Harm.TRUNCATE:
                sink.shutdown(socket.SHUT_WR)
            case Harm.DELAY:
                time.sleep(self._delay)
                sink.sendall(piece[at:])
            case Harm.REPEAT:
                sink.sendall(piece[max(0, at - 40) : at] + piece[at:])


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
