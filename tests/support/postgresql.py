"""A real PostgreSQL server that lives as long as the test run, with an empty database for each test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

# Nothing of this server is worth keeping: it need not wait for the disk.
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "shared_buffers": "32MB",
    "listen_addresses": "127.0.0.1",
}

# A test that hangs takes its process with it, and nobody would be left to stop the server.
_GUARD = 'read -r _; "$0" stop --pgdata="$1" --mode=immediate; rm -r "$2"'


class PostgresqlServer:
    """A throw-away server on a free port of this machine."""

    def __init__(self, folder: Path, account: str | None) -> None:
        self._folder = folder
        self._account = account
        self._port = _free_port()
        self._numbers = itertools.count(1)

    def start(self) -> None:
        self._run(
            "initdb", "--auth=trust", "--username=hearth", "--encoding=UTF8", "--no-sync", "--locale=C.UTF-8"
        )
        settings = {**_SETTINGS, "port": str(self._port), "unix_socket_directories": str(self._folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", f"--log={self._folder / 'server.log'}", f"--options={options}")
        self._guard = self._set_guard()

    def stop(self) -> None:
        """Lets the guard stop the server, which also happens when this process dies."""
        self._guard.communicate()

    def new_database(self, template: str = "template1") -> str:
        """Creates a database like ``template`` and returns its name."""
        name = f"store_{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    def drop_database(self, name: str) -> None:
        """Removes the database even where a test left a connection to it open."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def address(self, database: str) -> str:
        """Returns the address of a database as the client library and ``psql`` read it."""
        return f"postgresql://hearth@127.0.0.1:{self._port}/{database}"

    def url(self, database: str) -> str:
        """Returns the address of a database as the store reads it."""
        return self.address(database).replace("postgresql://", "postgresql+psycopg://", 1)

    def _set_guard(self) -> subprocess.Popen[bytes]:
        """Starts a process that ends the server, and removes its folder, at the end of its own input."""
        command = ["sh", "-c", _GUARD, _program("pg_ctl"), str(self._folder / "cluster"), str(self._folder)]
        return subprocess.Popen(
            command,
            cwd="/",
            user=self._account,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _run(self, program: str, *arguments: str) -> None:
        command = [_program(program), f"--pgdata={self._folder / 'cluster'}", *arguments]
        ran = subprocess.run(
            command,
            check=False,
            cwd=self._folder,
            user=self._account,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if ran.returncode != 0:
            log = self._folder / "server.log"
            pytest.fail(
                f"{program} failed: {ran.stdout}\n{log.read_text() if log.exists() else ''}", pytrace=False
            )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _program(name: str) -> str:
    """Returns the newest of the server's programs of this name, which Debian keeps out of the search path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    search_path = os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", "")])
    if found := shutil.which(name, path=search_path):
        return found
    pytest.fail(
        f"The tests need a PostgreSQL server, and {name} is not there: install the package postgresql.",
        pytrace=False,
    )


def _unprivileged_account() -> str | None:
    """Returns the account the server runs under where that is not our own: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """The server of this test process, started at the first test that needs it."""
    account = _unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="hearth-postgresql-"))
    if account is not None:
        shutil.chown(folder, account)
    server = PostgresqlServer(folder, account)
    server.start()
    yield server
    server.stop()


def store_address(server: PostgresqlServer, database: str) -> str:
    """Returns the address of a database as the store reads it."""
    return server.address(database).replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def bare_postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """The store URL of an empty database that is dropped after the test."""
    database = postgresql_server.new_database()
    yield store_address(postgresql_server, database)
    postgresql_server.drop_database(database)
