"""Looks at an installed package as the desktop and the shell see it: entries, handlers, icons, completion."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from typing import Final

from installers import icons
from installers.share import NAME
from installers.smoke.check import Check, checked
from installers.smoke.roots import Root

_TOOLS: Final = ("desktop-file-utils", "libglib2.0-bin")
_HANDLERS: Final = {"x-scheme-handler/hearth": f"{NAME}.desktop", "text/vcard": f"{NAME}.Import.desktop"}
_CARD: Final = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quillfeather;Xanthe;;;\r\nFN:Xanthe Quillfeather\r\nEND:VCARD\r\n"
)
_COMPLETE: Final = """
. /usr/share/bash-completion/completions/hearth
COMP_WORDS=(hearth rec); COMP_CWORD=1; _hearth; echo "${COMPREPLY[@]}"
"""


def of(root: Root) -> Iterator[Check]:
    """Look at everything that stands around the program."""
    root.need("apt-get", "install", "-y", "-qq", "--no-install-recommends", *_TOOLS)
    valid = root.enter("sh", "-c", f"desktop-file-validate /usr/share/applications/{NAME}*.desktop")
    yield checked(root, "desktop entries valid", valid)
    metainfo = root.folder / "usr" / "share" / "metainfo" / f"{NAME}.metainfo.xml"
    asked = ["appstreamcli", "validate", "--no-net", str(metainfo)]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    yield Check(
        root.name, "AppStream metadata valid", said.returncode == 0, said.stdout.strip().rpartition("\n")[2]
    )
    for kind, entry in _HANDLERS.items():
        yield Check(root.name, f"handles {kind}", entry in root.enter("gio", "mime", kind).said, entry)
    yield _taken_in(root)
    yield _icons(root)
    offered = root.enter("bash", "-c", _COMPLETE).said.strip()
    yield Check(root.name, "bash completes commands", offered == "record", f"rec: {offered}")
    yield _without_qt(root)


def _taken_in(root: Root) -> Check:
    """Open a vCard file by the words of its desktop entry."""
    card = root.folder / "tmp" / "card.vcf"
    card.write_text(_CARD, "utf-8")
    entry = ConfigParser(interpolation=None)
    entry.read(root.folder / "usr" / "share" / "applications" / f"{NAME}.Import.desktop", "utf-8")
    words = entry["Desktop Entry"]["Exec"].replace("%f", "/tmp/card.vcf").split()  # noqa: S108
    ended = root.enter(*words)
    found = json.loads(root.need("hearth", "search", "Quillfeather", "--json"))["hits"]
    return Check(root.name, "vCard file taken in by its entry", ended.code == 0 and len(found) == 1, "")


def _icons(root: Root) -> Check:
    folder = root.folder / "usr" / "share" / "icons" / "hicolor"
    drawn = [size for size in icons.SIZES if (folder / f"{size}x{size}" / "apps" / "hearth.png").is_file()]
    whole = drawn == list(icons.SIZES) and (folder / "scalable" / "apps" / "hearth.svg").is_file()
    return Check(root.name, "icon in all sizes", whole, ", ".join(map(str, [*drawn, "SVG"])))


def _without_qt(root: Root) -> Check:
    """Let the loader of libraries tell what a command on the store loads."""
    loaded = root.enter("hearth", "store", "info", environment={"LD_DEBUG": "files"}).complained
    ok = "libsqlite3" in loaded and "libQt" not in loaded
    return Check(root.name, "command line loads no Qt", ok, "")
