"""Every component and field that Hearth keeps, declared once: one line a field.

The store makes its columns from these tables, forms their editors, the command line its FIELD=VALUE names,
the mapping its elements, and validation its rules. Tags, order, lengths and user keys follow the field tables
of the Household and Contact ASIs; a length those tables leave open is set here, generously, because a value
that is too long is refused. A field without a tag never travels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from desktop.errors import InvalidValue, UnknownField
from desktop.values import BadValue, Kind, Value, clean


class Role(StrEnum):
    """Where a field's value comes from."""

    OWN = "own"  # a column of the component's own table
    ROW_ID = "row_id"  # our id of the row, given once
    INTEGRATION_ID = "integration_id"  # the external system's id, one per external system
    MIRROR = "mirror"  # shown from the record that a link picks
    DERIVED = "derived"  # worked out when read, never kept


class Stamp(StrEnum):
    """What the program writes into a field when its row is made."""

    NONE = ""
    WHEN = "when"
    WHO = "who"


class Section(StrEnum):
    """The part of a form in which a field stands."""

    MAIN = "main"
    REACH = "reach"
    ADDRESS = "address"
    MONEY = "money"
    PERSON = "person"
    WORK = "work"
    PREFERENCES = "preferences"
    KEYS = "keys"


# A field or component is declared once and is equal to itself alone, which is told at once.
@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field: its name here and on the wire, and the rules of its value.

    ``length`` counts characters; ``pick_list`` names the list of values, which may be open (a suggestion) or
    bounded (a rule); ``mirrors`` names the field of the picked record it repeats.
    """

    name: str
    tag: str
    label: str
    kind: Kind = Kind.TEXT
    length: int = 100
    required: bool = False
    read_only: bool = False
    pick_list: str = ""
    default: Value = None
    minimum: int | None = None
    maximum: int | None = None
    role: Role = Role.OWN
    mirrors: str = ""
    section: Section = Section.MAIN
    sensitive: bool = False
    stamp: Stamp = Stamp.NONE

    @property
    def kept(self) -> bool:
        """Tell whether the value has a column of its own."""
        return self.role is Role.OWN

    @property
    def editable(self) -> bool:
        """Tell whether a person may set the value."""
        return self.role is Role.OWN and not self.read_only

    def clean(self, raw: object) -> Value:
        """Return ``raw`` in its kept form, or raise InvalidValue naming this field, the rule and its limit.

        Lists of values are data and checked by the store.
        """
        try:
            value = clean(self.kind, raw)
        except BadValue as problem:
            raise self.refuse("type", str(problem), raw) from None
        if value is None and self.required:
            raise self.refuse("required", "is required")
        if isinstance(value, str) and len(value) > self.length:
            raise self.refuse("length", f"may have at most {self.length} characters, not {len(value)}", value)
        if self.minimum is not None and isinstance(value, int) and value < self.minimum:
            raise self.refuse("range", f"must be at least {self.minimum}", value)
        if self.maximum is not None and isinstance(value, int) and value > self.maximum:
            raise self.refuse("range", f"must be at most {self.maximum}", value)
        return value

    def refuse(self, rule: str, limit: str, value: object = None) -> InvalidValue:
        """Return the error that says this field's ``rule`` was broken."""
        return InvalidValue(self.name, rule, limit, value=value, label=self.label)


class Link(StrEnum):
    """How the rows of a child component belong to their parent."""

    OWNED = "owned"  # rows of the parent alone, made and removed with it
    PICKED = "picked"  # links to records that exist already; a message may never create those


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """One component of an integration object: a record, or a list of children of one.

    ``user_keys`` lists the ASI's user keys in their documented order, by field name. ``picks`` names the kind
    of record a picked child links to.
    """

    name: str
    tag: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    container: str = ""
    user_keys: tuple[tuple[str, ...], ...] = ()
    link: Link = Link.OWNED
    picks: str = ""
    has_primary: bool = True
    children: tuple[Component, ...] = ()
    _by_name: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", MappingProxyType({each.name: each for each in self.fields}))

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Field:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownField(
                f"{self.label} has no field {name!r}.",
                concerns=name,
                way_out=f"Its fields are: {', '.join(self._by_name)}.",
            ) from None

    @property
    def travels(self) -> bool:
        """Tell whether the external system is told of it."""
        return bool(self.tag)

    @property
    def kept(self) -> tuple[Field, ...]:
        """Return the fields that have a column."""
        return tuple(each for each in self.fields if each.kept)

    def child(self, name: str) -> Component:
        """Return the child component called ``name``."""
        for each in self.children:
            if each.name == name:
                return each
        raise UnknownField(
            f"{self.label} has no component {name!r}.",
            concerns=name,
            way_out=f"Its components are: {', '.join(each.name for each in self.children)}.",
        )


