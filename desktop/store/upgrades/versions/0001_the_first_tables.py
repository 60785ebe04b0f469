"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _catalogues()
    _records()
    _household_children()
    _contact_links()
    _contact_children()
    _journal()
    _outbox()


def _catalogues() -> None:
    op.create_table(
        "account",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=True),
        sa.Column("account_organization", sa.String(length=100), nullable=True),
        sa.Column("account_location", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_account")),
        sa.UniqueConstraint("id", name=op.f("uq_account_id")),
    )
    op.create_table(
        "organization",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("organization", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_organization")),
        sa.UniqueConstraint("id", name=op.f("uq_organization_id")),
    )
    op.create_table(
        "position",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("position", sa.String(length=100), nullable=True),
        sa.Column("login", sa.String(length=50), nullable=True),
        sa.Column("division", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_position")),
        sa.UniqueConstraint("id", name=op.f("uq_position_id")),
    )
    op.create_table(
        "pick_list",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("bounded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pick_list")),
    )
    op.create_table(
        "pick_value",
        sa.Column("list_name", sa.String(length=50), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_name"], ["pick_list.name"], name=op.f("fk_pick_value_list_name")),
        sa.PrimaryKeyConstraint("list_name", "value", name=op.f("pk_pick_value")),
    )
    op.create_table(
        "store_info",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_info")),
    )


def _records() -> None:
    op.create_table(
        "household",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("category", sa.String(length=30), nullable=True),
        sa.Column("currency_code", sa.String(length=20), nullable=True),
        sa.Column("fax_number", sa.String(length=40), nullable=True),
        sa.Column("household_name", sa.String(length=50), nullable=True),
        sa.Column("household_id", sa.String(length=100), nullable=True),
        sa.Column("household_size", sa.Integer(), nullable=True),
        sa.Column("household_wealth", sa.String(length=20), nullable=True),
        sa.Column("income", sa.String(length=20), nullable=True),
        sa.Column("phone_number", sa.String(length=40), nullable=True),
        sa.Column("revenue", sa.String(length=20), nullable=True),
        sa.Column("segment", sa.String(length=30), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=True),
        sa.Column("type", sa.String(length=30), nullable=True),
        sa.Column("head_of_household", sa.String(length=30), nullable=True),
        sa.Column("exchange_date", sa.String(length=100), nullable=True),
        sa.Column("privacy_option", sa.String(length=30), nullable=True),
        sa.Column("sort_name", sa.String(length=250), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_household")),
        sa.UniqueConstraint("household_id", name=op.f("uq_household_household_id")),
        sa.UniqueConstraint("id", name=op.f("uq_household_id")),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index("ix_household_head_of_household", ["head_of_household"], unique=False)
        batch_op.create_index("ix_household_sort_name_number", ["sort_name", "number"], unique=False)
    op.create_table(
        "contact",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("alias", sa.String(length=50), nullable=True),
        sa.Column("assistant", sa.String(length=50), nullable=True),
        sa.Column("birth_date", sa.String(length=100), nullable=True),
        sa.Column("cellular_phone", sa.String(length=40), nullable=True),
        sa.Column("comment", sa.String(length=255), nullable=True),
        sa.Column("disable_data_cleansing", sa.Boolean(), nullable=True),
        sa.Column("email_address", sa.String(length=50), nullable=True),
        sa.Column("fax_phone", sa.String(length=40), nullable=True),
        sa.Column("first_name", sa.String(length=50), nullable=True),
        sa.Column("home_phone", sa.String(length=40), nullable=True),
        sa.Column("income", sa.String(length=20), nullable=True),
        sa.Column("income_currency_code", sa.String(length=20), nullable=True),
        sa.Column("income_exchange_date", sa.String(length=100), nullable=True),
        sa.Column("job_title", sa.String(length=75), nullable=True),
        sa.Column("last_name", sa.String(length=50), nullable=True),
        sa.Column("login_name", sa.String(length=50), nullable=True),
        sa.Column("gender", sa.String(length=255), nullable=True),
        sa.Column("personal_title", sa.String(length=15), nullable=True),
        sa.Column("manager_first_name", sa.String(length=50), nullable=True),
        sa.Column("manager_middle_name", sa.String(length=50), nullable=True),
        sa.Column("manager_id", sa.String(length=30), nullable=True),
        sa.Column("manager_integration_id", sa.String(length=30), nullable=True),
        sa.Column("manager_last_name", sa.String(length=50), nullable=True),
        sa.Column("manager_primary_organization", sa.String(length=100), nullable=True),
        sa.Column("manager_u_id", sa.String(length=100), nullable=True),
        sa.Column("middle_name", sa.String(length=50), nullable=True),
        sa.Column("marital_status", sa.String(length=30), nullable=True),
        sa.Column("person_u_id", sa.String(length=100), nullable=True),
        sa.Column("preferred_communications", sa.String(length=30), nullable=True),
        sa.Column("preferred_language_code", sa.String(length=3), nullable=True),
        sa.Column("social_security_number", sa.String(length=30), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=True),
        sa.Column("suppress_all_calls", sa.Boolean(), nullable=True),
        sa.Column("suppress_all_emails", sa.Boolean(), nullable=True),
        sa.Column("suppress_all_mailings", sa.Boolean(), nullable=True),
        sa.Column("time_zone_id", sa.String(length=30), nullable=True),
        sa.Column("time_zone_name", sa.String(length=100), nullable=True),
        sa.Column("work_phone", sa.String(length=40), nullable=True),
        sa.Column("work_phone_extension", sa.String(length=10), nullable=True),
        sa.Column("employee_flag", sa.Boolean(), nullable=True),
        sa.Column("privacy_option", sa.String(length=30), nullable=True),
        sa.Column("sort_name", sa.String(length=250), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_contact")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_id")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("ix_contact_sort_name_number", ["sort_name", "number"], unique=False)


def _household_children() -> None:
    op.create_table(
        "membership",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("household_id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("personal_contact", sa.Boolean(), nullable=True),
        sa.Column("date_entered_household", sa.String(length=100), nullable=True),
        sa.Column("date_exited_household", sa.String(length=100), nullable=True),
        sa.Column("relationship", sa.String(length=30), nullable=True),
        sa.Column("is_primary_household", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_membership_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_membership_household_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_membership")),
        sa.UniqueConstraint("id", name=op.f("uq_membership_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_contact_id", ["contact_id"], unique=False)
        batch_op.create_index("ix_membership_household_id", ["household_id"], unique=False)
        batch_op.create_index("uq_membership_household_contact", ["household_id", "contact_id"], unique=True)
        batch_op.create_index(
            "uq_membership_is_primary",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.create_index(
            "uq_membership_is_primary_household",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary_household"),
            postgresql_where=sa.text("is_primary_household"),
        )
    op.create_table(
        "household_sales_rep",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("household_id", sa.String(length=30), nullable=False),
        sa.Column("position_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_household_sales_rep_household_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_household_sales_rep_position_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_household_sales_rep")),
        sa.UniqueConstraint("id", name=op.f("uq_household_sales_rep_id")),
    )
    with op.batch_alter_table("household_sales_rep", schema=None) as batch_op:
        batch_op.create_index("ix_household_sales_rep_household_id", ["household_id"], unique=False)
        batch_op.create_index("ix_household_sales_rep_position_id", ["position_id"], unique=False)
        batch_op.create_index(
            "uq_household_sales_rep_household_position", ["household_id", "position_id"], unique=True
        )
        batch_op.create_index(
            "uq_household_sales_rep_is_primary",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
    op.create_table(
        "household_organization",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("household_id", sa.String(length=30), nullable=False),
        sa.Column("organization_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["household.id"],
            name=op.f("fk_household_organization_household_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_household_organization_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_household_organization")),
        sa.UniqueConstraint("id", name=op.f("uq_household_organization_id")),
    )
    with op.batch_alter_table("household_organization", schema=None) as batch_op:
        batch_op.create_index("ix_household_organization_household_id", ["household_id"], unique=False)
        batch_op.create_index("ix_household_organization_organization_id", ["organization_id"], unique=False)
        batch_op.create_index(
            "uq_household_organization_household_organization",
            ["household_id", "organization_id"],
            unique=True,
        )
        batch_op.create_index(
            "uq_household_organization_is_primary",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )


def _contact_links() -> None:
    op.create_table(
        "contact_account",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("account_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_contact_account_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_account_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_contact_account")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_account_id")),
    )
    with op.batch_alter_table("contact_account", schema=None) as batch_op:
        batch_op.create_index("ix_contact_account_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_contact_account_contact_id", ["contact_id"], unique=False)
        batch_op.create_index("uq_contact_account_contact_account", ["contact_id", "account_id"], unique=True)
        batch_op.create_index(
            "uq_contact_account_is_primary",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
    op.create_table(
        "contact_organization",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("organization_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_contact_organization_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_contact_organization_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_contact_organization")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_organization_id")),
    )
    with op.batch_alter_table("contact_organization", schema=None) as batch_op:
        batch_op.create_index("ix_contact_organization_contact_id", ["contact_id"], unique=False)
        batch_op.create_index("ix_contact_organization_organization_id", ["organization_id"], unique=False)
        batch_op.create_index(
            "uq_contact_organization_contact_organization", ["contact_id", "organization_id"], unique=True
        )
        batch_op.create_index(
            "uq_contact_organization_is_primary",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
    op.create_table(
        "contact_sales_rep",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("position_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_sales_rep_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_contact_sales_rep_position_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_contact_sales_rep")),
        sa.UniqueConstraint("id", name=op.f("uq_contact_sales_rep_id")),
    )
    with op.batch_alter_table("contact_sales_rep", schema=None) as batch_op:
        batch_op.create_index("ix_contact_sales_rep_contact_id", ["contact_id"], unique=False)
        batch_op.create_index("ix_contact_sales_rep_position_id", ["position_id"], unique=False)
        batch_op.create_index(
            "uq_contact_sales_rep_contact_position", ["contact_id", "position_id"], unique=True
        )
        batch_op.create_index(
            "uq_contact_sales_rep_is_primary",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )


def _contact_children() -> None:
    op.create_table(
        "personal_address",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("address_id", sa.String(length=30), nullable=True),
        sa.Column("personal_address_name", sa.String(length=200), nullable=True),
        sa.Column("personal_street_address", sa.String(length=200), nullable=True),
        sa.Column("personal_street_address2", sa.String(length=200), nullable=True),
        sa.Column("personal_street_address3", sa.String(length=200), nullable=True),
        sa.Column("personal_city", sa.String(length=50), nullable=True),
        sa.Column("personal_county", sa.String(length=50), nullable=True),
        sa.Column("personal_state", sa.String(length=10), nullable=True),
        sa.Column("personal_province", sa.String(length=50), nullable=True),
        sa.Column("personal_postal_code", sa.String(length=50), nullable=True),
        sa.Column("personal_country", sa.String(length=50), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_personal_address_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_personal_address")),
        sa.UniqueConstraint("id", name=op.f("uq_personal_address_id")),
    )
    with op.batch_alter_table("personal_address", schema=None) as batch_op:
        batch_op.create_index("ix_personal_address_contact_id", ["contact_id"], unique=False)
        batch_op.create_index(
            "uq_personal_address_is_primary",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
    op.create_table(
        "communication_address",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("alternate_email_address", sa.String(length=100), nullable=True),
        sa.Column("communication_address_medium_type", sa.String(length=30), nullable=True),
        sa.Column("communication_address_name", sa.String(length=50), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_communication_address_contact_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_communication_address")),
        sa.UniqueConstraint("id", name=op.f("uq_communication_address_id")),
    )
    with op.batch_alter_table("communication_address", schema=None) as batch_op:
        batch_op.create_index("ix_communication_address_contact_id", ["contact_id"], unique=False)
        batch_op.create_index(
            "uq_communication_address_is_primary",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
    op.create_table(
        "alternate_phone",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("alternate_phone", sa.String(length=40), nullable=True),
        sa.Column("alternate_phone_medium_type", sa.String(length=30), nullable=True),
        sa.Column("alternate_phone_name", sa.String(length=50), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_alternate_phone_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alternate_phone")),
        sa.UniqueConstraint("id", name=op.f("uq_alternate_phone_id")),
    )
    with op.batch_alter_table("alternate_phone", schema=None) as batch_op:
        batch_op.create_index("ix_alternate_phone_contact_id", ["contact_id"], unique=False)
        batch_op.create_index(
            "uq_alternate_phone_is_primary",
            ["contact_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
    op.create_table(
        "activity",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("contact_id", sa.String(length=30), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=True),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.Column("due", sa.String(length=100), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=True),
        sa.Column("priority", sa.String(length=30), nullable=True),
        sa.Column("owner", sa.String(length=50), nullable=True),
        sa.Column("comment", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_activity")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_id")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_contact_id", ["contact_id"], unique=False)


def _journal() -> None:
    op.create_table(
        "change_set",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("delivery_id", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
    )
    op.create_table(
        "journal",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("change_set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=30), nullable=False),
        sa.Column("component", sa.String(length=30), nullable=False),
        sa.Column("row_id", sa.String(length=30), nullable=True),
        sa.Column("field", sa.String(length=50), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["change_set_id"], ["change_set.id"], name=op.f("fk_journal_change_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index("ix_journal_change_set_id", ["change_set_id"], unique=False)
        batch_op.create_index("ix_journal_record_id", ["record_id"], unique=False)


def _outbox() -> None:
    op.create_table(
        "connection",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("household_wsdl", sa.Text(), nullable=False),
        sa.Column("contact_wsdl", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("auth", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=100), nullable=False),
        sa.Column("timeout", sa.Float(), nullable=False),
        sa.Column("ca", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("proxy", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_connection")),
        sa.UniqueConstraint("place", name=op.f("uq_connection_place")),
    )
    op.create_table(
        "external_key",
        sa.Column("connection", sa.String(length=50), nullable=False),
        sa.Column("component", sa.String(length=30), nullable=False),
        sa.Column("row_id", sa.String(length=30), nullable=False),
        sa.Column("integration_id", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("connection", "component", "row_id", name=op.f("pk_external_key")),
        sa.UniqueConstraint(
            "connection",
            "component",
            "integration_id",
            name=op.f("uq_external_key_connection_component_integration_id"),
        ),
    )
    with op.batch_alter_table("external_key", schema=None) as batch_op:
        batch_op.create_index("ix_external_key_row_id", ["row_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("connection", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("next_attempt", sa.String(length=32), nullable=True),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.Column("claimed_by", sa.String(length=100), nullable=True),
        sa.Column("lease_until", sa.String(length=32), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("applied", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("change_set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_delivery")),
        sa.UniqueConstraint("id", name=op.f("uq_delivery_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_record_id", ["record_id"], unique=False)
        batch_op.create_index(
            "ix_delivery_unfinished",
            ["state", "number"],
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )
        batch_op.create_index(
            "uq_delivery_in_flight",
            ["connection", "record_id"],
            unique=True,
            sqlite_where=sa.text("state = 'sending'"),
            postgresql_where=sa.text("state = 'sending'"),
        )
    op.create_table(
        "attempt",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("delivery_id", sa.String(length=30), nullable=False),
        sa.Column("connection", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=30), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_delivery_id", ["delivery_id"], unique=False)
        batch_op.create_index("ix_attempt_record_id", ["record_id"], unique=False)
    op.create_table(
        "conflict",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("delivery_id", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=30), nullable=False),
        sa.Column("component", sa.String(length=30), nullable=False),
        sa.Column("row_id", sa.String(length=30), nullable=True),
        sa.Column("field", sa.String(length=50), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("mine", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("resolved_at", sa.String(length=32), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_record_id", ["record_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("connection", sa.String(length=50), nullable=False),
        sa.Column("record_id", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("delivery_id", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_version", sa.Integer(), nullable=False),
        sa.Column("last_sent", sa.String(length=32), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("last_known", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("connection", "record_id", name=op.f("pk_standing")),
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index("ix_standing_record_id", ["record_id"], unique=False)
