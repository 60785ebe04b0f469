"""Plays Update External System against each variant of a WSDL, by the command line alone."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop.__main__ import main
from desktop.integration import definition, schema
from desktop.integration.envelope import body_of
from desktop.integration.external_system.kept import JournalEntry, Record
from desktop.integration.external_system.system import ExternalSystem, Setup
from desktop.integration.markup import children, parse
from tests.support.variants import PLANTED, Variant, operation, write

_SOAP: Final = {
    "1.1": "{http://schemas.xmlsoap.org/soap/envelope/}Envelope",
    "1.2": "{http://www.w3.org/2003/05/soap-envelope}Envelope",
}


class Broken(AssertionError):
    """A step that did not go as it should; the text says which and how."""


@dataclass(frozen=True)
class Run:
    """What was seen: the operation that was found, how many messages went, and how many were invalid."""

    operation: str
    messages: int
    invalid: int


def play(variant: Variant, folder: Path) -> Run:
    """Define the external system by its WSDL, test it, send a contact, a household of two, and a change.

    Raises Broken for the first step that fails.
    """
    with _serving(variant, folder) as (system, wsdls):
        desk = Desk(folder)
        desk.define(variant, system.addresses(), wsdls)
        desk.run("connection", "test", "crm")
        ngozi = desk.new("contact", "last_name=Okafor", "first_name=Ngozi", "birth_date=1980-02-14",
                         "suppress_all_calls=Y", "work_phone=08 512 345 67")  # fmt: skip
        ada = desk.new("contact", "last_name=Okafor", "first_name=Ada")
        home = desk.new("household", "household_name=Okafor-Lindqvist", "category=Silver",
                        "income=68250.50", "household_size=3", "phone_number=08 512 345 67")  # fmt: skip
        desk.run("member", "add", home, ngozi, "--primary", "--entered", "2021-02-14")
        desk.run("member", "add", home, ada)
        desk.run("send", "contact", ngozi)
        desk.run("send", "household", home)
        _check_first(desk, system, home, ngozi)
        desk.run("record", "set", "contact", ngozi, "last_name=Lindqvist", "job_title=")
        desk.run("record", "set", "household", home, "income=1200")
        desk.run("send", "contact", ngozi)
        desk.run("send", "household", home)
        _check_change(system)
        run = _check_messages(variant, system.journal(0), wsdls)
    desk.check_secrets()
    return run


class Desk:
    """The command line on a store of its own, with all it said."""

    def __init__(self, folder: Path) -> None:
        self._home = folder / "home"
        self._words = ("--home", str(self._home), "--store", f"sqlite:///{self._home / 'store.sqlite'}")
        self._home.mkdir(parents=True)
        self._said: list[str] = []

    def run(self, *words: str) -> dict[str, Any]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*self._words, *words, "--json"])
        self._said += [out.getvalue(), err.getvalue()]
        if code != 0:
            raise Broken(f"hearth {' '.join(words)} ended with {code}: {err.getvalue()}{out.getvalue()}")
        return json.loads(out.getvalue())

    def new(self, kind: str, *values: str) -> str:
        return str(self.run("record", "new", kind, *values)["id"])

    def define(self, variant: Variant, addresses: dict[str, str], wsdls: dict[str, Path]) -> None:
        where = {kind: str(path) for kind, path in wsdls.items()}
        if variant.fetched:
            where = {kind: f"{addresses[kind]}?wsdl" for kind in wsdls}
        options = [word for kind, place in where.items() for word in (f"--{kind}-wsdl", place)]
        if variant.address == "none":
            options += ["--address", addresses["household"]]
        self.run("connection", "set", "crm", *options, "--timeout", "10")

    def check_secrets(self) -> None:
        """Look for a password of the WSDL in all that was said and kept; the WSDL itself is not ours."""
        kept = [
            path for path in self._home.rglob("*") if path.is_file() and PLANTED.encode() in path.read_bytes()
        ]
        _same("files with a password", kept, [])
        _same("a password said", PLANTED in "".join(self._said), False)


@contextlib.contextmanager
def _serving(variant: Variant, folder: Path) -> Iterator[tuple[ExternalSystem, dict[str, Path]]]:
    """Start an external system that speaks the variant; its port is known only after its WSDL is written."""
    nowhere = {kind: f"http://127.0.0.1:1/asi/{kind}" for kind in ("household", "contact")}
    theirs = write(variant, folder / "theirs", nowhere)
    setup = Setup(folder / "there.sqlite", household_wsdl=theirs["household"], contact_wsdl=theirs["contact"])
    system = ExternalSystem(setup)
    system.start()
    try:
        yield system, write(variant, folder / "ours", system.addresses())
    finally:
        system.stop()


def _check_first(desk: Desk, system: ExternalSystem, home: str, ngozi: str) -> None:
    household, contact = desk.run("record", "show", "household", home), _there(system, "contact", "Ngozi")
    _same("birth date there", contact.fields["BirthDate"], "02/14/1980")
    _same("flag there", contact.fields["SuppressAllCalls"], "Y")
    _same("category as put right", household["fields"]["category"], "Gold")
    _same("phone as put right", household["fields"]["phone_number"], "+46851234567")
    _same("integration id", household["fields"]["integration_id"][:3], "HH-")
    rows = _there(system, "household", "").rows
    members = next(each for name, each in rows.items() if name.casefold() == "listofrelatedcontact")
    _same("members there", len(members), 2)
    entered = max(each.fields.get("DateEnteredHousehold", "") for each in members)
    _same("entry date there", entered, "02/14/2021")
    shown = desk.run("record", "show", "contact", ngozi)
    _same("contact's integration id", shown["fields"]["integration_id"][:4], "CRM-")


def _check_change(system: ExternalSystem) -> None:
    _same("new name there", _there(system, "contact", "Ngozi").fields["LastName"], "Lindqvist")
    _same("new income there", _there(system, "household", "").fields["Income"], "1200")
    outcomes = {each.outcome.value for each in system.journal(0)}
    _same("outcomes", outcomes <= {"insert", "update", "query"}, True)


def _check_messages(variant: Variant, journal: list[JournalEntry], wsdls: dict[str, Path]) -> Run:
    """Hold all messages against the WSDL, and the version of SOAP and the operations against the variant."""
    types = {
        kind: schema.compiled(definition.gather(str(path), lambda place: Path(place).read_bytes()))
        for kind, path in wsdls.items()
    }
    version = "1.1" if "1.1" in variant.ports else variant.ports[0]
    bodies = [
        (entry.kind, body_of(message.encode()), message)
        for entry in journal
        for message in (entry.request, entry.reply)
    ]
    _same("versions of SOAP", {parse(message.encode()).tag for *_, message in bodies}, {_SOAP[version]})
    found = [each for kind, body, _ in bodies if (each := types[kind].breaches(next(children(body))))]
    _same("breaches of the WSDL", found, [])
    said = all("encodingStyle=" in each.request and "xsi:type=" in each.request for each in journal)
    _same("requests that say their types", said, variant.encoded)
    wanted = {operation(variant, kind, "Synchronize") for kind in wsdls}
    _same("operations", {each.operation for each in journal if "Sync" in each.operation}, wanted)
    return Run(operation(variant, "household", "Synchronize"), len(bodies), len(found))


def _there(system: ExternalSystem, kind: str, first: str) -> Record:
    found = [each for each in system.records(kind) if each.fields.get("FirstName", "") == first]
    _same(f"{kind}s there", len(found), 1)
    return found[0]


def _same(what: str, seen: object, wanted: object) -> None:
    if seen != wanted:
        raise Broken(f"{what}: {seen!r}, not {wanted!r}")