@cache
def names_of(of: Component, role: Role) -> tuple[str, ...]:
    """Return the names of the component's fields in a role."""
    return tuple(each.name for each in of if each.role is role)


@cache
def picking_names(of: Component) -> tuple[str, ...]:
    """Return the names of the fields that say which record a link picks."""
    return tuple(each.name for each in of if each.mirrors == "id")


def snake_case(tag: str) -> str:
    """Return the name of the field that travels as ``tag``: ``HouseholdName`` is ``household_name``."""
    parted = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", tag)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", parted).lower()


def _field(tag: str, label: str, kind: Kind = Kind.TEXT, length: int = 100, **rules: object) -> Field:
    return Field(snake_case(tag), tag, label, kind, length, **rules)  # pyright: ignore[reportArgumentType] -- checked by Field's own signature at import


def _here(name: str, label: str, kind: Kind = Kind.TEXT, length: int = 100, **rules: object) -> Field:
    return Field(name, "", label, kind, length, **rules)  # pyright: ignore[reportArgumentType] -- as above


def _row_id(tag: str = "Id", label: str = "Row Id", **rules: object) -> Field:
    return _field(tag, label, Kind.ID, 30, read_only=True, role=Role.ROW_ID, section=Section.KEYS, **rules)


def _integration_id(tag: str = "IntegrationId", label: str = "Integration Id") -> Field:
    return _field(tag, label, Kind.ID, 30, read_only=True, role=Role.INTEGRATION_ID, section=Section.KEYS)


def _mirror(tag: str, label: str, mirrors: str, kind: Kind = Kind.TEXT, length: int = 100) -> Field:
    return _field(tag, label, kind, length, read_only=True, role=Role.MIRROR, mirrors=mirrors)


def _derived(name: str, label: str, length: int = 200, *, section: Section = Section.ADDRESS) -> Field:
    return _here(name, label, Kind.TEXT, length, read_only=True, role=Role.DERIVED, section=section)


def _number(label: str) -> Field:
    return _here("id", label, Kind.ID, 30, read_only=True, role=Role.ROW_ID, section=Section.KEYS)


def _created() -> tuple[Field, Field]:
    return (
        _here("created", "Created", Kind.DATETIME, read_only=True, stamp=Stamp.WHEN),
        _here("created_by", "Created By", length=100, read_only=True, stamp=Stamp.WHO),
    )


def _currency() -> Field:
    return _here("currency_code", "Currency", length=20, pick_list="CURRENCY")


def _comment() -> Field:
    return _here("comment", "Comments", Kind.NOTE, 2000)


RELATED_CONTACT: Final = Component(
    "related_contact",
    "RelatedContact",
    "Member",
    "Contacts",
    container="ListOfRelatedContact",
    user_keys=(
        ("contact_id",),
        ("contact_integration_id",),
        ("person_u_id", "personal_contact", "primary_organization"),
    ),
    link=Link.PICKED,
    picks="contact",
    fields=(
        _mirror("ContactIntegrationId", "Contact Integration Id", "integration_id", Kind.ID, 30),
        _mirror("FirstName", "First Name", "first_name", length=50),
        _mirror("LastName", "Last Name", "last_name", length=50),
        _mirror("MiddleName", "Middle Name", "middle_name", length=50),
        _mirror("PersonUId", "Person UId", "person_u_id", Kind.ID),
        _field("PersonalContact", "Personal Contact", Kind.FLAG, 1),
        _mirror("ContactId", "Contact Id", "id", Kind.ID, 30),
        _field("DateEnteredHousehold", "Entered", Kind.DATE),
        _mirror("PrimaryOrganization", "Primary Organization", "primary_organization"),
        _field("DateExitedHousehold", "Exited", Kind.DATE),
        _field("Relationship", "Relationship", length=30, pick_list="HOUSEHOLD_RELATIONSHIP"),
    ),
)

