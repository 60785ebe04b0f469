"""`hearth connection`: defining the external system, and where its password goes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from desktop.settings import Settings
from tests.commands.conftest import Hearth
from tests.integration import wsdls
from tests.integration.plain_server import PlainServer, http
from tests.support.keychain import MemoryKeychain


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> str:
    """The line that stands on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\nsecond line\n"))
    return "open sesame"


def test_a_definition_is_kept_and_shown(hearth: Hearth) -> None:
    words = ("--address", "https://crm.example.com/soap", "--auth", "siebel", "--user", "agent07")
    made = hearth.answer("connection", "set", "crm", *words, "--timeout", "12.5")
    assert (made["name"], made["address"], made["auth"]) == ("crm", "https://crm.example.com/soap", "siebel")
    assert (made["user"], made["timeout"], made["default"]) == ("agent07", 12.5, True)
    assert hearth.answer("connection", "show", "crm") == made


def test_what_is_not_given_stays_as_it_was(hearth: Hearth) -> None:
    hearth.answer("connection", "set", "crm", "--address", "http://one.example.com", "--timeout", "5")
    changed = hearth.answer("connection", "set", "crm", "--timeout", "7")
    assert (changed["address"], changed["timeout"]) == ("http://one.example.com", 7.0)
    cleared = hearth.answer("connection", "set", "crm", "--address", "")
    assert (cleared["address"], cleared["timeout"]) == ("", 7.0)


def test_the_first_one_defined_is_the_default(hearth: Hearth) -> None:
    for name in ("crm", "billing"):
        hearth.answer("connection", "set", name)
    listed = hearth.answer("connection", "list")["connections"]
    assert [(each["name"], each["default"]) for each in listed] == [("crm", True), ("billing", False)]
    assert hearth.answer("connection", "show")["name"] == "crm"


def test_a_password_goes_into_the_keychain_and_nowhere_else(
    local_hearth: Hearth, keychain: MemoryKeychain, password: str, tmp_path: Path
) -> None:
    words = ("connection", "set", "crm", "--auth", "basic", "--user", "agent07", "--password-stdin")
    ran = local_hearth.run(*words, "--json", "--verbose")
    assert ran.code == 0
    assert list(keychain.passwords.values()) == [password]
    assert password not in ran.out + ran.err
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if password.encode() in file.read_bytes()]


@pytest.mark.usefixtures("no_keychain", "password")
def test_without_a_keychain_nothing_is_defined(local_hearth: Hearth) -> None:
    words = ("connection", "set", "my-crm", "--auth", "basic", "--user", "u", "--password-stdin")
    said = local_hearth.refusal(*words)
    assert "keychain" in said
    assert "HEARTH_PASSWORD_MY_CRM" in said
    assert local_hearth.answer("connection", "list") == {"connections": []}


