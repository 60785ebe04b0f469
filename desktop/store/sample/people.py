"""Invents households: who lives together, since when, where, and on what. All of it is made up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from desktop.store.sample.vocabulary import Country, countries, filled, work
from desktop.values import Value

Values = dict[str, Value]

# The day up to which the invented lives are told; fixed, or the same seed would tell others tomorrow.
TODAY: Final = date(2025, 1, 1)
_ADULT: Final = 18
_RETIRED: Final = 67
_LEAVES_HOME: Final = 26
_SHAPES: Final = ("Family - Children", "Family - No children", "Family - Senior Citizen", "Single")
_MAIL_HOSTS: Final = ("example.com", "example.org", "example.net")


@dataclass(slots=True)
class Member:
    """One person: fields, rows of child components, and the part they play in the household."""

    values: Values
    age: int
    relationship: str
    entered: date
    exited: date | None = None
    addresses: list[Values] = field(default_factory=list[Values])
    mails: list[Values] = field(default_factory=list[Values])
    phones: list[Values] = field(default_factory=list[Values])
    activities: list[Values] = field(default_factory=list[Values])
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One household: fields, its members with the primary one first, and which colleagues look after it."""

    values: Values
    members: list[Member]
    positions: list[int]
    organization: int


def invent(chance: Random) -> Household:
    """Return a household; the same chance invents the same one."""
    country = chance.choices(countries(), [each.weight for each in countries()])[0]
    shape = chance.choices(_SHAPES, (40, 25, 15, 20))[0]
    members = _members(chance, country, shape)
    _settle(chance, country, members)
    living = [each for each in members if each.exited is None]
    values = _household_values(chance, country, shape, living)
    positions = chance.sample(range(len(work().positions)), chance.choice((1, 1, 2)))
    return Household(values, members, positions, chance.randrange(len(work().organizations)))


def _members(chance: Random, country: Country, shape: str) -> list[Member]:
    """Return who lives together, the first adult first, and now and then someone who has left."""
    head = _adult(chance, country, shape)
    members = [head]
    if shape != "Single" and _happens(chance, 0.6 if shape == "Family - Senior Citizen" else 0.88):
        members.append(_spouse(chance, country, head))
    if shape == "Family - Children":
        members += [
            _child(chance, country, members) for _ in range(chance.choices((1, 2, 3, 4), (38, 42, 16, 4))[0])
        ]
    if _happens(chance, 0.04):
        members.append(_dependent_parent(chance, country, head))
    return members


def _adult(chance: Random, country: Country, shape: str) -> Member:
    ages = {"Family - Senior Citizen": (_RETIRED, 92), "Family - Children": (27, 54)}.get(shape, (21, 66))
    age = chance.randint(*ages)
    together = max(_years_ago(chance, chance.randint(0, 25)), _birthday(chance, age - _ADULT))
    return _person(chance, country, age, chance.choice(country.families), "Head", together)


def _spouse(chance: Random, country: Country, head: Member) -> Member:
    age = max(_ADULT, min(94, head.age + chance.randint(-6, 6)))
    shared = _happens(chance, 0.7)
    family = str(head.values["last_name"]) if shared else chance.choice(country.families)
    gender = "M" if (head.values["gender"] == "F") != (_happens(chance, 0.06)) else "F"
    spouse = _person(chance, country, age, family, "Spouse", head.entered, gender)
    for one in (head, spouse):
        one.values["marital_status"] = "Married"
    return spouse


def _child(chance: Random, country: Country, parents: list[Member]) -> Member:
    head = parents[0]
    age = chance.randint(0, min(30, head.age - 20))
    child = _person(chance, country, age, str(head.values["last_name"]), "Child", head.entered)
    child.entered = max(head.entered, date.fromisoformat(str(child.values["birth_date"])))
    if age >= _ADULT and _happens(chance, 0.9 if age > _LEAVES_HOME else 0.35):
        child.exited = max(child.entered, _years_ago(chance, chance.randint(0, age - _ADULT)))
    return child