HOUSEHOLD_SALES_REP: Final = Component(
    "related_sales_rep",
    "RelatedSalesRep",
    "Team Member",
    "Team",
    container="ListOfRelatedSalesRep",
    user_keys=(
        ("login",),
        ("position",),
        ("position_division",),
        ("position_id",),
        ("position_integration_id",),
    ),
    link=Link.PICKED,
    picks="position",
    fields=(
        _mirror("Login", "Login", "login", length=50),
        _mirror("Position", "Position", "position"),
        _mirror("PositionDivision", "Division", "division", length=255),
        _mirror("PositionId", "Position Id", "id", Kind.ID, 30),
        _mirror("PositionIntegrationId", "Position Integration Id", "integration_id", Kind.ID, 30),
    ),
)

HOUSEHOLD_ORGANIZATION: Final = Component(
    "related_organization",
    "RelatedOrganization",
    "Organization",
    "Organizations",
    container="ListOfRelatedOrganization",
    user_keys=(("organization_id",), ("organization_integration_id",), ("organization_name",)),
    link=Link.PICKED,
    picks="organization",
    fields=(
        _mirror("OrganizationId", "Organization Id", "id", Kind.ID, 30),
        _mirror("OrganizationIntegrationId", "Organization Integration Id", "integration_id", Kind.ID, 30),
        _mirror("OrganizationName", "Organization", "organization"),
    ),
)

ACTIVITY: Final = Component(
    "activity",
    "",
    "Activity",
    "Activities",
    has_primary=False,
    fields=(
        _number("Activity #"),
        _here("type", "Type", length=30, required=True, pick_list="ACTIVITY_TYPE", default="Call"),
        _here("description", "Description", length=255),
        _here("due", "Due", Kind.DATETIME),
        _here("status", "Status", length=30, pick_list="ACTIVITY_STATUS", default="Open"),
        _here("priority", "Priority", length=30, pick_list="ACTIVITY_PRIORITY"),
        _here("owner", "Owner", length=50),
        _comment(),
    ),
)

NOTE: Final = Component(
    "note",
    "",
    "Note",
    "Notes",
    has_primary=False,
    fields=(
        _number("Note #"),
        _here("note", "Note", Kind.NOTE, 4000, required=True),
        _here("type", "Type", length=30, pick_list="NOTE_TYPE"),
        *_created(),
    ),
)

# The file itself lies in the store's table ``file``, under the digest of its content.
ATTACHMENT: Final = Component(
    "attachment",
    "",
    "Attachment",
    "Attachments",
    has_primary=False,
    fields=(
        _number("Attachment #"),
        _here("file_name", "File Name", length=255, required=True, read_only=True),
        _here("description", "Description", length=255),
        _here("size", "Size", Kind.INTEGER, 22, read_only=True),
        _here("digest", "Digest", Kind.ID, 64, read_only=True, section=Section.KEYS),
        *_created(),
    ),
)

OPPORTUNITY: Final = Component(
    "opportunity",
    "",
    "Opportunity",
    "Opportunities",
    has_primary=False,
    fields=(
        _number("Opportunity #"),
        _here("name", "Name", required=True),
        _here("sales_stage", "Sales Stage", length=30, pick_list="SALES_STAGE"),
        _here("revenue", "Revenue", Kind.CURRENCY, 20),
        _currency(),
        _here("probability", "Probability %", Kind.INTEGER, 3, minimum=0, maximum=100),
        _here("close_date", "Close Date", Kind.DATE),
        _here("lead_source", "Source", length=30, pick_list="LEAD_SOURCE"),
        _here("owner", "Sales Rep", length=50),
        _comment(),
    ),
)

