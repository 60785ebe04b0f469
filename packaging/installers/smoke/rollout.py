"""Installs silently with an administrator's defaults, and sees that they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from installers.release import PACKAGING
from installers.smoke.check import Check, checked
from installers.smoke.roots import Root

LANGUAGE: Final = "de"
_PLACE: Final = "/etc/hearth/defaults.json"
_LOCKED: Final = "back_ups_kept"


def of(root: Root, package: Path) -> Iterator[Check]:
    """Install with the package's own example of defaults, in German."""
    given = json.loads((PACKAGING / "share" / "defaults.json").read_text("utf-8"))
    given["language"] = {"value": LANGUAGE, "locked": True}
    (root.folder / "tmp" / "defaults.json").write_text(json.dumps(given), "utf-8")
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", root.give(package))
    told = {"HEARTH_DEFAULTS": "/tmp/defaults.json"}  # noqa: S108 -- inside a system that nobody else uses
    yield checked(root, "install with an administrator's defaults", root.enter(*install, environment=told))
    yield _origin(root)
    refused = root.enter("hearth", "settings", "set", f"{_LOCKED}=3")
    ok = refused.code != 0 and _PLACE in refused.complained
    yield Check(root.name, "what is locked cannot be changed", ok, f"exit code {refused.code}")


def _origin(root: Root) -> Check:
    (shown,) = json.loads(root.need("hearth", "settings", "show", _LOCKED, "--json"))["settings"]
    ok = (shown["from"], shown["file"], shown["locked"]) == ("administrator", _PLACE, True)
    return Check(root.name, "settings show says where it comes from", ok, f"{shown['from']} {shown['file']}")
