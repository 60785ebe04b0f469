"""Installs silently with an administrator's defaults, and sees that they hold."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from installers.release import CHECKOUT, PACKAGING
from installers.smoke.check import Check, checked
from installers.smoke.roots import Root

LANGUAGE: Final = "de"
_PLACE: Final = "/etc/hearth/defaults.json"
_LOCKED: Final = "back_ups_kept"
_KINDS: Final = ("household", "contact")


def of(root: Root, package: Path) -> Iterator[Check]:
    """Install with the package's own example of defaults, in German and with WSDLs beside it."""
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", root.give(package))
    refused = root.enter(*install, environment={"HEARTH_DEFAULTS": "defaults.json"})
    ok = refused.code != 0 and "whole path" in refused.said + refused.complained
    yield Check(
        root.name, "defaults that are not there stop the installation", ok, f"exit code {refused.code}"
    )
    told = {"HEARTH_DEFAULTS": _brought(root)}
    yield checked(root, "install with an administrator's defaults", root.enter(*install, environment=told))
    yield _wsdls(root)
    yield _origin(root)
    refused = root.enter("hearth", "settings", "set", f"{_LOCKED}=3")
    ok = refused.code != 0 and _PLACE in refused.complained
    yield Check(root.name, "what is locked cannot be changed", ok, f"exit code {refused.code}")


def _brought(root: Root) -> str:
    """Put what an administrator brings into the system; return which file of it is to be named."""
    folder = root.folder / "media" / "rollout"
    folder.mkdir()
    given = json.loads((PACKAGING / "share" / "defaults.json").read_text("utf-8"))
    given["language"] = {"value": LANGUAGE, "locked": True}
    for kind in _KINDS:
        given["connections"][0][f"{kind}_wsdl"] = f"{kind}.wsdl"
        shutil.copy(CHECKOUT / "resources" / "wsdl" / f"external-{kind}.wsdl", folder / f"{kind}.wsdl")
    (folder / "all desks.json").write_text(json.dumps(given), "utf-8")
    return "/media/rollout/all desks.json"


def _wsdls(root: Root) -> Check:
    """Let the doctor read the WSDLs after what was brought is gone."""
    shutil.rmtree(root.folder / "media" / "rollout")
    said = root.enter("hearth", "doctor", "--json", environment={"HEARTH_PASSWORD_SIEBEL": "once"}).said
    found = {each["subject"]: each["standing"] for each in json.loads(said)["findings"]}
    read = [kind for kind in _KINDS if found.get(f"{kind} WSDL") == "good"]
    return Check(root.name, "its WSDLs came along", read == list(_KINDS), ", ".join(read))


def _origin(root: Root) -> Check:
    (shown,) = json.loads(root.need("hearth", "settings", "show", _LOCKED, "--json"))["settings"]
    ok = (shown["from"], shown["file"], shown["locked"]) == ("administrator", _PLACE, True)
    return Check(root.name, "settings show says where it comes from", ok, f"{shown['from']} {shown['file']}")