SERVICE_REQUEST: Final = Component(
    "service_request",
    "",
    "Service Request",
    "Service Requests",
    has_primary=False,
    fields=(
        _number("SR #"),
        _here("summary", "Summary", length=255, required=True),
        _here("area", "Area", length=30, pick_list="SR_AREA"),
        _here("status", "Status", length=30, pick_list="SR_STATUS", default="Open"),
        _here("severity", "Severity", length=30, pick_list="SR_SEVERITY"),
        _here("priority", "Priority", length=30, pick_list="ACTIVITY_PRIORITY"),
        _here("owner", "Owner", length=50),
        _here("committed", "Date Committed", Kind.DATETIME),
        _here("closed", "Date Closed", Kind.DATETIME),
        _here("created", "Date Opened", Kind.DATETIME, read_only=True, stamp=Stamp.WHEN),
        _comment(),
    ),
)

AGREEMENT: Final = Component(
    "agreement",
    "",
    "Agreement",
    "Agreements",
    has_primary=False,
    fields=(
        _number("Agreement Id"),
        _here("name", "Name", required=True),
        _here("agreement_number", "Agreement #", length=50),
        _here("type", "Type", length=30, pick_list="AGREEMENT_TYPE"),
        _here("status", "Status", length=30, pick_list="AGREEMENT_STATUS"),
        _here("start_date", "Start Date", Kind.DATE),
        _here("end_date", "End Date", Kind.DATE),
        _here("amount", "Amount", Kind.CURRENCY, 20),
        _currency(),
        _comment(),
    ),
)

ASSET: Final = Component(
    "asset",
    "",
    "Asset",
    "Assets",
    has_primary=False,
    fields=(
        _number("Asset Id"),
        _here("product", "Product", required=True),
        _here("asset_number", "Asset #", length=50),
        _here("serial_number", "Serial #", length=50),
        _here("status", "Status", length=30, pick_list="ASSET_STATUS"),
        _here("quantity", "Quantity", Kind.INTEGER, 22, minimum=0),
        _here("purchase_date", "Purchase Date", Kind.DATE),
        _here("install_date", "Install Date", Kind.DATE),
        _here("amount", "Value", Kind.CURRENCY, 20),
        _currency(),
        _comment(),
    ),
)

PARTY_RELATIONSHIP: Final = Component(
    "party_relationship",
    "",
    "Party Relationship",
    "Party Relationships",
    link=Link.PICKED,
    picks="contact",
    has_primary=False,
    fields=(
        _here("last_name", "Last Name", length=50, read_only=True, role=Role.MIRROR, mirrors="last_name"),
        _here("first_name", "First Name", length=50, read_only=True, role=Role.MIRROR, mirrors="first_name"),
        _here("relationship", "Relationship", length=50, pick_list="PARTY_RELATIONSHIP"),
        _here("type", "Type", length=30, pick_list="PARTY_TYPE", default="Contact"),
        _here("start_date", "Start Date", Kind.DATE),
        _here("end_date", "End Date", Kind.DATE),
        _here("description", "Comments", length=255),
    ),
)

HOUSEHOLD: Final = Component(
    "household",
    "Household",
    "Household",
    "Households",
    container="ListOfHouseholdInterface",
    user_keys=(("household_id",), ("integration_id",)),
    fields=(
        _field("Category", "Category", length=30, pick_list="HOUSEHOLD_CATEGORY"),
        _field("CurrencyCode", "Currency", length=20, pick_list="CURRENCY", section=Section.MONEY),
        _field("FaxNumber", "Fax", Kind.PHONE, 40, section=Section.REACH),
        _field("HouseholdName", "Name", length=50, required=True),
        _field("HouseholdId", "Household #", Kind.ID, 100, read_only=True),
        _field("HouseholdSize", "Size", Kind.INTEGER, 22, minimum=0),
        _field("HouseholdWealth", "Wealth", Kind.CURRENCY, 20, section=Section.MONEY),
        _row_id(),
        _field("Income", "Income", Kind.CURRENCY, 20, section=Section.MONEY),
        _integration_id(),
        _field("PhoneNumber", "Phone", Kind.PHONE, 40, section=Section.REACH),
        _field("Revenue", "Revenue", Kind.CURRENCY, 20, section=Section.MONEY),
        _field("Segment", "Segment", length=30, pick_list="HOUSEHOLD_SEGMENT"),
        _field("Status", "Status", length=30, pick_list="HOUSEHOLD_STATUS", default="Active"),
        _field("Type", "Type", length=30, pick_list="HOUSEHOLD_TYPE"),
        _here("head_of_household", "Head of Household", Kind.ID, 30),
        _here("exchange_date", "Exchange Date", Kind.DATE, section=Section.MONEY),
        _here(
            "privacy_option",
            "Privacy Option",
            length=30,
            pick_list="PRIVACY_OPTION",
            section=Section.PREFERENCES,
        ),
        _derived("address", "Address"),
        _derived("city", "City", 50),
        _derived("state", "State", 50),
        _derived("postal_code", "Postal Code", 50),
        _derived("country", "Country", 50),
    ),
    children=(
        RELATED_CONTACT,
        HOUSEHOLD_SALES_REP,
        HOUSEHOLD_ORGANIZATION,
        ACTIVITY,
        NOTE,
        PARTY_RELATIONSHIP,
    ),
)

