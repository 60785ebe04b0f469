"""What an administrator set for everyone who uses this machine: one file, dropped in its place."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final, cast

from desktop.errors import UsageError

FILE_NAME: Final = "defaults.json"
_PLACES: Final = {
    "win32": Path(os.environ.get("PROGRAMDATA", "C:/ProgramData")) / "Hearth",
    "darwin": Path("/Library/Application Support/Hearth"),
}
_PARTS: Final = ("language", "settings", "connections", "pick_lists", "queries")
_KINDS: Final = ("household", "contact")
# What stands in a connection and is no option of its definition; and which of those name files.
_OF_US: Final = frozenset({"name", "mappings", "settings", "locked"})
_FILES: Final = frozenset({"household_wsdl", "contact_wsdl", "ca", "certificate"})


class DefaultsProblem(UsageError):
    """The administrator's file cannot be used; what it set before stays as it is."""


@dataclass(frozen=True, slots=True)
class Given:
    """A setting's value as text, for the whole store or one external system, and whether it is locked."""

    name: str
    value: str
    connection: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class GivenConnection:
    """An external system: its options by name, mappings' texts by kind of record, whether it is locked."""

    name: str
    options: Mapping[str, str | float]
    mappings: Mapping[str, str] = field(default_factory=dict[str, str])
    locked: bool = False


@dataclass(frozen=True, slots=True)
class GivenList:
    """Values for a list; a locked list has these and no others."""

    name: str
    values: tuple[str, ...]
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """The language that the window begins in, empty for the system's; locked, nobody may choose another."""

    name: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Defaults:
    """All that an administrator set; the digest tells whether it was taken over already."""

    file: Path
    digest: str
    language: Language = Language()
    settings: tuple[Given, ...] = ()
    connections: tuple[GivenConnection, ...] = ()
    pick_lists: tuple[GivenList, ...] = ()
    queries: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


