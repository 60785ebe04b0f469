"""Passwords: from the environment or the keychain, shown to nobody."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest

from desktop.errors import CredentialsNeeded, ExitCode, UsageError
from desktop.integration.credentials import Secret, forget_password, password, store_password, variable
from desktop.store.types import Auth, ConnectionSettings
from tests.support.keychain import MemoryKeychain

CRM = ConnectionSettings("head-office", auth=Auth.SIEBEL, user="agent07")


def test_a_password_goes_into_the_keychain_and_comes_back(keychain: MemoryKeychain) -> None:
    store_password("head-office", "s3cret")
    assert keychain.passwords == {("hearth", "head-office"): "s3cret"}
    assert password(CRM, {}) == Secret("s3cret")
    forget_password("head-office")
    forget_password("head-office")
    assert keychain.passwords == {}


def test_the_environment_wins_over_the_keychain() -> None:
    store_password("head-office", "old")
    assert password(CRM, {"HEARTH_PASSWORD_HEAD_OFFICE": "new"}) == Secret("new")


def test_without_a_password_both_ways_to_give_one_are_named() -> None:
    with pytest.raises(CredentialsNeeded) as problem:
        password(CRM, {})
    assert problem.value.exit_code is ExitCode.WAITS
    assert "--password-stdin" in problem.value.way_out
    assert variable("head-office") in problem.value.way_out


@pytest.mark.parametrize("auth", [Auth.NONE, Auth.CERTIFICATE])
def test_who_needs_no_password_is_asked_for_none(auth: Auth) -> None:
    assert password(replace(CRM, auth=auth), {}) is None


@pytest.mark.usefixtures("no_keychain")
def test_a_machine_without_a_keychain_says_so_and_serves_from_the_environment() -> None:
    with pytest.raises(UsageError, match="no keychain") as problem:
        store_password("head-office", "s3cret")
    assert problem.value.exit_code is ExitCode.USAGE
    assert "s3cret" not in f"{problem.value} {problem.value.__cause__}"
    assert "HEARTH_PASSWORD_HEAD_OFFICE" in problem.value.way_out
    forget_password("head-office")
    with pytest.raises(CredentialsNeeded):
        password(CRM, {})
    assert password(CRM, {"HEARTH_PASSWORD_HEAD_OFFICE": "s3cret"}) == Secret("s3cret")


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("s3cret")
    assert "s3cret" not in f"{secret} {secret!r} {[secret]} {(secret,)!s}"
    assert secret.reveal() == "s3cret"
    assert secret != Secret("other")
    for write_down in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write_down(secret)