RELATED_ACCOUNT: Final = Component(
    "related_account",
    "RelatedAccount",
    "Account",
    "Accounts",
    container="ListOfRelatedAccount",
    user_keys=(("id",), ("integration_id",), ("account", "account_organization")),
    link=Link.PICKED,
    picks="account",
    fields=(
        _mirror("Id", "Account Id", "id", Kind.ID, 30),
        _mirror("IntegrationId", "Account Integration Id", "integration_id", Kind.ID, 30),
        _mirror("Account", "Account", "account"),
        _mirror("AccountOrganization", "Account Organization", "account_organization"),
        _mirror("AccountLocation", "Account Location", "account_location"),
    ),
)

PERSONAL_ADDRESS: Final = Component(
    "personal_address",
    "PersonalAddress",
    "Address",
    "Addresses",
    container="ListOfPersonalAddress",
    user_keys=(("id",), ("integration_id",)),
    fields=(
        _row_id(),
        _integration_id(),
        _field("AddressId", "Address Id", Kind.ID, 30, section=Section.KEYS),
        _field("PersonalAddressName", "Address Name", length=200),
        _field("PersonalStreetAddress", "Address Line 1", length=200),
        _field("PersonalStreetAddress2", "Address Line 2", length=200),
        _field("PersonalStreetAddress3", "Address Line 3", length=200),
        _field("PersonalCity", "City", length=50),
        _field("PersonalCounty", "County", length=50),
        _field("PersonalState", "State", length=10),
        _field("PersonalProvince", "Province", length=50),
        _field("PersonalPostalCode", "Postal Code", length=50),
        _field("PersonalCountry", "Country", length=50, pick_list="COUNTRY"),
    ),
)

COMMUNICATION_ADDRESS: Final = Component(
    "communication_address",
    "CommunicationAddress",
    "Communication Address",
    "Communication Addresses",
    container="ListOfCommunicationAddress",
    user_keys=(
        ("id",),
        ("integration_id",),
        ("alternate_email_address", "communication_address_medium_type", "communication_address_name"),
    ),
    fields=(
        _row_id(),
        _integration_id(),
        _field("AlternateEmailAddress", "E-mail", Kind.EMAIL, 100),
        _field("CommunicationAddressMediumType", "Medium", length=30, pick_list="MEDIUM_TYPE"),
        _field("CommunicationAddressName", "Use", length=50, pick_list="ADDRESS_USE"),
    ),
)

ALTERNATE_PHONE: Final = Component(
    "alternate_phone",
    "AlternatePhone",
    "Alternate Phone",
    "Alternate Phones",
    container="ListOfAlternatePhone",
    user_keys=(
        ("id",),
        ("integration_id",),
        ("alternate_phone", "alternate_phone_medium_type", "alternate_phone_name"),
    ),
    fields=(
        _row_id(),
        _integration_id(),
        _field("AlternatePhone", "Phone", Kind.PHONE, 40),
        _field("AlternatePhoneMediumType", "Medium", length=30, pick_list="MEDIUM_TYPE"),
        _field("AlternatePhoneName", "Use", length=50, pick_list="ADDRESS_USE"),
    ),
)

