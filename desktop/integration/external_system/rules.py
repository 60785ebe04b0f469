"""What the built-in external system knows about households and contacts: keys, numbers, required fields.

The tables are its own and not Hearth's, because it stands for somebody else's program: a mistake in Hearth's
field tables must not find the same mistake on the other side of the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop.integration.external_system.kept import INTEGRATION_ID

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A child row that stands for a record: its kind, and the tags under which the row repeats its fields."""

    kind: Kind
    tags: Mapping[str, str]
    integration_tag: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    ``user_keys`` and ``row_keys`` (by child component) stand in the order of the ASI's key tables;
    ``own_keys`` are the caller's ids, taken once and never changed; ``numbering`` is how integration ids look
    and where they begin.
    """

    name: str
    component: str
    user_keys: tuple[Key, ...]
    own_keys: Key
    required: str
    numbering: tuple[str, int]
    row_keys: Mapping[str, tuple[Key, ...]]
    links: Mapping[str, Link] = field(default_factory=dict[str, Link])

    @property
    def status_keys(self) -> Key:
        """Return the fields that a keys-only reply carries."""
        return (*self.own_keys, INTEGRATION_ID)

    @property
    def key_fields(self) -> tuple[str, ...]:
        """Return every field by whose value a record can be found."""
        return tuple(dict.fromkeys(tag for key in (*self.user_keys, self.status_keys) for tag in key))

    def integration_id(self, number: int) -> str:
        """Return the integration id with that number."""
        return self.numbering[0].format(number)


CONTACT: Final = Kind(
    name="contact",
    component="Contact",
    user_keys=(("Id",), (INTEGRATION_ID,), ("PersonUId",)),
    own_keys=("Id",),
    required="LastName",
    numbering=("CRM-{:05d}", 88120),
    row_keys={
        "RelatedAccount": (("Id",), (INTEGRATION_ID,), ("Account", "AccountOrganization")),
        "PersonalAddress": (("Id",), (INTEGRATION_ID,)),
        "CommunicationAddress": (
            ("Id",),
            (INTEGRATION_ID,),
            ("AlternateEmailAddress", "CommunicationAddressMediumType", "CommunicationAddressName"),
        ),
        "AlternatePhone": (
            ("Id",),
            (INTEGRATION_ID,),
            ("AlternatePhone", "AlternatePhoneMediumType", "AlternatePhoneName"),
        ),
        "RelatedHouseholds": (("Id",), (INTEGRATION_ID,), ("HHName", "HouseholdNumber")),
        "RelatedOrganization": (("Id",), (INTEGRATION_ID,), ("Organization",)),
        "RelatedSalesRep": (("Id",), (INTEGRATION_ID,), ("Division", "Position"), ("Login",)),
    },
)

HOUSEHOLD: Final = Kind(
    name="household",
    component="Household",
    user_keys=(("HouseholdId",), ("Id",), (INTEGRATION_ID,)),
    own_keys=("HouseholdId", "Id"),
    required="HouseholdName",
    numbering=("HH-{:06d}", 417),
    row_keys={
        "RelatedContact": (
            ("ContactId",),
            ("ContactIntegrationId",),
            ("PersonUId", "PersonalContact", "PrimaryOrganization"),
        ),
        "RelatedSalesRep": (
            ("Login",),
            ("Position",),
            ("PositionDivision",),
            ("PositionId",),
            ("PositionIntegrationId",),
        ),
        "RelatedOrganization": (
            ("OrganizationId",),
            ("OrganizationIntegrationId",),
            ("OrganizationName",),
        ),
    },
    links={
        "RelatedContact": Link(
            CONTACT,
            {
                "ContactId": "Id",
                "ContactIntegrationId": INTEGRATION_ID,
                "PersonUId": "PersonUId",
                "FirstName": "FirstName",
                "MiddleName": "MiddleName",
                "LastName": "LastName",
            },
            "ContactIntegrationId",
        )
    },
)

KINDS: Final[Mapping[str, Kind]] = {kind.component: kind for kind in (HOUSEHOLD, CONTACT)}
