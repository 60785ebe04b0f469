"""Which of another system's element names may mean which of our fields: by name, other words, and type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from desktop.fields import Component, Field, Role
from desktop.integration.mapping import PRIMARY
from desktop.integration.outline import TEXTS, Simple
from desktop.values import Kind

_NUMBERS: Final = re.compile(r"decimal|float|double|.*[iI]nteger|.*[iI]nt|.*[lL]ong|.*[sS]hort|.*[bB]yte")
_EXACT: Final = 100
_ALIKE: Final = 95
_FIRST_WORD: Final = 90

# What others call it, the likeliest first, in small letters without anything between the words.
_KEYS: Final[Mapping[str, str]] = {
    "contact": "personid contactid customerid partyid clientid individualid id crmid internalid key number",
    "household": "householdid familyid groupid id crmid internalid key number",
    "related_contact": "personid memberid contactid customerid partyid personref id key",
}
_OURS: Final = (
    "externalid externalref externalreference externalkey externalnumber sourceid sourceref sourcekey "
    "foreignid foreignkey clientref clientreference partnerid originid reference ref"
)
_WORDS: Final[Mapping[str, str]] = {
    "first_name": "givenname forename firstname given fname namefirst namegiven",
    "last_name": "surname familyname lastname family lname namelast namefamily",
    "middle_name": "middlename secondname additionalname middle",
    "alias": "nickname alias knownas calledname",
    "birth_date": "birthdate dateofbirth dob birthday bornon born",
    "gender": "gender sex",
    "personal_title": "salutation title honorific prefix nameprefix",
    "job_title": "jobtitle occupation function profession",
    "marital_status": "maritalstatus civilstatus",
    "email_address": "emailaddress email mail electronicmail",
    "cellular_phone": "mobilephone mobile cellphone cell mobilenumber gsm phonemobile",
    "home_phone": "homephone phonehome privatephone telephone phone phonenumber landline",
    "work_phone": "workphone phonework businessphone officephone",
    "work_phone_extension": "extension phoneextension workextension",
    "fax_phone": "fax faxnumber telefax",
    "comment": "comment comments note notes remark remarks",
    "social_security_number": "socialsecuritynumber ssn nationalid taxid",
    "preferred_language_code": "languagecode language preferredlanguage locale",
    "preferred_communications": "preferredchannel preferredcontactmethod contactmethod channel",
    "suppress_all_calls": "donotcall nocalls callsoptout dnc",
    "suppress_all_emails": "donotemail noemails emailoptout",
    "suppress_all_mailings": "donotmail nomailings mailoptout mailingoptout",
    "income": "income annualincome yearlyincome salary",
    "income_currency_code": "incomecurrency currency currencycode",
    "status": "status lifecyclestatus",
    "household_name": "householdname name familyname displayname label title",
    "household_size": "householdsize size membercount numberofmembers persons",
    "household_wealth": "wealth networth assets",
    "category": "category tier level class grade",
    "segment": "segment marketsegment",
    "type": "type householdtype kind",
    "currency_code": "currencycode currency",
    "phone_number": "phonenumber phone telephone mainphone",
    "fax_number": "faxnumber fax telefax",
    "revenue": "revenue turnover",
    "relationship": "relationship relation role memberrole",
    "date_entered_household": "since from startdate validfrom joined joinedon entered membersince",
    "date_exited_household": "until to enddate validto left lefton exited",
    "personal_street_address": "street line1 addressline1 street1 addressline streetaddress address1 line",
    "personal_street_address2": "street2 line2 addressline2 address2",
    "personal_street_address3": "street3 line3 addressline3 address3",
    "personal_city": "city town locality place municipality",
    "personal_county": "county district",
    "personal_state": "state statecode region",
    "personal_province": "province",
    "personal_postal_code": "postalcode postcode zip zipcode",
    "personal_country": "country countrycode countryname",
    "personal_address_name": "addressname label addresstype name kind type",
    "alternate_email_address": "email emailaddress address value mail",
    "communication_address_medium_type": "mediumtype medium kind type",
    "communication_address_name": "use purpose label name",
    "alternate_phone": "number phonenumber phone value telephone",
    "alternate_phone_medium_type": "mediumtype medium kind type",
    "alternate_phone_name": "use purpose label name",
    PRIMARY: "isprimary primary ishead head preferred ispreferred main ismain default",
}
RECORDS: Final[Mapping[str, str]] = {
    "contact": "contact person individual customer client party subscriber human",
    "household": "household family home homegroup relationgroup",
}
LISTS: Final[Mapping[str, str]] = {
    "related_contact": "member members person persons contact contacts individual people relation",
    "related_sales_rep": "team teammember salesrep owner representative",
    "related_organization": "organization organizations organisation businessunit",
    "related_account": "account accounts company companies",
    "personal_address": "address addresses postaladdress postaladdresses location",
    "communication_address": "email emails emailaddress communication channel",
    "alternate_phone": "phone phones telephone telephones phonenumber phonenumbers",
}


def plain(name: str) -> str:
    """Return a name in small letters and digits alone."""
    return re.sub(r"[\W_]+", "", name).casefold()


def alike(name: str, tag: str) -> bool:
    """Tell whether two names are the same but for capitals and a digit that was appended on a clash."""
    return name.casefold() == tag.casefold() or name.rstrip("0123456789").casefold() == tag.casefold()


def score(of: Component, field_name: str, path: str, simple: Simple) -> int:
    """Return how well the element at ``path`` fits the field: 0 for not at all, 100 for its very tag."""
    names = _readings(path)
    if field_name == PRIMARY:
        return _by_words(names, _WORDS[PRIMARY])
    field = of[field_name]
    if not fits(field, simple):
        return 0
    if (words := _key_words(of, field)) is not None:
        return _by_words(names, words)
    leaf = path.rpartition("/")[2].lstrip("@")
    if leaf == field.tag:
        return _EXACT
    if alike(leaf, field.tag):
        return _ALIKE
    return _by_words(names, f"{plain(field.tag)} {_WORDS.get(field.name, '')}")


def by_words(name: str, words: str) -> int:
    """Return how likely the name is one of the words, of which the first is the likeliest."""
    return _by_words([plain(name)], words)


def fits(field: Field, simple: Simple) -> bool:
    """Tell whether values of the field can be written as the type wants it."""
    if simple.base in TEXTS or simple.base in ("anyURI", "ID", "NMTOKEN", "language"):
        return True
    if _NUMBERS.fullmatch(simple.base):
        return field.kind in (Kind.INTEGER, Kind.CURRENCY, Kind.FLAG, Kind.ID)
    if simple.base in ("date", "dateTime"):
        return field.kind in (Kind.DATE, Kind.DATETIME)
    return simple.base == "boolean" and field.kind is Kind.FLAG


def _key_words(of: Component, field: Field) -> str | None:
    """Return what others call a key: their own is our integration id, and ours an external reference."""
    if field.role is Role.INTEGRATION_ID or field.mirrors == "integration_id":
        return _KEYS.get(of.name, f"{plain(of.name)}id id key number")
    if field.role is Role.ROW_ID or field.mirrors == "id" or field.name == "household_id":
        return _OURS
    return None


def _readings(path: str) -> list[str]:
    """Return what a path may be read as: its last name, and that with the one around it, either way round."""
    around, _, leaf = path.replace("@", "").rpartition("/")
    beside = around.rpartition("/")[2]
    return [plain(leaf), *([plain(beside + leaf), plain(leaf + beside)] if beside else [])]


def _by_words(names: Iterable[str], words: str) -> int:
    known = words.split()
    best = min((known.index(name) for name in names if name in known), default=None)
    return 0 if best is None else _FIRST_WORD - 3 * best
