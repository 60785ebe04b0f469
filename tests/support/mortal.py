"""Runs Hearth's commands in processes of their own that are killed at the n-th step, or after some time.

A step is a commit or a part of an exchange: connecting, each piece that is sent, waiting for the reply, and
having read its head, or, where requests are answered, writing head and body; if so wanted each statement that
writes, too, and any number of moments inside of statements. Nothing in the program knows of it: the steps
are counted by the interpreter's own audit events and SQLite's trace. The process that starts the others has
loaded the program already, so that starting one takes no time.
"""

from __future__ import annotations

import functools
import http.client
import http.server
import importlib
import json
import os
import select
import signal
import sqlite3.dbapi2
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, Final, Self

from desktop.__main__ import main
from desktop.integration import lane, wsdl
from desktop.integration.connection import open_session
from desktop.integration.session import Session
from desktop.store.types import ConnectionSettings, RecordKind

_ROOT: Final = Path(__file__).parents[2]
_COMMIT: Final = ("COMMIT",)
_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "COMMIT")
Command = Callable[[list[str], Callable[[], None]], int]
# Pages of a back-up that are copied between two steps.
_PIECE: Final = 500
_SENDS: Final = frozenset({"socket.connect", "http.client.send"})


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, or None when it was killed, and the steps it had taken."""

    code: int | None
    steps: int

    @property
    def killed(self) -> bool:
        return self.code is None


class Nursery:
    """The process in which the commands are born; as a context manager it ends with the block.

    ``of`` names a module whose ``main`` they are instead: it is given the words, and what to call when its
    steps begin to count.
    """

    def __init__(self, of: str = "") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *filter(None, [of])],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        words: Sequence[str],
        kill_at: int = 0,
        kill_after: float = 0.0,
        *,
        fine: bool = False,
        grain: int = 0,
    ) -> Ended:
        """Run one command; kill it when it is to take its n-th step, or after so many seconds; 0 is never.

        With ``fine`` each statement that writes is a step of its own, and each file that gets its name. With
        ``grain`` each so many of SQLite's own instructions are one, and each piece of a back-up.
        """
        self.begin(words, kill_at, kill_after, fine=fine, grain=grain)
        return self._ended()

    def begin(
        self,
        words: Sequence[str],
        kill_at: int = 0,
        kill_after: float = 0.0,
        *,
        fine: bool = False,
        grain: int = 0,
    ) -> None:
        """Begin to run a command; no other may run here until it ends."""
        order = {"words": words, "kill_at": kill_at, "kill_after": kill_after, "fine": fine, "grain": grain}
        self._say(json.dumps(order))

    def end(self) -> Ended:
        """Kill the command that was begun, unless it was killed by a step, and return how it ended."""
        self._say("")
        return self._ended()

    @property
    def has_ended(self) -> bool:
        """Tell whether the command that was begun runs no more."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], 0)
        return bool(ready)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _ended(self) -> Ended:
        assert self._process.stdout is not None
        return Ended(**json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


class _Grained(sqlite3.Connection):
    """A connection whose back-ups tell of each piece that is copied."""

    copied: Callable[[], object]

    def backup(self, target: sqlite3.Connection, **named: Any) -> None:  # noqa: ANN401 -- as it is called
        tell = named.get("progress") or (lambda *_: None)

        def told(*how: int) -> None:
            self.copied()
            tell(*how)

        super().backup(target, **{**named, "pages": _PIECE, "progress": told})


class _Steps:
    """Counts the steps of this process in a pipe that outlives it, and ends it at the n-th."""

    def __init__(self, pipe: int, kill_at: int, *, fine: bool, grain: int) -> None:
        self._pipe, self._left, self._grain = pipe, kill_at, grain
        self._counting = False
        self._writes = _WRITES if fine else _COMMIT
        self._events = _SENDS | {"os.rename"} if fine else _SENDS

    def begin(self) -> None:
        """Count from here on."""
        self._counting = True

    def step(self) -> None:
        if not self._counting:
            return
        os.write(self._pipe, b".")
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        sys.addaudithook(self._heard)
        sqlite3.connect = sqlite3.dbapi2.connect = self._open_traced
        self._before(http.client.HTTPConnection, "getresponse")
        self._after(Session, "send")
        self._before(http.server.BaseHTTPRequestHandler, "send_response")
        self._after(http.server.BaseHTTPRequestHandler, "end_headers")

    def _heard(self, event: str, _: tuple[Any, ...]) -> None:
        if event in self._events:
            self.step()

    def _open_traced(self, *given: Any, **named: Any) -> sqlite3.Connection:  # noqa: ANN401 -- as it is called
        if self._grain:
            grained = _Grained(*given, **named)
            grained.copied = self.step
            grained.set_progress_handler(self.step, self._grain)
            return grained
        connection = sqlite3.Connection(*given, **named)
        connection.set_trace_callback(self._executed)
        return connection

    def _executed(self, statement: str) -> None:
        if statement.lstrip().upper().startswith(self._writes):
            self.step()

    def _before(self, of: type, name: str) -> None:
        inner: Callable[..., Any] = getattr(of, name)

        def stepped(*given: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever it is called with
            self.step()
            return inner(*given, **named)

        setattr(of, name, stepped)

    def _after(self, of: type, name: str) -> None:
        inner: Callable[..., Any] = getattr(of, name)

        def stepped(*given: Any, **named: Any) -> Any:  # noqa: ANN401 -- whatever it is called with
            returned = inner(*given, **named)
            self.step()
            return returned

        setattr(of, name, stepped)


def _serve(of: str = "") -> None:
    # What a command prints goes nowhere; what is said here goes to whoever started this process.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        _load()
        command: Command = importlib.import_module(of).main if of else _hearth
        while line := _line():
            if order := line.strip():
                answers.write(json.dumps(_carry_out(command, json.loads(order))) + "\n")
                answers.flush()


def _line() -> bytes:
    """Return the next line of what we are told, without reading beyond it."""
    line = b""
    while not line.endswith(b"\n") and (piece := os.read(0, 1)):
        line += piece
    return line


def _load() -> None:
    """Load what every command would load for itself: modules, and the WSDLs that travel with Hearth."""
    settings = ConnectionSettings("crm")
    read = functools.cache(lambda named, kind: wsdl.read(named, kind, open_session(settings, None), Path()))
    for kind in RecordKind:
        read("", kind)
    with tempfile.TemporaryDirectory() as home:
        main(["--home", home, "--store", f"sqlite:///{home}/store.db", "sync"])
    lane.wsdl = SimpleNamespace(read=lambda named, kind, *_, **__: read(named, kind))


def _carry_out(command: Command, order: Mapping[str, Any]) -> Mapping[str, int | None]:
    counted, counting = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(counted)
        steps = _Steps(counting, order["kill_at"], fine=order["fine"], grain=order["grain"])
        _be_the_command(command, order["words"], steps)
    os.close(counting)
    steps, ended = _watch(counted, order["kill_after"])
    if not ended:
        os.kill(child, signal.SIGKILL)
    os.close(counted)
    _, status = os.waitpid(child, 0)
    return {"code": None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status), "steps": steps}


def _watch(pipe: int, seconds: float) -> tuple[int, bool]:
    """Count steps until the process ends, is to be ended, or for so long; return whether it ended."""
    deadline, steps = time.monotonic() + seconds, 0
    while True:
        left = max(0.0, deadline - time.monotonic()) if seconds else None
        ready, _, _ = select.select([pipe, 0], [], [], left)
        if pipe in ready:
            if not (piece := os.read(pipe, 4096)):
                return steps, True
            steps += len(piece)
            continue
        if ready:
            _line()
        return steps, False


def _hearth(words: list[str], begin: Callable[[], None]) -> int:
    begin()
    return main(words)


def _be_the_command(command: Command, words: list[str], steps: _Steps) -> None:
    code = 70
    try:
        steps.watch()
        code = command(words, steps.begin)
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
