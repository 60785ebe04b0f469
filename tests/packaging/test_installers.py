"""The pieces that packages are made of: what is left out, completion, man page, the desktop's files."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from installers import completion, grammar, manual, quick_start, release, windows
from installers.contents import LEFT_OUT_FILES, LEFT_OUT_HOOKS, LEFT_OUT_MODULES, belongs
from installers.release import PACKAGING, Release

BUILT = Release(PACKAGING.parent, "1.2~20261125.gabc", "abc", 1_764_000_000)


@pytest.mark.parametrize(
    "kept",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "libsqlite3.so.0",
        "desktop/store/upgrades/versions/0001_the_first_tables.py",
    ],
)
def test_what_the_window_needs_is_kept(kept: str) -> None:
    assert belongs(kept)


@pytest.mark.parametrize(
    "left_out",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/translations/designer_de.qm",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "libxcb-cursor.so.0",
    ],
)
def test_what_nobody_needs_or_the_system_has_is_left_out(left_out: str) -> None:
    assert not belongs(left_out)


def test_everything_that_is_left_out_has_its_reason() -> None:
    for reasons in (LEFT_OUT_FILES, LEFT_OUT_HOOKS, LEFT_OUT_MODULES):
        assert all(len(reason.split()) > 2 for reason in reasons.values())


def test_nothing_that_the_program_imports_is_left_out() -> None:
    files = (PACKAGING.parent / "desktop").rglob("*.py")
    sources = "\n".join(path.read_text("utf-8") for path in files)
    assert [
        name for name in LEFT_OUT_MODULES if f"import {name}\n" in sources or f"from {name} " in sources
    ] == []


def test_version_names_the_commit_between_two_releases() -> None:
    found = release.of(PACKAGING.parent)
    assert found.commit in found.version or found.version.count(".") == 2
    assert "~" not in found.file_version


def test_man_page_names_every_command(tmp_path: Path) -> None:
    page = manual.page(grammar.read(), BUILT)
    for each in grammar.read().everyone():
        assert each.commands or " ".join(each.words).replace("-", r"\-") in page
    assert ".SH EXIT STATUS" in page


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", "record"),
        ("conn", "connection"),
        ("record ", "new"),
        ("record new h", "household"),
        ("doctor --s", "--support-file"),
    ],
)
def test_bash_completes_commands_and_options(typed: str, offered: str, tmp_path: Path) -> None:
    script = tmp_path / "hearth"
    script.write_text(completion.bash(grammar.read()), "utf-8")
    words = ["hearth", *typed.split(" ")]
    typed_so_far = " ".join(each or repr("") for each in words)
    asked = f'. "$0"; COMP_WORDS=({typed_so_far}); COMP_CWORD={len(words) - 1}; _hearth'
    said = subprocess.run(
        ["bash", "-c", f'{asked}; printf "%s\\n" "${{COMPREPLY[@]}}"', script],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert offered in said.split()


def test_fish_knows_every_command() -> None:
    said = completion.fish(grammar.read())
    assert all(f"-a {each.words[-1]} " in said for each in grammar.read().commands)


def test_desktop_entries_open_addresses_and_vcards() -> None:
    handled = {}
    for file in (PACKAGING / "share").glob("*.desktop"):
        entry = configparser.ConfigParser(interpolation=None)
        entry.read(file, "utf-8")
        told = entry["Desktop Entry"]
        handled |= dict.fromkeys(filter(None, told["MimeType"].split(";")), told["Exec"])
    assert handled["x-scheme-handler/hearth"] == "hearth open %u"
    assert handled["text/vcard"].startswith("hearth import %f")


def test_metadata_names_the_entry_that_starts_it() -> None:
    component = ET.parse(PACKAGING / "share" / "io.github.hearth_desktop.Hearth.metainfo.xml").getroot()  # noqa: S314
    assert (PACKAGING / "share" / str(component.findtext("launchable"))).is_file()
    assert component.findtext("project_license") == "MIT"


@pytest.mark.skipif(not shutil.which("makensis"), reason="NSIS is not installed")
def test_windows_installer_compiles_around_a_folder(tmp_path: Path) -> None:
    (tmp_path / "program" / "_internal").mkdir(parents=True)
    for name in ("hearth.exe", "LICENSE", "_internal/x.dll"):
        (tmp_path / "program" / name).write_text("x")
    installer = windows.compile_script("1.2", tmp_path / "program", tmp_path / "setup.exe")
    assert installer.read_bytes().startswith(b"MZ")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the bootstrap stays as it is")
def test_the_bootstrap_is_lightened_or_the_build_stops(tmp_path: Path) -> None:
    source = tmp_path / "pyiboot01_bootstrap.py"
    source.write_text(f"import sys\n{quick_start._CTYPES}", "utf-8")
    script = ("pyiboot01_bootstrap", str(source), "PYSOURCE")
    ((name, lighter, kind),) = quick_start.without_ctypes([script], tmp_path / "work")
    assert (name, kind, Path(lighter).read_text("utf-8")) == (
        "pyiboot01_bootstrap",
        "PYSOURCE",
        "import sys\n",
    )
    source.write_text("import sys\n", "utf-8")
    with pytest.raises(SystemExit, match="starts otherwise"):
        quick_start.without_ctypes([script], tmp_path / "work")
