"""What a vCard says in our fields, and our fields as a vCard 4.0."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, Final

from desktop.errors import UsageError
from desktop.exchange.vcard_lines import Card, Line, cards, escaped, folded
from desktop.fields import CONTACT, PERSONAL_ADDRESS
from desktop.store.ids import ALPHABET, ROW_ID_LENGTH
from desktop.store.types import Child, Record
from desktop.values import Value

Texts = dict[str, str]
Children = list[tuple[str, dict[str, object]]]
# One entry as it was read: its line, the texts of fields, its children, and why it cannot be taken.
Read = tuple[int, Texts, Children, str]
Rows = Iterator[Read]

# Our fields in the order of a card's name, and what else one line says alone.
_NAME: Final = ("last_name", "first_name", "middle_name", "personal_title")
_SINGLE: Final = {"NICKNAME": "alias", "TITLE": "job_title", "NOTE": "comment"}
_PHONES: Final = (
    ("fax_phone", "fax"),
    ("cellular_phone", "cell"),
    ("work_phone", "work"),
    ("home_phone", "home"),
)
_ADDRESS: Final = (
    "personal_street_address3",
    "personal_street_address2",
    "personal_street_address",
    "personal_city",
    "personal_state",
    "personal_postal_code",
    "personal_country",
)
_GENDERS: Final = {"m": "M", "male": "M", "f": "F", "female": "F"}
_OWN: Final = "X-HEARTH-"
# The parameter with the name of a row of its own; what has none may be a field of the contact.
_EXTRA: Final = "X-HEARTH-NAME"
# A card has one place for what is a state in some countries and a province in others.
_PROVINCE: Final = "X-HEARTH-PROVINCE"
_COUNTY: Final = "X-HEARTH-COUNTY"
_SAID: Final = {
    *_NAME,
    *_SINGLE.values(),
    "birth_date",
    "gender",
    "email_address",
    *(name for name, _ in _PHONES),
}
_REST: Final = tuple(each for each in CONTACT.kept if each.name not in _SAID)
_BEGINS: Final = "BEGIN:VCARD"
# What stands before the first card may be a remark, but not more than this many characters.
_LOOKED_THROUGH: Final = 1 << 16
_ROW_ID: Final = re.compile(rf"[{ALPHABET}]{{{ROW_ID_LENGTH}}}")
_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
COLUMNS: Final = ("id", *(each.name for each in CONTACT.kept))


def is_row_id(text: str) -> bool:
    """Tell whether this has the form of our row ids."""
    return _ROW_ID.fullmatch(text) is not None


def check_begins(file: IO[str]) -> None:
    """Look whether a card begins near the start of a file, and go back; raise UsageError if none does."""
    start = file.read(_LOOKED_THROUGH)
    file.seek(0)
    if start.strip() and _BEGINS not in start.upper():
        raise UsageError(
            "The file holds no vCards.", way_out="A card begins with a line BEGIN:VCARD; is it a CSV file?"
        )


def read(file: IO[str]) -> Rows:
    """Yield what each card of a file says."""
    for card in cards(file):
        texts, children = ({}, []) if card.problem else _contact(card)
        yield card.begins, texts, children, card.problem


def _contact(card: Card) -> tuple[Texts, Children]:
    texts: Texts = {}
    children: Children = []
    phones, mails, whole = list[Line](), list[Line](), ""
    for line in card.lines:
        name = line.name
        if name == "N":
            texts |= {
                field: part.strip() for field, part in zip(_NAME, line.parts(), strict=False) if part.strip()
            }
        elif name == "FN":
            whole = line.value()
        elif name == "TEL":
            phones.append(line)
        elif name == "EMAIL":
            mails.append(line)
        elif name == "ADR":
            children += _address(line)
        elif name in _SINGLE:
            texts.setdefault(_SINGLE[name], line.value())
        else:
            _take_other(texts, line)
    if not texts.get("last_name"):
        _take_whole_name(texts, whole)
    _take_phones(texts, children, phones)
    _take_mails(texts, children, mails)
    return texts, children


def _take_other(texts: Texts, line: Line) -> None:
    text = line.value().strip()
    if line.name == "UID":
        own = text.rpartition(":")[2].upper()
        if _ROW_ID.fullmatch(own):
            texts["id"] = own
        elif len(text) <= CONTACT["person_u_id"].length:
            texts.setdefault("person_u_id", text)
    elif line.name == "BDAY" and (day := _DAY.match(text)):
        # A birthday without its year is none.
        texts["birth_date"] = "-".join(day.groups())
    elif line.name in {"GENDER", "X-GENDER"}:
        texts["gender"] = _GENDERS.get(line.parts()[0].strip().lower(), "")
    elif line.name.startswith(_OWN):
        name = line.name[len(_OWN) :].replace("-", "_").lower()
        if name in CONTACT and CONTACT[name].kept:
            texts[name] = text


def _take_whole_name(texts: Texts, whole: str) -> None:
    first, _, last = whole.strip().rpartition(" ")
    if last:
        texts["last_name"] = last
        if first:
            texts.setdefault("first_name", first)


def _take_phones(texts: Texts, children: Children, lines: list[Line]) -> None:
    for line in _preferred_first(lines):
        number = line.value().removeprefix("tel:").partition(";")[0].strip()
        fixed, kinds = _EXTRA in line.parameters, line.types
        field = next((name for name, kind in _PHONES if kind in kinds), "home_phone")
        if not number:
            continue
        if fixed or field in texts:
            kind = "Fax" if field == "fax_phone" else "Phone"
            row: dict[str, object] = {"alternate_phone": number, "alternate_phone_medium_type": kind}
            children.append(("alternate_phone", row | _named("alternate_phone_name", line)))
        else:
            texts[field] = number


def _take_mails(texts: Texts, children: Children, lines: list[Line]) -> None:
    for line in _preferred_first(lines):
        address = line.value().removeprefix("mailto:").strip()
        if not address:
            continue
        if (
            _EXTRA in line.parameters
            or "email_address" in texts
            or len(address) > CONTACT["email_address"].length
        ):
            row: dict[str, object] = {
                "alternate_email_address": address,
                "communication_address_medium_type": "Email",
            }
            children.append(("communication_address", row | _named("communication_address_name", line)))
        else:
            texts["email_address"] = address


def _preferred_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda each: each.preferred) if len(lines) > 1 else lines


def _address(line: Line) -> Children:
    parts = dict(zip(_ADDRESS, (part.strip() for part in line.parts()), strict=False))
    row: dict[str, object] = {str(name): text for name, text in parts.items() if text}
    if _COUNTY in line.parameters:
        row["personal_county"] = line.parameters[_COUNTY]
    state = parts.get("personal_state", "")
    if state and (_PROVINCE in line.parameters or len(state) > PERSONAL_ADDRESS["personal_state"].length):
        row["personal_province"] = row.pop("personal_state")
    return [("personal_address", row | _named("personal_address_name", line))] if row else []


def _named(field: str, line: Line) -> dict[str, object]:
    word = line.parameters.get(_EXTRA, "")
    if not word:
        word = next((kind.capitalize() for kind in ("home", "work") if kind in line.types), "")
    return {field: word} if word else {}


# --- Writing ------------------------------------------------------------------------------------------------


def write(file: IO[str], record: Record) -> None:
    """Write a contact as a card; fields that have no property of their own are said as X-HEARTH."""
    file.write("BEGIN:VCARD\r\nVERSION:4.0\r\n")
    file.writelines(folded(line) for line in _lines(record))
    file.write("END:VCARD\r\n")


def _lines(record: Record) -> Iterator[str]:
    values = record.values
    yield f"UID:{record.ref.id}"
    yield f"FN:{_said(values, 'first_name', 'last_name')}"
    yield "N:" + ";".join(escaped(str(values[name] or "")) for name in _NAME) + ";"
    for name, field in _SINGLE.items():
        if values[field]:
            yield f"{name}:{escaped(str(values[field]))}"
    if values["birth_date"]:
        yield f"BDAY:{str(values['birth_date']).replace('-', '')}"
    if values["gender"]:
        name = "GENDER" if values["gender"] in _GENDERS.values() else f"{_OWN}GENDER"
        yield f"{name}:{_text(values['gender'])}"
    for field, kind in _PHONES:
        if values[field]:
            yield f"TEL;PREF=1;TYPE={kind}:{values[field]}"
    if values["email_address"]:
        yield f"EMAIL;PREF=1:{escaped(str(values['email_address']))}"
    for of in _REST:
        if values[of.name] is not None:
            yield f"{_OWN}{of.name.upper().replace('_', '-')}:{_text(values[of.name])}"
    yield from _child_lines(record.children)


def _child_lines(children: Mapping[str, tuple[Child, ...]]) -> Iterator[str]:
    for row in children.get("personal_address", ()):
        state = row.values["personal_state"] or row.values["personal_province"]
        parts = {**row.values, "personal_state": state}
        text = ";".join(escaped(str(parts[name] or "")) for name in _ADDRESS)
        more = "" if row.values["personal_state"] or not state else f";{_PROVINCE}=1"
        if row.values["personal_county"]:
            more += _parameter(_COUNTY, row.values["personal_county"])
        yield f"ADR{more}{_name_parameter(row, 'personal_address_name')}:{text}"
    for row in children.get("alternate_phone", ()):
        fax = ";TYPE=fax" if row.values["alternate_phone_medium_type"] == "Fax" else ""
        yield f"TEL{fax}{_name_parameter(row, 'alternate_phone_name')}:{row.values['alternate_phone'] or ''}"
    for row in children.get("communication_address", ()):
        address = escaped(str(row.values["alternate_email_address"] or ""))
        yield f"EMAIL{_name_parameter(row, 'communication_address_name')}:{address}"


def _name_parameter(row: Child, field: str) -> str:
    return _parameter(_EXTRA, row.values[field])


def _parameter(name: str, value: Value) -> str:
    # A parameter can carry neither quotes nor the end of a line.
    said = re.sub(r'["\x00-\x1f]', " ", str(value or ""))
    return f';{name}="{said}"'


def _text(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else escaped(str(value))


def _said(values: Mapping[str, Value], *names: str) -> str:
    return escaped(" ".join(str(values[name]) for name in names if values[name]))
