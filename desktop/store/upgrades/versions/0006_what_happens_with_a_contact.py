"""Notes, attachments, opportunities, service requests, agreements, assets, and a household's parties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXT = {
    "activity": {"type": 30, "description": 255, "due": 100, "status": 30, "priority": 30, "owner": 50,
                 "comment": 2000},
    "note": {"note": 4000, "type": 30, "created": 100, "created_by": 100},
    "attachment": {"file_name": 255, "description": 255, "size": 0, "digest": 64, "created": 100,
                   "created_by": 100},
    "opportunity": {"name": 100, "sales_stage": 30, "revenue": 20, "currency_code": 20, "probability": 0,
                    "close_date": 100, "lead_source": 30, "owner": 50, "comment": 2000},
    "service_request": {"summary": 255, "area": 30, "status": 30, "severity": 30, "priority": 30, "owner": 50,
                        "committed": 100, "closed": 100, "created": 100, "comment": 2000},
    "agreement": {"name": 100, "agreement_number": 50, "type": 30, "status": 30, "start_date": 100,
                  "end_date": 100, "amount": 20, "currency_code": 20, "comment": 2000},
    "asset": {"product": 100, "asset_number": 50, "serial_number": 50, "status": 30, "quantity": 0,
              "purchase_date": 100, "install_date": 100, "amount": 20, "currency_code": 20, "comment": 2000},
    "party_relationship": {"relationship": 50, "type": 30, "start_date": 100, "end_date": 100,
                           "description": 255},
}  # fmt: skip
_TABLES = (
    ("household_activity", "household", "activity"),
    ("note", "contact", "note"),
    ("household_note", "household", "note"),
    ("attachment", "contact", "attachment"),
    ("opportunity", "contact", "opportunity"),
    ("service_request", "contact", "service_request"),
    ("agreement", "contact", "agreement"),
    ("asset", "contact", "asset"),
    ("party_relationship", "household", "party_relationship"),
)


def upgrade() -> None:
    for name, parent, columns in _TABLES:
        picked = "contact" if name == "party_relationship" else ""
        _table(name, parent, picked, _TEXT[columns])
    op.create_table(
        "file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_file")),
    )


def _table(name: str, parent: str, picked: str, columns: dict[str, int]) -> None:
    """Make one table of rows; a length of 0 stands for a number."""
    parents = [each for each in (parent, picked) if each]
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        name,
        sa.Column("number", number, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=30), nullable=False),
        *(sa.Column(f"{each}_id", sa.String(length=30), nullable=False) for each in parents),
        *(sa.Column(key, sa.String(length=size) if size else sa.Integer()) for key, size in columns.items()),
        *(
            sa.ForeignKeyConstraint(
                [f"{each}_id"], [f"{each}.id"], name=op.f(f"fk_{name}_{each}_id"), ondelete="CASCADE"
            )
            for each in parents
        ),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id")),
    )
    for each in parents:
        op.create_index(f"ix_{name}_{each}_id", name, [f"{each}_id"])
    if picked:
        op.create_index(f"uq_{name}_{parent}_{picked}", name, [f"{parent}_id", f"{picked}_id"], unique=True)
