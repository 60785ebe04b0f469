"""The parts of others inside the frozen folder: Python distributions, and libraries from here."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import Final, cast

from installers.contents import LEFT_OUT_MODULES
from installers.release import CHECKOUT

_LONGEST_NAME: Final = 40
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name and version, its licence in a word, the licence's whole text, and its kind."""

    name: str
    version: str
    licence: str
    text: str
    kind: str


def everyone(frozen: Path) -> list[Part]:
    """Return the parts inside a frozen folder, Python itself first."""
    return [_python(), *_distributions(), *_libraries(frozen)]


def runtime_names() -> set[str]:
    """Return the names of the distributions that the program runs on and that are inside it."""
    pins = (CHECKOUT / "requirements" / "runtime.txt").read_text("utf-8")
    return {name.lower() for name in _PIN.findall(pins)} - set(LEFT_OUT_MODULES)


def _python() -> Part:
    library = Path(sys.base_prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    text = next(
        (each.read_text("utf-8") for each in library.glob("LICENSE*")), "See docs.python.org/license."
    )
    return Part("Python", sys.version.split()[0], "PSF-2.0", text, "platform")


def _distributions() -> list[Part]:
    names = runtime_names()
    found = {each.metadata["Name"].lower(): each for each in metadata.distributions()}
    wanted = sorted(name for name in found if name.replace("_", "-").replace(".", "-") in names)
    return [_distribution(found[name]) for name in wanted]


def _distribution(found: metadata.Distribution) -> Part:
    # What it is, and its type does not say.
    about = cast("Message", found.metadata)
    classified = [
        each.rpartition("::")[2].strip() for each in about.get_all("Classifier", []) if "License ::" in each
    ]
    licence = (
        about.get("License-Expression")
        or ", ".join(classified)
        or (about.get("License") or "?").split("\n")[0]
    )
    texts = [
        found.locate_file(each)
        for each in found.files or ()
        if re.search(r"(?i)licen[cs]e|copying|notice", each.name) and "dist-info" in str(each)
    ]
    text = "\n\n".join(
        Path(str(each)).read_text("utf-8", "replace") for each in texts if Path(str(each)).is_file()
    )
    return Part(about["Name"], found.version, licence, text, "library")


def _libraries(frozen: Path) -> list[Part]:
    """Return the Debian packages whose libraries were copied from the machine that builds."""
    files = {each.name for each in (frozen / "_internal").glob("lib*.so*") if not each.is_symlink()}
    owners = {owner for name in files if (owner := owner_of(name))}
    return [_package(name) for name in sorted(owners)]


def owner_of(library: str) -> str:
    """Return the Debian package that a library of this machine comes from, empty if none does."""
    asked = ["dpkg-query", "-S", f"*/{library}"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
    return found.partition(":")[0]


def _package(name: str) -> Part:
    asked = ["dpkg-query", "-W", "-f", "${Version}\n", name]
    version = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    file = Path(f"/usr/share/doc/{name}/copyright")
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    # Some packages write the licence's own words where its name belongs.
    found = set(re.findall(r"^License: (.+)$", text, re.MULTILINE))
    names = sorted(each for each in found if len(each) <= _LONGEST_NAME and each[0].isalnum())
    return Part(name, version, ", ".join(names) or "see its text", text, "library")