def _dependent_parent(chance: Random, country: Country, head: Member) -> Member:
    age = min(97, head.age + chance.randint(22, 36))
    entered = max(head.entered, _years_ago(chance, chance.randint(0, 5)))
    return _person(chance, country, age, str(head.values["last_name"]), "Dependent Parent", entered)


def _person(
    chance: Random, country: Country, age: int, family: str, role: str, entered: date, gender: str = ""
) -> Member:
    gender = gender or chance.choice("FM")
    names = country.women if gender == "F" else country.men
    first, middle = chance.sample(names, 2)
    values: Values = {
        "first_name": first,
        "middle_name": middle if _happens(chance, 0.25) else None,
        "last_name": family,
        "gender": gender,
        "birth_date": _birthday(chance, age).isoformat(),
        "preferred_language_code": country.language,
    }
    member = Member(values, age, role, entered)
    if age >= _ADULT:
        _grow_up(chance, country, member)
    return member


def _grow_up(chance: Random, country: Country, member: Member) -> None:
    """Give an adult what children do not have: a title, work, an income, ways to be reached, preferences."""
    values = member.values
    values["personal_title"] = (
        "Dr." if _happens(chance, 0.03) else ("Mr." if values["gender"] == "M" else "Ms.")
    )
    values["marital_status"] = "Widowed" if member.age > _RETIRED else chance.choice(("Single", "Divorced"))
    values["income"] = _income(chance, country, retired=member.age >= _RETIRED)
    values["income_currency_code"] = country.currency
    values["preferred_communications"] = chance.choices(("Phone", "Email", None), (45, 40, 15))[0]
    values["privacy_option"] = chance.choices(("Opt-In", "Opt-Out - Third Party", None), (40, 15, 45))[0]
    values["comment"] = chance.choice(work().notes) if _happens(chance, 0.08) else None
    values["suppress_all_calls"] = True if _happens(chance, 0.05) else None
    _make_reachable(chance, country, member)
    if member.age < _RETIRED and _happens(chance, 0.8):
        values["job_title"] = chance.choice(work().jobs)
        member.account = chance.randrange(len(work().accounts)) if _happens(chance, 0.4) else None
    member.activities = [_activity(chance) for _ in range(chance.choices((0, 1, 2, 3), (45, 30, 17, 8))[0])]


def _make_reachable(chance: Random, country: Country, member: Member) -> None:
    values = member.values
    if _happens(chance, 0.85):
        values["cellular_phone"] = filled(chance.choice(country.cell), chance)
    if _happens(chance, 0.8):
        values["email_address"] = _mail(chance, values, chance.choice(_MAIL_HOSTS))
    if _happens(chance, 0.15):
        address = _mail(chance, values, "work.example.com")
        member.mails.append(_reach("alternate_email_address", address, "communication_address", "Email"))
    if _happens(chance, 0.2):
        number = filled(chance.choice(country.home), chance)
        member.phones.append(_reach("alternate_phone", number, "alternate_phone", "Phone"))


def _reach(field: str, value: str, component: str, medium: str) -> Values:
    return {field: value, f"{component}_medium_type": medium, f"{component}_name": "Work"}


def _settle(chance: Random, country: Country, members: list[Member]) -> None:
    """Let the household live somewhere, together; who has left lives elsewhere."""
    home, telephone = _address(chance, country), filled(chance.choice(country.home), chance)
    for member in members:
        member.addresses.append(dict(home) if member.exited is None else _address(chance, country))
        if member.exited is None and member.age >= _ADULT and _happens(chance, 0.9):
            member.values["home_phone"] = telephone
    if _happens(chance, 0.06):
        members[0].addresses.append(_address(chance, country) | {"personal_address_name": "Holiday"})


