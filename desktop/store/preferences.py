"""What an administrator can set for a store or for one of its external systems: declared here, kept there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from desktop.errors import InvalidValue, UsageError
from desktop.fields import RECORDS, Component
from desktop.store import connections, entities, locks
from desktop.store.locks import Setting as GivenSetting
from desktop.store.locks import Taken
from desktop.store.prepared import Prepared, among, parameter
from desktop.store.unit import Unit, View

_TABLE = entities.preference
_WHOLE_STORE: Final = ""
_FLAGS: Final = {"true": True, "yes": True, "on": True, "1": True} | dict.fromkeys(
    ("false", "no", "off", "0"), False
)

Setting = bool | int | str


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that can be set: its name, its default, which also tells its kind, and what is allowed.

    One ``for_each_connection`` may differ from external system to external system.
    """

    name: str
    default: Setting
    about: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    for_each_connection: bool = False

    @property
    def kind(self) -> str:
        """Return ``flag``, ``number`` or ``choice``."""
        if isinstance(self.default, bool):
            return "flag"
        return "number" if isinstance(self.default, int) else "choice"

    def parse(self, text: str) -> Setting:
        """Return the value that a text means; raise InvalidValue saying what is allowed."""
        word = text.strip().casefold()
        if self.kind == "flag" and word in _FLAGS:
            return _FLAGS[word]
        if self.kind == "choice" and word in self.choices:
            return word
        if self.kind == "number" and word.isdecimal() and self.least <= int(word) <= self.most:
            return int(word)
        raise InvalidValue(self.name, "setting", self.allowed, value=text)

    @property
    def allowed(self) -> str:
        """Return in words which values are allowed."""
        if self.kind == "flag":
            return "must be true or false"
        if self.kind == "number":
            return f"must be a number from {self.least} to {self.most}"
        return f"must be one of {', '.join(self.choices)}"


class Family(StrEnum):
    """What Update External System on a household sends."""

    FAMILY = "family"  # the members that need it, then the household
    ALONE = "alone"  # the household alone


class Sending(StrEnum):
    """When what waits is sent by itself."""

    AUTOMATIC = "automatic"  # as soon as its time has come
    AT_INTERVALS = "at_intervals"  # together, some minutes after the first of it was commanded
    BY_HAND = "by_hand"  # only when a person sends it


class Resolution(StrEnum):
    """Who wins when both sides changed a field."""

    ASK = "ask"
    MINE = "mine"
    THEIRS = "theirs"


FAMILY_COMMAND: Final = "family_command"
UPDATE_ON_SAVE: Final = "update_on_save"
SENDING: Final = "sending"
SENDING_INTERVAL: Final = "sending_interval"
SEND_ON_RECONNECT: Final = "send_on_reconnect"
BACK_UP_DAILY: Final = "back_up_daily"
BACK_UPS_KEPT: Final = "back_ups_kept"
_CONFLICT: Final = "conflict"


def conflict_name(kind: str, field: str) -> str:
    """Return the preference that decides a conflict of ``alias`` or ``personal_address.personal_city``."""
    return f"{_CONFLICT}.{kind}.{field}"


def _each(
    name: str, default: Setting, about: str, choices: tuple[str, ...] = (), least: int = 0, most: int = 0
) -> Preference:
    """Return a preference that may differ from external system to external system."""
    return Preference(name, default, about, choices, least, most, for_each_connection=True)


_GENERAL: Final = (
    Preference(
        FAMILY_COMMAND, Family.FAMILY, "what Update External System on a household sends", tuple(Family)
    ),
    _each(UPDATE_ON_SAVE, default=False, about="whether a saved edit gives the command by itself"),
    _each(SENDING, Sending.AUTOMATIC, "when the window sends what waits", tuple(Sending)),
    _each(
        SENDING_INTERVAL, 15, "after how many minutes a round of what waits is sent", least=1, most=24 * 60
    ),
    _each(SEND_ON_RECONNECT, default=True, about="whether the window tries when the network is back"),
    Preference(BACK_UP_DAILY, default=True, about="whether the store is backed up once a day"),
    Preference(BACK_UPS_KEPT, 14, "how many back-ups stay", least=1, most=1000),
)


