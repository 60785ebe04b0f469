"""Lines that can be paused, families of deliveries, what an administrator sets, and drafts of forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _families()
    _line()
    _preference()
    _draft()


def _families() -> None:
    op.add_column("delivery", sa.Column("family_id", sa.String(length=30), nullable=True))
    op.create_index(
        "ix_delivery_family_id",
        "delivery",
        ["family_id"],
        unique=False,
        sqlite_where=sa.text("family_id IS NOT NULL"),
        postgresql_where=sa.text("family_id IS NOT NULL"),
    )


def _line() -> None:
    op.create_table(
        "line",
        sa.Column("connection", sa.String(length=50), nullable=False),
        sa.Column("paused_at", sa.String(length=32), nullable=True),
        sa.Column("paused_by", sa.String(length=100), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=True),
        sa.Column("probe_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("connection", name=op.f("pk_line")),
    )


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("connection", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "connection", name=op.f("pk_preference")),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("record_id", sa.String(length=30), nullable=True),
        sa.Column("household_id", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("kept_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_record_id", "draft", ["record_id"], unique=False)
