"""The words sample data is made of: names, streets, towns, work, by country."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Final, cast

from desktop import resources

COUNTRIES: Final = ("sweden", "germany", "united-kingdom", "usa", "france", "ireland")


@dataclass(frozen=True, slots=True)
class City:
    """A town, the region it lies in, and how its postal codes look (``#`` is any digit)."""

    name: str
    region: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Country:
    """What people of a country are called and where they live.

    ``region`` names the address field that the region belongs to; ``income`` is a year's, from and to;
    telephone numbers come from ranges that are reserved for fiction or not in use.
    """

    name: str
    language: str
    currency: str
    weight: int
    income: tuple[int, int]
    region: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    streets: tuple[str, ...]
    line: str
    cities: tuple[City, ...]
    home: tuple[str, ...]
    cell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What people do, for whom, and who looks after them.

    Positions are position, login and division; accounts are name, organization and place; activities are type
    and description; remarks are type and note. What is sold has a price from and to, an asset the letters of
    its numbers and a price; a letter is a file's name, what it is, and its text.
    """

    jobs: tuple[str, ...]
    organizations: tuple[str, ...]
    positions: tuple[tuple[str, str, str], ...]
    accounts: tuple[tuple[str, str, str], ...]
    activities: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    remarks: tuple[tuple[str, str], ...]
    opportunities: tuple[tuple[str, int, int], ...]
    service_requests: tuple[tuple[str, str], ...]
    agreements: tuple[tuple[str, str, int, int], ...]
    assets: tuple[tuple[str, str, int], ...]
    letters: tuple[tuple[str, str, str], ...]


@cache
def countries() -> tuple[Country, ...]:
    """Return the countries, in an order that never changes."""
    return tuple(_country(json.loads(resources.text(f"sample/{name}.json"))) for name in COUNTRIES)


@cache
def work() -> Work:
    """Return jobs, employers, colleagues and what is done for people."""
    said: dict[str, list[Any]] = json.loads(resources.text("sample/work.json"))
    return Work(**{name: tuple(_frozen(each) for each in values) for name, values in said.items()})


def filled(pattern: str, chance: Random) -> str:
    """Return the pattern with a digit of chance for each ``#``."""
    return "".join(str(chance.randrange(10)) if letter == "#" else letter for letter in pattern)


def _country(said: dict[str, Any]) -> Country:
    cities = tuple(City(*each) for each in said.pop("cities"))
    name = said.pop("country")
    return Country(name=name, cities=cities, **{key: _frozen(value) for key, value in said.items()})


def _frozen(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
    return tuple(cast(list[Any], value)) if isinstance(value, list) else value