def _of_conflicts() -> Iterator[Preference]:
    for kind, of in RECORDS.items():
        yield from (_of_conflict(conflict_name(kind, name)) for name in _own(of))
        for child in of.children:
            names = (f"{child.name}.{name}" for name in _own(child))
            yield from (_of_conflict(conflict_name(kind, name)) for name in names)


def _own(of: Component) -> Iterator[str]:
    return (each.name for each in of.kept if not each.read_only)


def _of_conflict(name: str) -> Preference:
    about = "who wins when both sides changed this field"
    return _each(name, Resolution.ASK, about, tuple(Resolution))


DECLARED: Final[Mapping[str, Preference]] = MappingProxyType(
    {each.name: each for each in (*_GENERAL, *_of_conflicts())}
)


_KEPT: Final = Prepared(
    sa.select(_TABLE.c.connection, _TABLE.c.value).where(
        _TABLE.c.name == parameter("name"), among(_TABLE.c.connection, "scopes")
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """How a preference stands: its value, and who set it.

    ``source`` is ``default``, ``administrator``, ``store`` or ``connection``; ``file`` is where from.
    """

    preference: Preference
    value: Setting
    source: str
    connection: str = ""
    locked: bool = False
    file: str = ""

    @property
    def is_default(self) -> bool:
        """Tell whether nobody set it."""
        return self.source == "default"


def find(view: View, name: str, connection: str | None = None) -> Found:
    """Return how a preference stands, for an external system or for the whole store; raise UsageError."""
    declared = declaration(name)
    known = locks.taken(view)
    given = known.setting(name, connection if connection and declared.for_each_connection else _WHOLE_STORE)
    if given and given[0].locked:
        return _given(declared, known, *given)
    scopes = [_WHOLE_STORE]
    if connection and declared.for_each_connection:
        scopes.append(connection)
    # An external system's own value stands before the store's.
    for scope, text in sorted(_KEPT.rows(view, {"name": name, "scopes": scopes}), reverse=True):
        return Found(declared, declared.parse(str(text)), "connection" if scope else "store", str(scope))
    return _given(declared, known, *given) if given else Found(declared, declared.default, "default")


def _given(declared: Preference, known: Taken, setting: GivenSetting, scope: str) -> Found:
    value = declared.parse(setting.value)
    return Found(declared, value, "administrator", scope, setting.locked, known.file)


def value(view: View, name: str, connection: str | None = None) -> Setting:
    """Return the value of a preference."""
    return find(view, name, connection).value


def everything(view: View, connection: str | None = None) -> list[Found]:
    """Return how all preferences stand; of those for conflicts only what somebody set."""
    kept = {str(name) for name in view.execute(sa.select(_TABLE.c.name).distinct()).scalars()}
    names = [each for each in DECLARED if not each.startswith(f"{_CONFLICT}.") or each in kept]
    return [find(view, each, connection) for each in names]


def put(unit: Unit, name: str, text: str, connection: str | None = None) -> Found:
    """Set a preference, for the whole store or for one external system; an empty text resets it.

    Raises UsageError for a name that is not declared or not set for each external system, InvalidValue for a
    value that is not allowed.
    """
    declared = declaration(name)
    scope = connections.read(unit, connection).name if connection else _WHOLE_STORE
    if scope and not declared.for_each_connection:
        raise UsageError(
            f"{name} holds for the whole store.", concerns=name, way_out="Leave out --connection."
        )
    locks.refuse_setting(unit, name, scope)
    unit.execute(sa.delete(_TABLE).where(_TABLE.c.name == name, _TABLE.c.connection == scope))
    if text:
        kept = str(declared.parse(text)).casefold()
        unit.execute(sa.insert(_TABLE), [{"name": name, "connection": scope, "value": kept}])
    return find(unit, name, connection)


def declaration(name: str) -> Preference:
    """Return what is declared under a name; raise UsageError naming what there is."""
    if name not in DECLARED:
        known = ", ".join(each.name for each in _GENERAL)
        raise UsageError(
            f"There is no setting {name!r}.",
            concerns=name,
            way_out=f"There are: {known}, and {_CONFLICT}.KIND.FIELD.",
        )
    return DECLARED[name]
