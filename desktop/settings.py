"""Where one run of Hearth keeps its things: home, store and folders, as frozen values."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop import installed
from desktop.errors import UsageError

STORE_FILE = "hearth.sqlite"


@dataclass(frozen=True, slots=True)
class Settings:
    """The folders and the store of one run; ``who`` signs the journal."""

    home: Path
    store_url: str
    who: str
    cache_folder: Path
    log_folder: Path

    @property
    def backup_folder(self) -> Path:
        """Return the folder with the back-ups of the store."""
        return self.home / "backups"

    @classmethod
    def gather(
        cls, home: str | None = None, store: str | None = None, environment: Mapping[str, str] = os.environ
    ) -> Settings:
        """Return what ``chosen`` returns, with the home made; raise UsageError when it cannot be."""
        settings = cls.chosen(home, store, environment)
        settings.make_home()
        return settings

    @classmethod
    def chosen(
        cls, home: str | None = None, store: str | None = None, environment: Mapping[str, str] = os.environ
    ) -> Settings:
        """Return the settings given on the command line, else by the environment, else the platform's own.

        A program that was only unpacked has its home beside it, if there is one.
        """
        given = home or environment.get("HEARTH_HOME") or str(installed.portable_home() or "")
        folders = platformdirs.PlatformDirs("hearth", appauthor=False)
        root = Path(given).expanduser().absolute() if given else Path(folders.user_data_dir)
        url = store or environment.get("HEARTH_STORE") or f"sqlite:///{root / STORE_FILE}"
        return cls(
            home=root,
            store_url=url,
            who=_user_name(environment),
            cache_folder=root / "cache" if given else Path(folders.user_cache_dir),
            log_folder=root / "logs" if given else Path(folders.user_log_dir),
        )

    def make_home(self) -> None:
        """Make the home unless it is there; raise UsageError when it cannot be used."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise UsageError(
                f"The folder {self.home} cannot be used: {problem.strerror or problem}.",
                concerns=str(self.home),
                way_out="Name another one with --home or HEARTH_HOME.",
            ) from problem


def _user_name(environment: Mapping[str, str]) -> str:
    try:
        return environment.get("HEARTH_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "agent"
