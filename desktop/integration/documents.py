"""Fetches WSDLs and what they import, and keeps a copy of those that come from elsewhere."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import zlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from desktop.errors import WsdlProblem
from desktop.integration.connection import is_url
from desktop.integration.credentials import Secret
from desktop.integration.definition import is_address
from desktop.integration.larder import Larder, fingerprint
from desktop.integration.session import Session
from desktop.integration.transport import MAX_REPLY, Answer, Limits, get
from desktop.store import addresses
from desktop.store.addresses import OPENERS, SHORT_OPENERS

_LIMITS: Final = Limits(connect=5.0, total=60.0)
_OK: Final = 200
_NOT_MODIFIED: Final = 304
# What asks whether a document is still the same, by what told of it when it was fetched.
_MARKS: Final = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
_WHO_ARE_YOU: Final = frozenset({401, 403, 407})
_GZIP: Final = b"\x1f\x8b"
# The longer marks first: those of UTF-16 stand at the beginning of one of them.
_WIDE: Final = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_SIGN_IN: Final = (
    "It wants to know who asks: give --auth basic, --user and --password-stdin,"
    " or save the WSDL and name the file."
)
# What is smaller is searched anew in less time than it takes to see that it need not be.
_LARGE: Final = 250_000
# Addresses in real WSDLs carry user and password, which are of no use here and must not be kept.
_SECRETS: Final = re.compile(
    rf"""([?&;](?:[\w.-]*(?:{OPENERS})[\w.-]*|{SHORT_OPENERS}|[\w.-]*user(?:name)?)=)[^&"'<\s]*""".encode(),
    re.IGNORECASE,
)
_USERS: Final = re.compile(rb"""(https?://)[^/\s@"'<>]+@""", re.IGNORECASE)


class Stage(StrEnum):
    """What is being done with a WSDL."""

    FETCHING = "fetching"
    READING = "reading"


# Hears of a stage and of how many bytes there are so far.
Progress = Callable[[Stage, int], None]


def told_to_nobody(_stage: Stage, _size: int) -> None:
    """Hear of progress and do nothing."""


def without_secrets(content: bytes) -> bytes:
    """Return a WSDL without the user and password that the addresses in it may carry."""
    # Most have no query in any address, which is seen in a tenth of the time.
    if content.find(b"?", content.find(b"?>") + 2) >= 0:
        content = _SECRETS.sub(rb"\1", content)
    return _USERS.sub(rb"\1", content) if b"@" in content else content


def forget(cache: Path, root: str) -> None:
    """Remove the copies of a WSDL, of what it imports, and all that was found in it."""
    shutil.rmtree(_folder(cache, root), ignore_errors=True)


def _folder(cache: Path, root: str) -> Path:
    return cache / "wsdl" / fingerprint(without_secrets(root.encode()))[:16]


