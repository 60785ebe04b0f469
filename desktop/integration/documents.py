"""Fetches WSDLs and what they import, and keeps a copy of those that come from elsewhere."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from desktop.errors import WsdlProblem
from desktop.integration.connection import is_url, without_password
from desktop.integration.session import Session
from desktop.integration.transport import Answer, Limits, get

_LIMITS: Final = Limits(connect=5.0, total=30.0)
_OK: Final = 200
# Addresses in real WSDLs carry user and password, which are of no use here and must not be kept.
_SECRETS: Final = re.compile(rb"""((?:[?&]|&amp;)(?:user(?:name)?|password|pwd)=)[^&"'<\s]*""", re.IGNORECASE)


class Documents:
    """The documents of one WSDL; zeep asks for each by its location.

    With ``copies_only`` those from elsewhere are taken from the copies that an earlier load has kept.
    """

    def __init__(self, root: str, session: Session, cache: Path, *, copies_only: bool = False) -> None:
        self._root = root
        self._session = session
        self._cache = cache / "wsdl"
        self._copies_only = copies_only
        self._fetched: dict[str, bytes] = {}
        self._loaded: dict[str, bytes] = {}

    def load(self, location: str) -> bytes:
        """Return a document, which is fetched or read once; raise WsdlProblem when it cannot be had."""
        if location not in self._loaded:
            self._loaded[location] = self._load(location)
        return self._loaded[location]

    def _load(self, location: str) -> bytes:
        if is_url(location):
            return self._copy(location) if self._copies_only else self._fetch(location)
        if is_url(self._root):
            raise WsdlProblem(f"The WSDL at {_shown(self._root)} refers to a file of this machine.")
        return _read(location)

    def keep(self) -> None:
        """Keep copies of what was fetched; to be called when it has proved to be a WSDL."""
        for location, content in self._fetched.items():
            self._cache.mkdir(parents=True, exist_ok=True)
            path = self._path(location)
            unfinished = path.with_suffix(".new")
            unfinished.write_bytes(_SECRETS.sub(rb"\1", content))
            unfinished.replace(path)

    @property
    def has_copy(self) -> bool:
        """Tell whether the WSDL itself was kept before."""
        return is_url(self._root) and self._path(self._root).is_file()

    def _fetch(self, location: str) -> bytes:
        answer = self._get(location)
        if answer.status != _OK:
            raise WsdlProblem(
                f"{_shown(location)} answers with status {answer.status} instead of a WSDL.",
                concerns=_shown(location),
            )
        self._fetched[location] = answer.body
        return answer.body

    def _copy(self, location: str) -> bytes:
        try:
            return self._path(location).read_bytes()
        except OSError as problem:
            raise WsdlProblem(f"No copy of {_shown(location)} was kept.") from problem

    def _path(self, location: str) -> Path:
        return self._cache / f"{hashlib.sha256(location.encode()).hexdigest()}.xml"

    def _get(self, location: str) -> Answer:
        if urlsplit(location).netloc == urlsplit(self._root).netloc:
            return get(self._session, location, _LIMITS)
        # What a WSDL imports from elsewhere must not be told our password.
        with self._session.stranger() as stranger:
            return get(stranger, location, _LIMITS)


def _read(location: str) -> bytes:
    try:
        return Path(location).expanduser().read_bytes()
    except OSError as problem:
        raise WsdlProblem(
            f"The file {location} cannot be read: {problem.strerror or problem}.", concerns=location
        ) from problem


def _shown(location: str) -> str:
    return without_password(location)
