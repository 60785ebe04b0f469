"""What the machine brings: versions, the system's libraries for the window, and a keychain."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from desktop import defaults, installed
from desktop.defaults import DefaultsProblem
from desktop.findings import Finding, good, note, problem
from desktop.integration import credentials

# What Qt loads on Linux, and the Debian package that brings it: for any window, and for one on a screen.
ANY_WINDOW: Final = MappingProxyType(
    {
        "libglib-2.0.so.0": "libglib2.0-0",
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libfontconfig.so.1": "libfontconfig1",
        "libdbus-1.so.3": "libdbus-1-3",
        "libxkbcommon.so.0": "libxkbcommon0",
    }
)
ON_SCREEN: Final = MappingProxyType(
    {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    }
)


def versions() -> Finding:
    """Tell which Hearth runs on what."""
    build = installed.running()
    python, system = platform.python_version(), f"{platform.system()} {platform.release()}"
    origin = f"build {build.commit}" if build.commit else "from its source"
    text = f"Hearth {build.version} ({origin}), Python {python}, {system}."
    if installed.was_upgraded():
        return note("versions", f"{text} It was upgraded while it runs.", "Restart it.")
    return good("versions", text)


def libraries(
    environment: Mapping[str, str] = os.environ, loads: Callable[[str], bool] | None = None
) -> Finding:
    """Tell which of the libraries that the window needs are missing, before Qt ends the program over them."""
    if sys.platform != "linux":
        return good("libraries", "The window brings its own libraries.")
    wanted = {**ANY_WINDOW, **(ON_SCREEN if environment.get("DISPLAY") else {})}
    missing = [name for name in wanted if not (loads or _loads)(name)]
    if not missing:
        return good("libraries", "All libraries of the system that the window needs are there.")
    packages = " ".join(wanted[name] for name in missing)
    return problem(
        "libraries",
        f"The window cannot open without {', '.join(missing)}.",
        f"Install them, on Debian and Ubuntu with: sudo apt-get install {packages}",
    )


def keychain(environment: Mapping[str, str] = os.environ) -> Finding:
    """Tell whether the system has a keychain that keeps passwords."""
    name = credentials.keychain_name()
    if name:
        return good("keychain", f"Passwords are kept by {name}.")
    given = [name for name in environment if name.startswith("HEARTH_PASSWORD_")]
    if given:
        return good("keychain", f"There is no keychain; the environment gives {', '.join(sorted(given))}.")
    return note(
        "keychain",
        "There is no keychain: the window asks for passwords each time it is started and keeps them nowhere.",
        "Start gnome-keyring or KWallet with the desktop session, or set HEARTH_PASSWORD_<NAME>.",
    )


def administrator(environment: Mapping[str, str] = os.environ) -> Finding:
    """Tell whether an administrator has set something for this machine, and whether that can be used."""
    try:
        found = defaults.read(environment)
    except DefaultsProblem as trouble:
        return problem("administrator", trouble.what, trouble.way_out)
    if found is None:
        return good("administrator", "No file sets anything for all who use this machine.")
    return good(
        "administrator", f"{found.file} is there and can be read: it holds for all who use this machine."
    )


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