class Documents:
    """The documents of one WSDL, each by its location.

    With ``copies_only`` those from elsewhere are taken from the copies that an earlier load has kept.
    """

    def __init__(
        self,
        root: str,
        session: Session,
        cache: Path,
        progress: Progress = told_to_nobody,
        *,
        copies_only: bool = False,
        whole: Secret | None = None,
    ) -> None:
        """Prepare to fetch; ``whole`` is the address of the root with the secret that lets us in."""
        self._root = root
        self._whole = "" if whole is None else whole.reveal()
        self._session = session
        self._cache = _folder(cache, root)
        self._progress = progress
        self._copies_only = copies_only
        self._fetched: dict[str, Answer] = {}
        self._loaded: dict[str, bytes] = {}
        self._fingerprints: dict[str, str] = {}
        self._known: dict[str, Mapping[str, str]] = {}
        self.larder = Larder(self._cache)

    @property
    def are_large(self) -> bool:
        """Tell whether reading them takes long enough to be remembered, and where they are may be kept."""
        return self.size > _LARGE and not any(map(addresses.carries_secrets, self._loaded))

    @property
    def size(self) -> int:
        """Return how many bytes were loaded so far."""
        return sum(map(len, self._loaded.values()))

    def fingerprints(self) -> dict[str, str]:
        """Return what tells the content of each loaded document, by location."""
        for place in self._loaded.keys() - self._fingerprints.keys():
            self._fingerprints[place] = fingerprint(without_secrets(self._loaded[place]))
        return dict(sorted(self._fingerprints.items()))

    @property
    def are_known(self) -> bool:
        """Tell whether all documents were read before as they are now; raises what ``load`` raises."""
        kept = self.larder.get(f"documents {self._root}")
        if kept is None:
            return False
        for place in kept:
            self.load(place)
        return self.fingerprints() == kept

    def know(self) -> None:
        """Remember large documents as they are, to be known again."""
        if self.are_large:
            self.larder.put(f"documents {self._root}", self.fingerprints())

    def load(self, location: str) -> bytes:
        """Return a document, which is fetched or read once; raise WsdlProblem when it cannot be had."""
        if location not in self._loaded:
            self._progress(Stage.FETCHING, self.size)
            self._loaded[location] = _plain(self._load(location), _shown(location))
        return self._loaded[location]

    def where(self, location: str) -> str:
        """Return where a document was found that is asked for at ``location``: it may have moved."""
        if not is_url(location):
            return location
        if location in self._fetched:
            return self._fetched[location].address or location
        return self._known_of(location).get("moved") or location

    def _load(self, location: str) -> bytes:
        if is_url(location):
            return self._copy(location) if self._copies_only else self._fetch(location)
        if is_address(location) and not location.startswith("file:"):
            raise self._out_of_reach(location, "which is not fetched: only http and https are")
        if is_url(self._root):
            raise self._out_of_reach(location, "which is a file of this machine")
        return _read(location)

    def _out_of_reach(self, location: str, why: str) -> WsdlProblem:
        return WsdlProblem(
            f"The WSDL at {_shown(self._root)} refers to {_shown(location)}, {why}.",
            concerns=_shown(location),
            way_out="Save the WSDL with what it imports in a folder, and name the file.",
        )

    def keep(self) -> None:
        """Keep copies of what was fetched; to be called when it has proved to be a WSDL."""
        for location, answer in self._fetched.items():
            self._cache.mkdir(parents=True, exist_ok=True, mode=0o700)
            content = _plain(answer.body, location)
            clean = without_secrets(content)
            path = self._path(location)
            unfinished = path.with_suffix(".new")
            unfinished.write_bytes(clean)
            unfinished.replace(path)
            # A copy that lacks what the original has cannot stand for it.
            marks = {name: answer.header(name) for name in _MARKS.values()} if clean == content else {}
            moved = "" if answer.address == location else addresses.without_secrets(answer.address)
            self.larder.put(_copy_key(location), {**marks, "moved": moved, "content": fingerprint(clean)})

    @property
    def has_copy(self) -> bool:
        """Tell whether the WSDL itself was kept before."""
        return is_url(self._root) and self._path(self._root).is_file()

    def _fetch(self, location: str) -> bytes:
        known = self._known_of(location)
        answer = self._get(location, _conditions(known))
        if answer.status == _NOT_MODIFIED and known:
            return self._copy(location)
        if answer.status != _OK:
            wants_us = answer.status in _WHO_ARE_YOU
            raise WsdlProblem(
                f"{_shown(location)} answers with status {answer.status} instead of a WSDL.",
                concerns=_shown(location),
                way_out=_SIGN_IN if wants_us else "Look at the address, or save the WSDL and name the file.",
            )
        self._fetched[location] = answer
        return answer.body

    def _known_of(self, location: str) -> Mapping[str, str]:
        """Return what was kept with the copy of a document, nothing if it is another copy."""
        if location not in self._known:
            kept = self.larder.get(_copy_key(location)) or {}
            self._known[location] = kept if kept.get("content") == self._content_of_copy(location) else {}
        return self._known[location]

    def _content_of_copy(self, location: str) -> str:
        try:
            return fingerprint(self._path(location).read_bytes())
        except OSError:
            return ""

    def _copy(self, location: str) -> bytes:
        try:
            return self._path(location).read_bytes()
        except OSError as problem:
            raise WsdlProblem(f"No copy of {_shown(location)} was kept.") from problem

    def _path(self, location: str) -> Path:
        return self._cache / f"{fingerprint(without_secrets(location.encode()))}.xml"

    def _get(self, location: str, conditions: Mapping[str, str]) -> Answer:
        if urlsplit(location).netloc == urlsplit(self._root).netloc:
            is_root = bool(self._whole) and location == self._root
            address = addresses.without_user(self._whole) if is_root else location
            headers = {**conditions, **addresses.sign_in_of(self._whole)}
            return get(self._session, address, _LIMITS, self._heard, headers)
        # What a WSDL imports from elsewhere must not be told our password.
        with self._session.stranger() as stranger:
            return get(stranger, location, _LIMITS, self._heard, conditions)

    def _heard(self, size: int) -> None:
        self._progress(Stage.FETCHING, self.size + size)


def _conditions(known: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers that ask for a document only if it is another one than we know."""
    return {asked: known[told] for asked, told in _MARKS.items() if known.get(told)}


def _plain(content: bytes, shown: str) -> bytes:
    """Return a document unpacked, and in UTF-8 if it says by its first bytes that it is in UTF-16 or -32."""
    if content.startswith(_GZIP):
        content = _unpacked(content, shown)
    encoding = next((name for mark, name in _WIDE.items() if content.startswith(mark)), "")
    if not encoding:
        return content
    text = content.decode(encoding, errors="replace")
    return re.sub(r"^(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']", r"\1", text).encode()


def _unpacked(content: bytes, shown: str) -> bytes:
    try:
        found = gzip.GzipFile(fileobj=io.BytesIO(content)).read(MAX_REPLY + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise WsdlProblem(f"{shown} is packed by gzip and cannot be unpacked.", concerns=shown) from problem
    if len(found) > MAX_REPLY:
        raise WsdlProblem(f"{shown} is larger than {MAX_REPLY // 2**20} MB unpacked.", concerns=shown)
    return found


def _read(location: str) -> bytes:
    path = Path(url2pathname(urlsplit(location).path) if location.startswith("file:") else location)
    try:
        return path.expanduser().read_bytes()
    except OSError as problem:
        raise WsdlProblem(
            f"The file {path} cannot be read: {problem.strerror or problem}.",
            concerns=location,
            way_out="Put it there, or correct what refers to it.",
        ) from problem


def _shown(location: str) -> str:
    return addresses.without_secrets(location)


def _copy_key(location: str) -> str:
    return f"copy={location}"
