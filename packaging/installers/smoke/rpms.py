"""Lets rpm itself install, and remove, the package for other distributions in a clean system of Debian."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from installers.smoke import checks
from installers.smoke.check import Check, checked
from installers.smoke.roots import Ended, Root

_KEPT: Final = 30


def of(root: Root, package: Path) -> Iterator[Check]:
    """Install with a folder of an administrator's, play, and remove; the libraries are there already."""
    root.need("apt-get", "install", "-y", "-qq", "--no-install-recommends", "rpm")
    told = {"HEARTH_DEFAULTS": _brought(root)}
    yield checked(root, "install", _rpm(root, "--install", root.give(package), environment=told))
    (shown,) = json.loads(root.need("hearth", "settings", "show", "back_ups_kept", "--json"))["settings"]
    ok = (shown["value"], shown["from"]) == (_KEPT, "administrator")
    yield Check(root.name, "an administrator's defaults hold", ok, f"{shown['value']}, {shown['from']}")
    yield from checks.of_folder(root, "/usr/bin/hearth")
    removed = _rpm(root, "--erase", "hearth")
    gone = removed.code == 0 and not (root.folder / "usr" / "lib" / "hearth").exists()
    ok = gone and root.home_file("hearth.sqlite").is_file() and "Hearth leaves" in removed.said
    yield Check(root.name, "removing keeps the user's work and says so", ok, removed.complained[-100:])


def _brought(root: Root) -> str:
    folder = root.folder / "media" / "rollout"
    folder.mkdir()
    given = {"settings": {"back_ups_kept": {"value": _KEPT, "locked": True}}}
    (folder / "defaults.json").write_text(json.dumps(given), "utf-8")
    return "/media/rollout"


def _rpm(root: Root, *words: str, environment: dict[str, str] | None = None) -> Ended:
    # Debian's own tools know nothing of what rpm installs, and nothing of theirs is known to rpm.
    return root.enter("rpm", "--force-debian", "--nodeps", *words, environment=environment)
