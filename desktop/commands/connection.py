"""`hearth connection`: defines the external systems, shows and tests them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.commands import opening
from desktop.commands.answers import answer, complain, pairs, table
from desktop.commands.grammar import Subparsers, add_actions, add_command, add_subject
from desktop.commands.progress import Progress
from desktop.errors import ConnectionProblem, CredentialsNeeded, ExitCode, HearthError, UsageError
from desktop.integration import credentials
from desktop.integration.connection import check, is_url
from desktop.store import connections, fault_classes
from desktop.store.addresses import without_secrets
from desktop.store.fault_classes import FaultClass
from desktop.store.store import Store
from desktop.store.types import Auth, ConnectionSettings, RecordKind
from desktop.store.unit import View

if TYPE_CHECKING:
    from desktop.integration.checks import Check

# What leaves an error code to Hearth's own table again.
_DEFAULT: Final = "default"
# Options that may name a file, which is found again whatever folder the next command runs in.
_FILES: Final = ("household_wsdl", "contact_wsdl", "ca", "certificate")
# In the order in which they are read, a line each.
_PASSWORDS: Final = {
    credentials.Purpose.SIGN_IN: "--password-stdin",
    credentials.Purpose.PROXY: "--proxy-password-stdin",
    credentials.Purpose.CERTIFICATE: "--certificate-password-stdin",
}
_PASSWORD_HELP: Final = {
    "--password-stdin": "read a password into the keychain",
    "--proxy-password-stdin": "read the password of the user in --proxy into the keychain",
    "--certificate-password-stdin": "read the password that --certificate's key is under into the keychain",
}
_GIVEN: Final = (*_FILES, "address", "auth", "user", "timeout", "proxy")
_OPTIONS: Final = {
    "--household-wsdl": ("W", "WSDL of the household service: a file or an address"),
    "--contact-wsdl": ("W", "WSDL of the contact service: a file or an address"),
    "--address": ("URL", "where requests go, instead of the WSDLs' address"),
    "--user": ("U", "the user to sign in as"),
    "--ca": ("FILE", "certificates of the authorities to trust"),
    "--certificate": ("FILE", "our own certificate with its key"),
    "--proxy": ("URL", "the proxy between here and there, with a user if it wants one; or: system"),
}


def add_arguments(subparsers: Subparsers[Any]) -> None:
    """Add `connection` and its actions."""
    actions = add_actions(add_subject(subparsers, "connection"))
    _add_definition(actions)
    testing = add_command(actions, "test", test, "load the WSDLs, check the mapping, reach the address")
    testing.add_argument("name", metavar="NAME", nargs="?", help="which one; the default one if not said")
    showing = add_command(actions, "show", show, "show a definition")
    showing.add_argument("name", metavar="NAME", nargs="?", help="which one; the default one if not said")
    add_command(actions, "list", list_all, "show all definitions; the first is the default one")
    deciding = add_command(actions, "fault", decide, "decide what a fault with an error code means")
    deciding.add_argument("code", metavar="CODE", help="the code, such as SBL-EAI-04308")
    deciding.add_argument("decided", choices=[*map(str, FaultClass), _DEFAULT], help="what is done after it")
    deciding.add_argument("name", metavar="NAME", nargs="?", help="which one; the default one if not said")
    removing = add_command(actions, "remove", remove, "forget a definition and its password")
    removing.add_argument("name", metavar="NAME", help="which one")


def define(arguments: argparse.Namespace) -> int:
    """Run `connection set`; what is not given stays as it was."""
    given = {name: getattr(arguments, name) for name in _GIVEN if getattr(arguments, name) is not None}
    given |= {name: _location(given[name]) for name in _FILES if name in given}
    if "auth" in given:
        given["auth"] = Auth(given["auth"])
    with opening.store(arguments) as store:
        with store.write() as unit:
            before = _find(unit, arguments.name) or ConnectionSettings(arguments.name)
            settings = credentials.without_secrets(replace(before, **given))
            check(settings)
            connections.save(unit, settings)
            # Last, and inside: without a keychain nothing is defined either.
            for purpose, option in _PASSWORDS.items():
                if getattr(arguments, option[2:].replace("-", "_")):
                    credentials.store_password(settings.name, _password(option), purpose)
        _look_at_wsdls(arguments, store, settings, [each for each in RecordKind if f"{each}_wsdl" in given])
        with store.read() as view:
            return _show(arguments, view, settings)


def _look_at_wsdls(
    arguments: argparse.Namespace, store: Store, settings: ConnectionSettings, kinds: Sequence[RecordKind]
) -> None:
    """Read the WSDLs that were named, and complain of those that cannot be worked with: they stay named."""
    from desktop.integration import workbench  # as below

    for kind in filter(settings.wsdl, kinds):
        with Progress("bytes") as progress:
            try:
                workbench.first_look(
                    store,
                    settings,
                    kind,
                    opening.settings(arguments).cache_folder,
                    lambda stage, size, kind=kind, to=progress: to.say(f"{stage} the WSDL of {kind}s", size),
                )
            except HearthError as problem:
                complain(f"{problem} {settings.name} is defined all the same: hearth connection test")


def show(arguments: argparse.Namespace) -> int:
    """Run `connection show`."""
    with opening.store(arguments) as store, store.read() as view:
        return _show(arguments, view, connections.read(view, _name(arguments)))


def decide(arguments: argparse.Namespace) -> int:
    """Run `connection fault`."""
    decided = None if arguments.decided == _DEFAULT else FaultClass(arguments.decided)
    with opening.store(arguments) as store:
        with store.write() as unit:
            settings = connections.read(unit, _name(arguments))
            fault_classes.put(unit, settings.name, arguments.code, decided)
        with store.read() as view:
            return _show(arguments, view, settings)


def list_all(arguments: argparse.Namespace) -> int:
    """Run `connection list`."""
    with opening.store(arguments) as store, store.read() as view:
        documents = [_document(view, each) for each in connections.everyone(view)]
    names = ("name", "default", "address", "auth", "user", "timeout")
    rows = ([each[name] for name in names] for each in documents)
    text = table([name.upper() for name in names], rows) if documents else "No external system is defined."
    answer(arguments, {"connections": documents}, text)
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Run `connection remove`."""
    from desktop.integration import leaving  # as below

    with opening.store(arguments) as store, store.write() as unit:
        leaving.remove(unit, arguments.name, opening.settings(arguments).cache_folder)
    answer(arguments, {"removed": arguments.name}, f"Removed {arguments.name}.")
    return 0


