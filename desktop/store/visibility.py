"""Whose records a list shows: an agent's own, those of the agent's team, or all."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from desktop.store import entities
from desktop.store.unit import View

_POSITION = entities.position
_TEAMS: Final = {
    "household": (entities.household_sales_rep, "household_id"),
    "contact": (entities.contact_sales_rep, "contact_id"),
}


class Visibility(StrEnum):
    """The choices over a list.

    A record is an agent's own when a position with the agent's login is on its team, and the team's when one
    of the same division is.
    """

    MY = "my"
    TEAM = "team"
    ALL = "all"


def condition(view: View, kind: str, wanted: Visibility) -> sa.ColumnElement[bool]:
    """Return the condition under which a record is shown to whoever looks."""
    if wanted is Visibility.ALL:
        return sa.true()
    link, owner = _TEAMS[kind]
    positions = _of_my_team(view) if wanted is Visibility.TEAM else _mine(view, _POSITION.c.id)
    led = sa.select(link.c[owner]).where(link.c.position_id.in_(positions))
    return entities.RECORD_TABLES[kind].c.id.in_(led)


def has_position(view: View) -> bool:
    """Tell whether whoever looks has a position, without which nothing is anybody's own."""
    return view.execute(_mine(view, _POSITION.c.id).limit(1)).first() is not None


def _mine(view: View, column: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(column).where(sa.func.lower(_POSITION.c.login) == view.who.casefold())


def _of_my_team(view: View) -> sa.Select[*tuple[Any, ...]]:
    divisions = _mine(view, _POSITION.c.division)
    shared = _POSITION.c.division.in_(divisions.where(_POSITION.c.division.is_not(None)))
    own = _POSITION.c.id.in_(_mine(view, _POSITION.c.id))
    return sa.select(_POSITION.c.id).where(sa.or_(own, shared))
