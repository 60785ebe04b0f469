"""What goes into the program's folder and what stays out of it, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

# Loaded by name at run time, where no reading of the source can find them. So are the command line's modules.
LOADED_BY_NAME: Final = (
    "keyring.backends",  # the keychains of the three systems
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
    "alembic.ddl",
)

# Modules that libraries mention and Hearth never runs.
LEFT_OUT_MODULES: Final[Mapping[str, str]] = {
    "_pytest": "tests of libraries",
    "chardet": "requests takes it where it finds it, and else the one that it brings along",
    "curses": "no terminal screens",
    "distutils": "no building on a workstation",
    "ensurepip": "no installing into the program",
    "IPython": "a Python prompt that some libraries decorate themselves for",
    "lib2to3": "no translating of Python 2",
    "lxml.html": "pages are not read",
    "lxml.isoschematron": "messages are held against XML Schema",
    "lxml.objectify": "replies are read by name, absent and empty kept apart",
    "phonenumbers.carrier": "who serves a number is not asked",
    "phonenumbers.geocoder": "where a number lies is not asked",
    "phonenumbers.geodata": "where a number lies is not asked",
    "phonenumbers.carrierdata": "who serves a number is not asked",
    "phonenumbers.timezone": "which time a number has is not asked",
    "phonenumbers.tzdata": "which time a number has is not asked",
    "alembic.testing": "tests of libraries",
    "sqlalchemy.testing": "tests of libraries",
    "pip": "no installing into the program",
    "pycparser": "reads C for cffi at build time only",
    "pydoc_data": "help texts of the Python prompt",
    "pytest": "tests of libraries",
    "readline": "nobody types at Python's prompt, and the terms of its library, the GPL, would bind all",
    "setuptools": "no building on a workstation",
    "sqlalchemy.dialects.mssql": "stores are SQLite or PostgreSQL",
    "sqlalchemy.dialects.mysql": "stores are SQLite or PostgreSQL",
    "sqlalchemy.dialects.oracle": "stores are SQLite or PostgreSQL",
    "tkinter": "another toolkit's windows",
    "PySide6.QtDBus": "the desktop is spoken to by Qt itself",
    "PySide6.QtOpenGL": "nothing is drawn in three dimensions",
    "PySide6.QtQml": "the window is made of widgets",
    "PySide6.QtQuick": "the window is made of widgets",
}

# Start-up steps of the freezing tool that cost more than they bring.
LEFT_OUT_HOOKS: Final[Mapping[str, str]] = {
    "pyi_rth_pyside6": "loads Qt into every command; the wheels find their plugins by themselves",
    "pyi_rth_inspect": "nothing asks for the text of a module, and this loads what would",
    "pyi_rth_multiprocessing": "other processes are started as programs of their own",
    "pyi_rth_pkgutil": "nothing lists modules at run time",
    "pyi_rth_setuptools": "no building on a workstation",
}

_PLUGINS: Final = "*/Qt/plugins"
# Files by pattern. The names are those of Linux; elsewhere the patterns of folders do the same work.
LEFT_OUT_FILES: Final[Mapping[str, str]] = {
    f"{_PLUGINS}/egldeviceintegrations/*": "workstations have a window system",
    f"{_PLUGINS}/generic/*": "keyboard, mouse and touch come from the window system",
    f"{_PLUGINS}/imageformats/*qgif*": "the program's pictures are SVG",
    f"{_PLUGINS}/imageformats/*qicns*": "the program's pictures are SVG",
    f"{_PLUGINS}/imageformats/*qpdf*": "no PDF is shown, and it draws in a browser's engine",
    f"{_PLUGINS}/imageformats/*qtga*": "no such picture is ever shown",
    f"{_PLUGINS}/imageformats/*qtiff*": "no such picture is ever shown",
    f"{_PLUGINS}/imageformats/*qwbmp*": "no such picture is ever shown",
    f"{_PLUGINS}/imageformats/*qwebp*": "no such picture is ever shown",
    f"{_PLUGINS}/networkinformation/*": "the courier finds out by itself whether the line is up",
    f"{_PLUGINS}/platforminputcontexts/*virtualkeyboard*": "a desk has a keyboard, and it draws in QML",
    f"{_PLUGINS}/platforms/*eglfs*": "workstations have a window system",
    f"{_PLUGINS}/platforms/*linuxfb*": "workstations have a window system",
    f"{_PLUGINS}/platforms/*qminimal*": "offscreen does the same and more",
    f"{_PLUGINS}/platforms/*vkkhr*": "workstations have a window system",
    f"{_PLUGINS}/platforms/*vnc*": "workstations have a window system",
    f"{_PLUGINS}/platformthemes/*gtk3*": "draws in all of GTK; the desktop portal tells colours and fonts",
    f"{_PLUGINS}/qml*": "the window is made of widgets",
    f"{_PLUGINS}/sqldrivers/*": "the store is reached through SQLAlchemy",
    f"{_PLUGINS}/tls/*": "Qt opens no connection to a network",
    f"{_PLUGINS}/wayland-graphics-integration-server/*": "Hearth is a client of the desktop and no server",
    f"{_PLUGINS}/wayland-graphics-integration-client/*": "widgets are painted in memory",
    "*/Qt/qml/*": "the window is made of widgets",
    "*Qt6Qml*": "the window is made of widgets",
    "*Qt6Quick*": "the window is made of widgets",
    "*Qt6VirtualKeyboard*": "a desk has a keyboard",
    "*Qt6Pdf*": "no PDF is shown",
    "*Qt6EglFS*": "workstations have a window system",
    "*Qt6WaylandEglClient*": "widgets are painted in memory",
    "*Qt6WlShell*": "a shell that desktops gave up years ago",
    f"{_PLUGINS}/wayland-shell-integration/*wl-shell*": "a shell that desktops gave up years ago",
    f"{_PLUGINS}/wayland-shell-integration/*ivi*": "for the dashboards of cars",
    f"{_PLUGINS}/wayland-shell-integration/*fullscreen*": "for kiosks with one program",
    f"{_PLUGINS}/wayland-shell-integration/*qt-shell*": "for desktops made with Qt's own compositor",
    "*/qt_help_*": "words of Qt's help viewer",
    "*/qt_??.qm": "a list that only names the catalogues beside it",
    "*/qt_??_??.qm": "a list that only names the catalogues beside it",
    "*/assistant_*": "words of Qt's help viewer",
    "*/designer_*": "words of Qt's form editor",
    "*/linguist_*": "words of Qt's translation editor",
    "*/qtdeclarative_*": "words of QML",
    "*/qtmultimedia_*": "words of players",
    "*/qtserialport_*": "words of serial ports",
    "*/qtconnectivity_*": "words of Bluetooth",
    "*/qtlocation_*": "words of maps",
    "*/qtwebengine_*": "words of a browser",
    "*/qtwebsockets_*": "words of web sockets",
}

# Libraries of the desktop: the system's own fit its drivers and fonts, and its updates mend them.
FROM_THE_SYSTEM: Final[tuple[str, ...]] = (
    "libX*", "libxcb*", "libxkbcommon*", "libwayland*", "libGL*", "libEGL*", "libGLX*", "libOpenGL*",
    "libdrm*", "libgbm*", "libglib*", "libgthread*", "libgobject*", "libgio*", "libgmodule*", "libdbus*",
    "libfontconfig*", "libfreetype*", "libsystemd*", "libcap.*", "libgcrypt*", "libgpg-error*", "liblz4*",
    "libICE*", "libSM*", "libbsd*", "libmd.*", "libmd-*", "libpcre*", "libpng*", "libbrotli*", "libexpat*",
    "libmount*", "libblkid*", "libselinux*",
)  # fmt: skip


def belongs(target: str) -> bool:
    """Tell whether a file of the frozen folder, by its path in there, is wanted in it."""
    path = Path(target).as_posix()
    if any(fnmatch(path, pattern) for pattern in LEFT_OUT_FILES):
        return False
    # Libraries of the same names inside a wheel are the wheel's own.
    return "/" in path or not any(fnmatch(path, pattern) for pattern in FROM_THE_SYSTEM)