def test(arguments: argparse.Namespace) -> int:
    """Run `connection test`; the exit code tells what kind of trouble there is."""
    # lxml and what else sending takes costs a tenth of a second, which the other actions need not wait for.
    from desktop.integration.courier import Courier

    with opening.store(arguments) as store:
        with store.read() as view:
            settings = connections.read(view, _name(arguments))
        with Courier(store, opening.settings(arguments)) as courier:
            steps = courier.test(settings.name)
    well = all(each.ok for each in steps)
    lines = [f"{'ok ' if each.ok else 'NO '} {each.name}: {each.text}" for each in steps]
    answer(arguments, {"ok": well, "checks": [asdict(each) for each in steps]}, "\n".join(lines))
    return int(ExitCode.DONE if well else _trouble(settings, steps))


def _trouble(settings: ConnectionSettings, steps: Sequence[Check]) -> ExitCode:
    """Return whether a password or an agreement is missing, the line is down, or it must be mended."""
    try:
        credentials.password(settings)
    except CredentialsNeeded:
        return ExitCode.WAITS
    from desktop.integration.checks import DRIFT  # as above

    if any(each.name.endswith(f" {DRIFT}") for each in steps):
        return ExitCode.WAITS
    only_the_line = all(each.ok or each.name.endswith("address") for each in steps)
    return ExitCode.KEPT if only_the_line else ExitCode.USAGE


def _name(arguments: argparse.Namespace) -> str | None:
    return arguments.name or arguments.connection


def _find(view: View, name: str) -> ConnectionSettings | None:
    return next((each for each in connections.everyone(view) if each.name == name), None)


def _show(arguments: argparse.Namespace, view: View, settings: ConnectionSettings) -> int:
    document = _document(view, settings)
    decided = ", ".join(f"{code} {each}" for code, each in fault_classes.read(view, settings.name).items())
    said = {**document, "faults": decided}
    text = f"{settings.name}\n" + pairs((name.replace("_", " "), value) for name, value in said.items())
    answer(arguments, document, text)
    return 0


def _document(view: View, settings: ConnectionSettings) -> dict[str, object]:
    """Return a definition; addresses lose any password, though none should be in them."""
    said: dict[str, object] = {**asdict(settings), "auth": str(settings.auth)}
    for name in ("household_wsdl", "contact_wsdl", "address"):
        said[name] = without_secrets(str(said[name]))
    decided = {code: str(each) for code, each in fault_classes.read(view, settings.name).items()}
    return said | {"default": settings.name == view.default_connection, "faults": decided}


def _location(given: str) -> str:
    """Return an address as it is, a file by its whole path; raise ConnectionProblem if it is not there."""
    if not given or is_url(given):
        return given
    file = Path(given).expanduser().resolve()
    if not file.is_file():
        raise ConnectionProblem(f"The file {file} is not there.", concerns=given)
    return str(file)


def _password(option: str) -> str:
    """Return the next line of standard input: each option that wants a password takes one."""
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise UsageError(f"Standard input holds no password for {option}.", concerns=option)
    return line


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None


def _add_definition(actions: Subparsers[Any]) -> None:
    parser = add_command(actions, "set", define, "define an external system, or change its definition")
    parser.add_argument("name", metavar="NAME", help="what it is called here")
    for option, (metavar, help_text) in _OPTIONS.items():
        parser.add_argument(option, metavar=metavar, help=help_text)
    parser.add_argument("--auth", choices=[str(each) for each in Auth], help="how to sign in")
    parser.add_argument("--timeout", metavar="S", type=_seconds, help="longest wait for a reply, in seconds")
    for option, about in _PASSWORD_HELP.items():
        parser.add_argument(option, action="store_true", help=about)
