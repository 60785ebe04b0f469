"""Invents what goes on with a contact: notes, offers, complaints, agreements, what they own, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from desktop.store.sample.people import TODAY, Member
from desktop.store.sample.vocabulary import work
from desktop.values import Value

Values = dict[str, Value]
# How many of a hundred grown-ups have one of each.
_SHARES: Final = {
    "note": 12,
    "opportunity": 8,
    "service_request": 10,
    "agreement": 10,
    "asset": 8,
    "attachment": 4,
}
_ADULT: Final = 18


@dataclass(frozen=True, slots=True)
class Letter:
    """A file that is kept in the store already, to be attached."""

    name: str
    words: str
    size: int
    digest: str


def of_member(chance: Random, member: Member, letters: list[Letter]) -> dict[str, Values]:
    """Return rows by the name of their component, at most one of each."""
    if member.age < _ADULT:
        return {}
    found = [name for name, share in _SHARES.items() if chance.randrange(100) < share]
    currency = member.values.get("income_currency_code")
    rows = {name: _row(name, chance, currency, letters) for name in found}
    return {name: row for name, row in rows.items() if row}


def remark(chance: Random) -> Values:
    """Return a note."""
    kind, text = chance.choice(work().remarks)
    return {"type": kind, "note": text, **_stamps(chance)}


def _row(name: str, chance: Random, currency: Value, letters: list[Letter]) -> Values:
    if name == "note":
        return remark(chance)
    if name == "attachment":
        return _attachment(chance, letters)
    if name == "service_request":
        return _service_request(chance)
    made = {"opportunity": _opportunity, "agreement": _agreement, "asset": _asset}[name](chance)
    return {**made, "currency_code": currency}


def _opportunity(chance: Random) -> Values:
    name, low, high = chance.choice(work().opportunities)
    stage, likely = chance.choice((("Prospecting", 10), ("Quote", 50), ("Negotiation", 75)))
    return {
        "name": name,
        "sales_stage": stage,
        "revenue": f"{chance.randrange(low, high)}.00",
        "probability": likely,
        "close_date": _day(chance, 10, 200),
        "lead_source": chance.choice(("Campaign", "Referral", "Branch", "Inbound Call")),
        "owner": chance.choice(work().positions)[1],
    }


def _service_request(chance: Random) -> Values:
    area, summary = chance.choice(work().service_requests)
    status = chance.choice(("Open", "In Progress", "Closed"))
    opened = _moment(chance, -90, -5)
    return {
        "summary": summary,
        "area": area,
        "status": status,
        "severity": chance.choice(("2-High", "3-Medium", "4-Low")),
        "priority": chance.choice(("2-High", "3-Medium")),
        "owner": chance.choice(work().positions)[1],
        "created": opened,
        "closed": _moment(chance, -4, -1) if status == "Closed" else None,
    }


def _agreement(chance: Random) -> Values:
    kind, name, low, high = chance.choice(work().agreements)
    return {
        "name": name,
        "agreement_number": f"A-{chance.randrange(10_000, 99_999)}",
        "type": kind,
        "status": "Active",
        "start_date": _day(chance, -900, -200),
        "end_date": _day(chance, 60, 900),
        "amount": f"{chance.randrange(low, high)}.00",
    }


def _asset(chance: Random) -> Values:
    product, letters, price = chance.choice(work().assets)
    return {
        "product": product,
        "asset_number": f"{letters}-{chance.randrange(1000, 9999)}",
        "serial_number": f"{chance.randrange(10**9):09}",
        "status": "Active",
        "quantity": 1,
        "purchase_date": _day(chance, -900, -30),
        "amount": f"{price}.00" if price else None,
    }


def _attachment(chance: Random, letters: list[Letter]) -> Values:
    if not letters:
        return {}
    letter = chance.choice(letters)
    held: Values = {"file_name": letter.name, "size": letter.size, "digest": letter.digest}
    return {**held, "description": letter.words, **_stamps(chance)}


def _stamps(chance: Random) -> Values:
    return {"created": _moment(chance, -400, -1), "created_by": chance.choice(work().positions)[1]}


def _day(chance: Random, first: int, last: int) -> str:
    day: date = TODAY + timedelta(days=chance.randint(first, last))
    return day.isoformat()


def _moment(chance: Random, first: int, last: int) -> str:
    return f"{_day(chance, first, last)}T{chance.randint(8, 17):02}:{chance.choice((0, 15, 30, 45)):02}:00"
