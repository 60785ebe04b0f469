"""Drafts of what is typed into a row of a record: an address, a note, an activity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft", sa.Column("component", sa.String(length=50), nullable=False, server_default=""))
    op.add_column("draft", sa.Column("row_id", sa.String(length=30), nullable=True))
