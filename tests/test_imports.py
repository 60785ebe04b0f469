"""Imports run one way, and each heavy library is known to the part of the program that needs it."""

from __future__ import annotations

import ast
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.support.sources import ROOT, inside, modules, syntax

# Which files may import a library, or one of our own modules.
ALLOWED = {
    "sqlalchemy": ["desktop/store/*"],
    "alembic": ["desktop/store/*"],
    "psycopg": ["desktop/store/*"],
    "zeep": ["desktop/integration/signing.py"],
    "urllib3": [f"desktop/integration/{name}.py" for name in ("lines", "session", "transport", "troubles")],
    "requests": [],
    "PySide6": [
        "desktop/models/*",
        "desktop/views/*",
        "desktop/app.py",
        "desktop/beginning.py",
        "desktop/files.py",
        "desktop/integration/worker.py",
        "desktop/integration/window_errands.py",
        "desktop/integration/inquirer.py",
        "desktop/integration/workshop.py",
    ],
    "desktop.integration.worker": ["desktop/app.py"],
    "desktop.integration.inquirer": ["desktop/app.py"],
    "desktop.integration.workshop": ["desktop/app.py"],
}
OPENS_THE_WINDOW = "desktop/commands/window.py"


def imported(path: Path) -> set[str]:
    """Returns the dotted names that a module imports, wherever in it: modules and what is taken from them."""
    names: set[str] = set()
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
    return names


def importers(library: str) -> list[str]:
    return [
        inside(path)
        for path in modules()
        if any(name == library or name.startswith(f"{library}.") for name in imported(path))
    ]


@pytest.mark.parametrize("library", ALLOWED)
def test_library_is_imported_where_it_belongs(library: str) -> None:
    elsewhere = [
        file for file in importers(library) if not any(fnmatch(file, pattern) for pattern in ALLOWED[library])
    ]
    assert elsewhere == []


def test_import_contracts_are_kept() -> None:
    """Runs the contracts of pyproject.toml: one way, no circles, no way around the store."""
    checker = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([checker, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def python(*lines: str) -> subprocess.CompletedProcess[str]:
    """Runs lines in a Python of its own."""
    command = [sys.executable, "-c", "\n".join(lines)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def dotted(path: Path) -> str:
    """Names a module as an import does."""
    return inside(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def without_the_window() -> list[str]:
    """Names the modules outside the window, but those that only Alembic loads."""
    besides = [*ALLOWED["PySide6"], OPENS_THE_WINDOW, "desktop/store/upgrades/*"]
    return [
        dotted(path) for path in modules() if not any(fnmatch(inside(path), pattern) for pattern in besides)
    ]


def test_nothing_but_the_window_loads_qt() -> None:
    imports = [f"import {name}" for name in without_the_window()]
    ran = python(*imports, "import sys", "print('PySide6' in sys.modules)")
    assert ran.stderr == ""
    assert ran.stdout == "False\n"


@pytest.mark.parametrize("command", [["sync"], ["queue"], ["record", "list", "household"]], ids=" ".join)
def test_command_line_does_its_work_without_qt(command: list[str]) -> None:
    ran = python(
        "import sys",
        "from desktop.__main__ import main",
        f"code = main({command!r})",
        "print('PySide6' in sys.modules, code, file=sys.stderr)",
    )
    assert ran.stderr.endswith("False 0\n")
