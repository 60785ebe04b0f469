"""What an administrator decided that a fault with an error code of an external system means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from desktop.errors import UsageError
from desktop.store import connections, entities
from desktop.store.unit import Unit, View

_TABLE = entities.preference
_PREFIX: Final = "fault."
_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,100}")


class FaultClass(StrEnum):
    """What is done after a fault."""

    RETRY = "retry"  # tried again later
    REFUSE = "refuse"  # the delivery is refused: somebody mends the record
    LOGIN = "login"  # signed in anew once, then the password is asked for
    GONE = "gone"  # the record was removed there: a person decides whether here, too
    ASK = "ask"  # a person decides


def read(view: View, connection: str) -> Mapping[str, FaultClass]:
    """Return the decisions about the codes of an external system, by code."""
    kept = sa.select(_TABLE.c.name, _TABLE.c.value).where(
        _TABLE.c.connection == connection, _TABLE.c.name.startswith(_PREFIX, autoescape=True)
    )
    return {
        str(name)[len(_PREFIX) :]: FaultClass(value) for name, value in sorted(map(tuple, view.execute(kept)))
    }


def put(unit: Unit, connection: str, code: str, decided: FaultClass | None) -> None:
    """Decide about a code, or with None leave it to Hearth again; raise UsageError or ConnectionProblem."""
    name = connections.read(unit, connection).name
    if not _CODE.fullmatch(code):
        raise UsageError(
            f"{code[:60]!r} is no error code.", concerns="CODE", way_out="One is: SBL-EAI-04308."
        )
    about = {"name": f"{_PREFIX}{code}", "connection": name}
    unit.execute(
        sa.delete(_TABLE).where(_TABLE.c.name == about["name"], _TABLE.c.connection == about["connection"])
    )
    if decided is not None:
        unit.execute(sa.insert(_TABLE), [about | {"value": str(decided)}])