def place(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the file is looked for; where the machine has none, the environment may name one."""
    machine = _PLACES.get(sys.platform, Path("/etc/hearth")) / FILE_NAME
    named = environment.get("HEARTH_DEFAULTS", "")
    return Path(named) if named and not machine.exists() else machine


def read(environment: Mapping[str, str] = os.environ) -> Defaults | None:
    """Return what the administrator set, None where there is no file; raise DefaultsProblem."""
    file = place(environment)
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise _problem(file, "it cannot be read") from problem
    try:
        told = json.loads(text)
    except ValueError as problem:
        raise _problem(file, f"it is no JSON ({problem})") from problem
    return _Reader(file).defaults(told, text)


def language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language that the administrator chose, the system's if that cannot be told."""
    try:
        found = read(environment)
    except DefaultsProblem:
        return Language()
    return found.language if found else Language()


class _Reader:
    """Reads one file; every error names the place in it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def defaults(self, told: object, text: str) -> Defaults:
        whole = self._object(told, "the file")
        if strange := sorted(set(whole) - set(_PARTS)):
            raise self._wrong(strange[0], f"is not known; there are {', '.join(_PARTS)}")
        rows = [self._object(each, "connections") for each in self._array(whole, "connections")]
        connections = tuple(self._connection(each) for each in rows)
        of_connections = (self._settings(each.get("settings", {}), str(each["name"])) for each in rows)
        named = (text, *(each for one in connections for each in one.mappings.values()))
        return Defaults(
            file=self._file,
            digest=hashlib.sha256("\0".join(named).encode()).hexdigest(),
            language=self._language(whole.get("language", "")),
            settings=(*self._settings(whole.get("settings", {}), ""), *chain.from_iterable(of_connections)),
            connections=connections,
            pick_lists=tuple(self._lists(whole.get("pick_lists", {}))),
            queries=self._queries(whole.get("queries", {})),
        )

    def _settings(self, told: object, connection: str) -> tuple[Given, ...]:
        return tuple(
            Given(name, self._value(value, name), connection, locked)
            for name, (value, locked) in self._lockable(told, "settings", "value").items()
        )

    def _language(self, told: object) -> Language:
        name, locked = self._lockable({"language": told}, "language", "value")["language"]
        return Language(self._text(name, "language"), locked)

    def _lists(self, told: object) -> Iterator[GivenList]:
        for name, (values, locked) in self._lockable(told, "pick_lists", "values").items():
            texts = tuple(self._text(each, name) for each in self._array({name: values}, name))
            yield GivenList(name, texts, locked)

    def _queries(self, told: object) -> dict[str, dict[str, str]]:
        """Return the queries for everyone: texts by name, by kind of record."""
        by_kind = self._by_kind(told, "queries")
        return {
            kind: {name: self._text(text, name) for name, text in self._object(each, kind).items()}
            for kind, each in by_kind.items()
        }

    def _by_kind(self, told: object, where: str) -> dict[str, Any]:
        kinds = self._object(told, where)
        if strange := sorted(set(kinds) - set(_KINDS)):
            raise self._wrong(where, f"{strange[0]} is none of {', '.join(_KINDS)}")
        return kinds

    def _connection(self, told: dict[str, Any]) -> GivenConnection:
        name = self._text(told.get("name", ""), "connections: name")
        if not name:
            raise self._wrong("connections", "each needs a name")
        options = {key: self._option(key, value) for key, value in told.items() if key not in _OF_US}
        kinds = self._by_kind(told.get("mappings", {}), f"{name}: mappings")
        mappings = {kind: self._mapping(told, f"{name}: {kind}") for kind, told in kinds.items()}
        return GivenConnection(name, options, mappings, bool(told.get("locked", False)))

    def _mapping(self, told: object, where: str) -> str:
        """Return a mapping's text, which stands in the file itself or in one that it names."""
        if isinstance(told, dict):
            return json.dumps(told, ensure_ascii=False)
        file = self._beside(self._text(told, where))
        try:
            return Path(file).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise self._wrong(where, f"{file} cannot be read") from problem

    def _option(self, key: str, value: object) -> str | float:
        if key == "timeout" and isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        text = self._text(value, key)
        return self._beside(text) if key in _FILES and text and "://" not in text else text

    def _beside(self, name: str) -> str:
        """Return a file's whole path; one without a folder lies beside the administrator's file."""
        return str(self._file.parent / name)

    def _lockable(self, told: object, where: str, inner: str) -> dict[str, tuple[object, bool]]:
        """Return values by name and whether each is locked: ``X`` or ``{"value": X, "locked": true}``."""
        found: dict[str, tuple[object, bool]] = {}
        for name, value in self._object(told, where).items():
            if isinstance(value, dict):
                spelled = cast("dict[str, Any]", value)
                if inner not in spelled:
                    raise self._wrong(name, f"needs {inner!r} beside 'locked'")
                found[name] = (spelled[inner], bool(spelled.get("locked", False)))
            else:
                found[name] = (value, False)
        return found

    def _value(self, value: object, where: str) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, int) else self._text(value, where)

    def _text(self, value: object, where: str) -> str:
        if not isinstance(value, str):
            raise self._wrong(where, "must be a text")
        return value

    def _object(self, value: object, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._wrong(where, "must be an object, in braces")
        return cast("dict[str, Any]", value)

    def _array(self, whole: Mapping[str, object], name: str) -> list[object]:
        value = whole.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, "must be a list, in brackets")
        return cast("list[object]", value)

    def _wrong(self, where: str, what: str) -> DefaultsProblem:
        return _problem(self._file, f"{where} {what}")


def _problem(file: Path, what: str) -> DefaultsProblem:
    return DefaultsProblem(
        f"The administrator's file {file} cannot be used: {what}.",
        concerns=str(file),
        way_out="Correct it; what it set before stays until then.",
    )
