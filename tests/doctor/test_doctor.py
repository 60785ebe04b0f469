"""The doctor: each fault, made on purpose, is named with its cure."""

from __future__ import annotations

import json
import logging
import socket
import sqlite3
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop.doctor import examination, folders, line, machine, support
from desktop.findings import Finding, Standing
from desktop.integration.workbench import Workbench
from desktop.settings import Settings
from desktop.store import connections
from desktop.store.store import open_store
from desktop.store.types import ConnectionSettings, RecordKind
from tests.integration.plain_server import PlainServer, http
from tests.support import people_crm


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings.gather(str(home), None, {"USER": "agent"})


def is_problem(finding: Finding, words: str, cure: str) -> None:
    assert finding.standing is Standing.PROBLEM, finding
    assert words in finding.text
    assert cure in finding.cure


def certificate(folder: Path, name: str, *options: str) -> ssl.SSLContext:
    file, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", file,
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", *options],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return context


@pytest.fixture
def trusted(tmp_path: Path) -> Iterator[tuple[PlainServer, Path]]:
    context = certificate(tmp_path, "localhost", "-days", "90")
    with PlainServer(context=context) as server:
        yield server, tmp_path / "localhost.pem"


def shown(
    server: PlainServer, now: datetime | None = None, host: str = "localhost", **options: str
) -> Finding:
    port = urlsplit(server.address).port
    return line.certificates(ConnectionSettings("crm", **options), urlsplit(f"https://{host}:{port}/"), now)  # pyright: ignore[reportArgumentType] -- names of options


def test_a_sound_workstation_has_no_problem(settings: Settings) -> None:
    found = list(examination.examine(settings, {}))
    assert {"versions", "libraries", "keychain", "folders", "free space", "store"} <= {
        each.subject for each in found
    }
    assert [each.subject for each in found if each.standing is Standing.PROBLEM] == ["external systems"]


def test_a_missing_library_is_named_with_its_package() -> None:
    found = machine.libraries({"DISPLAY": ":0"}, lambda name: name != "libxcb-cursor.so.0")
    is_problem(found, "libxcb-cursor.so.0", "apt-get install libxcb-cursor0")


@pytest.mark.usefixtures("no_keychain")
def test_without_a_keychain_it_says_that_passwords_are_asked_each_time() -> None:
    found = machine.keychain({})
    assert found.standing is Standing.NOTE
    assert "asks for passwords each time" in found.text


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    # Nobody, not even root, can make a file in there.
    is_problem(folders.writable(Path("/proc/self")), "/proc/self cannot be written", "--home")
    assert folders.writable(tmp_path / "not" / "there" / "yet").standing is Standing.GOOD


def test_a_home_that_cannot_be_made_is_named() -> None:
    settings = Settings.chosen("/proc/self/home", None, {"USER": "agent"})
    found = {each.subject: each for each in examination.examine(settings, {})}
    is_problem(found["folders"], "/proc/self/home", "--home")
    is_problem(found["store"], "/proc/self/home cannot be used", "--home")


def test_a_home_on_a_network_share_is_named(tmp_path: Path) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/homes {tmp_path} nfs4 rw 0 0\n"
    is_problem(folders.place(tmp_path / "hearth", mounts), "network share (nfs4)", "PostgreSQL")
    assert folders.place(Path("/var"), mounts).standing is Standing.GOOD


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    is_problem(folders.room(tmp_path, lambda _: 5 * 2**20), "5 MB are free", "Free some space")


def test_what_an_administrator_wrote_and_no_store_can_take_is_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "defaults.json"
    file.write_text('{"pick_lists": {"CITY": ["Uppsala"]}}')
    monkeypatch.setenv("HEARTH_DEFAULTS", str(file))
    with caplog.at_level(logging.WARNING):
        found = [each for each in examination.examine(settings, {}) if each.subject == "administrator"]
    is_problem(found[-1], "There is no list CITY", "LEAD_SOURCE")


def test_a_damaged_store_is_named(settings: Settings) -> None:
    open_store(settings.store_url).close()
    file = settings.home / "hearth.sqlite"
    file.write_bytes(b"no store at all" * 1000)
    found = {each.subject: each for each in examination.examine(settings, {})}
    assert found["store"].standing is Standing.PROBLEM
    assert found["store"].cure


def test_a_newer_store_is_named(settings: Settings) -> None:
    open_store(settings.store_url).close()
    with closing(sqlite3.connect(settings.home / "hearth.sqlite")) as store, store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    found = {each.subject: each for each in examination.examine(settings, {})}
    is_problem(found["store"], "written by a newer Hearth", "Install the newer version")


def test_a_clock_that_is_off_is_named() -> None:
    theirs = datetime.now(UTC) - timedelta(minutes=11)
    with PlainServer(http(b"", f"Date: {format_datetime(theirs, usegmt=True)}")) as server:
        found = line.clock(ConnectionSettings("crm"), server.address)
        is_problem(found, "11 minutes ahead of", "timedatectl")
        agreed = line.clock(ConnectionSettings("crm"), server.address, theirs)
    assert agreed.standing is Standing.GOOD


