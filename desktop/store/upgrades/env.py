"""Runs the upgrade steps inside the transaction that the store has opened."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

from desktop.store.entities import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite cannot alter most of a table in place; the steps copy it instead.
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    # Tells after each step, where somebody wants to hear it.
    on_version_apply=context.config.attributes.get("taken"),
)
context.run_migrations()
