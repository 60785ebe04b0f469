"""The repository keeps its own rules: what no file may name, and what must stand in all of them."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import desktop
from tests.support.sources import PACKAGE, ROOT, inside, modules, syntax, tracked_files

# Whoever installs decides where packages come from; and nobody has our folders.
FORBIDDEN = {
    "a package registry": rb"(?i)\b(?:pypi|pythonhosted|npmjs|crates|anaconda|conda)\.(?:org|com|io)\b"
    rb"|\b(?:deb|archive|security)\.(?:debian|ubuntu)\.(?:org|com)\b",
    "an index to install from": rb"--(?:(?:extra-)?index-url|find-links)\b",
    "a folder of one person's machine": rb"(?<![\w.:/])/(?:home|Users|root|work)/\w|\b[A-Z]:\\+Users\\",
    "a merge that was not finished": rb"(?m)^(?:<{7}|>{7}|\|{7})(?: |$)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = [
        f"{inside(path)}: {match.group().decode()}"
        for path in tracked_files()
        if (match := pattern.search(path.read_bytes()))
    ]
    assert found == []


@pytest.mark.parametrize("path", modules(), ids=inside)
def test_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(syntax(path))
    assert docstring
    assert docstring.splitlines()[0].endswith((".", "?"))


def calls_of_tr(path: Path) -> list[ast.Call]:
    calls = [node for node in ast.walk(syntax(path)) if isinstance(node, ast.Call)]
    return [call for call in calls if name_of(call.func) in {"tr", "translate"}]


def name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_words_to_translate_are_literal() -> None:
    """An f-string inside ``tr()`` is extracted for translation, and never found again at run time."""
    found = [
        f"{inside(path)}:{call.lineno}"
        for path in modules()
        for call in calls_of_tr(path)
        if any(isinstance(part, ast.JoinedStr) for argument in call.args for part in ast.walk(argument))
    ]
    assert found == []


def dev_commands() -> set[str]:
    usage = subprocess.run(
        [ROOT / "dev", "help"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return set(re.findall(r"^\./dev (\w+)", usage, re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_documents_name_commands_that_exist(name: str) -> None:
    named = re.findall(r"\./dev (\w+)", (ROOT / name).read_text("utf-8"))
    assert named
    assert set(named) <= dev_commands()


def test_every_command_of_dev_is_explained() -> None:
    explained = re.findall(r"\./dev (\w+)", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert dev_commands() <= set(explained)


def documents() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


@pytest.mark.parametrize("path", documents(), ids=inside)
def test_document_names_files_that_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    linked = [path.parent / link for link in re.findall(r"\]\(([\w./-]+)\)", text)]
    named = [
        ROOT / name
        for name in re.findall(r"`((?:desktop|docs|requirements|resources|tests)/[\w./-]+)`", text)
    ]
    assert [str(file) for file in {*linked, *named} if not file.exists()] == []


def test_index_lists_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = [path.name for path in documents() if path.parent == ROOT / "docs" and path.name != "index.md"]
    assert [page for page in pages if f"({page})" not in index] == []


def test_changelog_has_this_version() -> None:
    assert f"\n## [{desktop.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["dev", ".ci/run"])
def test_script_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def wanted(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = project["project"]["dependencies"] + [
        line for group in groups for line in project["dependency-groups"][group]
    ]
    return [Requirement(line) for line in lines]


def pins(name: str) -> list[Requirement]:
    text = (ROOT / "requirements" / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line.partition("--hash")[0] for line in text.splitlines() if "==" in line]
    return [Requirement(line) for line in lines]


def pinned_versions(requirement: Requirement, pinned: list[Requirement]) -> list[str]:
    """The pinned versions of what a requirement names, whatever system or Python they are for."""
    name = requirement.name.lower()
    return [next(iter(pin.specifier)).version for pin in pinned if pin.name == name]


@pytest.mark.parametrize(
    ("name", "groups"), [("runtime.txt", ()), ("dev.txt", ("dev",)), ("package.txt", ("package",))]
)
def test_pins_are_of_versions_that_the_project_wants(name: str, groups: tuple[str, ...]) -> None:
    pinned = pins(name)
    for requirement in wanted(*groups):
        versions = pinned_versions(requirement, pinned)
        assert list(requirement.specifier.filter(versions)), f"{requirement} is not pinned: ./dev pin"


def test_wheel_carries_the_resources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    resources = {
        path.relative_to(ROOT / "resources") for path in tracked_files() if ROOT / "resources" in path.parents
    }
    assert resources
    assert {f"desktop/_resources/{path.as_posix()}" for path in resources} <= names
    assert {inside(path) for path in tracked_files() if PACKAGE in path.parents} <= names