def test_a_certificate_of_an_unknown_authority_is_named(trusted: tuple[PlainServer, Path]) -> None:
    server, file = trusted
    is_problem(shown(server), "self-signed", "hearth connection set crm --ca FILE")
    assert shown(server, ca=str(file)).standing is Standing.GOOD


def test_a_certificate_for_another_name_is_named(trusted: tuple[PlainServer, Path]) -> None:
    server, file = trusted
    is_problem(
        shown(server, host="127.0.0.1", ca=str(file)), "mismatch", "name that stands in the certificate"
    )


def test_a_certificate_that_ends_soon_is_told(trusted: tuple[PlainServer, Path]) -> None:
    server, file = trusted
    soon = shown(server, datetime.now(UTC) + timedelta(days=80), ca=str(file))
    assert (soon.standing, soon.cure) == (Standing.NOTE, "Have it renewed.")


def test_a_proxy_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings = ConnectionSettings("crm", proxy=f"http://127.0.0.1:{port}", address="http://127.0.0.1:1/")
    found = next(line.examine(settings, tmp_path, {}))
    is_problem(found, "does not answer", "--proxy URL")


def test_a_proxy_of_the_environment_is_told(tmp_path: Path) -> None:
    found = next(line.examine(ConnectionSettings("crm"), tmp_path, {"https_proxy": "http://proxy:8080"}))
    assert (found.subject, found.standing) == ("proxy", Standing.NOTE)


def test_a_wsdl_that_cannot_be_read_is_named(settings: Settings) -> None:
    with open_store(settings.store_url) as store, store.write() as unit:
        connections.save(unit, ConnectionSettings("crm", household_wsdl="/nowhere/household.wsdl"))
    found = {each.subject: each for each in examination.examine(settings, {}) if each.about == "crm"}
    is_problem(found["household WSDL"], "/nowhere/household.wsdl", "hearth connection test crm")


def test_a_wsdl_that_has_changed_since_it_was_agreed_to_is_named(settings: Settings, tmp_path: Path) -> None:
    wsdl = people_crm.saved(tmp_path, people_crm.TEXT)

    def looked() -> dict[str, Finding]:
        return {each.subject: each for each in examination.examine(settings, {}) if each.about == "crm"}

    with open_store(settings.store_url) as store:
        with store.write() as unit:
            connections.save(unit, ConnectionSettings("crm", contact_wsdl=wsdl))
        bench = Workbench(store, "crm", RecordKind.CONTACT, settings.cache_folder, {})
        bench.save(replace(bench.propose()[0], constants={"sourceSystem": "HEARTH", "/tenant": "T1"}))
        assert looked()["contact WSDL"].standing is Standing.GOOD
        people_crm.saved(
            tmp_path,
            people_crm.TEXT.replace(
                'name="externalRef" type="xs:string" minOccurs="0"', 'name="externalRef" type="xs:string"'
            ),
        )
        drifted = looked()["contact WSDL drift"]
    is_problem(drifted, "Person/externalRef", "hearth mapping drift contact --connection crm")


def test_support_file_holds_no_secret_and_nobodys_name(settings: Settings, tmp_path: Path) -> None:
    settings.log_folder.mkdir()
    (settings.log_folder / "errors.log").write_text(
        "2026-11-25T10:00:00+00:00\nTraceback (most recent call last):\n"
        '  File "/opt/lib/desktop/store/records.py", line 7, in save\n    raise ValueError(name)\n'
        "ValueError: Ngozi Okafor hunter2\n"
    )
    findings = [
        Finding("folders", Standing.GOOD, f"{Path.home()}/x of {settings.who} can be written."),
        Finding("store", Standing.PROBLEM, 'FATAL: password authentication failed for user "petra.lind"'),
    ]
    support.write(tmp_path / "support.json", settings, findings)
    text = (tmp_path / "support.json").read_text("utf-8")
    assert json.loads(text)["errors"] == [
        "2026-11-25T10:00:00+00:00",
        "  desktop/store/records.py:7 save",
        "  ValueError",
    ]
    for secret in ("Ngozi", "hunter2", "petra", str(Path.home()), settings.who):
        assert secret not in text


def test_support_file_holds_nothing_of_a_query_and_nothing_that_an_external_system_says(
    settings: Settings, tmp_path: Path
) -> None:
    fault = (
        b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server'
        b"</faultcode><faultstring>petra.lind\nwith pw hunter2 is locked</faultstring></e:Fault></e:Body>"
        b"</e:Envelope>"
    )
    with PlainServer(http(fault, "Content-Type: text/xml", status="500 Error")) as server:
        defined = ConnectionSettings(
            "crm",
            user="petra.lind",
            address=f"{server.address}/?desk=hunter3",
            household_wsdl=f"{server.address}/h?floor=hunter4",
        )
        with open_store(settings.store_url) as store, store.write() as unit:
            connections.save(unit, defined)
        found = list(examination.examine(settings, {}))
        support.write(tmp_path / "support.json", settings, found)
    text = (tmp_path / "support.json").read_text("utf-8")
    assert "hunter4" in str(found)
    assert "petra.lind" in str(found)
    assert "It says: •••" in text
    assert "hunter" not in text
    assert "petra" not in text