def test_an_empty_standard_input_is_no_password(
    local_hearth: Hearth, monkeypatch: pytest.MonkeyPatch, keychain: MemoryKeychain
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert "no password" in local_hearth.refusal("connection", "set", "crm", "--password-stdin")
    assert keychain.passwords == {}


def test_a_removed_definition_takes_its_password_and_the_copies_of_its_wsdls_along(
    local_hearth: Hearth, keychain: MemoryKeychain, password: str
) -> None:
    with PlainServer(http(wsdls.packaged().encode())) as server:
        for name in ("crm", "erp"):
            local_hearth.answer(
                "connection", "set", name, "--household-wsdl", server.address, "--password-stdin"
            )
    kept = Settings.gather(None).cache_folder / "wsdl"
    assert password in keychain.passwords.values()
    assert local_hearth.answer("connection", "remove", "crm") == {"removed": "crm"}
    assert len(list(kept.iterdir())) == 1
    assert local_hearth.answer("connection", "remove", "erp") == {"removed": "erp"}
    assert keychain.passwords == {}
    assert list(kept.iterdir()) == []
    assert "There is no external system 'crm'" in local_hearth.refusal("connection", "show", "crm")


def test_a_removed_definition_takes_along_what_was_set_for_it(hearth: Hearth) -> None:
    def define() -> None:
        hearth.answer("connection", "set", "crm", "--address", "http://127.0.0.1:1/x")

    define()
    hearth.answer("connection", "fault", "SBL-DAT-00498", "ask", "crm")
    hearth.answer("queue", "pause", "--connection", "crm")
    hearth.answer("mapping", "reset", "contact")
    contact = hearth.contact()
    hearth.run("send", "contact", contact["id"])
    # What waits would be lost: it is said in words.
    refusal = hearth.refusal("connection", "remove", "crm")
    assert "1 delivery to crm still waits: 1 queued. Nothing was removed." in refusal
    (waiting,) = hearth.answer("queue")["deliveries"]
    hearth.answer("queue", "cancel", waiting["id"])
    hearth.answer("connection", "remove", "crm")
    define()
    assert hearth.answer("connection", "show", "crm")["faults"] == {}
    assert not any(each["paused"] for each in hearth.answer("queue", "lines")["lines"])


def test_a_file_is_kept_with_its_whole_path(
    local_hearth: Hearth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "contact.wsdl").touch()
    monkeypatch.chdir(tmp_path)
    made = local_hearth.answer("connection", "set", "crm", "--contact-wsdl", "contact.wsdl")
    assert made["contact_wsdl"] == str(tmp_path / "contact.wsdl")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--auth", "basic"), "needs a user"),
        (("--auth", "magic"), "invalid choice: 'magic'"),
        (("--timeout", "soon"), "is not a number of seconds"),
        (("--timeout", "nan"), "timeout"),
        (("--timeout", "0"), "timeout"),
        (("--address", "crm.example.com"), "must be an address"),
        (("--address", "https://agent:open-sesame@crm.example.com"), "carries a user or password"),
        (("--household-wsdl", "missing.wsdl"), "missing.wsdl is not there"),
        (("--ca", "missing.pem"), "missing.pem is not there"),
    ],
)
def test_a_definition_that_cannot_work_is_refused(
    local_hearth: Hearth, words: tuple[str, ...], said: str
) -> None:
    refusal = local_hearth.refusal("connection", "set", "crm", *words)
    assert said in refusal
    assert "open-sesame" not in refusal
    assert local_hearth.answer("connection", "list")["connections"] == []


@pytest.mark.parametrize("name", ["", "1st", "my crm", "x" * 51])
def test_a_name_fits_an_environment_variable(local_hearth: Hearth, name: str) -> None:
    assert "cannot name an external system" in local_hearth.refusal("connection", "set", name)


def test_without_any_definition_the_way_to_one_is_told(local_hearth: Hearth) -> None:
    assert "hearth connection set" in local_hearth.refusal("connection", "show")
    assert local_hearth.run("connection", "list").out == "No external system is defined.\n"


def test_an_error_code_is_moved_from_one_class_to_another_and_back(local_hearth: Hearth) -> None:
    local_hearth.answer("connection", "set", "crm")
    moved = local_hearth.answer("connection", "fault", "SBL-XXX-00001", "retry")
    assert moved["faults"] == {"SBL-XXX-00001": "retry"}
    assert "SBL-XXX-00001 retry" in local_hearth.run("connection", "show", "crm").out
    assert local_hearth.answer("connection", "fault", "SBL-XXX-00001", "default", "crm")["faults"] == {}
    assert "no error code" in local_hearth.refusal("connection", "fault", "not a code", "retry")


def test_a_wsdl_that_cannot_be_worked_with_is_said_when_it_is_named(hearth: Hearth, tmp_path: Path) -> None:
    page = tmp_path / "page.wsdl"
    page.write_text("<html><title>Sign in</title><br></html>")
    done = hearth.run("connection", "set", "crm", "--household-wsdl", str(page))
    assert done.code == 0
    assert "it is a web page called “Sign in”" in done.err
