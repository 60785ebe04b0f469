"""The built-in external system as a whole: its file, its services, its controls, its conduct."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop import resources
from desktop.errors import UsageError
from desktop.integration.external_system.conduct import NORMALLY, Conduct, Mode, ReplyForm, Switch, Trouble
from desktop.integration.external_system.contract import Contract
from desktop.integration.external_system.credentials import Door
from desktop.integration.external_system.kept import JournalEntry, Record
from desktop.integration.external_system.ledger import Ledger
from desktop.integration.external_system.listening import HOST, Line
from desktop.integration.external_system.rules import CONTACT, HOUSEHOLD, Kind
from desktop.integration.external_system.service import Service
from desktop.integration.external_system.web import ControlHandler, ServiceHandler

_PATHS: Final = {"/asi/household": HOUSEHOLD, "/asi/contact": CONTACT}


@dataclass(frozen=True, slots=True)
class Setup:
    """What the system is started with; a port of 0 means any free one, no user that everybody may come in.

    Without a WSDL for a kind of record it speaks the one that travels with Hearth. With one, each address
    serves both kinds: a WSDL without addresses is given one for all, and the message tells them apart.
    """

    data: Path
    port: int = 0
    control_port: int = 0
    conduct: Conduct = NORMALLY
    user: str = ""
    password: str = ""
    household_wsdl: Path | None = None
    contact_wsdl: Path | None = None


class ExternalSystem:
    """Serves from ``start`` to ``stop``.

    Raises ExternalSystemProblem for a file, a port or a WSDL that it cannot use.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._ledger = Ledger(setup.data)
        self._switch = Switch(setup.conduct)
        self._return: threading.Timer | None = None
        self._lock = threading.Lock()
        door = Door(setup.user, setup.password)
        try:
            services = {
                path: Service(_contract(setup, kind), self._ledger, door, self._switch)
                for path, kind in _PATHS.items()
            }
            if setup.household_wsdl or setup.contact_wsdl:
                for service in services.values():
                    service.beside = tuple(each for each in services.values() if each is not service)
            self._line = Line(partial(ServiceHandler, services), setup.port)
            self._controls = Line(partial(ControlHandler, self), setup.control_port)
        except BaseException:
            self._ledger.close()
            raise

    def start(self) -> None:
        """Open the ports; begins off the line if its conduct says so."""
        self._controls.open()
        self._follow(self._setup.conduct)

    def stop(self) -> None:
        """Close ports and file; replies that are held back leave at once or are cut."""
        self._switch.set(NORMALLY)
        self._cancel_return()
        self._line.close()
        self._controls.close()
        self._ledger.close()

    def addresses(self) -> dict[str, str]:
        """Return where the services and the controls are reached."""
        root = f"http://{HOST}:{self._line.port}"
        return {
            "household": f"{root}/asi/household",
            "contact": f"{root}/asi/contact",
            "control": f"http://{HOST}:{self._controls.port}",
            "data": str(self._setup.data),
        }

    def state(self) -> dict[str, Any]:
        """Return the conduct as it is now, and whether the services are on the line."""
        conduct = self._switch.conduct
        return {
            **conduct.trouble.as_json(),
            "reply": conduct.reply,
            "members": conduct.members,
            "online": self._line.up,
        }

    def set_conduct(self, told: Mapping[str, Any]) -> None:
        """Change the conduct: ``reply`` and ``members`` alone leave the trouble as it is, and it them.

        Raises UsageError for what is not understood.
        """
        with self._lock:
            before = self._switch.conduct
            trouble = {name: value for name, value in told.items() if name not in ("reply", "members")}
            conduct = Conduct(
                trouble=Trouble.from_json(trouble) if trouble else before.trouble,
                reply=_reply_form(told.get("reply", before.reply)),
                members=bool(told.get("members", before.members)),
            )
            self._switch.set(conduct)
            self._follow(conduct)

    def journal(self, after: int) -> list[JournalEntry]:
        """Return what arrived after that entry, oldest first."""
        return self._ledger.journal(after)

    def records(self, kind: str) -> list[Record]:
        """Return the records kept, of one kind or all."""
        return self._ledger.records(kind)

    def _follow(self, conduct: Conduct) -> None:
        self._cancel_return()
        trouble = conduct.trouble
        if trouble.mode is not Mode.OFFLINE:
            self._line.open()
            return
        self._line.shut()
        if trouble.delay is not None:
            self._return = threading.Timer(trouble.delay, self.set_conduct, [{"mode": Mode.NORMAL}])
            self._return.daemon = True
            self._return.start()

    def _cancel_return(self) -> None:
        if self._return is not None:
            self._return.cancel()
            self._return = None


def _contract(setup: Setup, kind: Kind) -> Contract:
    given = setup.household_wsdl if kind is HOUSEHOLD else setup.contact_wsdl
    return Contract(given or resources.path(f"wsdl/external-{kind.name}.wsdl"), kind.component)


def _reply_form(name: str) -> ReplyForm:
    try:
        return ReplyForm(name)
    except ValueError:
        raise UsageError(f"There is no reply form {name!r}.", way_out="Known: full, keys-only.") from None
