"""Conflicts that ask about a whole record or row: removed on one side, changed on the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conflict", sa.Column("question", sa.String(length=20)))
    op.add_column("conflict", sa.Column("connection", sa.String(length=50)))
    op.add_column("conflict", sa.Column("restores", sa.Text()))
