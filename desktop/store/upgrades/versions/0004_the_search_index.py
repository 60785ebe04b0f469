"""What searches are made in. The records that are there are indexed afterwards, a few at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for kind in ("household", "contact"):
        op.create_table(
            f"{kind}_search",
            sa.Column(
                "number",
                sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
                autoincrement=False,
                nullable=False,
            ),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("terms", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=True),
            sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{kind}_search")),
        )
        if op.get_bind().dialect.name == "sqlite":
            _full_text(kind)
        else:
            _server_indexes(kind)
        _leave_for_later(kind)


def _full_text(kind: str) -> None:
    """Make an index of terms alone: the text that they were made of stands in the table beside it."""
    op.execute(
        f"CREATE VIRTUAL TABLE {kind}_terms USING fts5(terms, content='', detail=none, columnsize=0,"
        " prefix='1 2 3', tokenize=\"ascii tokenchars '!#$%&*+,-.'\")"
    )


def _server_indexes(kind: str) -> None:
    op.execute(f"CREATE INDEX ix_{kind}_search_terms ON {kind}_search USING gin (terms)")
    # The order of a language cannot look up beginnings.
    for table, column in ((kind, "sort_name"), *_KEYS[kind]):
        op.execute(f"CREATE INDEX ix_{table}_{column}_begins ON {table} ({column} text_pattern_ops)")


_KEYS = {
    "household": (("household", "id"), ("household", "household_id"), ("external_key", "integration_id")),
    "contact": (("contact", "id"),),
}


def _leave_for_later(kind: str) -> None:
    number = sa.column("number", sa.BigInteger())
    last = op.get_bind().execute(sa.select(sa.func.max(number)).select_from(sa.table(kind, number))).scalar()
    if last:
        row = {"name": f"unindexed:{kind}", "value": f"0-{last}"}
        op.get_bind().execute(sa.text("INSERT INTO store_info (name, value) VALUES (:name, :value)"), row)
