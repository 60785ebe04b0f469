"""The tables of the store, made from the field declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from desktop import fields
from desktop.fields import Component, Field
from desktop.values import Kind

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID: Final = sa.String(30)
# SQLite only numbers rows by itself for INTEGER; PostgreSQL wants room for more.
NUMBER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME: Final = sa.String(32)


def _column(field: Field) -> sa.Column[object]:
    """Return the column that keeps ``field``; see desktop.values for the form of its values."""
    if field.kind is Kind.INTEGER:
        return sa.Column(field.name, sa.Integer())
    if field.kind is Kind.FLAG:
        return sa.Column(field.name, sa.Boolean())
    return sa.Column(field.name, sa.String(field.length))


def _kept(component: Component) -> list[sa.Column[object]]:
    return [_column(each) for each in component.kept]


def _number() -> sa.Column[int]:
    return sa.Column("number", NUMBER, primary_key=True, autoincrement=True)


def _record(component: Component) -> sa.Table:
    """Return the table of a record: ``number`` is its place for lists, ``id`` its row id for everything else.

    ``edited_version`` is the version of the last change that did not come from a reply; ``sort_name`` is the
    name with case and accents folded, by which lists are sorted and searched.
    """
    return sa.Table(
        component.name,
        metadata,
        _number(),
        sa.Column("id", ID, nullable=False, unique=True),
        *_kept(component),
        sa.Column("sort_name", sa.String(250), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_version", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Index(f"ix_{component.name}_sort_name_number", "sort_name", "number"),
    )


def _parent(name: str) -> sa.Column[str]:
    reference = sa.ForeignKey(f"{name}.id", ondelete="CASCADE")
    return sa.Column(f"{name}_id", ID, reference, nullable=False)


def _child(name: str, parent: str, component: Component) -> sa.Table:
    """Return the table of a child component; a picked one links to the table it picks from."""
    picked = [_parent(component.picks)] if component.picks else []
    primary = [sa.Column("is_primary", sa.Boolean(), nullable=False)] if component.has_primary else []
    table = sa.Table(
        name,
        metadata,
        _number(),
        sa.Column("id", ID, nullable=False, unique=True),
        _parent(parent),
        *picked,
        *primary,
        *_kept(component),
    )
    sa.Index(f"ix_{name}_{parent}_id", table.c[f"{parent}_id"])
    if component.picks:
        picked_id = table.c[f"{component.picks}_id"]
        sa.Index(f"ix_{name}_{component.picks}_id", picked_id)
        sa.Index(f"uq_{name}_{parent}_{component.picks}", table.c[f"{parent}_id"], picked_id, unique=True)
    if component.has_primary:
        _one_primary(table, f"{parent}_id", "is_primary")
    return table


def _one_primary(table: sa.Table, parent: str, flag: str) -> None:
    only = sa.text(flag)
    name = f"uq_{table.name}_{flag}"
    sa.Index(name, table.c[parent], unique=True, sqlite_where=only, postgresql_where=only)


def _catalogue(component: Component) -> sa.Table:
    return sa.Table(
        component.name,
        metadata,
        _number(),
        sa.Column("id", ID, nullable=False, unique=True),
        *_kept(component),
    )


household = _record(fields.HOUSEHOLD)
household.append_constraint(sa.UniqueConstraint(household.c.household_id))
sa.Index("ix_household_head_of_household", household.c.head_of_household)
contact = _record(fields.CONTACT)

position = _catalogue(fields.POSITION)
organization = _catalogue(fields.ORGANIZATION)
account = _catalogue(fields.ACCOUNT)

membership = _child("membership", "household", fields.RELATED_CONTACT)
membership.append_column(sa.Column("is_primary_household", sa.Boolean(), nullable=False))
_one_primary(membership, "contact_id", "is_primary_household")

household_sales_rep = _child("household_sales_rep", "household", fields.HOUSEHOLD_SALES_REP)
household_organization = _child("household_organization", "household", fields.HOUSEHOLD_ORGANIZATION)
contact_account = _child("contact_account", "contact", fields.RELATED_ACCOUNT)
contact_organization = _child("contact_organization", "contact", fields.CONTACT_ORGANIZATION)
contact_sales_rep = _child("contact_sales_rep", "contact", fields.CONTACT_SALES_REP)
personal_address = _child("personal_address", "contact", fields.PERSONAL_ADDRESS)
communication_address = _child("communication_address", "contact", fields.COMMUNICATION_ADDRESS)
alternate_phone = _child("alternate_phone", "contact", fields.ALTERNATE_PHONE)
activity = _child("activity", "contact", fields.ACTIVITY)
household_activity = _child("household_activity", "household", fields.ACTIVITY)
note = _child("note", "contact", fields.NOTE)
household_note = _child("household_note", "household", fields.NOTE)
attachment = _child("attachment", "contact", fields.ATTACHMENT)
opportunity = _child("opportunity", "contact", fields.OPPORTUNITY)
service_request = _child("service_request", "contact", fields.SERVICE_REQUEST)
agreement = _child("agreement", "contact", fields.AGREEMENT)
asset = _child("asset", "contact", fields.ASSET)
party_relationship = _child("party_relationship", "household", fields.PARTY_RELATIONSHIP)

# The content of attached files, each once, under the SHA-256 digest of what it holds.
file = sa.Table(
    "file",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("content", sa.LargeBinary(), nullable=False),
)

external_key = sa.Table(
    "external_key",
    metadata,
    sa.Column("connection", sa.String(50), primary_key=True),
    sa.Column("component", sa.String(30), primary_key=True),
    sa.Column("row_id", ID, primary_key=True),
    sa.Column("integration_id", sa.String(30), nullable=False),
    sa.UniqueConstraint("connection", "component", "integration_id"),
)
sa.Index("ix_external_key_row_id", external_key.c.row_id)

pick_list = sa.Table(
    "pick_list",
    metadata,
    sa.Column("name", sa.String(50), primary_key=True),
    sa.Column("bounded", sa.Boolean(), nullable=False),
)
pick_value = sa.Table(
    "pick_value",
    metadata,
    sa.Column("list_name", sa.String(50), sa.ForeignKey("pick_list.name"), primary_key=True),
    sa.Column("value", sa.String(255), primary_key=True),
    sa.Column("place", sa.Integer(), nullable=False),
)

change_set = sa.Table(
    "change_set",
    metadata,
    sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("at", TIME, nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("origin", sa.String(10), nullable=False),
    sa.Column("delivery_id", ID),
)
journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("change_set_id", NUMBER, sa.ForeignKey("change_set.id"), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("record_id", ID, nullable=False),
    sa.Column("component", sa.String(30), nullable=False),
    sa.Column("row_id", ID),
    sa.Column("field", sa.String(50), nullable=False),
    sa.Column("before", sa.Text()),
    sa.Column("after", sa.Text()),
)
sa.Index("ix_journal_record_id", journal.c.record_id)
sa.Index("ix_journal_change_set_id", journal.c.change_set_id)

connection = sa.Table(
    "connection",
    metadata,
    sa.Column("name", sa.String(50), primary_key=True),
    sa.Column("place", sa.Integer(), nullable=False, unique=True),
    sa.Column("household_wsdl", sa.Text(), nullable=False),
    sa.Column("contact_wsdl", sa.Text(), nullable=False),
    sa.Column("address", sa.Text(), nullable=False),
    sa.Column("auth", sa.String(20), nullable=False),
    sa.Column("user", sa.String(100), nullable=False),
    sa.Column("timeout", sa.Float(), nullable=False),
    sa.Column("ca", sa.Text(), nullable=False),
    sa.Column("certificate", sa.Text(), nullable=False),
    sa.Column("proxy", sa.Text(), nullable=False),
)

# How each kind of record lies on the wire of an external system: an administrator's mapping if there is one,
# and the WSDL as it was when it was last agreed to.
mapping = sa.Table(
    "mapping",
    metadata,
    sa.Column("connection", sa.String(50), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("document", sa.Text()),
    sa.Column("wsdl", sa.Text(), nullable=False),
    sa.Column("pinned", sa.Text()),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("pinned_at", TIME),
    sa.Column("changed_at", TIME, nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("id", ID, nullable=False, unique=True),
    sa.Column("connection", sa.String(50), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("record_id", ID, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("in_doubt", sa.Boolean(), nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("next_attempt", TIME),
    sa.Column("finished_at", TIME),
    sa.Column("claimed_by", sa.String(100)),
    sa.Column("lease_until", TIME),
    sa.Column("snapshot", sa.Text()),
    sa.Column("applied", sa.Text()),
    sa.Column("error", sa.Text()),
    sa.Column("change_set_id", NUMBER),
    # What of a reply could be applied that cannot be as a whole, until a person decides.
    sa.Column("rest", sa.Text()),
    sa.Column("family_id", ID),
)
sa.Index("ix_delivery_record_id", delivery.c.record_id)
_of_family = delivery.c.family_id.is_not(None)
sa.Index("ix_delivery_family_id", delivery.c.family_id, sqlite_where=_of_family, postgresql_where=_of_family)
# The outbox is what is not finished: an index over it alone stays small however many were delivered.
_unfinished = delivery.c.finished_at.is_(None)
sa.Index(
    "ix_delivery_unfinished",
    delivery.c.state,
    delivery.c.number,
    sqlite_where=_unfinished,
    postgresql_where=_unfinished,
)
# One in flight for each record and external system, whoever asks.
_in_flight = delivery.c.state == "sending"
sa.Index(
    "uq_delivery_in_flight",
    delivery.c.connection,
    delivery.c.record_id,
    unique=True,
    sqlite_where=_in_flight,
    postgresql_where=_in_flight,
)

attempt = sa.Table(
    "attempt",
    metadata,
    sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("delivery_id", ID, nullable=False),
    sa.Column("connection", sa.String(50), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("record_id", ID, nullable=False),
    sa.Column("started_at", TIME, nullable=False),
    sa.Column("finished_at", TIME, nullable=False),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("http_status", sa.Integer()),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("request", sa.Text(), nullable=False),
    sa.Column("reply", sa.Text(), nullable=False),
)
sa.Index("ix_attempt_record_id", attempt.c.record_id)
sa.Index("ix_attempt_delivery_id", attempt.c.delivery_id)

conflict = sa.Table(
    "conflict",
    metadata,
    sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
    sa.Column("delivery_id", ID, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("record_id", ID, nullable=False),
    sa.Column("component", sa.String(30), nullable=False),
    sa.Column("row_id", ID),
    sa.Column("field", sa.String(50), nullable=False),
    sa.Column("base", sa.Text()),
    sa.Column("mine", sa.Text()),
    sa.Column("theirs", sa.Text()),
    sa.Column("at", TIME, nullable=False),
    sa.Column("resolved_at", TIME),
    sa.Column("resolution", sa.Text()),
    # None in a conflict from before there were others: which value of a field stays.
    sa.Column("question", sa.String(20)),
    sa.Column("connection", sa.String(50)),
    sa.Column("restores", sa.Text()),
)
sa.Index("ix_conflict_record_id", conflict.c.record_id)

# How each record stands with each external system: the last delivery, the version it took, and what the
# external system is known to hold since.
standing = sa.Table(
    "standing",
    metadata,
    sa.Column("connection", sa.String(50), primary_key=True),
    sa.Column("record_id", ID, primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("delivery_id", ID, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("settled_version", sa.Integer(), nullable=False),
    sa.Column("last_sent", TIME),
    sa.Column("last_error", sa.Text()),
    sa.Column("last_known", sa.Text()),
)
sa.Index("ix_standing_record_id", standing.c.record_id)

# The way to each external system: whether somebody paused it, and whether it failed so often that it rests.
line = sa.Table(
    "line",
    metadata,
    sa.Column("connection", sa.String(50), primary_key=True),
    sa.Column("paused_at", TIME),
    sa.Column("paused_by", sa.String(100)),
    sa.Column("failures", sa.Integer(), nullable=False),
    sa.Column("opened_at", TIME),
    sa.Column("probe_at", TIME),
)

# What an administrator set; an empty connection means the whole store.
preference = sa.Table(
    "preference",
    metadata,
    sa.Column("name", sa.String(150), primary_key=True),
    sa.Column("connection", sa.String(50), primary_key=True),
    sa.Column("value", sa.Text(), nullable=False),
)

# What somebody typed into a form and has not saved.
draft = sa.Table(
    "draft",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("record_id", ID),
    sa.Column("household_id", ID),
    sa.Column("component", sa.String(50), nullable=False, server_default=""),
    sa.Column("row_id", ID),
    sa.Column("version", sa.Integer()),
    sa.Column("typed", sa.Text(), nullable=False),
    sa.Column("started_at", TIME, nullable=False),
    sa.Column("kept_at", TIME, nullable=False),
)
sa.Index("ix_draft_record_id", draft.c.record_id)

# Queries that somebody keeps under a name; an administrator's stand in the file for the machine.
saved_query = sa.Table(
    "saved_query",
    metadata,
    sa.Column("who", sa.String(100), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("name", sa.String(75), primary_key=True),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("sorting", sa.Text(), nullable=False),
)

store_info = sa.Table(
    "store_info",
    metadata,
    sa.Column("name", sa.String(50), primary_key=True),
    sa.Column("value", sa.Text(), nullable=False),
)


def _search(record: sa.Table) -> sa.Table:
    """Return the table of what is found of a record, by its ``number``; see desktop.store.search_terms.

    PostgreSQL keeps the terms beside the text. SQLite keeps them in a full-text table of its own.
    """
    return sa.Table(
        f"{record.name}_search",
        metadata,
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text().with_variant(TSVECTOR(), "postgresql")),
    )


household_search = _search(household)
contact_search = _search(contact)

# Files that were taken in, how far, and the change sets that were theirs and are not taken back.
import_run = sa.Table(
    "import_run",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("at", TIME, nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("file", sa.Text(), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("entries", sa.Integer(), nullable=False),
    sa.Column("created", sa.Integer(), nullable=False),
    sa.Column("updated", sa.Integer(), nullable=False),
    sa.Column("rejected", sa.Integer(), nullable=False),
)
import_step = sa.Table(
    "import_step",
    metadata,
    sa.Column("import_id", ID, sa.ForeignKey("import_run.id"), primary_key=True),
    sa.Column("change_set_id", NUMBER, primary_key=True, autoincrement=False),
)
# Imports look by these for people who are there already.
sa.Index("ix_contact_email_address", contact.c.email_address)
sa.Index("ix_contact_cellular_phone", contact.c.cellular_phone)
sa.Index("ix_contact_home_phone", contact.c.home_phone)
sa.Index("ix_household_phone_number", household.c.phone_number)


@dataclass(frozen=True, slots=True)
class ChildTable:
    """Where the rows of a child component lie: their table, and the columns that tie them to others."""

    component: Component
    table: sa.Table
    parent: str
    picked: str | None = None
    primary: str | None = "is_primary"

    @property
    def parent_column(self) -> sa.Column[str]:
        """Return the column with the parent's row id."""
        return self.table.c[self.parent]