RELATED_HOUSEHOLDS: Final = Component(
    "related_households",
    "RelatedHouseholds",
    "Household",
    "Households",
    container="ListOfRelatedHouseholds",
    user_keys=(("id",), ("integration_id",), ("hh_name", "household_number")),
    link=Link.PICKED,
    picks="household",
    fields=(
        _mirror("Id", "Household Row Id", "id", Kind.ID, 30),
        _mirror("IntegrationId", "Household Integration Id", "integration_id", Kind.ID, 30),
        _mirror("HHName", "Household", "household_name", length=50),
        _mirror("HouseholdNumber", "Household #", "household_id", Kind.ID),
    ),
)

CONTACT_ORGANIZATION: Final = Component(
    "related_organization",
    "RelatedOrganization",
    "Organization",
    "Organizations",
    container="ListOfRelatedOrganization",
    user_keys=(("id",), ("integration_id",), ("organization",)),
    link=Link.PICKED,
    picks="organization",
    fields=(
        _mirror("Organization", "Organization", "organization"),
        _mirror("Id", "Organization Id", "id", Kind.ID, 30),
        _mirror("IntegrationId", "Organization Integration Id", "integration_id", Kind.ID, 30),
    ),
)

CONTACT_SALES_REP: Final = Component(
    "related_sales_rep",
    "RelatedSalesRep",
    "Team Member",
    "Contact Team",
    container="ListOfRelatedSalesRep",
    user_keys=(("id",), ("integration_id",), ("division", "position"), ("login",)),
    link=Link.PICKED,
    picks="position",
    fields=(
        _mirror("Position", "Position", "position"),
        _mirror("Id", "Position Id", "id", Kind.ID, 30),
        _mirror("IntegrationId", "Position Integration Id", "integration_id", Kind.ID, 30),
        _mirror("Login", "Login", "login", length=50),
        _mirror("Division", "Division", "division", length=255),
    ),
)

