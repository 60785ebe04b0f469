"""A built-in external system that runs beside us in its own process, and the ways to talk to it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self
from urllib.parse import urlsplit

import desktop
from desktop.errors import ExternalSystemProblem
from desktop.integration.external_system.conduct import NORMALLY, Conduct, Mode, ReplyForm, Trouble
from desktop.integration.external_system.kept import JournalEntry, Record

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0
_CALL_SECONDS: Final = 10.0
_LOOK_AGAIN_SECONDS: Final = 0.02
_PASSWORD: Final = "HEARTH_EXTERNAL_SYSTEM_PASSWORD"  # noqa: S105 -- the name of a variable
_MODULE: Final = "desktop.integration.external_system"


def start(
    data: Path,
    *,
    port: int = 0,
    faults: Trouble | Mode | None = None,
    conduct: Conduct = NORMALLY,
    user: str = "",
    password: str = "",
) -> RunningExternalSystem:
    """Start a built-in external system that keeps its records in ``data``, and wait until it is ready.

    ``faults`` is short for a conduct with that trouble. Raises ExternalSystemProblem with what the process
    said if it does not start. It stops by itself when this process ends, however that ends.
    """
    if faults is not None:
        conduct = replace(conduct, trouble=Trouble(faults) if isinstance(faults, Mode) else faults)
    options = [
        *("--json", "--while-stdin-open", "--data", str(data), "--port", str(port)),
        *("--faults", json.dumps(conduct.trouble.as_json()), "--reply", conduct.reply),
        *(["--members"] if conduct.members else []),
        *(["--user", user, "--password-env", _PASSWORD] if user else []),
    ]
    said = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the process
    process = subprocess.Popen(  # noqa: S603 -- our own program with our own options
        [*_program(), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
        env=_environment(password),
    )
    return RunningExternalSystem(process, said)


class RunningExternalSystem:
    """The other end of a running built-in external system; as a context manager it stops at the end."""

    def __init__(self, process: subprocess.Popen[bytes], said: IO[bytes]) -> None:
        self._process = process
        self._said = said
        addresses = self._announced()
        self.household_address: str = addresses["household"]
        self.contact_address: str = addresses["contact"]
        self.control_address: str = addresses["control"]
        self.data = Path(addresses["data"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Tell whether the process is alive."""
        return self._process.poll() is None

    def set_fault(self, mode: Mode | str, **details: Any) -> None:  # noqa: ANN401 -- the fields of Trouble
        """Let this go wrong from now on; ``details`` are the other fields of Trouble, such as ``times``."""
        self._control({"mode": mode, **details})

    def set_reply(self, form: ReplyForm | str, *, members: bool = False) -> None:
        """Write replies in this form from now on, full ones with or without the child lists."""
        self._control({"reply": form, "members": members})

    def state(self) -> dict[str, Any]:
        """Return how it conducts itself now, and under ``online`` whether connections are accepted."""
        return self._call("GET", "/control")

    def journal(self, after: int = 0) -> list[JournalEntry]:
        """Return what arrived, oldest first, beginning with the entry that follows ``after``."""
        answer = self._call("GET", f"/journal?after={after}")
        return [JournalEntry.from_json(each) for each in answer["journal"]]

    def records(self, kind: str = "") -> list[Record]:
        """Return the records it keeps, of one kind or all, in the order in which they came."""
        return [Record.from_json(each) for each in self._call("GET", f"/records?kind={kind}")["records"]]

    def wait_for(self, messages: int, *, after: int = 0, timeout: float = 10.0) -> list[JournalEntry]:
        """Return the journal as soon as that many messages have arrived after the entry ``after``.

        A message stands in the journal before its reply leaves, however long that is held back. Raises
        TimeoutError when too few arrive in ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while len(arrived := self.journal(after)) < messages:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(arrived)} of {messages} messages arrived in {timeout} s")
            time.sleep(_LOOK_AGAIN_SECONDS)
        return arrived

    def stop(self) -> None:
        """Let it end in order; does nothing once it has ended."""
        if self._process.stdin and self.running:
            self._process.stdin.close()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._bury()

    def kill(self) -> None:
        """End it between two instructions, as a power cut would."""
        self._process.kill()
        self._bury()

    def _bury(self) -> None:
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._said):
            if stream is not None:
                stream.close()

    def _announced(self) -> dict[str, Any]:
        """Return the addresses from the one line the process prints when it is ready."""
        out_of_patience = threading.Timer(_START_SECONDS, self._process.kill)
        out_of_patience.start()
        line = self._process.stdout.readline() if self._process.stdout else b""
        out_of_patience.cancel()
        out_of_patience.join()
        if not line:
            self._process.wait()
            self._said.seek(0)
            last_words = self._said.read().decode(errors="replace").strip()
            self._bury()
            raise ExternalSystemProblem(f"The built-in external system did not start. {last_words}".strip())
        return json.loads(line)

    def _control(self, told: Mapping[str, Any]) -> None:
        self._call("POST", "/control", json.dumps(told))

    def _call(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection(urlsplit(self.control_address).netloc, timeout=_CALL_SECONDS)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise ExternalSystemProblem(
                f"The built-in external system does not answer at {self.control_address}: {problem}.",
                concerns=self.control_address,
            ) from problem
        finally:
            connection.close()
        if response.status != http.HTTPStatus.OK:
            raise ExternalSystemProblem(answer["error"], concerns=self.control_address)
        return answer


def _program() -> list[str]:
    # An installed Hearth is one program and has no Python that could be asked for a module.
    if getattr(sys, "frozen", False):
        return [sys.executable, "external-system", "serve"]
    return [sys.executable, "-m", _MODULE]


def _environment(password: str) -> dict[str, str]:
    checkout = str(Path(desktop.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (checkout, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, _PASSWORD: password}
