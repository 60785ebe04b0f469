"""What is remembered of imports, and the indexes by which they find people who are there already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MATCHED = (
    ("contact", "email_address"),
    ("contact", "cellular_phone"),
    ("contact", "home_phone"),
    ("household", "phone_number"),
)


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "import_step",
        sa.Column("import_id", sa.String(length=30), nullable=False),
        sa.Column("change_set_id", _NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_import_step_import_id")),
        sa.PrimaryKeyConstraint("import_id", "change_set_id", name=op.f("pk_import_step")),
    )
    for table, column in _MATCHED:
        op.create_index(f"ix_{table}_{column}", table, [column])
