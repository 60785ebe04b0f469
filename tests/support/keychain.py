"""A keychain of our own in the place of the operating system's: no test touches a person's passwords."""

from __future__ import annotations

import os
from collections.abc import Iterator

import keyring
import keyring.backends.fail
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

# A program that a test starts as a process of its own finds no keychain at all.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


class MemoryKeychain(KeyringBackend):
    """Keeps passwords as long as the test runs."""

    priority = 1  # type: ignore[assignment]  # the library declares a class property, and takes a number

    def __init__(self) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.passwords:
            raise keyring.errors.PasswordDeleteError(f"{service} keeps no password for {username}.")
        del self.passwords[service, username]


@pytest.fixture(autouse=True)
def keychain() -> Iterator[MemoryKeychain]:
    """The keychain of this test, empty at its start; ``passwords`` shows what was put into it."""
    before = keyring.get_keyring()
    ours = MemoryKeychain()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture
def no_keychain(keychain: MemoryKeychain) -> None:  # it puts the first one back at the end
    """The machine has no keychain, as a server has none."""
    keyring.set_keyring(keyring.backends.fail.Keyring())
