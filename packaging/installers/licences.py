"""Writes under which terms Hearth and the parts of others in it stand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from installers.parts import Part, everyone
from installers.release import CHECKOUT

_QT: Final = """\
Qt and Qt for Python (PySide6, shiboken6) stand under the GNU Lesser General Public License, version 3.
So does psycopg. Hearth uses them as separate shared libraries in the folder _internal, unchanged. You
may replace them there with versions of your own that keep their interface, and you may take the program
apart to find mistakes in such changes. Their sources can be had from download.qt.io and code.qt.io, and
as source packages under the versions named below from where Python's packages are published. The texts
of the LGPL, and of the GPL that it refers to, follow.
"""
_ON_DEBIAN: Final = """\
On Debian systems the text of the GNU Lesser General Public License, version 3, is in
/usr/share/common-licenses/LGPL-3, and that of the GNU General Public License, which it refers to, in
/usr/share/common-licenses/GPL-3.
"""
_LINE: Final = "=" * 100


def copyright_file() -> str:
    """Return Debian's file on copyright: Hearth's own licence, and where those of the parts stand."""
    own = (CHECKOUT / "LICENSE").read_text("utf-8")
    parts = "The parts of others and their terms: third-parties.txt.gz beside this file."
    return f"{own}\n{parts}\n\n{_QT}\n{_ON_DEBIAN}"


def third_parties(frozen: Path) -> str:
    """Return the list of all parts with their licences, and each licence's whole text."""
    parts = everyone(frozen)
    table = "\n".join(f"{each.name} {each.version}: {each.licence}" for each in parts)
    texts = "\n".join(_text(each) for each in parts if each.text)
    return f"{_QT}\n{table}\n\n{_gnu()}\n{texts}\n"


def _text(part: Part) -> str:
    return f"{_LINE}\n{part.name} {part.version}\n{_LINE}\n{part.text}\n"


def _gnu() -> str:
    files = (Path("/usr/share/common-licenses") / name for name in ("LGPL-3", "GPL-3"))
    return "\n".join(each.read_text("utf-8") for each in files if each.is_file())
