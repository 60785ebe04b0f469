"""Starts the built-in external system from a command line's words, and serves until it is told to stop."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

from desktop.errors import ExitCode, UsageError
from desktop.integration.external_system.conduct import Conduct, ReplyForm, Trouble
from desktop.integration.external_system.system import ExternalSystem, Setup

# The port in the addresses of the WSDLs that travel with Hearth.
DEFAULT_PORT: Final = 8077
_LAST_PORT: Final = 65_535
_LOOK_UP_SECONDS: Final = 0.5


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what the built-in external system can be started with, but for its file."""
    parser.add_argument(
        "--port",
        type=_port,
        default=DEFAULT_PORT,
        metavar="N",
        help="port of the services; 0 picks a free one",
    )
    parser.add_argument(
        "--control-port", type=_port, default=0, metavar="N", help="port of the controls; 0 picks a free one"
    )
    parser.add_argument(
        "--faults",
        default="normal",
        metavar="MODE",
        help="what goes wrong from the start: a mode such as slow, busy or offline, or a JSON object",
    )
    parser.add_argument(
        "--reply",
        choices=[form.value for form in ReplyForm],
        default=ReplyForm.FULL.value,
        help="what a reply to a change contains",
    )
    parser.add_argument("--members", action="store_true", help="full replies contain the child lists, too")
    parser.add_argument("--user", default="", metavar="NAME", help="the user that callers must be")
    parser.add_argument(
        "--password-env",
        default="",
        metavar="VARIABLE",
        help="environment variable with the user's password",
    )
    for kind in ("household", "contact"):
        parser.add_argument(
            f"--{kind}-wsdl", type=Path, metavar="FILE", help=f"the WSDL to speak in the {kind} service"
        )
    parser.add_argument("--while-stdin-open", action="store_true", help="stop when standard input ends")


def setup(arguments: argparse.Namespace, data: Path) -> Setup:
    """Return the set-up that the options describe; raises UsageError for what cannot be."""
    return Setup(
        data=data,
        port=arguments.port,
        control_port=arguments.control_port,
        conduct=Conduct(_trouble(arguments.faults), ReplyForm(arguments.reply), arguments.members),
        user=arguments.user,
        password=_password(arguments),
        household_wsdl=_existing(arguments.household_wsdl),
        contact_wsdl=_existing(arguments.contact_wsdl),
    )


def serve(setup: Setup, *, as_json: bool, while_stdin_open: bool = False) -> int:
    """Serve until SIGTERM, Ctrl+C or, if so wished, the end of standard input; returns the exit code.

    Prints the addresses once it is ready: one line of JSON, or lines for people.
    """
    system = ExternalSystem(setup)
    try:
        with _asked_to_stop() as stop:
            system.start()
            sys.stdout.write(_announcement(system.addresses(), as_json=as_json))
            sys.stdout.flush()
            if while_stdin_open:
                threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
            # Without a time limit, Windows would not let Ctrl+C through.
            while not stop.wait(_LOOK_UP_SECONDS):
                continue
    finally:
        system.stop()
    return ExitCode.DONE


@contextmanager
def _asked_to_stop() -> Generator[threading.Event]:
    """Yield the event that SIGTERM and Ctrl+C set."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {each: signal.signal(each, ask) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for each, listener in before.items():
            signal.signal(each, listener)


def _announcement(addresses: dict[str, str], *, as_json: bool) -> str:
    if as_json:
        return json.dumps({**addresses, "pid": os.getpid()}) + "\n"
    lines = "\n".join(f"  {name:<10} {place}" for name, place in addresses.items())
    return f"The built-in external system is ready; Ctrl+C stops it.\n{lines}\n"


def _wait_for_end_of_input(stop: threading.Event) -> None:
    # Not sys.stdin.read(): its lock, held by this thread, would break the end of the interpreter.
    while os.read(sys.stdin.fileno(), 1024):
        continue
    stop.set()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _LAST_PORT):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to {_LAST_PORT}")
    return int(text)


def _existing(wsdl: Path | None) -> Path | None:
    if wsdl is not None and not wsdl.is_file():
        raise UsageError(f"The file {wsdl} is not there.", concerns=str(wsdl))
    return wsdl


def _trouble(words: str) -> Trouble:
    if not words.startswith("{"):
        return Trouble.from_json({"mode": words})
    try:
        told: Any = json.loads(words)
    except ValueError as problem:
        raise UsageError(f"--faults is no JSON object: {problem}.") from problem
    return Trouble.from_json(told)


def _password(arguments: argparse.Namespace) -> str:
    if not arguments.user:
        return ""
    try:
        return os.environ[arguments.password_env]
    except KeyError:
        raise UsageError(
            f"There is no password for {arguments.user}.",
            way_out="Name an environment variable that holds it with --password-env.",
        ) from None
