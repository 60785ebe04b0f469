"""Writes the bill of materials in CycloneDX's form: every part with its version and licence."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from installers.parts import everyone, runtime_names
from installers.release import CHECKOUT, Release
from installers.running import run


def write(target: Path, release: Release, frozen: Path) -> None:
    """Write the bill; what only the building needs is not in it."""
    tool = Path(sys.executable).with_name("cyclonedx-py")
    options = [
        "--pyproject",
        CHECKOUT / "pyproject.toml",
        "--output-reproducible",
        "--mc-type",
        "application",
    ]
    bill: dict[str, Any] = json.loads(run([tool, "environment", *options, sys.executable]))
    names = runtime_names()
    bill["components"] = [
        each for each in bill["components"] if each["name"].lower().replace("_", "-") in names
    ]
    known = {each["name"].lower() for each in bill["components"]}
    bill["components"] += [
        {
            "type": each.kind,
            "name": each.name,
            "version": each.version,
            "licenses": [{"license": {_naming(each.licence): each.licence}}],
        }
        for each in everyone(frozen)
        if each.name.lower() not in known
    ]
    kept = {each.get("bom-ref") for each in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    bill["dependencies"] = [_only(each, kept) for each in bill["dependencies"] if each["ref"] in kept]
    bill["metadata"]["component"]["version"] = release.version
    target.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", "utf-8")


def _naming(licence: str) -> str:
    from cyclonedx.spdx import is_supported_id  # pyright: ignore -- lies in the packages' environment alone

    return "id" if is_supported_id(licence) else "name"


def _only(dependency: dict[str, Any], kept: set[str | None]) -> dict[str, Any]:
    return {**dependency, "dependsOn": [each for each in dependency.get("dependsOn", ()) if each in kept]}