CONTACT: Final = Component(
    "contact",
    "Contact",
    "Contact",
    "Contacts",
    container="ListOfContactInterface",
    user_keys=(("id",), ("integration_id",), ("person_u_id",)),
    fields=(
        _row_id(),
        _field("Alias", "Alias", length=50),
        _field("Assistant", "Assistant", length=50, section=Section.WORK),
        _field("BirthDate", "Birth Date", Kind.DATE, section=Section.PERSON),
        _field("CellularPhone", "Cellular Phone", Kind.PHONE, 40, section=Section.REACH),
        _field("Comment", "Comments", Kind.NOTE, 255, section=Section.PREFERENCES),
        _field("DisableDataCleansing", "Disable Cleansing", Kind.FLAG, 1, section=Section.PREFERENCES),
        _field("EmailAddress", "E-mail", Kind.EMAIL, 50, section=Section.REACH),
        _field("FaxPhone", "Fax", Kind.PHONE, 40, section=Section.REACH),
        _field("FirstName", "First Name", length=50, required=True),
        _field("HomePhone", "Home Phone", Kind.PHONE, 40, section=Section.REACH),
        _field("Income", "Income", Kind.CURRENCY, 20, section=Section.MONEY),
        _field(
            "IncomeCurrencyCode", "Income Currency", length=20, pick_list="CURRENCY", section=Section.MONEY
        ),
        _field("IncomeExchangeDate", "Income Exchange Date", Kind.DATETIME, section=Section.MONEY),
        _integration_id(),
        _field("JobTitle", "Job Title", length=75, section=Section.WORK),
        _field("LastName", "Last Name", length=50, required=True),
        _field("LoginName", "Login Name", length=50, section=Section.KEYS),
        _field("Gender", "Gender", length=255, pick_list="GENDER", section=Section.PERSON),
        _field("PersonalTitle", "Mr/Ms", length=15, pick_list="MR_MS"),
        _field("ManagerFirstName", "Manager First Name", length=50, section=Section.WORK),
        _field("ManagerMiddleName", "Manager Middle Name", length=50, section=Section.WORK),
        _field("ManagerId", "Manager Id", Kind.ID, 30, section=Section.KEYS),
        _field("ManagerIntegrationId", "Manager Integration Id", Kind.ID, 30, section=Section.KEYS),
        _field("ManagerLastName", "Manager Last Name", length=50, section=Section.WORK),
        _field("ManagerPrimaryOrganization", "Manager Organization", section=Section.WORK),
        _field("ManagerUId", "Manager UId", Kind.ID, section=Section.KEYS),
        _field("MiddleName", "Middle Name", length=50),
        _field(
            "MaritalStatus", "Marital Status", length=30, pick_list="MARITAL_STATUS", section=Section.PERSON
        ),
        _field("PersonUId", "Person UId", Kind.ID, section=Section.KEYS),
        _field(
            "PreferredCommunications",
            "Contact Method",
            length=30,
            pick_list="CONTACT_METHOD",
            section=Section.PREFERENCES,
        ),
        _field(
            "PreferredLanguageCode",
            "Language",
            length=3,
            pick_list="LANGUAGE",
            section=Section.PREFERENCES,
        ),
        _field(
            "PrimaryOrganization",
            "Primary Organization",
            read_only=True,
            role=Role.DERIVED,
            section=Section.WORK,
        ),
        _field(
            "SocialSecurityNumber",
            "Social Security #",
            length=30,
            section=Section.PERSON,
            sensitive=True,
        ),
        _field("Status", "Status", length=30, pick_list="CONTACT_STATUS", default="Active"),
        _field("SuppressAllCalls", "Never Call", Kind.FLAG, 1, section=Section.PREFERENCES),
        _field("SuppressAllEmails", "Never E-mail", Kind.FLAG, 1, section=Section.PREFERENCES),
        _field("SuppressAllMailings", "Never Mail", Kind.FLAG, 1, section=Section.PREFERENCES),
        _field("TimeZoneId", "Time Zone Id", Kind.ID, 30, section=Section.KEYS),
        _field("TimeZoneName", "Time Zone", section=Section.PREFERENCES),
        _field("WorkPhone", "Work Phone", Kind.PHONE, 40, section=Section.REACH),
        _field("WorkPhoneExtension", "Extension", length=10, section=Section.REACH),
        _here("web_page", "Web Page", Kind.URL, 255, section=Section.REACH),
        _here("employee_flag", "Employee", Kind.FLAG, 1, read_only=True, section=Section.WORK),
        _here(
            "privacy_option",
            "Privacy Option",
            length=30,
            pick_list="PRIVACY_OPTION",
            section=Section.PREFERENCES,
        ),
        _derived("account", "Account", 100, section=Section.WORK),
    ),
    children=(
        RELATED_ACCOUNT,
        PERSONAL_ADDRESS,
        COMMUNICATION_ADDRESS,
        ALTERNATE_PHONE,
        RELATED_HOUSEHOLDS,
        CONTACT_ORGANIZATION,
        CONTACT_SALES_REP,
        ACTIVITY,
        NOTE,
        ATTACHMENT,
        OPPORTUNITY,
        SERVICE_REQUEST,
        AGREEMENT,
        ASSET,
    ),
)

POSITION: Final = Component(
    "position",
    "",
    "Position",
    "Positions",
    fields=(
        _here("id", "Position Id", Kind.ID, 30, read_only=True, role=Role.ROW_ID),
        _here("position", "Position", required=True),
        _here("login", "Login", length=50),
        _here("division", "Division", length=255),
    ),
)

ORGANIZATION: Final = Component(
    "organization",
    "",
    "Organization",
    "Organizations",
    fields=(
        _here("id", "Organization Id", Kind.ID, 30, read_only=True, role=Role.ROW_ID),
        _here("organization", "Organization", required=True),
    ),
)

ACCOUNT: Final = Component(
    "account",
    "",
    "Account",
    "Accounts",
    fields=(
        _here("id", "Account Id", Kind.ID, 30, read_only=True, role=Role.ROW_ID),
        _here("account", "Account", required=True),
        _here("account_organization", "Account Organization"),
        _here("account_location", "Account Location"),
    ),
)

RECORDS: Final[Mapping[str, Component]] = MappingProxyType({"household": HOUSEHOLD, "contact": CONTACT})
# What a link may pick but no message may create: kept by an administrator.
CATALOGUES: Final[Mapping[str, Component]] = MappingProxyType(
    {"position": POSITION, "organization": ORGANIZATION, "account": ACCOUNT}
)


def component(kind: str) -> Component:
    """Return the component of a record ``kind``, household or contact."""
    return RECORDS[kind]