RECORD_TABLES: Final = {"household": household, "contact": contact}
SEARCH_TABLES: Final = {"household": household_search, "contact": contact_search}
CATALOGUE_TABLES: Final = {"position": position, "organization": organization, "account": account}
PICKED_TABLES: Final = RECORD_TABLES | CATALOGUE_TABLES


def _tied(
    component: Component, table: sa.Table, parent: str, primary: str | None = "is_primary"
) -> ChildTable:
    return ChildTable(
        component,
        table,
        f"{parent}_id",
        f"{component.picks}_id" if component.picks else None,
        primary if component.has_primary else None,
    )


CHILD_TABLES: Final[dict[tuple[str, str], ChildTable]] = {
    (parent, tied.component.name): tied
    for parent, tied in (
        ("household", _tied(fields.RELATED_CONTACT, membership, "household")),
        ("household", _tied(fields.HOUSEHOLD_SALES_REP, household_sales_rep, "household")),
        ("household", _tied(fields.HOUSEHOLD_ORGANIZATION, household_organization, "household")),
        ("contact", _tied(fields.RELATED_ACCOUNT, contact_account, "contact")),
        ("contact", _tied(fields.PERSONAL_ADDRESS, personal_address, "contact")),
        ("contact", _tied(fields.COMMUNICATION_ADDRESS, communication_address, "contact")),
        ("contact", _tied(fields.ALTERNATE_PHONE, alternate_phone, "contact")),
        ("contact", _tied(fields.RELATED_HOUSEHOLDS, membership, "contact", "is_primary_household")),
        ("contact", _tied(fields.CONTACT_ORGANIZATION, contact_organization, "contact")),
        ("contact", _tied(fields.CONTACT_SALES_REP, contact_sales_rep, "contact")),
        ("contact", _tied(fields.ACTIVITY, activity, "contact")),
        ("household", _tied(fields.ACTIVITY, household_activity, "household")),
        ("contact", _tied(fields.NOTE, note, "contact")),
        ("household", _tied(fields.NOTE, household_note, "household")),
        ("contact", _tied(fields.ATTACHMENT, attachment, "contact")),
        ("contact", _tied(fields.OPPORTUNITY, opportunity, "contact")),
        ("contact", _tied(fields.SERVICE_REQUEST, service_request, "contact")),
        ("contact", _tied(fields.AGREEMENT, agreement, "contact")),
        ("contact", _tied(fields.ASSET, asset, "contact")),
        ("household", _tied(fields.PARTY_RELATIONSHIP, party_relationship, "household")),
    )
}
