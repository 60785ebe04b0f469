"""Passwords of external systems: in the operating system's keychain or the environment, nowhere else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Final, NoReturn

from desktop.errors import CredentialsNeeded, UsageError
from desktop.store import addresses
from desktop.store.types import ConnectionSettings, RecordKind

KEYCHAIN_SERVICE: Final = "hearth"


class Purpose(StrEnum):
    """What a password is for."""

    SIGN_IN = "sign-in"
    PROXY = "proxy"
    CERTIFICATE = "certificate"  # the key of ours is kept under it
    HOUSEHOLD_WSDL = "household-wsdl"  # the whole address of it, with what lets us in
    CONTACT_WSDL = "contact-wsdl"
    ADDRESS = "address"  # where requests go, in the same way


class Secret:
    """A password that shows itself to nobody who does not ask for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the password, to be put on the wire or struck from a text."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written down.")


def variable(name: str, purpose: Purpose = Purpose.SIGN_IN) -> str:
    """Return the environment variable that holds the password of the external system ``name``."""
    what = "" if purpose is Purpose.SIGN_IN else f"{purpose.upper().replace('-', '_')}_"
    return f"HEARTH_{what}PASSWORD_{name.upper().replace('-', '_')}"


def password(settings: ConnectionSettings, environment: Mapping[str, str] = os.environ) -> Secret | None:
    """Return the password the external system wants, None where it wants none.

    The environment wins over the keychain and is read anew each time. Raises CredentialsNeeded.
    """
    if not settings.auth.wants_password:
        return None
    text = environment.get(variable(settings.name)) or _from_keychain(settings.name)
    if not text:
        raise CredentialsNeeded(
            f"No password is kept for the external system {settings.name}.",
            concerns=settings.name,
            way_out=f"Give it with: hearth connection set {settings.name} --password-stdin, "
            f"or in the environment variable {variable(settings.name)}.",
        )
    return Secret(text)


def keychain_name() -> str:
    """Return what the system's keychain is called, empty where there is none."""
    import keyring  # 0.15 s, which a start without passwords does not need

    backend = keyring.get_keyring()
    return backend.name if float(backend.priority) > 0 else ""


def further_password(name: str, purpose: Purpose, environment: Mapping[str, str]) -> Secret | None:
    """Return the password for a proxy or a certificate on the way to ``name``, None if none is kept."""
    text = environment.get(variable(name, purpose)) or _from_keychain(_entry(name, purpose))
    return Secret(text) if text else None


def store_password(name: str, text: str, purpose: Purpose = Purpose.SIGN_IN) -> None:
    """Keep the password of the external system ``name`` in the keychain; raise UsageError without one."""
    import keyring  # 0.15 s, which a start without passwords does not need

    try:
        keyring.set_password(KEYCHAIN_SERVICE, _entry(name, purpose), text)
    except Exception as problem:  # noqa: BLE001 -- backends raise whatever the system's keychain raises
        # The backend's own words may hold what it was given; they are neither shown nor chained.
        raise UsageError(
            "This machine has no keychain that would keep the password"
            f" ({_reason(problem)}); it was not kept.",
            concerns=name,
            way_out=f"Set the environment variable {variable(name, purpose)} for each run instead.",
        ) from None


def without_secrets(settings: ConnectionSettings) -> ConnectionSettings:
    """Return the definition with addresses that hold no secret; those that do go into the keychain.

    A user before the host of the services' address stays: there is a better way to name one. Raises
    UsageError without a keychain.
    """
    settings, secrets = secrets_apart(settings)
    for purpose, place in secrets.items():
        store_password(settings.name, place, purpose)
    return settings


def secrets_apart(settings: ConnectionSettings) -> tuple[ConnectionSettings, Mapping[Purpose, str]]:
    """Return the definition with addresses that hold no secret, and those that did as they were."""
    secrets: dict[Purpose, str] = {}
    for kind in RecordKind:
        place = settings.wsdl(kind)
        if addresses.carries_secrets(place):
            secrets[Purpose(f"{kind}-wsdl")] = place
            settings = settings.with_wsdl(kind, addresses.without_secrets(place))
    address = settings.address
    if addresses.carries_secrets(address) and addresses.without_user(address) == address:
        secrets[Purpose.ADDRESS] = address
        settings = replace(settings, address=addresses.without_secrets(address))
    return settings, secrets


def whole_wsdl(
    settings: ConnectionSettings, kind: RecordKind, environment: Mapping[str, str] = os.environ
) -> Secret | None:
    """Return the address of a WSDL with the secret that lets us in, None where none is kept for this one."""
    return _whole(settings.name, settings.wsdl(kind), Purpose(f"{kind}-wsdl"), environment)


def whole_address(settings: ConnectionSettings, environment: Mapping[str, str] = os.environ) -> Secret | None:
    """Return the services' address with the secret that lets us in, None where none is kept for this one."""
    return _whole(settings.name, settings.address, Purpose.ADDRESS, environment)


def _whole(name: str, place: str, purpose: Purpose, environment: Mapping[str, str]) -> Secret | None:
    if "://" not in place:
        return None
    kept = further_password(name, purpose, environment)
    return kept if kept is not None and addresses.without_secrets(kept.reveal()) == place else None


def forget_password(name: str) -> None:
    """Remove the passwords of the external system ``name`` from the keychain, those that are there."""
    import keyring  # as above
    import keyring.errors

    for purpose in Purpose:
        # Not there, or no keychain at all: nothing is kept either way.
        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(KEYCHAIN_SERVICE, _entry(name, purpose))


def _entry(name: str, purpose: Purpose) -> str:
    return name if purpose is Purpose.SIGN_IN else f"{name} {purpose}"


def _from_keychain(name: str) -> str | None:
    import keyring  # as above

    try:
        return keyring.get_password(KEYCHAIN_SERVICE, name)
    except Exception:  # noqa: BLE001 -- backends raise whatever the system's own keychain raises
        # No keychain, or a locked or broken one: as no password, whose way out names both ways to give it.
        return None


def _reason(problem: Exception) -> str:
    return type(problem).__name__.removesuffix("Error")