def _address(chance: Random, country: Country) -> Values:
    city = chance.choice(country.cities)
    number = chance.randint(1, 140)
    return {
        "personal_address_name": "Home",
        "personal_street_address": country.line.format(street=chance.choice(country.streets), number=number),
        "personal_street_address2": f"Apt. {chance.randint(1, 60)}" if _happens(chance, 0.1) else None,
        "personal_city": city.name,
        country.region: city.region,
        "personal_postal_code": filled(city.postal_code, chance),
        "personal_country": country.name,
    }


def _household_values(chance: Random, country: Country, shape: str, living: list[Member]) -> Values:
    earned = sum(int(str(each.values.get("income") or 0)) for each in living)
    yearly = country.income[1] - country.income[0]
    # A person types what the household has; it is near what the members have, and not their sum.
    income = _rounded(earned * chance.uniform(0.9, 1.1), 100)
    return {
        "household_name": _family_name(living),
        "type": shape,
        "category": _category(chance, earned / yearly),
        "segment": chance.choice(("White Collar", "Blue Collar", "Rural", "Own Residence", "Renter")),
        "status": chance.choices(("Active", "Prospect", "Inactive", "Former"), (88, 6, 4, 2))[0],
        "currency_code": country.currency,
        "income": str(income),
        "household_wealth": str(_rounded(income * chance.uniform(0.5, 6), 1000))
        if _happens(chance, 0.5)
        else None,
        "revenue": f"{earned * chance.uniform(0.001, 0.02):.2f}" if _happens(chance, 0.6) else None,
        "household_size": len(living),
        "phone_number": living[0].values.get("home_phone"),
        "privacy_option": living[0].values.get("privacy_option"),
    }


def _family_name(living: list[Member]) -> str:
    """Return the family names of the couple, one if they share it."""
    couple = [str(each.values["last_name"]) for each in living if each.relationship in {"Head", "Spouse"}]
    return "-".join(dict.fromkeys(couple))[:50]


def _category(chance: Random, wealth: float) -> str:
    rank = min(3, int(wealth * 2 * chance.uniform(0.6, 1.2)))
    return ("Standard", "Silver", "Gold", "Platinum")[rank]


def _income(chance: Random, country: Country, *, retired: bool) -> str:
    low, high = country.income
    middle = low + (high - low) * 0.3
    earned = chance.triangular(low, high, middle) * (0.5 if retired else 1.0)
    return str(_rounded(earned, 100))


def _rounded(amount: float, to: int) -> int:
    return int(amount) // to * to


def _activity(chance: Random) -> Values:
    kind, description = chance.choice(work().activities)
    day = TODAY + timedelta(days=chance.randint(-400, 60))
    done = day < TODAY
    return {
        "type": kind,
        "description": description,
        "due": f"{day.isoformat()}T{chance.randint(8, 17):02}:{chance.choice((0, 15, 30, 45)):02}:00",
        "status": chance.choices(("Done", "Cancelled", "Open"), (85, 5, 10))[0] if done else "Open",
        "priority": chance.choice(("2-High", "3-Medium", "3-Medium", "4-Low")),
        "owner": chance.choice(work().positions)[1],
    }


def _mail(chance: Random, values: Values, host: str) -> str:
    name = ".".join(_plain(str(values[each])) for each in ("first_name", "last_name"))
    year = str(values["birth_date"])[2:4] if _happens(chance, 0.6) else ""
    return f"{name[:30]}{year}@{host}"


def _plain(name: str) -> str:
    apart = unicodedata.normalize(
        "NFKD", name.casefold().replace("ø", "o").replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")
    )
    return "".join(letter for letter in apart if letter.isascii() and letter.isalpha())


def _happens(chance: Random, share: float) -> bool:
    """Tell by chance whether something is so that is so in this share of all cases."""
    return chance.random() < share


def _birthday(chance: Random, age: int) -> date:
    return TODAY - timedelta(days=age * 365 + age // 4 + chance.randint(1, 364))


def _years_ago(chance: Random, years: int) -> date:
    return TODAY - timedelta(days=years * 365 + chance.randint(1, 364))
