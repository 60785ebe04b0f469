"""Plays Update External System for one record without touching it: what would be sent, heard and applied."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping as Mapped
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from desktop import resources
from desktop.errors import ExitCode, HearthError
from desktop.fields import Component, component
from desktop.integration import answers, plan, reply, request
from desktop.integration.client import Client
from desktop.integration.connection import open_session
from desktop.integration.credentials import Secret
from desktop.integration.external_system.conduct import NORMALLY, Switch
from desktop.integration.external_system.contract import Contract
from desktop.integration.external_system.credentials import Door
from desktop.integration.external_system.interpreter import Interpreter
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.service import Request, Service
from desktop.integration.mapping import Mapping
from desktop.integration.redaction import readable
from desktop.integration.transport import Answer
from desktop.integration.verdict import Means
from desktop.integration.workbench import Workbench
from desktop.integration.wsdl import Wsdl
from desktop.store import pick_lists, picks, reading, snapshots
from desktop.store.store import Store
from desktop.store.types import Decision, Ref, Snapshot
from desktop.values import Value

_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Played:
    """A rehearsal: the request and the reply as texts, and what would be done with the reply.

    ``problem`` says why nothing would be applied; ``refused`` that the external system would say no.
    """

    request: str
    reply: str
    applied: Mapped[str, tuple[Value, Value]]
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    refused: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """Return how the command would end if it were no rehearsal."""
        if self.refused:
            return ExitCode.REFUSED
        return ExitCode.WAITS if self.problem or self.conflicts else ExitCode.DONE


def play(
    store: Store, bench: Workbench, ref: Ref, recorded: bytes | None = None, mapping: Mapping | None = None
) -> Played:
    """Play one sending, against the built-in external system or a reply that was recorded.

    ``mapping`` is one that is not in use yet. Raises WsdlProblem, or InvalidValue for a value that the WSDL
    does not allow.
    """
    spoken = bench.understood(mapping or bench.mapping()[0])
    with store.read() as view:
        snapshot = snapshots.take(view, ref, bench.settings.name)
    told = _written(bench, spoken, snapshot)
    answer = _from_file(recorded) if recorded is not None else _from_built_in(spoken, told)
    secrets = _secrets(snapshot)
    shown = _pretty(readable(told, secrets=secrets)), _pretty(readable(answer.body, answer.charset, secrets))
    verdict = answers.sort(answer, component(ref.kind))
    if verdict.means is not Means.REPLY:
        said = verdict.error.message if verdict.error else "It is no reply."
        return Played(*shown, {}, problem=said, refused=verdict.means is Means.REFUSED)
    return _applied(store, bench, spoken, snapshot, answer, shown)


def as_json(played: Played) -> dict[str, object]:
    """Return a rehearsal as JSON carries it."""
    return {
        "request": played.request,
        "reply": played.reply,
        "applied": {name: list(pair) for name, pair in played.applied.items()},
        "conflicts": list(played.conflicts),
        "notes": list(played.notes),
        "problem": played.problem or None,
        "refused": played.refused,
    }


def picture(played: Played) -> str:
    """Return a rehearsal as a person reads it."""
    lines = ["Would be sent:", played.request, "", "Comes back:", played.reply, ""]
    if played.problem:
        lines.append(f"{'Refused' if played.refused else 'Not applied'}: {played.problem}")
    elif not played.applied:
        lines.append("Nothing would change here.")
    lines += [f"{name}: {before!s} → {after!s}" for name, (before, after) in played.applied.items()]
    lines += [f"Conflict: {each}" for each in played.conflicts]
    return "\n".join([*lines, *played.notes])


def _written(bench: Workbench, spoken: Wsdl, snapshot: Snapshot) -> bytes:
    session = open_session(bench.settings, None)
    try:
        client = Client(spoken, bench.settings, session, None)
        return client.write(spoken.service.synchronize, request.build(snapshot, spoken.service)).body
    finally:
        session.close()


def _from_file(recorded: bytes) -> Answer:
    return Answer(_OK, recorded, {"Content-Type": "text/xml"})


def _from_built_in(spoken: Wsdl, told: bytes) -> Answer:
    kind = spoken.service.kind
    contract = Contract(resources.path(f"wsdl/external-{kind}.wsdl"), component(kind).tag)
    with tempfile.TemporaryDirectory(prefix="hearth-rehearsal-") as folder:
        ledger = Ledger(Path(folder) / "rehearsal.sqlite")
        try:
            built_in = Service(contract, ledger, Door("", ""), Switch(NORMALLY))
            given = Interpreter(spoken, built_in).answer(Request(told))
        finally:
            ledger.close()
    return Answer(given.status, given.body, {"Content-Type": given.media_type})


def _applied(
    store: Store, bench: Workbench, spoken: Wsdl, snapshot: Snapshot, answer: Answer, shown: tuple[str, str]
) -> Played:
    with store.read() as view:
        mine = reading.read(view, snapshot.ref, connection=bench.settings.name)
        told = reply.read(
            answer.body,
            snapshot.ref.kind,
            charset=answer.charset,
            shape=spoken.service.shape,
            types=spoken.service.types,
            lists=pick_lists.bounded(view),
        )

        def find(of: Component, key: Mapped[str, Value]) -> str | None:
            return picks.find(view, bench.settings.name, of, key)

        try:
            decision = plan.decide(snapshot, mine, told, find)
        except HearthError as problem:
            return Played(*shown, {}, notes=told.notes, problem=problem.what)
    conflicts = tuple(
        f"{each.field}: {each.mine!s} here, {each.theirs!s} there" for each in decision.conflicts
    )
    return Played(*shown, _changes(decision, mine.values), conflicts, told.notes)


def _changes(decision: Decision, mine: Mapped[str, Value]) -> dict[str, tuple[Value, Value]]:
    found = {name: (mine.get(name), value) for name, value in decision.values.items()}
    if decision.integration_id is not None:
        found["integration_id"] = (mine.get("integration_id"), decision.integration_id)
    for each in decision.children:
        said = ", ".join(f"{name} {value!s}" for name, value in each.values.items())
        row = each.child_id or each.picked_id or "new row"
        found[f"{each.component} {row}"] = (None, f"{each.action} {said}".strip())
    return found


def _pretty(text: str) -> str:
    """Return a message with each element on a line of its own; what is no XML stays as it is."""
    try:
        root = etree.fromstring(
            text.encode(), etree.XMLParser(remove_blank_text=True, resolve_entities=False)
        )
    except (etree.LxmlError, ValueError):
        return text
    return etree.tostring(root, pretty_print=True, encoding="unicode").rstrip()


def _secrets(snapshot: Snapshot) -> tuple[Secret, ...]:
    of = component(snapshot.ref.kind)
    private = [snapshot.values.get(each.name) for each in of if each.sensitive]
    return tuple(Secret(str(value)) for value in private if value is not None)
