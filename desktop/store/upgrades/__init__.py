"""The steps by which older stores become the newest, run by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config


def configuration() -> Config:
    """Return Alembic's settings for the steps in this folder."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.set_main_option("path_separator", "os")
    return settings
